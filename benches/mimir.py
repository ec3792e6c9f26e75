"""Our membership scores beside the formulas that mimir implements, on the same logits.

    python benches/mimir.py --model DIR [--records 64] [--length 48]

mimir is not on PyPI (the package of that name is a set of daemons), so the reference scores are written here from
its published formulas, in float64 torch from the logits: loss, zlib, Min-K% and Min-K%++ at 20 %. Ours come from
`cargo run -p attacks --example scores`, from observations in float32 as the audit stores them. Prints the largest
difference of each score; exits with 1 above --tolerance.

Where mimir is known to be wrong, ours differs on purpose: fewer than five tokens at 20 % give NaN there, which is
dropped silently (ours takes one token); a vanishing variance divides by zero (ours is 0); ReCaLL's prefix is taken
from the records that are evaluated; the sign of its gradient norm is wrong for fine-tuned data; its quantile
regression is disabled.
"""

import argparse
import json
import subprocess
import sys
import zlib

import torch
from transformers import AutoModelForCausalLM

SHARE = 0.2


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True)
    parser.add_argument("--records", type=int, default=64)
    parser.add_argument("--length", type=int, default=48)
    parser.add_argument("--tolerance", type=float, default=1e-5)
    return parser.parse_args()


def smallest(values):
    count = max(1, int(SHARE * len(values)))
    return values.sort().values[:count].mean().item()


def published(token, mu, variance, compressed):
    deviation = variance.clamp(min=0).sqrt()
    standardised = torch.where(deviation < 1e-12, 0.0, (token - mu) / deviation)
    return {
        "loss": token.mean().item(),
        "zlib": token.mean().item() / compressed,
        "min_k": smallest(token),
        "min_k_plus_plus": smallest(standardised),
    }


def main():
    options = arguments()
    model = AutoModelForCausalLM.from_pretrained(options.model, dtype=torch.float32, local_files_only=True).eval()
    generator = torch.Generator().manual_seed(5)
    records, expected = [], []
    for number in range(options.records):
        length = 2 + int(torch.randint(options.length - 1, (1,), generator=generator))
        ids = torch.randint(model.config.vocab_size, (1, length), generator=generator)
        with torch.no_grad():
            logits = model(input_ids=ids).logits[0, :-1].double()
        log_p = logits.log_softmax(-1)
        token = log_p.gather(-1, ids[0, 1:, None])[:, 0]
        mu = (log_p.exp() * log_p).sum(-1)
        variance = (log_p.exp() * log_p.square()).sum(-1) - mu.square()
        compressed = len(zlib.compress(" ".join(map(str, ids[0].tolist())).encode(), 6))
        expected.append(published(token, mu, variance, compressed))
        seen = [
            {
                "log_prob": token[i].item(),
                "rank": 1 + int((log_p[i] > token[i]).sum()),
                "top1": int(log_p[i].argmax()),
                "mean": mu[i].item(),
                "variance": variance[i].item(),
                "top_k_log_mass": log_p[i].topk(min(40, len(log_p[i]))).values.logsumexp(-1).clamp(max=0).item(),
            }
            for i in range(len(token))
        ]
        records.append(
            {
                "record": number,
                "split": "train" if number % 2 else "holdout",
                "subject": None,
                "zlib_bytes": compressed,
                "lowercase": None,
                "recall": None,
                "tokens": [{"id": i, "span": None} for i in ids[0, 1:].tolist()],
                "spans": [],
                "base": seen,
                "tuned": seen,
            }
        )
    command = ["cargo", "run", "-q", "-p", "attacks", "--example", "scores"]
    ours = json.loads(subprocess.run(command, input=json.dumps(records), text=True, check=True, capture_output=True).stdout)
    worst = 0.0
    for name in expected[0]:
        difference = max(abs(a - e[name]) for a, e in zip(ours[name], expected))
        worst = max(worst, difference)
        print(f"{name}: largest difference {difference:.2e} over {len(expected)} records")
    sys.exit(worst > options.tolerance)


if __name__ == "__main__":
    main()
