"""Training steps of the peers: transformers, peft, opacus. One JSON line on the standard output.

    python benches/finetune.py --model DIR --peer full|lora|dp-hooks|dp-ghost|dp-lora-hooks|dp-lora-ghost
        [--dtype f32|bf16] [--batch 8] [--length 128] [--steps 4] [--rank 16] [--threads 2] [--data FILE]
        [--device cpu|cuda]
    python benches/finetune.py --model DIR --tokenize RECORDS.jsonl[.gz] --count 96 --data OUT

Every peer takes the same step as ours: the loss of next tokens, its gradient, clipping, AdamW. Without
--data every step takes the same `batch` random sequences of `length` tokens. With it, FILE is a JSON list of
sequences of token ids, cut to `length`; a step takes the next `batch` of them, padded to the longest.
--tokenize makes such a file of the texts of the first `count` records. A model's folder without weights
stands for a model that has learnt nothing.
"""

import argparse
import gzip
import json
import pathlib
import resource
import time

import torch
from torch.nn.functional import cross_entropy
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer

CLIP = 1.0
RATE = 2e-4
# Steps that warm a GPU up.
WARM = 5


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True)
    parser.add_argument("--peer")
    parser.add_argument("--tokenize")
    parser.add_argument("--count", type=int, default=96)
    parser.add_argument("--dtype", default="f32", choices=["f32", "bf16"])
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--length", type=int, default=128)
    parser.add_argument("--steps", type=int, default=4)
    parser.add_argument("--rank", type=int, default=16)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--data")
    parser.add_argument("--device", default="cpu")
    return parser.parse_args()


def tokenize(options):
    """Writes the token ids of the first records, each ended by the model's end of text."""
    tokenizer = AutoTokenizer.from_pretrained(options.model, local_files_only=True)
    opened = gzip.open if options.tokenize.endswith(".gz") else open
    with opened(options.tokenize, "rt", encoding="utf-8") as records:
        texts = [json.loads(line)["text"] for line, _ in zip(records, range(options.count))]
    with open(options.data, "w", encoding="utf-8") as file:
        json.dump([tokenizer(text)["input_ids"] + [tokenizer.eos_token_id] for text in texts], file)


def batches(options, vocabulary):
    """(ids, labels) of each step; labels are -100 where nothing is predicted."""
    if options.data:
        with open(options.data, encoding="utf-8") as file:
            sequences = [ids[: options.length] for ids in json.load(file)]
        starts = range(0, len(sequences), options.batch)
        chosen = [sequences[start : start + options.batch] for start in starts]
    else:
        draw = torch.Generator().manual_seed(1)
        shape = (options.batch, options.length)
        chosen = [torch.randint(0, vocabulary, shape, generator=draw).tolist()] * options.steps
    for sequences in chosen:
        width = max(map(len, sequences))
        ids = torch.zeros(len(sequences), width, dtype=torch.long)
        labels = torch.full_like(ids, -100)
        for row, sequence in enumerate(sequences):
            ids[row, : len(sequence)] = torch.tensor(sequence)
            labels[row, : len(sequence)] = torch.tensor(sequence)
        yield ids.to(options.device), labels.to(options.device)


def load(options):
    dtype = torch.bfloat16 if options.dtype == "bf16" else torch.float32
    if any(pathlib.Path(options.model).glob("*.safetensors")):
        model = AutoModelForCausalLM.from_pretrained(options.model, dtype=dtype, local_files_only=True)
    else:
        config = AutoConfig.from_pretrained(options.model, local_files_only=True)
        with torch.device(options.device):
            model = AutoModelForCausalLM.from_config(config, dtype=dtype)
    if "lora" in options.peer:
        from peft import LoraConfig, get_peft_model

        lora = LoraConfig(r=options.rank, lora_alpha=2 * options.rank, target_modules="all-linear")
        model = get_peft_model(model, lora)
    elif options.peer.startswith("dp"):
        # Opacus refuses or miscounts a weight that is used twice: its head gets a weight of its own.
        head = model.get_output_embeddings()
        head.weight = torch.nn.Parameter(head.weight.detach().clone())
        model.config.tie_word_embeddings = False
    model.config.use_cache = False
    return model.to(options.device).train()


def plain_step(model):
    trained = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=RATE)

    def step(ids, labels):
        loss = model(input_ids=ids, labels=labels).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, CLIP)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        return loss.item()

    return step


def private_step(model, options):
    """Opacus with fixed batches: what a step costs does not hang on how its batch was drawn."""
    from opacus.grad_sample import GradSampleModule, GradSampleModuleFastGradientClipping
    from opacus.optimizers import DPOptimizer, DPOptimizerFastGradientClipping
    from opacus.utils.fast_gradient_clipping_utils import DPLossFastGradientClipping

    ghost = options.peer.endswith("ghost")
    trained = [p for p in model.parameters() if p.requires_grad]
    base = torch.optim.AdamW(trained, lr=RATE)
    settings = {
        "noise_multiplier": 1.0,
        "max_grad_norm": CLIP,
        "expected_batch_size": options.batch,
    }
    if ghost:
        module = GradSampleModuleFastGradientClipping(model, max_grad_norm=CLIP, use_ghost_clipping=True)
        optimizer = DPOptimizerFastGradientClipping(base, **settings)
        each = torch.nn.CrossEntropyLoss(reduction="mean")
        criterion = DPLossFastGradientClipping(module, optimizer, each, loss_reduction="mean")
    else:
        module = GradSampleModule(model)
        optimizer = DPOptimizer(base, **settings)

    def step(ids, labels):
        optimizer.zero_grad(set_to_none=True)
        logits = module(input_ids=ids).logits[:, :-1]
        targets = labels[:, 1:]
        if ghost:
            # Its criterion takes rows and averages those of an example by itself.
            loss = criterion(logits.reshape(-1, logits.size(-1)), targets.reshape(-1), shape=logits.shape)
            loss.backward()
            value = loss.item()
        else:
            losses = cross_entropy(logits.transpose(1, 2), targets, reduction="none")
            loss = (losses.sum(1) / (targets != -100).sum(1)).mean()
            loss.backward()
            value = loss.item()
        optimizer.step()
        return value

    return step


def main():
    options = arguments()
    if options.tokenize:
        return tokenize(options)
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    model = load(options)
    step = private_step(model, options) if options.peer.startswith("dp") else plain_step(model)
    losses, seconds, tokens = [], [], []
    for ids, labels in batches(options, model.config.vocab_size):
        began = time.perf_counter()
        losses.append(step(ids, labels))
        if options.device != "cpu":
            torch.cuda.synchronize()
        seconds.append(time.perf_counter() - began)
        tokens.append(int((labels[:, 1:] != -100).sum()))
    # The first steps warm up, as ours do.
    warm = WARM if options.device != "cpu" and len(seconds) > WARM else 1
    counted = sum(tokens[warm:]) / sum(seconds[warm:]) if len(seconds) > warm else tokens[0] / seconds[0]
    print(
        json.dumps(
            {
                "name": options.peer,
                "tokens_per_second": counted,
                "step_seconds": seconds,
                "losses": losses,
                "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
                "peak_device_bytes": torch.cuda.max_memory_reserved() if options.device != "cpu" else 0,
            }
        )
    )


if __name__ == "__main__":
    main()
