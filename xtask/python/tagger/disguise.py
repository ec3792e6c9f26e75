"""The same text as people and attackers also write it; spans move along."""

import base64
import string
import urllib.parse

ALIKE = dict(zip("aeopcyxijshABEHKMOPCTX", "аеорсухіјѕһАВЕНКМОРСТХ"))
HIDDEN = ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad"]


def rewrite(text, spans, change):
    """Applies `change` (character and whether it stands in a span -> string) to every character."""
    inside = [False] * (len(text) + 1)
    for start, end, _ in spans:
        for at in range(start, end):
            inside[at] = True
    places, out, length = [0], [], 0
    for at, c in enumerate(text):
        new = change(c, inside[at], at)
        out.append(new)
        length += len(new)
        places.append(length)
    moved = [(places[s], places[e], t) for s, e, t in spans]
    return "".join(out), [m for m in moved if m[0] < m[1]]


def lower(text, spans, r):
    return rewrite(text, spans, lambda c, *_: c.lower() if len(c.lower()) == 1 else c)


def upper(text, spans, r):
    return rewrite(text, spans, lambda c, *_: c.upper() if len(c.upper()) == 1 else c)


def title(text, spans, r):
    return rewrite(text, spans, lambda c, _, at: c.upper() if (at == 0 or not text[at - 1].isalnum()) and len(c.upper()) == 1 else c)


def misspelt(text, spans, r):
    def change(c, _, at):
        if not c.isalpha() or r.random() > 0.03:
            return c
        return r.choice(["", c + c, r.choice(string.ascii_lowercase) if c.islower() else c.lower()])
    return rewrite(text, spans, change)


def spaced(text, spans, r):
    """Marks set apart by spaces, as tokenised corpora have it."""
    def change(c, _, at):
        if c in ".,;:!?()\"'“”" and at and not (c in ".:'," and text[at - 1].isdigit()):
            after = at + 1 < len(text) and not text[at + 1].isspace()
            before = not text[at - 1].isspace()
            return (" " if before else "") + c + (" " if after and c in "(,;:!?\"“”)" else "")
        return c
    return rewrite(text, spans, change)


def alike(text, spans, r):
    share = r.choice([0.15, 0.3, 0.6])
    return rewrite(text, spans, lambda c, inside, _: ALIKE.get(c, c) if inside and r.random() < share else c)


def hidden(text, spans, r):
    share, sign = r.choice([0.1, 0.25, 0.6]), r.choice(HIDDEN)
    return rewrite(text, spans, lambda c, inside, _: c + sign if inside and r.random() < share else c)


def wide(text, spans, r):
    return rewrite(text, spans, lambda c, inside, _: chr(ord(c) + 0xFEE0) if inside and "!" <= c <= "~" else c)


def accents(text, spans, r):
    return rewrite(text, spans, lambda c, inside, _: c + r.choice("\u0301\u0308\u0327") if inside and c.isalpha() and r.random() < 0.3 else c)


def leet(text, spans, r):
    table = dict(zip("aeiost", "431057"))
    return rewrite(text, spans, lambda c, inside, _: table.get(c, c) if inside and r.random() < 0.5 else c)


def encoded(text, spans, r):
    """Some values in base64, hexadecimal or percent form."""
    out, moved, at = [], [], 0
    length = 0
    for start, end, kind in sorted(spans):
        if start < at:
            continue
        out.append(text[at:start])
        length += start - at
        value = text[start:end]
        if r.random() < 0.7 and len(value) > 4:
            raw = value.encode()
            value = r.choice([
                lambda: base64.b64encode(raw).decode(), lambda: raw.hex(), lambda: urllib.parse.quote(value, safe="") if urllib.parse.quote(value, safe="") != value else raw.hex(),
                lambda: value[::-1], lambda: " ".join(value), lambda: value.replace("@", " at ").replace(".", " dot "), lambda: value.replace("@", "[at]").replace(".", "[dot]"), lambda: "".join(f"&#{ord(c)};" for c in value), lambda: "".join(f"\\u{ord(c):04x}" for c in value),
            ])()
        moved.append((length, length + len(value), kind))
        out.append(value)
        length += len(value)
        at = end
    out.append(text[at:])
    return "".join(out), moved
