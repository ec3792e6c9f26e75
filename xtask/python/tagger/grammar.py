"""Text from templates, with every labelled span known by construction.

In a template, `{name}` is a slot, `[a|b|]` a choice, which may hold slots and choices. A slot is a rule
(a list of templates), or a filler: a function that gives text, with a label or without. `{p1}` and its
kind (`{p1.l}`: the surname) name one person, place or organisation throughout a text.
"""

import functools
import random


@functools.lru_cache(maxsize=None)
def parse(template):
    nodes, at = branch(template, 0, top=True)
    assert at == len(template), template
    return nodes


def branch(text, at, top=False):
    nodes, plain = [], []

    def flush():
        if plain:
            nodes.append("".join(plain))
            plain.clear()

    while at < len(text):
        c = text[at]
        if c == "{":
            end = text.index("}", at)
            flush()
            nodes.append(("slot", text[at + 1 : end]))
            at = end + 1
        elif c == "[":
            flush()
            options, at = [], at + 1
            while True:
                option, at = branch(text, at)
                options.append(option)
                if text[at] == "]":
                    break
                at += 1
            nodes.append(("choice", options))
            at += 1
        elif c in "|]" and not top:
            break
        else:
            plain.append(c)
            at += 1
    flush()
    return nodes, at


class Writer:
    """Expands templates; keeps who is who within a text."""

    def __init__(self, fillers, rules, seed):
        self.fillers, self.rules = fillers, rules
        self.random = random.Random(seed)
        self.cast = {}

    def pieces(self, nodes, out, depth=0):
        assert depth < 40
        for node in nodes:
            if isinstance(node, str):
                out.append((node, None))
            elif node[0] == "choice":
                self.pieces(self.random.choice(node[1]), out, depth + 1)
            else:
                self.slot(node[1], out, depth + 1)

    def slot(self, name, out, depth):
        if name in self.rules:
            return self.pieces(parse(self.random.choice(self.rules[name])), out, depth)
        kind, _, form = name.partition(".")
        bare = kind.startswith("-")
        kind = kind.lstrip("-")
        base = kind.rstrip("0123456789")
        if base != kind:
            if kind not in self.cast:
                self.cast[kind] = self.fillers[base](self)
            value = self.cast[kind]
        else:
            value = self.fillers[base](self)
        if isinstance(value, dict):
            value = value[form or "full"]
            value = value(self) if callable(value) else value
        pieces = value if isinstance(value, list) else [value]
        out.extend((text, None if bare else label) for text, label in pieces)

    def write(self, template):
        self.cast = {}
        out = []
        self.pieces(parse(template), out)
        return join(out)


ESCAPES = str.maketrans("⟦⟧⦃⦄¦", "[]{}|")


def join(pieces):
    """Pieces to a text and its spans; touching pieces of one label stay apart."""
    text, spans, at = [], [], 0
    for piece, label in pieces:
        if not piece:
            continue
        if label:
            lead = len(piece) - len(piece.lstrip())
            spans.append((at + lead, at + len(piece.rstrip()), label))
        text.append(piece)
        at += len(piece)
    return "".join(text).translate(ESCAPES), spans
