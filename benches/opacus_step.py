"""One private step of ours and of Opacus on the same weights, the same examples and the same noise.

    tacit model score --model DIR --ids IDS.safetensors --out OURS.safetensors --clip-norm C
    python benches/opacus_step.py --model DIR --ids IDS.safetensors --ours OURS.safetensors

Opacus forms per-example gradients with hooks, clips them, sums them, adds noise, divides by the expected batch
size and takes a step of SGD. Ours are the clipped sums of OURS, to which the same noise is added. Prints the
largest difference of a weight after the step; exits with 1 above --tolerance. A model whose head is tied is
refused: Opacus miscounts it.
"""

import argparse
import sys

import torch
from opacus import GradSampleModule
from opacus.optimizers import DPOptimizer
from safetensors.torch import load_file
from torch.nn.functional import cross_entropy
from transformers import AutoModelForCausalLM

RATE = 0.5
NOISE_MULTIPLIER = 0.7


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True)
    parser.add_argument("--ids", required=True)
    parser.add_argument("--ours", required=True)
    parser.add_argument("--tolerance", type=float, default=1e-4)
    return parser.parse_args()


def main():
    options = arguments()
    ids = load_file(options.ids)["input_ids"]
    ours = load_file(options.ours)
    clip_norm = ours["clip_norm"].item()
    model = AutoModelForCausalLM.from_pretrained(
        options.model, dtype=torch.float32, local_files_only=True, attn_implementation="eager"
    )
    if model.config.tie_word_embeddings:
        raise SystemExit("opacus_step: the head is tied, which Opacus miscounts")
    model.config.use_cache = False
    before = {name: value.detach().clone() for name, value in model.named_parameters()}
    module = GradSampleModule(model.train())
    optimizer = DPOptimizer(
        torch.optim.SGD(module.parameters(), lr=RATE),
        noise_multiplier=NOISE_MULTIPLIER,
        max_grad_norm=clip_norm,
        expected_batch_size=len(ids),
        generator=torch.Generator().manual_seed(7),
    )
    logits = module(input_ids=ids).logits[:, :-1]
    cross_entropy(logits.transpose(1, 2), ids[:, 1:], reduction="none").mean(1).mean().backward()
    optimizer.step()
    after = dict(model.named_parameters())
    noise = torch.Generator().manual_seed(7)
    worst = 0.0
    for name, value in before.items():
        # Drawn in the order in which Opacus draws.
        drawn = torch.normal(0.0, NOISE_MULTIPLIER * clip_norm, value.shape, generator=noise)
        mine = value - RATE * (ours[f"clipped_sum.{name}"] + drawn) / len(ids)
        worst = max(worst, (mine - after[name]).abs().max().item())
    print(f"{len(before)} weights, {len(ids)} examples: a step differs by {worst:.2e} at most")
    sys.exit(0 if worst <= options.tolerance else 1)


if __name__ == "__main__":
    main()
