"""mimir's side of `cargo xtask bench scoring`: its scores of the given texts, and the seconds they took.

With `--mimir DIR` (a checkout of github.com/iamgroot42/mimir) its own classes are asked; what they import and do not
need here is replaced by empty modules. mimir is on no registry, so without a checkout the same passes are made in
the same way (one text at a time, log-probabilities taken token by token) and the formulas are written out below.

Prints one line of JSON: `seconds`, `parts` (seconds by pass), `differences` (largest difference between our score
and its, ours computed from the very log-probabilities that it used) and `notes` (where it is wrong, or not alike).
"""

import argparse
import importlib
import json
import math
import subprocess
import sys
import time
import types
import zlib as compression

import numpy
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

SHARE = 0.2
# Records whose scores are compared with ours.
COMPARED = 32


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", required=True)
    parser.add_argument("--texts", required=True)
    parser.add_argument("--ours", required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--mimir")
    return parser.parse_args()


class Written:
    """The formulas, over passes of one text each."""

    def __init__(self, model, tokenizer):
        self.model, self.tokenizer = model, tokenizer

    def probabilities(self, text, ids=None):
        ids = self.tokenizer(text, return_tensors="pt").input_ids if ids is None else ids
        with torch.no_grad():
            logits = self.model(ids, labels=ids).logits[:, :-1].contiguous()
            prob, log_prob = logits.softmax(-1)[0], logits.log_softmax(-1)[0]
        taken = [log_prob[i, token].item() for i, token in enumerate(ids[0, 1:])]
        return taken, {"prob": prob, "log_prob": log_prob}

    def scores(self, text, taken, whole):
        loss = -numpy.mean(taken)
        mean = (whole["prob"] * whole["log_prob"]).sum(-1)
        variance = (whole["prob"] * whole["log_prob"].square()).sum(-1) - mean.square()
        standardised = (numpy.array(taken) - mean.numpy()) / variance.sqrt().numpy()
        smallest = lambda values: -numpy.mean(sorted(values)[: int(len(values) * SHARE)])
        return {
            "loss": loss,
            "zlib": loss / len(compression.compress(text.encode())),
            "min_k": smallest(taken),
            "min_k_plus_plus": smallest(standardised),
        }

    def dc_pdd(self, text):
        ids = self.tokenizer(text, return_tensors="pt").input_ids
        start = torch.tensor([[self.tokenizer.eos_token_id]])
        return self.probabilities(text, torch.cat([start, ids], 1))

    def recall(self, text, prefix, taken):
        return None


class Checkout(Written):
    """mimir's own classes."""

    def __init__(self, model, tokenizer, folder):
        super().__init__(model, tokenizer)
        sys.path.insert(0, folder)
        for name, has in {
            "openai": [],
            "hf_olmo": [],
            "mimir.config": ["ExperimentConfig"],
            "mimir.custom_datasets": ["SEPARATOR"],
            "mimir.data_utils": ["drop_last_word"],
            "mimir.utils": ["get_cache_path"],
        }.items():
            empty = types.ModuleType(name)
            for attribute in has:
                setattr(empty, attribute, None)
            sys.modules[name] = empty
        config = types.SimpleNamespace(env_config=types.SimpleNamespace(cache_dir=None), pretokenized=False)
        self.target = importlib.import_module("mimir.models").Model(config)
        self.target.model, self.target.tokenizer = model, tokenizer
        self.target.device, self.target.name = "cpu", "model"
        self.target.max_length = model.config.max_position_embeddings
        self.target.stride = self.target.max_length // 2
        made = lambda module, name: getattr(importlib.import_module(f"mimir.attacks.{module}"), name)(
            config, self.target
        )
        self.attacks = {
            "loss": made("loss", "LOSSAttack"),
            "zlib": made("zlib", "ZLIBAttack"),
            "min_k": made("min_k", "MinKProbAttack"),
            "min_k_plus_plus": made("min_k_plus_plus", "MinKPlusPlusAttack"),
        }
        self.recalls = made("recall", "ReCaLLAttack")

    def probabilities(self, text, ids=None):
        tokens = None if ids is None else ids.numpy()
        return self.target.get_probabilities(text, tokens=tokens, return_all_probs=True)

    def scores(self, text, taken, whole):
        loss = self.target.get_ll(text, probs=taken)
        return {
            name: float(attack.attack(text, probs=taken, loss=loss, all_probs=whole))
            for name, attack in self.attacks.items()
        }

    def recall(self, text, prefix, taken):
        shots = {"prefix": [prefix], "num_shots": 1, "avg_length": len(taken) + 1}
        return float(self.recalls.attack(text, probs=taken, recall_dict=shots))


def after_prefix(peer, prefix, text):
    """The mean log-probability of a text after a prefix, in one pass over both, as ReCaLL's authors compute it."""
    ids = [peer.tokenizer(part, return_tensors="pt").input_ids for part in (prefix, text)]
    labels = torch.cat(ids, 1)
    masked = labels.clone()
    masked[:, : ids[0].size(1)] = -100
    with torch.no_grad():
        return -peer.model(labels, labels=masked).loss.item()


def observed(number, text, ids, taken, whole):
    log_p = whole["log_prob"].double()
    mean = (log_p.exp() * log_p).sum(-1)
    variance = (log_p.exp() * log_p.square()).sum(-1) - mean.square()
    seen = [
        {
            "log_prob": taken[i],
            "rank": 1 + int((log_p[i] > log_p[i, ids[i + 1]]).sum()),
            "top1": int(log_p[i].argmax()),
            "mean": mean[i].item(),
            "variance": variance[i].item(),
            "top_k_log_mass": min(0.0, log_p[i].topk(40).values.logsumexp(-1).item()),
        }
        for i in range(len(taken))
    ]
    return {
        "record": number, "split": "train" if number % 2 else "holdout", "subject": None,
        "zlib_bytes": len(compression.compress(text.encode(), 6)), "lowercase": None, "recall": None,
        "neighbours": [], "references": [], "tokens": [{"id": i, "span": None, "uncertain": False} for i in ids[1:]], "spans": [],
        "base": seen, "tuned": seen,
    }


def main():
    options = arguments()
    torch.set_num_threads(options.threads)
    model = AutoModelForCausalLM.from_pretrained(options.model, dtype=torch.float32, local_files_only=True).eval()
    tokenizer = AutoTokenizer.from_pretrained(options.model, local_files_only=True)
    peer = Checkout(model, tokenizer, options.mimir) if options.mimir else Written(model, tokenizer)
    with open(options.texts) as file:
        given = json.load(file)
    parts = {"one pass": 0.0, "DC-PDD's pass": 0.0, "ReCaLL's pass": 0.0}
    scores, records, recalls = [], [], []

    def timed(part, make):
        started = time.perf_counter()
        made = make()
        parts[part] += time.perf_counter() - started
        return made

    for number, text in enumerate(given["texts"]):
        taken, whole = timed("one pass", lambda: peer.probabilities(text))
        scores.append(timed("one pass", lambda: peer.scores(text, taken, whole)))
        timed("DC-PDD's pass", lambda: peer.dc_pdd(text))
        timed("ReCaLL's pass", lambda: after_prefix(peer, given["prefix"], text))
        if number < COMPARED:
            recalls.append(peer.recall(text, given["prefix"], taken))
            records.append(observed(number, text, tokenizer(text).input_ids, taken, whole))
    command = [options.ours, "--scores"]
    found = subprocess.run(command, input=json.dumps(records), text=True, check=True, capture_output=True)
    ours = json.loads(found.stdout)
    # mimir's scores are lower for members, ours higher.
    differences = {
        name: max(abs(a + theirs[name]) for a, theirs in zip(ours[name], scores)) for name in scores[0]
    }
    notes = [
        "DC-PDD is not compared: mimir counts tokens of a download of C4 and scores the first token after an "
        "end-of-text marker; ours counts the holdout's and scores what is predicted",
        "ReCaLL is timed as its authors compute it, and not compared: mimir and they count the first token after the "
        "prefix only there, ours in neither mean",
    ]
    if all(recall == 0.0 for recall in recalls):
        notes.append("mimir's own ReCaLL gave 0 for every text: its loop starts with an empty piece and makes no pass "
                     "over what fits into the model at once")
    if isinstance(peer, Checkout):
        few = [-1.0, -2.0, -3.0]
        if math.isnan(peer.attacks["min_k"].attack("a", probs=few)):
            notes.append("mimir's Min-K% and Min-K%++ of fewer than five tokens are NaN; ours take one token")
        certain = {"prob": torch.tensor([[1.0, 0.0]] * 5), "log_prob": torch.tensor([[0.0, -200.0]] * 5)}
        if not math.isfinite(peer.attacks["min_k_plus_plus"].attack("a", probs=[0.0] * 5, all_probs=certain)):
            notes.append("mimir's Min-K%++ divides by a variance of 0 where the model is certain; ours is 0 there")
    print(json.dumps({
        "seconds": sum(parts.values()), "parts": parts, "differences": differences, "notes": notes,
    }))


if __name__ == "__main__":
    main()
