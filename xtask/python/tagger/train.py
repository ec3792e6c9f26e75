"""Trains the tagger's network on the tables that `pii::tagger::lesson` writes; writes its weights.

The network is described in services/lib/pii/src/tagger/network.rs. `--measure` prints, for every set that
is kept back, precision, recall and F2 of tokens (letters or digits; inside a span or not).
"""

import argparse
import json
import math
import os
import time

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.numpy import load_file, save_file

SETTINGS, PLACES, STEPS = 15, 3, (1, 2, 4, 8)
TYPES = 15
LABELS = 1 + 2 * TYPES
UNKNOWN = 255
SILENT = (12,)  # quantities: learned, so that they are not taken for something else
PAD = 16  # tokens of nothing between texts
PROPERTIES, WORDS = 64, 32768


class Network(torch.nn.Module):
    def __init__(self, rows, embedding, mix, width):
        super().__init__()
        self.embedding = torch.nn.Parameter(torch.randn(rows, embedding) * 0.05)
        self.mix = torch.nn.Linear(embedding, mix)
        self.places = torch.nn.Linear(mix, PLACES * width)
        self.gaps = torch.nn.Parameter(torch.zeros(SETTINGS, PLACES * width))
        self.bias = torch.nn.Parameter(torch.zeros(width))
        self.layers = torch.nn.ModuleList(torch.nn.Linear(3 * width, width) for _ in STEPS)
        self.out = torch.nn.Linear(width, LABELS)
        self.width = width

    def forms(self, rows, offsets, weights=None):
        summed = F.embedding_bag(rows, self.embedding, offsets, mode="sum", per_sample_weights=weights)
        return self.places(F.relu(self.mix(summed)))

    def forward(self, forms, tokens, gaps, mask, dropout=0.0):
        """`tokens` index `forms`; where `mask` is 0 stands nothing. Flat: (tokens,) -> (tokens, LABELS)."""
        w, mask = self.width, mask[:, None]
        seen = (forms[tokens] + self.gaps[gaps]) * mask
        before, here, behind = seen[:, :w], seen[:, w : 2 * w], seen[:, 2 * w :]
        state = here + F.pad(before, (0, 0, 1, 0))[:-1] + F.pad(behind, (0, 0, 0, 1))[1:] + self.bias
        state = F.relu(state) * mask
        for step, layer in zip(STEPS, self.layers):
            padded = F.pad(state, (0, 0, step, step))
            n = state.shape[0]
            window = torch.cat([padded[:n], padded[step : step + n], padded[2 * step :]], 1)
            state = (state + F.dropout(F.relu(layer(window)), dropout, self.training)) * mask
        return self.out(F.dropout(state, dropout, self.training))


class Tables:
    def __init__(self, path):
        t = load_file(path)
        self.rows, self.ends = t["rows"].astype(np.int64), t["ends"].astype(np.int64)
        self.starts = np.concatenate([[0], self.ends[:-1]])
        self.tokens, self.gaps, self.labels = t["tokens"].astype(np.int64), t["gaps"].astype(np.int64), t["labels"].astype(np.int64)
        self.texts = np.concatenate([[0], t["texts"].astype(np.int64)])
        self.sets, self.table = t["sets"], int(t["table"][0])
        self.lexicon = (t["lexicon_keys"], t["lexicon_bits"])
        # Forms with letters or digits: those have a casing above 1, or a number.
        solid = np.zeros(len(self.ends), bool)
        owner = np.repeat(np.arange(len(self.ends)), self.ends - self.starts)
        solid[owner[((self.rows >= 2) & (self.rows <= 6)) | ((self.rows >= 9) & (self.rows < 40))]] = True
        self.solid = solid

    def batch(self, texts):
        """The texts one behind the other, with nothing between them."""
        tokens, gaps, labels, mask = [], [], [], []
        for text in texts:
            a, b = self.texts[text], self.texts[text + 1]
            for out, values, fill in ((tokens, self.tokens, 0), (gaps, self.gaps, 0), (labels, self.labels, UNKNOWN)):
                out.append(values[a:b])
                out.append(np.full(PAD, fill))
            mask.append(np.ones(b - a, np.float32))
            mask.append(np.zeros(PAD, np.float32))
        tokens, gaps, labels, mask = map(np.concatenate, (tokens, gaps, labels, mask))
        forms, inverse = np.unique(tokens, return_inverse=True)
        lengths = self.ends[forms] - self.starts[forms]
        offsets = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        flat = np.repeat(self.starts[forms] - offsets, lengths) + np.arange(lengths.sum())
        return torch.from_numpy(self.rows[flat]), torch.from_numpy(offsets), *map(torch.from_numpy, (inverse, gaps, labels, mask)), self.solid[tokens]

    def batches(self, texts, size, shuffle):
        if shuffle is not None:
            texts = shuffle.permutation(texts)
        group, count = [], 0
        for text in texts:
            group.append(text)
            count += self.texts[text + 1] - self.texts[text] + PAD
            if count >= size:
                yield group
                group, count = [], 0
        if group:
            yield group


def learn(net, tables, options):
    texts = np.flatnonzero(tables.sets < 100)
    random = np.random.default_rng(options.seed)
    total = options.epochs * int((tables.texts[texts + 1] - tables.texts[texts] + PAD).sum() / options.batch)
    optimizer = torch.optim.AdamW(net.parameters(), lr=options.rate, weight_decay=0.01, betas=(0.9, 0.98))
    average = {name: p.detach().clone() for name, p in net.named_parameters()}
    step, start, smooth = 0, time.time(), None
    for epoch in range(options.epochs):
        for group in tables.batches(texts, options.batch, random):
            rows, offsets, tokens, gaps, labels, mask, _ = tables.batch(group)
            # Whole words are forgotten now and then, so that their parts must do.
            weights = torch.ones(len(rows))
            owner = torch.bucketize(torch.arange(len(rows)), offsets, right=True) - 1
            dropped = (torch.rand(len(offsets)) < options.forget)[owner]
            weights[dropped & (rows >= PROPERTIES) & (rows < PROPERTIES + WORDS)] = 0.0
            blind = (torch.rand(len(offsets)) < 0.1)[owner]
            weights[blind & (rows >= 40) & (rows < 57)] = 0.0
            warm = min(1.0, (step + 1) / 200)
            rate = options.rate * warm * (0.5 + 0.5 * math.cos(math.pi * min(1.0, step / max(total, 1)))) + 1e-5
            for g in optimizer.param_groups:
                g["lr"] = rate
            logits = net(net.forms(rows, offsets, weights), tokens, gaps, mask, options.dropout)
            loss = F.cross_entropy(logits, labels, ignore_index=UNKNOWN)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
            optimizer.step()
            decay = min(0.998, (step + 1) / (step + 20))
            with torch.no_grad():
                for name, p in net.named_parameters():
                    average[name].lerp_(p, 1 - decay)
            smooth = loss.item() if smooth is None else 0.98 * smooth + 0.02 * loss.item()
            step += 1
            if step % 100 == 0:
                print(f"epoch {epoch} step {step}/{total} loss {smooth:.4f} {time.time() - start:.0f}s", flush=True)
    with torch.no_grad():
        for name, p in net.named_parameters():
            p.copy_(average[name])


def quantise(net):
    """As the weights are kept: rows in one byte with a scale each, the rest in half precision."""
    with torch.no_grad():
        scale = (net.embedding.abs().amax(1) / 127).clamp_min(1e-6).half().float()
        table = (net.embedding / scale[:, None]).round().clamp(-127, 127).to(torch.int8)
        net.embedding.copy_(table.float() * scale[:, None])
        for p in net.parameters():
            if p is not net.embedding:
                p.copy_(p.half().float())
    return table, scale


def write(net, table, scale, tables, path):
    half = lambda p: p.detach().half().numpy()
    out = {"embedding": table.numpy(), "embedding_scale": half(scale), "gaps": half(net.gaps), "bias": half(net.bias), "lexicon_keys": tables.lexicon[0], "lexicon_bits": tables.lexicon[1]}
    for name, layer in [("mix", net.mix), ("places", net.places), ("out", net.out)] + [(f"layer{i}", l) for i, l in enumerate(net.layers)]:
        out[name] = np.ascontiguousarray(half(layer.weight).T)
        out[f"{name}_bias"] = half(layer.bias)
    save_file(out, path)


def write_oracle(net, tables, path):
    """The oracle's text and logits, which a test of the tagger compares with its own."""
    from corpus import ORACLE

    net.eval()
    text = np.flatnonzero(tables.sets == 255)
    with torch.no_grad():
        rows, offsets, tokens, gaps, _, mask, _ = tables.batch(text)
        logits = net(net.forms(rows, offsets), tokens, gaps, mask)[:-PAD]
    with open(path, "w", encoding="utf-8") as file:
        rows = ",\n".join(json.dumps([round(x, 5) for x in row]) for row in logits.tolist())
        file.write(f'{{"text": {json.dumps(ORACLE)}, "logits": [\n{rows}\n]}}\n')


NAMES = {100: "synth", 101: "panorama", 102: "wnut-dev", 103: "legal", 104: "wikigold", 105: "taught"}


def measure(net, tables):
    net.eval()
    silent = [1 + 2 * t + k for t in SILENT for k in (0, 1)]
    for number in np.unique(tables.sets[(tables.sets >= 100) & (tables.sets < 255)]):
        chance, gold = [], []
        with torch.no_grad():
            for group in tables.batches(np.flatnonzero(tables.sets == number), 8192, None):
                rows, offsets, tokens, gaps, labels, mask, solid = tables.batch(group)
                p = net(net.forms(rows, offsets), tokens, gaps, mask).softmax(1)
                outside = p[:, 0] + p[:, silent].sum(1)
                keep = (labels != UNKNOWN).numpy() & solid
                chance.append(1 - outside.numpy()[keep])
                l = labels.numpy()[keep]
                gold.append((l > 0) & ~np.isin(l, silent))
        chance, gold = np.concatenate(chance), np.concatenate(gold)
        cells = []
        for bar in (0.5, 0.3, 0.15):
            found = chance > bar
            hit = (found & gold).sum()
            p, r = hit / max(found.sum(), 1), hit / max(gold.sum(), 1)
            cells.append(f"@{bar} {p:.3f}/{r:.3f}/{5 * p * r / max(4 * p + r, 1e-9):.3f}")
        print(f"{NAMES.get(int(number), number)!s:10} {len(gold):7} tokens {gold.mean():.2f} gold  " + "  ".join(cells), flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tables", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--batch", type=int, default=6000)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--forget", type=float, default=0.2)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--width", type=int, default=112)
    parser.add_argument("--embedding", type=int, default=64)
    parser.add_argument("--mix", type=int, default=128)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--measure", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    tables = Tables(options.tables)
    print(f"{len(tables.tokens)} tokens, {len(tables.ends)} forms, {len(tables.sets)} texts", flush=True)
    net = Network(tables.table, options.embedding, options.mix, options.width)
    learn(net, tables, options)
    table, scale = quantise(net)
    if options.measure:
        measure(net, tables)
    write(net, table, scale, tables, options.out)
    write_oracle(net, tables, os.path.join(os.path.dirname(options.out), "oracle.json"))


if __name__ == "__main__":
    main()
