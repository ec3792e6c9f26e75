"""Words that look like names and are none: drugs, disorders, symbols of programs."""

import string

from words import DRUG_ENDS, ENDS, SOUNDS, STEMS, VOWELS


def coined(w, least=2, most=3):
    r = w.random
    return "".join(r.choice(SOUNDS) + r.choice(VOWELS) for _ in range(r.randrange(least, most + 1)))


def disorder(w):
    r = w.random
    word = r.choice(STEMS) + (r.choice(["o" + r.choice(STEMS), ""]) if r.random() < 0.2 else "") + r.choice(ENDS)
    return (word if r.random() < 0.8 else f"{r.choice(['primary', 'acute', 'chronic', 'autoimmune', 'recurrent', 'juvenile', 'giant cell', 'idiopathic'])} {word}"), None


def medicine(w):
    r = w.random
    x = r.random()
    if x < 0.5:
        return coined(w, 1, 2) + r.choice(DRUG_ENDS), None
    if x < 0.85:
        return coined(w).capitalize() + r.choice(["", "", "l", "n", "x", "r", "sta", "via", "tra", "gen", "ro"]), None
    return f"{coined(w, 1, 2)}{r.choice(DRUG_ENDS)}/{coined(w, 1, 2)}{r.choice(DRUG_ENDS)}", None


def abbreviation(w):
    r = w.random
    return "".join(r.choice(string.ascii_uppercase) for _ in range(r.choice([2, 3, 3, 4, 4, 5]))) + r.choice(["", "", "", "", "s", str(r.randrange(1, 9)), f"-{r.randrange(1, 99)}"]), None


def symbol(w):
    """A name in a program."""
    r = w.random
    part = lambda: r.choice(["Parser", "Token", "Client", "Session", "User", "Data", "Cache", "Queue", "Worker", "Http", "Event", "Index", "Record", "Model", "Widget", "Stream", "Buffer", "Socket", "Config", "Log", "Job", "Auth", "Graph", "Node"])
    tail = r.choice(["izer", "Error", "Exception", "Factory", "Service", "Manager", "Handler", "Test", "Reader", "Impl", "Builder", ""])
    return r.choice([part() + part() + tail, part() + tail, f"{part().lower()}_{part().lower()}", f"{part().lower()}{part()}{tail}"]), None


def version(w):
    r = w.random
    a, b, c = r.randrange(20), r.randrange(40), r.randrange(200)
    return r.choice([f"{a}.{b}.{c}", f"v{a}.{b}.{c}", f"{a}.{b}.{c}-{r.randrange(150)}", f"{a}.{b}.{c}-rc.{r.randrange(9)}", f"{a}.{b}.{c}-beta", f"{a}.{b}", f"{a}.{b}.{c}+build{c}", f"{2000 + a}.{b}"]), None
