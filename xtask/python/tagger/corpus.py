"""Writes the labelled text that the tagger learns from: JSON lines {text, spans, set}.

Sets below 100 are learned from; the others are kept back for measuring. Gold sets are split by template
or by hash of the text, and the weights that ship do not learn from what is kept back. `--all` learns from everything.
"""

import argparse
import gzip
import hashlib
import json
import os
import random
import re

import clinic
import console
import courts
import disguise
import docket
import feed
import gazette
import grammar
import guise
import life
import nobody
import office
import plain
import programs
import prose
import social
import tech
import values
import ward

SHARES = {
    "judgment": 0.17, "filing": 0.07, "clean_query": 0.15, "phi_query": 0.10, "note": 0.10, "log": 0.08, "config": 0.03, "ticket": 0.06, "doc": 0.04,
    "post": 0.09, "chat": 0.05, "mail": 0.05, "form": 0.06, "work": 0.05, "talk": 0.12, "wiki": 0.06, "news": 0.06, "life": 0.06, "crowd": 0.02,
    "plain": 0.22, "ward": 0.20, "console": 0.20, "guise": 0.12, "nobody": 0.22, "feed": 0.20, "gazette": 0.22, "docket": 0.14,
}
MODULES = (courts, clinic, tech, social, life, office, prose, plain, ward, console, guise, nobody, feed, gazette, docket)
GOLD = {
    "PER": "PERSON", "person": "PERSON", "PERSON_NAME": "PERSON", "PREFIX": "PERSON", "NAME": "PERSON",
    "LOC": "LOCATION", "location": "LOCATION", "ADDRESS": "LOCATION", "STREET_ADDRESS": "LOCATION", "GPE": "LOCATION", "FAC": "LOCATION",
    "ORG": "ORGANIZATION", "group": "ORGANIZATION", "corporation": "ORGANIZATION", "ORGANIZATION_NAME": "ORGANIZATION",
    "DATETIME": "DATE_TIME", "TIMESTAMP": "DATE_TIME", "DATE_OF_BIRTH": "DATE_TIME", "DATE": "DATE_TIME", "TIME": "DATE_TIME", "NORP": "NRP",
    "MONEY": "QUANTITY", "DEM": "UNKNOWN", "MISC": "UNKNOWN", "product": "UNKNOWN", "creative-work": "UNKNOWN", "TITLE": "UNKNOWN", "JOB_TITLE": "OCCUPATION",
    "DOMAIN_NAME": "URL", "IP_ADDRESS": "ID", "PRODUCT": "UNKNOWN", "WORK_OF_ART": "UNKNOWN", "LAW": "UNKNOWN", "EVENT": "UNKNOWN", "LANGUAGE": "UNKNOWN", "PERCENT": None, "CARDINAL": None, "ORDINAL": None,
}
KEPT = {"PERSON", "LOCATION", "ORGANIZATION", "DATE_TIME", "NRP", "AGE", "USERNAME", "ID", "PHONE_NUMBER", "PASSWORD", "EMAIL_ADDRESS", "URL", "QUANTITY", "OCCUPATION", "FAMILY_STATUS", "UNKNOWN"}
ADJECTIVES = set(values.NATIONS.values()) | set(values.GROUPS)
YEARS = re.compile(r"\b(?:(?:January|February|March|April|May|June|July|August|September|October|November|December)(?: \d{1,2})?(?: ,)? )?(?:1[5-9]|20)\d\d(?:s)?\b|\b(?:January|February|March|April|June|July|August|September|October|November|December)\b(?: \d{1,2}\b)?")
HANDLES = re.compile(r"(?<!\w)@\w{3,}")
# A day told by the one of writing names no date.
RELATIVE = re.compile(
    r"today|2day|to-?night|tonite|2nite|2night|tn|(?:tomorrow|tmrw|tmr|tomoz|2morrow|2moro)(?: (?:morning|afternoon|evening|night))?|yesterday|ystrdy"
    r"|(?:earlier )?(?:this|last|next|the previous|the following) (?:week|wk|weekend|wknd|month|year|summer|spring|autumn|winter|fall|night|nite|morning|afternoon|evening)",
    re.I,
)

ORACLE = "On 3 May 1994 Ms Zoë O'Neil (born 1956),\nof 12 Main St, called +44 20 7946 0018.\n\nToken: abc123XYZ; ask @zoe_56 in Łódź!"


def kind(record, span, name):
    """Our label of a gold label; None when it is not one of ours."""
    text = record["text"][span["start"] : span["end"]]
    entity = span["type"]
    if entity == "MISC" and text in ADJECTIVES:
        return "NRP"
    if entity == "CODE":
        if "@" in text:
            return "EMAIL_ADDRESS"
        return "PHONE_NUMBER" if re.fullmatch(r"[+(\d][\d\s().x+-]{6,}", text) else "UNKNOWN" if "rror" in text or " " in text else "ID"
    if entity == "PERSON" and name == "panorama":
        return "USERNAME" if re.fullmatch(r"[a-z0-9._]+", text) else "ID" if re.search(r"\d{5}", text) else "PERSON"
    entity = GOLD.get(entity, entity)
    if entity is None or entity in KEPT:
        return entity
    return "ID"


def gold(name, path):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            spans = []
            for span in record["spans"]:
                label = kind(record, span, name)
                if label:
                    spans.append((span["start"], span["end"], label))
            if name in ("wikigold", "wnut"):
                taken = [(s, e) for s, e, _ in spans]
                for hit in YEARS.finditer(record["text"]):
                    if not any(s < hit.end() and hit.start() < e for s, e in taken):
                        spans.append((hit.start(), hit.end(), "DATE_TIME" if name == "wikigold" else "UNKNOWN"))
            if name == "wnut":
                # A name of an account is one here; that set says nothing of them.
                spans += [(hit.start(), hit.end(), "UNKNOWN") for hit in HANDLES.finditer(record["text"])]
            key = str(record["template_id"]) if "template_id" in record else record["text"]
            if name == "legal":
                key = re.sub(r"\d", "0", "".join(c for i, c in enumerate(record["text"]) if not any(s <= i < e for s, e, _ in spans)))
            yield line, record["text"], spans, int(hashlib.sha256(key.encode()).hexdigest(), 16) % 100


def vary(text, spans, r, adversarial=0.05):
    x = r.random()
    if x < 0.12:
        return disguise.lower(text, spans, r)
    if x < 0.17:
        return disguise.upper(text, spans, r)
    if x < 0.185:
        return disguise.title(text, spans, r)
    if x < 0.22:
        return disguise.misspelt(text, spans, r)
    if x < 0.30:
        return disguise.spaced(text, spans, r)
    if x < 0.30 + adversarial:
        change = r.choice([disguise.alike, disguise.hidden, disguise.wide, disguise.accents, disguise.leet, disguise.encoded, disguise.encoded])
        return change(text, spans, r)
    return text, spans


def dated(text, spans):
    return [(s, e, t) for s, e, t in spans if t != "DATE_TIME" or not RELATIVE.fullmatch(text[s:e])]


def add(slots, more):
    """One name, one slot: a second one of the same name would silently stand for the first."""
    twice = slots.keys() & more.keys()
    assert not twice, twice
    slots.update(more)


def synthetic(options, lists, count, seed):
    fill = values.make(lists)
    fill.update(plain.fillers(lists, lambda w: values.names(lists, w)[1]))
    rules = {}
    for module in MODULES:
        add(rules, module.RULES)
    for module in (ward, console, guise, feed, gazette, docket):
        add(fill, module.fillers(lists))
    add(dict(rules), fill)
    writer = grammar.Writer(fill, rules, seed)
    r = writer.random
    domains, weights = list(SHARES), list(SHARES.values())
    for _ in range(count):
        domain = r.choices(domains, weights)[0]
        text, spans = writer.write("{" + domain + "}")
        if domain in ("post", "talk", "wiki", "news", "note_body", "doc", "work", "feed", "gazette") and r.random() < 0.35:
            for _ in range(r.randrange(1, 4)):
                more, further = writer.write("{" + r.choice([domain, domain, "talk", "news"]) + "}")
                gap = r.choice([" ", " ", "\n", "\n\n"])
                spans += [(s + len(text) + len(gap), e + len(text) + len(gap), t) for s, e, t in further]
                text += gap + more
        yield text, dated(text, spans), domain


def write(file, text, spans, number):
    spans = [{"start": s, "end": e, "type": t} for s, e, t in sorted(spans)]
    file.write(json.dumps({"text": text, "spans": spans, "set": number}, ensure_ascii=False) + "\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lists", required=True)
    parser.add_argument("--vocabulary", required=True)
    parser.add_argument("--data")
    parser.add_argument("--taught", nargs="*", default=[])
    parser.add_argument("--programs", nargs="*", default=[], help="folders of sources")
    parser.add_argument("--out", required=True)
    parser.add_argument("--lexicon", required=True)
    parser.add_argument("--count", type=int, default=180000)
    parser.add_argument("--kept", required=True, help="a folder: records kept back, as the sets have them")
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    lists = values.Lists(options.lists, options.vocabulary)
    lexicon(lists, options.lexicon)
    r = random.Random(7)
    with open(options.out, "w", encoding="utf-8") as out:
        write(out, ORACLE, [], 255)
        for text, spans, _ in synthetic(options, lists, options.count, 1):
            write(out, *vary(text, spans, r), 0)
        for text, spans, domain in synthetic(options, lists, 1500, 2):
            write(out, text, spans, 110 + list(SHARES).index(domain))
        for text in programs.pieces(options.programs, lists.census_given, r, 9000):
            write(out, text, [], 0)
        for path in options.taught:
            with open(path, encoding="utf-8") as file:
                for line in file:
                    record = json.loads(line)
                    spans = dated(record["text"], [(s["start"], s["end"], s["type"]) for s in record["spans"]])
                    if r.random() < 0.03:
                        write(out, record["text"], spans, 105)
                    else:
                        write(out, *vary(record["text"], spans, r, 0.0), 2)
        if options.data:
            learn_gold(options, r, out)


def learn_gold(options, r, out):
    os.makedirs(options.kept, exist_ok=True)
    files = [
        ("synth", "presidio-synth/generated_large.jsonl", 25, 3), ("panorama", "panorama-151/panorama_151.jsonl", 100, 8), ("wnut", "wnut17/wnut17_train.jsonl", 0, 6),
        ("wnut", "wnut17/wnut17_dev.jsonl", 100, 3), ("legal", "pii-anon-en/test_legal.jsonl.gz", 30, 1), ("wikigold", "wikigold/wikigold.jsonl", 20, 6),
    ]
    numbers = {"synth": 100, "panorama": 101, "wnut": 102, "legal": 103, "wikigold": 104}
    for name, path, kept, copies in files:
        with open(os.path.join(options.kept, f"{name}.jsonl"), "a" if path.endswith("_dev.jsonl") else "w", encoding="utf-8") as back:
            for line, text, spans, share in gold(name, os.path.join(options.data, path)):
                if share < kept:
                    write(out, text, spans, numbers[name])
                    back.write(line)
                    if not options.all:
                        continue
                write(out, text, spans, 1)
                for _ in range(copies - 1):
                    write(out, *vary(text, spans, r), 1)


MONTHS = {w.lower() for w in values.MONTHS + values.DAYS} | {"jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"}


def lexicon(lists, path):
    words = {}

    def add(bit, items):
        for item in items:
            for word in re.findall(r"[^\W\d_]+", item):
                if len(word) > 1:
                    words[word.lower()] = words.get(word.lower(), 0) | 1 << bit
    add(0, lists.census_given)
    add(1, lists.census_family[:5000])
    add(2, lists.census_family[5000:25000])
    for given, family in lists.world:
        add(3, given)
        add(4, family)
    add(5, lists.cities[:12000])
    add(6, lists.dictionary)
    add(7, list(values.NATIONS) + lists.countries)
    add(8, values.STATE_NAMES + [s for s in values.STATES])
    add(9, list(ADJECTIVES))
    add(11, values.COMPANY_ENDS + values.COMPANY_KINDS + ["University", "Court", "Ministry", "Institute", "Hospital", "Bank", "College", "Department", "Association", "Committee", "Council", "Union", "Party", "Agency", "Office", "Commission", "Foundation", "Church", "School"])
    add(12, values.BRANDS)
    add(13, values.STREET_KINDS + values.STREETS)
    add(14, clinic.DISEASES + clinic.SIGNS + clinic.GERMS + clinic.TRIALS + clinic.DRUGS + clinic.PILLS + clinic.WORDS + clinic.THINGS)
    for word in list(words):
        if word in ("the", "and", "of", "de", "la", "in", "on", "to", "la", "le", "el", "san", "st", "al"):
            del words[word]
    add(10, MONTHS)
    add(15, lists.common)
    with open(path, "w", encoding="utf-8") as file:
        for word in sorted(words):
            file.write(f"{word}\t{words[word]}\n")


if __name__ == "__main__":
    main()
