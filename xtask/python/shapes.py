"""Tiny random models of many shapes, and whether `tacit model score` agrees with transformers on them.

usage: shapes.py make FOLDER [PATTERN]       write a model and its oracle for each shape
       shapes.py compare FOLDER [PATTERN]    score each with TACIT (option --tacit) and compare

`make` writes the shapes listed here, and with `--drawn N` as many drawn at random for each family. It gives every shape a folder with config.json, safetensors and oracle.safetensors: input_ids, logits,
loss, grad.<parameter>, example_norm, clip_norm, clipped_sum.<parameter>, as the tiny models of the tests
have them. The oracle is transformers in float32 with eager attention and no dropout. Half of the shapes have
their rotations rewritten to the older spelling (rope_theta, rope_scaling, rotary_pct); the rewritten folder
is what the oracle was loaded from, so that both sides read the same files.
`compare` prints the worst absolute difference of each quantity and exits with 1 if one is above the
tolerance.
"""

import argparse
import fnmatch
import json
import os
import random
import subprocess
import sys
import tempfile

import torch
from safetensors.torch import load_file, save_file

os.environ.setdefault("HF_HUB_OFFLINE", "1")
import transformers  # noqa: E402
from transformers import AutoModelForCausalLM  # noqa: E402
from transformers.utils import logging  # noqa: E402

SEED = 20240817


def modern(**more):
    """What the families that descend from Llama have in common, small."""
    return {
        "vocab_size": 97, "hidden_size": 32, "intermediate_size": 44, "num_hidden_layers": 3,
        "num_attention_heads": 4, "num_key_value_heads": 2, "max_position_embeddings": 64,
        "bos_token_id": 1, "eos_token_id": 2, "pad_token_id": None, "attention_dropout": 0.0, **more,
    }


def neox(**more):
    base = modern(attention_dropout=0.0, hidden_dropout=0.0, **more)
    del base["num_key_value_heads"]
    return base


def gpt2(**more):
    return {
        "vocab_size": 89, "n_embd": 32, "n_layer": 3, "n_head": 4, "n_positions": 48, "bos_token_id": 1,
        "eos_token_id": 2, "attn_pdrop": 0.0, "embd_pdrop": 0.0, "resid_pdrop": 0.0, **more,
    }


def scaled(kind, theta=10000.0, **more):
    return {"rope_type": kind, "rope_theta": theta, **more}


LLAMA3 = {"factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0}
WINDOWS = ["sliding_attention", "full_attention", "sliding_attention"]


def llama_shapes():
    yield "plain", modern()
    yield "mqa", modern(num_key_value_heads=1, vocab_size=101)
    yield "mha_pad", modern(num_key_value_heads=4, pad_token_id=0)
    yield "kv_none", modern(num_key_value_heads=None, pad_token_id=-1)
    yield "wide_heads", modern(head_dim=24, num_key_value_heads=2, tie_word_embeddings=True)
    yield "narrow_heads", modern(head_dim=2, attention_bias=True)
    yield "biases", modern(attention_bias=True, mlp_bias=True, tie_word_embeddings=True, pad_token_id=3)
    yield "eps_small", modern(rms_norm_eps=1e-12, hidden_act="relu")
    yield "eps_large", modern(rms_norm_eps=0.5, hidden_act="gelu")
    yield "one_layer", modern(num_hidden_layers=1, vocab_size=7, eos_token_id=[2, 3])
    yield "theta", modern(rope_parameters=scaled("default", 123456.0))
    yield "partial_ignored", modern(rope_parameters=scaled("default", partial_rotary_factor=0.5))
    yield "linear", modern(rope_parameters=scaled("linear", factor=4.0))
    yield "llama3", modern(rope_parameters=scaled("llama3", 500000.0, original_max_position_embeddings=16, **LLAMA3))
    yield "llama3_no_original", modern(rope_parameters=scaled("llama3", **LLAMA3))
    yield "dynamic_short", modern(rope_parameters=scaled("dynamic", factor=2.0))
    yield "dynamic_long", modern(max_position_embeddings=16, rope_parameters=scaled("dynamic", factor=3.0))
    yield "dynamic_kept", modern(max_position_embeddings=24, head_dim=12, rope_parameters=scaled("dynamic", 5e5, factor=2.0))
    yield "yarn", modern(rope_parameters=scaled("yarn", factor=4.0, original_max_position_embeddings=16))
    yield "yarn_betas", modern(head_dim=16, rope_parameters=scaled(
        "yarn", 1e6, factor=2.5, original_max_position_embeddings=32, beta_fast=8.0, beta_slow=2.0))
    yield "yarn_factor", modern(head_dim=16, rope_parameters=scaled(
        "yarn", factor=4.0, original_max_position_embeddings=16, attention_factor=0.7, truncate=False))
    yield "yarn_mscale", modern(head_dim=32, rope_parameters=scaled(
        "yarn", factor=8.0, original_max_position_embeddings=512, mscale=1.3, mscale_all_dim=0.4, beta_fast=64.0))
    yield "yarn_no_original", modern(head_dim=32, max_position_embeddings=2048, rope_parameters=scaled("yarn", factor=4.0))
    yield "longrope_short", modern(rope_parameters=scaled(
        "longrope", factor=4.0, original_max_position_embeddings=48, short_factor=[1.0, 1.1, 1.5, 2.0], long_factor=[1.0, 2.0, 3.0, 8.0]))
    yield "longrope_long", modern(rope_parameters=scaled(
        "longrope", original_max_position_embeddings=8, short_factor=[1.0, 1.1, 1.5, 2.0], long_factor=[1.0, 2.0, 3.0, 8.0]))
    yield "longrope_factor", modern(rope_parameters=scaled(
        "longrope", attention_factor=1.7, original_max_position_embeddings=8, short_factor=[1, 1, 1, 2], long_factor=[1, 2, 3, 8]))
    yield "proportional", modern(head_dim=16, rope_parameters=scaled("proportional", partial_rotary_factor=0.5, factor=2.0))
    for name in ["gelu_new", "gelu_fast", "gelu_pytorch_tanh", "gelu_python", "gelu_10", "quick_gelu", "relu2", "relu6",
                 "leaky_relu", "mish", "hardswish", "laplace", "sqrtsoftplus", "sigmoid", "tanh", "linear", "swish",
                 "gelu_accurate", "gelu_python_tanh"]:
        yield f"act_{name}", modern(hidden_act=name, num_hidden_layers=2)


def neox_shapes():
    yield "plain", neox()
    yield "sequential", neox(use_parallel_residual=False)
    for name, part in [("half", 0.5), ("whole", 1.0), ("odd", 0.4), ("none", 0.1)]:
        yield f"part_{name}", neox(rope_parameters=scaled("default", partial_rotary_factor=part))
    yield "theta", neox(rope_parameters=scaled("default", 2500.0, partial_rotary_factor=0.75), tie_word_embeddings=True)
    yield "no_attention_bias", neox(attention_bias=False, layer_norm_eps=1e-3)
    yield "tied_sequential", neox(tie_word_embeddings=True, use_parallel_residual=False, attention_bias=False)
    yield "linear", neox(hidden_size=64, rope_parameters=scaled("linear", factor=2.0, partial_rotary_factor=0.5))
    yield "dynamic", neox(hidden_size=64, max_position_embeddings=20, rope_parameters=scaled("dynamic", factor=2.0, partial_rotary_factor=0.5))
    yield "yarn", neox(hidden_size=64, rope_parameters=scaled(
        "yarn", factor=4.0, original_max_position_embeddings=16, partial_rotary_factor=0.5))
    for name in ["gelu_new", "gelu_fast", "relu", "silu"]:
        yield f"act_{name}", neox(hidden_act=name)
    yield "heads", neox(hidden_size=30, num_attention_heads=5, intermediate_size=31, vocab_size=83, pad_token_id=0)


def gemma_shapes():
    yield "plain", modern(head_dim=16, pad_token_id=0)
    yield "narrow", modern(head_dim=6, num_key_value_heads=1)
    yield "untied_biases", modern(head_dim=8, tie_word_embeddings=False, attention_bias=True)
    yield "gelu_is_tanh", modern(head_dim=8, hidden_act="gelu")
    yield "relu", modern(head_dim=10, hidden_act="relu", rms_norm_eps=1e-3)
    yield "linear", modern(head_dim=8, rope_parameters=scaled("linear", 5e4, factor=3.0))
    yield "yarn", modern(head_dim=16, num_key_value_heads=4, rope_parameters=scaled("yarn", factor=2.0, original_max_position_embeddings=32))


def gemma2_shapes():
    yield "windows", modern(head_dim=16, sliding_window=5, query_pre_attn_scalar=17, pad_token_id=0)
    yield "no_caps", modern(head_dim=8, sliding_window=7, attn_logit_softcapping=None, final_logit_softcapping=None)
    yield "small_caps", modern(head_dim=8, sliding_window=7, attn_logit_softcapping=1.5, final_logit_softcapping=2.0)
    yield "one_cap", modern(head_dim=8, sliding_window=1, attn_logit_softcapping=None, final_logit_softcapping=3.0)
    yield "other_cap", modern(head_dim=12, sliding_window=30, attn_logit_softcapping=2.0, final_logit_softcapping=None)
    yield "layer_types", modern(head_dim=8, sliding_window=3, layer_types=["full_attention", "sliding_attention", "sliding_attention"])
    yield "all_full", modern(head_dim=8, sliding_window=4, layer_types=["full_attention"] * 3)
    yield "untied_mqa", modern(head_dim=20, num_key_value_heads=1, sliding_window=4, tie_word_embeddings=False,
                               attention_bias=True, hidden_activation="gelu")
    yield "dynamic", modern(head_dim=8, sliding_window=4, max_position_embeddings=16, rope_parameters=scaled("dynamic", factor=4.0))


def gemma3_shapes():
    two = lambda full, sliding: {"full_attention": full, "sliding_attention": sliding}
    yield "plain", modern(head_dim=16, sliding_window=5, num_hidden_layers=7, query_pre_attn_scalar=17, pad_token_id=0)
    yield "pattern", modern(head_dim=8, sliding_window=4, sliding_window_pattern=2, num_hidden_layers=4)
    yield "layer_types", modern(head_dim=8, sliding_window=6, layer_types=WINDOWS)
    yield "all_sliding", modern(head_dim=8, sliding_window=6, layer_types=["sliding_attention"] * 3)
    yield "all_full", modern(head_dim=8, layer_types=["full_attention"] * 3, tie_word_embeddings=False)
    yield "caps", modern(head_dim=8, sliding_window=6, layer_types=WINDOWS, final_logit_softcapping=2.0, attn_logit_softcapping=1.0)
    yield "thetas", modern(head_dim=8, sliding_window=6, layer_types=WINDOWS, rope_parameters=two(
        scaled("default", 54321.0), scaled("default", 777.0)))
    yield "linear", modern(head_dim=8, sliding_window=6, layer_types=WINDOWS, rope_parameters=two(
        scaled("linear", 1e6, factor=8.0), scaled("default", 1e4)))
    yield "both_linear", modern(head_dim=8, sliding_window=6, layer_types=WINDOWS, rope_parameters=two(
        scaled("linear", 1e6, factor=8.0), scaled("linear", 1e4, factor=2.0)))
    yield "yarn", modern(head_dim=16, sliding_window=6, layer_types=WINDOWS, rope_parameters=two(
        scaled("yarn", 1e5, factor=4.0, original_max_position_embeddings=16, truncate=False), scaled("default", 1e4)))
    yield "dynamic", modern(head_dim=8, sliding_window=6, max_position_embeddings=16, layer_types=WINDOWS, rope_parameters=two(
        scaled("dynamic", 1e5, factor=4.0), scaled("default", 1e4)))
    yield "mqa_biases", modern(head_dim=24, num_key_value_heads=1, sliding_window=3, attention_bias=True,
                               layer_types=WINDOWS, hidden_activation="silu", rms_norm_eps=1e-2)


def qwen2_shapes():
    yield "plain", modern(pad_token_id=0)
    yield "tied_mqa", modern(tie_word_embeddings=True, num_key_value_heads=1)
    yield "head_dim", modern(head_dim=12)
    yield "windows", modern(use_sliding_window=True, sliding_window=5, max_window_layers=1)
    yield "windows_all", modern(use_sliding_window=True, sliding_window=3, max_window_layers=0, tie_word_embeddings=True)
    yield "layer_types", modern(use_sliding_window=True, sliding_window=4, max_window_layers=2, layer_types=WINDOWS)
    yield "unused_window", modern(use_sliding_window=False, sliding_window=4, max_window_layers=0)
    yield "yarn", modern(rope_parameters=scaled("yarn", 1e6, factor=4.0, original_max_position_embeddings=16))
    yield "act", modern(hidden_act="gelu_new", rms_norm_eps=1e-2, num_key_value_heads=None)


def qwen3_shapes():
    yield "plain", modern(head_dim=16)
    yield "tied_narrow", modern(head_dim=6, tie_word_embeddings=True, pad_token_id=5)
    yield "biases", modern(head_dim=8, attention_bias=True, num_key_value_heads=1)
    yield "windows", modern(head_dim=10, use_sliding_window=True, sliding_window=5, max_window_layers=2)
    yield "layer_types", modern(head_dim=8, use_sliding_window=True, sliding_window=4, layer_types=WINDOWS)
    yield "yarn", modern(head_dim=16, rope_parameters=scaled("yarn", 1e6, factor=4.0, original_max_position_embeddings=16))
    yield "dynamic", modern(head_dim=8, max_position_embeddings=16, rope_parameters=scaled("dynamic", 1e6, factor=4.0))
    yield "relu", modern(head_dim=8, hidden_act="relu", num_key_value_heads=4)


def gpt2_shapes():
    yield "plain", gpt2()
    yield "inner", gpt2(n_inner=50, n_head=2)
    yield "unscaled", gpt2(scale_attn_weights=False)
    yield "by_layer", gpt2(scale_attn_by_inverse_layer_idx=True)
    yield "by_layer_unscaled", gpt2(scale_attn_by_inverse_layer_idx=True, scale_attn_weights=False)
    yield "reordered", gpt2(reorder_and_upcast_attn=True, scale_attn_by_inverse_layer_idx=True)
    yield "untied", gpt2(tie_word_embeddings=False, pad_token_id=0)
    yield "one_head", gpt2(n_head=1, n_layer=1, n_embd=20, layer_norm_epsilon=1e-2)
    for name in ["relu", "gelu", "silu", "tanh", "gelu_fast"]:
        yield f"act_{name}", gpt2(activation_function=name)


ACTIVATIONS = ["silu", "gelu", "gelu_new", "gelu_pytorch_tanh", "relu", "quick_gelu", "tanh", "mish"]


def drawn(family, draw):
    """A shape drawn at random: everything that the family lets vary, all at once."""
    heads = draw.choice([1, 2, 3, 4, 6])
    layers = draw.randint(1, 4)
    common = {"num_hidden_layers": layers, "num_attention_heads": heads, "vocab_size": draw.choice([5, 64, 97, 130]),
              "hidden_size": heads * draw.choice([4, 6, 8, 10]), "intermediate_size": draw.choice([9, 24, 61]),
              "tie_word_embeddings": draw.random() < 0.5, "pad_token_id": draw.choice([None, 0, 3])}
    theta = draw.choice([100.0, 10000.0, 1e6])
    activation, bias = draw.choice(ACTIVATIONS), draw.random() < 0.5
    if family == "gpt2":
        return gpt2(n_layer=layers, n_head=heads, n_embd=common["hidden_size"], vocab_size=common["vocab_size"],
                    n_inner=draw.choice([None, 24, 61]), activation_function=activation,
                    scale_attn_weights=draw.random() < 0.5, scale_attn_by_inverse_layer_idx=draw.random() < 0.5,
                    tie_word_embeddings=common["tie_word_embeddings"], layer_norm_epsilon=draw.choice([1e-5, 1e-2]))
    if family == "gpt_neox":
        part = draw.choice([0.25, 0.5, 0.75, 1.0])
        return neox(**common, hidden_act=activation, attention_bias=bias, use_parallel_residual=draw.random() < 0.5,
                    layer_norm_eps=draw.choice([1e-5, 1e-2]),
                    rope_parameters=scaled("default", theta, partial_rotary_factor=part))
    width = draw.choice([4, 6, 8, 16])
    kinds = [
        scaled("default", theta), scaled("linear", theta, factor=draw.choice([2.0, 7.0])),
        scaled("dynamic", theta, factor=4.0), scaled("yarn", theta, factor=draw.choice([2.0, 4.0]), original_max_position_embeddings=16),
        scaled("llama3", theta, original_max_position_embeddings=draw.choice([8, 16]), **LLAMA3),
        scaled("longrope", theta, original_max_position_embeddings=draw.choice([8, 32]), factor=4.0,
               short_factor=[1.0 + 0.1 * i for i in range(width // 2)], long_factor=[1.0 + 0.7 * i for i in range(width // 2)]),
    ]
    rope = draw.choice(kinds)
    groups = draw.choice([count for count in range(1, heads + 1) if heads % count == 0])
    more = {"num_key_value_heads": groups, "rms_norm_eps": draw.choice([1e-10, 1e-6, 1e-2]), "head_dim": width,
            "max_position_embeddings": 16 if rope["rope_type"] == "dynamic" else 64, "rope_parameters": rope}
    named = "hidden_activation" if family in ("gemma2", "gemma3") else "hidden_act"
    more[named] = activation if family != "gemma" or activation != "gelu" else "relu"
    window = draw.choice([1, 2, 5, 9])
    if family == "llama":
        more["mlp_bias"] = draw.random() < 0.5
    if family != "qwen2":
        more["attention_bias"] = bias
    if family in ("qwen2", "qwen3"):
        more.update(use_sliding_window=draw.random() < 0.7, sliding_window=window, max_window_layers=draw.randint(0, layers))
    if family in ("gemma2", "gemma3"):
        more.update(sliding_window=window, query_pre_attn_scalar=draw.choice([1, 7, 64]),
                    final_logit_softcapping=draw.choice([None, 2.0, 30.0]), attn_logit_softcapping=draw.choice([None, 2.0, 50.0]))
        if draw.random() < 0.5:
            more["layer_types"] = [draw.choice(["sliding_attention", "full_attention"]) for _ in range(layers)]
    if family == "gemma3":
        more["rope_parameters"] = {"full_attention": rope, "sliding_attention": scaled("default", 10000.0)}
    return modern(**common, **more)


FAMILIES = {
    "llama": (transformers.LlamaConfig, llama_shapes),
    "gpt_neox": (transformers.GPTNeoXConfig, neox_shapes),
    "gemma": (transformers.GemmaConfig, gemma_shapes),
    "gemma2": (transformers.Gemma2Config, gemma2_shapes),
    "gemma3": (transformers.Gemma3TextConfig, gemma3_shapes),
    "qwen2": (transformers.Qwen2Config, qwen2_shapes),
    "qwen3": (transformers.Qwen3Config, qwen3_shapes),
    "gpt2": (transformers.GPT2Config, gpt2_shapes),
}


def shapes(pattern, count):
    """(folder name, configuration, place in the list) of every shape that the pattern matches."""
    place = 0
    for family, (kind, list_shapes) in FAMILIES.items():
        draw = random.Random(f"{SEED} {family}")
        more = [(f"drawn{index}", drawn(family, draw)) for index in range(count)]
        for name, fields in [*list_shapes(), *more]:
            place += 1
            folder = f"{family}.{name}"
            if fnmatch.fnmatchcase(folder, pattern):
                yield folder, kind(**fields), place


def fill(model, deviation):
    """Weights that are far from where models start, so that a difference shows."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            noise = torch.randn_like(parameter) * deviation
            whole = parameter.dim() == 1 and name.endswith("weight") and "gemma" not in type(model).__name__.lower()
            parameter.copy_(noise + 1.0 if whole else noise)


def respell(folder, without_types):
    """Rewrites config.json as older versions of transformers spelled it: the rotations, and on demand no list of
    kinds of attention."""
    path = os.path.join(folder, "config.json")
    with open(path, encoding="utf-8") as file:
        config = json.load(file)
    parameters = config.pop("rope_parameters", None)
    if parameters is None:
        return
    if config["model_type"] == "gemma3_text":
        full, sliding = parameters.get("full_attention", {}), parameters.get("sliding_attention", {})
        if sliding.get("rope_type", "default") != "default":
            return
        config["rope_theta"] = full.pop("rope_theta", 1e6)
        config["rope_local_base_freq"] = sliding.get("rope_theta", 1e4)
        config["rope_scaling"] = None if full.get("rope_type", "default") == "default" else full
    else:
        theta = "rotary_emb_base" if config["model_type"] == "gpt_neox" else "rope_theta"
        part = "rotary_pct" if config["model_type"] == "gpt_neox" else "partial_rotary_factor"
        config[theta] = parameters.pop("rope_theta", 10000.0)
        if "partial_rotary_factor" in parameters:
            config[part] = parameters.pop("partial_rotary_factor")
        config["rope_scaling"] = None if parameters.get("rope_type", "default") == "default" else parameters
        if config["rope_scaling"] and len(config["rope_scaling"]) % 2:
            config["rope_scaling"]["type"] = config["rope_scaling"].pop("rope_type")
    if without_types and config.pop("layer_types", None) and config["model_type"] == "gemma3_text":
        config["sliding_window_pattern"] = 2
    config["torch_dtype"] = config.pop("dtype", "float32")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(config, file, indent=2)


def losses(logits, ids):
    """Mean loss of the next tokens of each example."""
    rows = torch.nn.functional.cross_entropy(
        logits[:, :-1].reshape(-1, logits.shape[-1]), ids[:, 1:].reshape(-1), reduction="none")
    return rows.view(ids.shape[0], -1).mean(1)


def gradients(model, ids):
    model.zero_grad(set_to_none=True)
    logits = model(input_ids=ids, use_cache=False).logits.float()
    loss = losses(logits, ids).mean()
    loss.backward()
    found = {name: torch.zeros_like(p) if p.grad is None else p.grad.clone() for name, p in model.named_parameters()}
    return logits.detach(), loss.detach(), found


def oracle(folder, ids):
    model, loading = AutoModelForCausalLM.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager", local_files_only=True, output_loading_info=True)
    faults = {kind: list(names) for kind, names in loading.items() if names}
    if faults:
        raise SystemExit(f"shapes: transformers does not take {folder} unchanged: {faults}")
    model.eval()
    logits, loss, grads = gradients(model, ids)
    singles = [gradients(model, ids[row:row + 1])[2] for row in range(ids.shape[0])]
    norms = torch.stack([torch.sqrt(sum(g.double().square().sum() for g in one.values())) for one in singles])
    clip = norms.sort().values[ids.shape[0] // 2]
    if ids.shape[0] == 1:
        clip = norms[0] / 2
    tensors = {"input_ids": ids, "logits": logits, "loss": loss, "example_norm": norms.float(), "clip_norm": clip.float()}
    clip = clip.float().double()
    for name in grads:
        tensors[f"grad.{name}"] = grads[name]
        total = sum(one[name].double() * min(1.0, (clip / norm).item()) for one, norm in zip(singles, norms))
        tensors[f"clipped_sum.{name}"] = total.float()
    return {name: value.contiguous() for name, value in tensors.items()}


def make(folder, pattern, count):
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    for name, config, place in shapes(pattern, count):
        torch.manual_seed(SEED + place)
        path = os.path.join(folder, name)
        os.makedirs(path, exist_ok=True)
        model = AutoModelForCausalLM.from_config(config, attn_implementation="eager")
        fill(model, [0.3, 0.1, 0.2][place % 3])
        kind = {5: torch.bfloat16, 9: torch.float16}.get(place % 11, torch.float32)
        model.to(kind).save_pretrained(path, max_shard_size="20KB" if place % 4 == 1 else "1GB")
        if place % 2:
            respell(path, place % 4 == 3)
        batch, length = 1 + place % 4, [40, 23, 31, 12, 2][place % 5]
        ids = torch.randint(0, config.vocab_size, (batch, length))
        if config.pad_token_id is not None:
            ids[0, 1] = config.pad_token_id % config.vocab_size
        save_file(oracle(path, ids), os.path.join(path, "oracle.safetensors"))
        print(f"{name}: {batch} x {length}, {kind}", flush=True)


def score(tacit, path, out, clip):
    command = [tacit, "model", "score", "--model", path, "--ids", os.path.join(path, "oracle.safetensors"),
               "--out", out, "--grads", "--clip-norm", repr(clip)]
    done = subprocess.run(command, capture_output=True, text=True)
    return None if done.returncode == 0 else (done.stderr.strip() or f"exit code {done.returncode}")


def difference(mine, theirs):
    """Worst absolute difference of each quantity, and names that only one side has."""
    worst, odd = {}, sorted(set(mine) ^ (set(theirs) - {"input_ids"}))
    for name in set(mine) & set(theirs):
        left, right = mine[name].double(), theirs[name].double()
        if left.shape != right.shape:
            odd.append(f"{name}: {tuple(left.shape)}, not {tuple(right.shape)}")
            continue
        gap = (left - right).abs().max().item()
        group = name.split(".")[0]
        worst[group] = max(worst.get(group, 0.0), gap if gap == gap else float("inf"))
    return worst, odd


def compare(folder, pattern, tacit, tolerance):
    bad, families = [], {}
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        if not fnmatch.fnmatchcase(name, pattern) or not os.path.exists(os.path.join(path, "oracle.safetensors")):
            continue
        theirs = load_file(os.path.join(path, "oracle.safetensors"))
        with tempfile.TemporaryDirectory() as scratch:
            out = os.path.join(scratch, "out.safetensors")
            refusal = score(tacit, path, out, theirs["clip_norm"].item())
            worst, odd = ({}, [refusal]) if refusal else difference(load_file(out), theirs)
        largest = max(worst.values(), default=0.0)
        good = not odd and largest <= tolerance
        if not good:
            bad.append(name)
        family = families.setdefault(name.split(".")[0], {})
        for group, gap in worst.items():
            family[group] = max(family.get(group, 0.0), gap)
        listed = ", ".join(f"{group} {gap:.1e}" for group, gap in sorted(worst.items()))
        print(f"{'same' if good else 'DIFFERENT'} {name}: {listed} {odd or ''}".rstrip(), flush=True)
    for family, worst in families.items():
        print(f"{family}: " + ", ".join(f"{group} {gap:.1e}" for group, gap in sorted(worst.items())))
    print(f"{len(bad)} differ: {', '.join(bad)}" if bad else "all same")
    return not bad


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["make", "compare"])
    parser.add_argument("folder")
    parser.add_argument("pattern", nargs="?", default="*")
    parser.add_argument("--drawn", type=int, default=0, metavar="N", help="make N more of each family at random")
    parser.add_argument("--tacit", default="target/debug/tacit", help="the program to score with")
    parser.add_argument("--tolerance", type=float, default=1e-4)
    options = parser.parse_args()
    if options.what == "make":
        make(options.folder, options.pattern, options.drawn)
    elif not compare(options.folder, options.pattern, options.tacit, options.tolerance):
        sys.exit(1)


if __name__ == "__main__":
    main()
