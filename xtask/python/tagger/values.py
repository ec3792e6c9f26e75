"""What fills the slots: names, places, dates, numbers, from word lists and from patterns of our own."""

import datetime
import string

from invented import abbreviation, disorder, medicine, symbol, version
from packages import Lists  # noqa: F401
from words import *  # noqa: F403 (tables only)

P, L, O, D, N, A = "PERSON", "LOCATION", "ORGANIZATION", "DATE_TIME", "NRP", "AGE"
U, I, F, S, E, W = "USERNAME", "ID", "PHONE_NUMBER", "PASSWORD", "EMAIL_ADDRESS", "URL"
Q, J, M = "QUANTITY", "OCCUPATION", "FAMILY_STATUS"


def skewed(w, items):
    """The first items more often."""
    return items[int(len(items) * w.random.random() ** 2.2)]


def names(lists, w):
    r = w.random
    if r.random() < 0.45:
        given, family = skewed(w, lists.census_given), skewed(w, lists.census_family)
        if r.random() < 0.6:
            family = lists.census_family[int(1000 * r.random() ** 1.3)]
    else:
        g, f = r.choice(lists.world)
        given, family = r.choice(g), r.choice(f)
        if r.random() < 0.1:
            family = r.choice(r.choice(lists.world)[1])
    x = r.random()
    if x < 0.03:
        family = family + "-" + skewed(w, lists.census_family)
    elif x < 0.045:
        family = r.choice(["O'", "Mc", "Mac", "van der ", "de la ", "van ", "von ", "Al-", "bin ", "El "]) + family
    return given, family


def person(lists):
    def make(w):
        r = w.random
        given, family = names(lists, w)
        middle = r.choice(string.ascii_uppercase) + "."
        title = r.choice(["Mr", "Mrs", "Ms", "Mr", "Mrs", "Mr.", "Mrs.", "Ms.", "Dr", "Dr."])
        other = r.choice(["Judge", "Professor", "Prof.", "Captain", "Sir", "Lord", "Miss", "Lieutenant", "Sergeant", "Hon."])
        x = r.random()
        full = f"{given} {family}"
        if x < 0.10:
            full = f"{given} {middle} {family}"
        elif x < 0.14:
            full = f"{given} {names(lists, w)[0]} {family}"
        elif x < 0.155:
            full = f"{family}, {given}"
        elif x < 0.17:
            full = f"{full} {r.choice(['Jr.', 'Sr.', 'III', 'MD', 'PhD', 'Esq.', 'II'])}"
        initial = f"{given[0]}. {family}"
        return {
            "full": (full, P), "f": (given, P), "l": (family, P), "lf": (f"{family}, {given}", P),
            "i": (initial, P), "mi": (f"{r.choice(['Mr', 'Mrs', 'Ms', 'Mr'])} {initial}", P),
            "ml": (f"{title} {family}", P), "mf": (f"{title} {given} {family}", P),
            "dr": (f"{r.choice(['Dr.', 'Dr'])} {r.choice([family, full])}", P), "ol": (f"{other} {family}", P),
            "up": (full.upper(), P), "ul": (family.upper(), P), "low": (full.lower(), P),
            "x": (r.choice(string.ascii_uppercase) + "." + r.choice(["", string.ascii_uppercase[r.randrange(26)] + "."]), P),
            "u": lambda w: (handle(w, given, family), U), "e": lambda w: (email(w, given, family), E),
        }
    return make


def plain(text):
    return "".join(c for c in text.lower() if c.isascii() and c.isalnum())


def handle(w, given, family):
    r = w.random
    g, f = plain(given) or "sam", plain(family) or "lee"
    n = str(r.choice([r.randrange(100), r.randrange(1000), r.randrange(1950, 2012)]))
    return r.choice([
        f"{g}_{f}", f"{g}.{f}", f"{g[0]}{f}", f"{f}{g[0]}", f"{g}{n}", f"{f}_{n}", f"{g}{f}{n}", f"{f}{n}", f"{g}_{n}",
        f"{g.title()}{r.choice(['Admin', 'Rocks', 'Dad', 'Mom', 'Designs', 'Travels', 'Runner', 'Gamer', 'Tech'])}{r.choice(['', n])}",
        f"{r.choice(['dark', 'midnight', 'cool', 'real', 'the', 'night', 'crazy'])}_{r.choice(['wolf', 'fox', 'rider', 'ninja', 'cat'])}{n}", f"x{f}x", f"{g}{f[0]}",
    ])


def account(w, given):
    """An account of a service, or one that says what its owner does."""
    r = w.random
    g = plain(given) or "sam"
    role = r.choice(["svc", "ci", "etl", "deploy", "backup", "build", "admin", "ops", "batch", "report", "sync", "db", "api", "cron"])
    thing = r.choice(["billing", "worker", "bot", "runner", "mail", "reader", "writer", "agent", "loader", "prod", "stage", g, g, g])
    n = r.choice(["", "", str(r.randrange(1, 30))])
    return r.choice([f"{role}-{thing}{n}", f"{role}_{thing}{n}", f"{g}-{role}", f"{g}_{role}{n}", f"{role}.{thing}"])


def email(w, given, family):
    r = w.random
    g, f = plain(given) or "sam", plain(family) or "lee"
    local = r.choice([f"{g}.{f}", f"{g[0]}.{f}", f"{g}{f}", f"{g}_{f}", f"{g}.{f}{r.randrange(100)}", f"{f}{r.randrange(1000)}", f"{g}{r.randrange(100)}"])
    domain = r.choice(DOMAINS + [f"{f}.{r.choice(['com', 'org', 'net', 'info', 'biz', 'co.uk', 'de', 'io'])}", f"{f}-{g}.com"])
    return f"{local}@{domain}"


def digits(w, pattern):
    """`#` a digit, `@` a capital letter, `%` a small one, `*` either."""
    r = w.random
    table = {"#": string.digits, "@": string.ascii_uppercase, "%": string.ascii_lowercase, "*": string.ascii_uppercase + string.digits, "~": string.ascii_letters + string.digits, "h": "0123456789abcdef"}
    return "".join(r.choice(table[c]) if c in table else c for c in pattern)


def day(w):
    return datetime.date(1930, 1, 1) + datetime.timedelta(days=w.random.randrange(36000))


def recent(w):
    return datetime.date(1985, 1, 1) + datetime.timedelta(days=w.random.randrange(15300))


def ordinal(n):
    return f"{n}{'th' if 10 <= n % 100 <= 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"


def prose_date(w):
    r, d = w.random, recent(w)
    m = MONTHS[d.month - 1]
    return r.choice([
        f"{d.day} {m} {d.year}", f"{d.day} {m} {d.year}", f"{d.day} {m} {d.year}", f"{m} {d.day}, {d.year}", f"{m} {d.day}, {d.year}",
        f"{d.day} {m}", f"{m} {d.day}", f"{m} {d.year}", f"{m} {d.year}", f"{d.year}", f"{ordinal(d.day)} {m} {d.year}", f"{m} {ordinal(d.day)}", f"{m[:3]} {d.day}, {d.year}",
        f"{d.day} {m[:3]} {d.year}", f"{m[:3]}. {d.day}", f"{ordinal(d.day)} of {m}",
    ]), D


def court_date(w):
    r, d = w.random, recent(w)
    m = MONTHS[d.month - 1]
    return (r.choice([f"{d.day} {m} {d.year}"] * 8 + [f"{d.day} {m}", f"{m} {d.year}", f"{m} {d.year}", f"{d.year}"])), D


def number_date(w):
    r = w.random
    d = recent(w) if r.random() < 0.6 else day(w)
    y, m, n = d.year, d.month, d.day
    return r.choice([
        f"{m:02}/{n:02}/{y}", f"{m}/{n}/{y}", f"{y}-{m:02}-{n:02}", f"{y}-{m:02}-{n:02}", f"{n:02}/{m:02}/{y}", f"{n:02}.{m:02}.{y}", f"{n}.{m}.{y}",
        f"{m:02}-{n:02}-{y}", f"{n:02}-{MONTHS[m-1][:3]}-{y}", f"{m}/{n}/{y % 100:02}", f"{y}/{m:02}/{n:02}", f"{n:02} {MONTHS[m-1][:3]} {y}",
    ]), D


def stamp(w):
    r, d = w.random, recent(w)
    t = f"{r.randrange(24):02}:{r.randrange(60):02}"
    s = f"{r.randrange(60):02}"
    base = f"{d.year}-{d.month:02}-{d.day:02}"
    return r.choice([
        f"{base} {t}:{s}", f"{base}T{t}:{s}Z", f"{base} {t}", f"{base} {t} {r.choice(['IST', 'UTC', 'EST', 'PST', 'PM', 'AM'])}", f"{base}T{t}:{s}.{digits(w, '###')}Z",
        f"{d.day:02}/{MONTHS[d.month-1][:3]}/{d.year}:{t}:{s} +0000", f"{MONTHS[d.month-1][:3]} {d.day} {t}:{s}", f"{base} {t}:{s},{digits(w, '###')}",
    ]), D


def loose_date(w):
    r = w.random
    return r.choice([
        "yesterday", "today", "tomorrow", "last week", "next week", "last month", "last year", "next year", "this morning", "tonight", "last night",
        f"last {r.choice(DAYS)}", f"next {r.choice(DAYS)}", r.choice(DAYS), f"{r.choice(DAYS)} {r.choice(['morning', 'night', 'afternoon'])}",
        f"in the {r.choice(['1960s', '1970s', '1980s', '90s'])}", "this summer", "last spring", "Christmas", "New Year's Eve",
    ]), D


def duration(w):
    r = w.random
    n = r.choice(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fifteen", "eighteen", "twenty", "thirty", "several", "about ten"] + [str(r.randrange(2, 30))] * 4)
    unit = r.choice(["years", "months", "days", "weeks", "hours"])
    if n == "one":
        unit = unit[:-1]
    x = r.choice([f"{n} {unit}", f"{n} {unit}", f"{n} years and {r.choice(['two', 'three', 'six', 'eight'])} months", f"{n} {unit}'"])
    return x, D


def time_of_day(w):
    r = w.random
    h, m = r.randrange(1, 13), r.choice([0, 10, 15, 20, 30, 45, 50])
    return r.choice([f"{h}.{m:02} {r.choice(['a.m.', 'p.m.'])}", f"{h}:{m:02} {r.choice(['a.m.', 'p.m.', 'AM', 'PM'])}", f"{h} {r.choice(['a.m.', 'p.m.', 'am', 'pm'])}", f"{r.randrange(24)}:{m:02}", "midnight", "noon"]), D


def cities(lists):
    def make(w):
        r = w.random
        x = r.random()
        if x < 0.35:
            name = skewed(w, lists.cities_west)
        elif x < 0.6:
            name = skewed(w, lists.cities_us)
        else:
            name = skewed(w, lists.cities)
        return name, L
    return make


def country(lists):
    def make(w):
        r = w.random
        name = r.choice(list(NATIONS)) if r.random() < 0.7 else r.choice(lists.countries)
        if name.startswith("the "):
            return [("the ", None), (name[4:], L)]
        return name, L
    return make


def nation(w):
    name = w.random.choice(list(NATIONS))
    article = [("the ", None)] if name.startswith("the ") else []
    bare = name.removeprefix("the ")
    return {"full": article + [(bare, L)], "adj": (NATIONS[name], N), "rep": [(f"Republic of {bare}", L)]}


def street(lists, w):
    r = w.random
    x = r.random()
    name = r.choice(STREETS) if x < 0.5 else names(lists, w)[1] if x < 0.85 else names(lists, w)[0]
    if x > 0.96:
        name = f"{r.choice(['N', 'S', 'E', 'W', 'North', 'South', 'West', 'East'])} {name}"
    return f"{name} {r.choice(STREET_KINDS)}"


def foreign_street(lists, w):
    r = w.random
    a, b = names(lists, w)
    return r.choice([
        f"Via {a} {b}", f"Rue {b}", f"rue de {b}", f"Calle {a}", f"{b}straße", f"{b}strasse", f"{b}weg", f"{b}gatan", f"{b}katu", f"ul. {b}",
        f"Avenida {b}", f"{b}plein", f"Place {b}", f"Viale {b}", f"{b} utca", f"{b}vej", f"{b}laan", f"Carrer {a}", f"{b} Sokak", f"{b} Circle", f"{b} Marg", f"{b} Nagar",
    ])


def street_line(lists):
    def make(w):
        r = w.random
        x = r.random()
        n = r.randrange(1, 9999) if r.random() < 0.6 else r.randrange(1, 200)
        if x < 0.6:
            line = f"{n} {street(lists, w)}"
        elif x < 0.75:
            line = f"{foreign_street(lists, w)} {r.randrange(1, 250)}"
        elif x < 0.9:
            line = f"{r.randrange(1, 99):02} {foreign_street(lists, w)} {r.randrange(1, 250)}"
        else:
            line = f"{r.choice(['P.O. Box', 'PO Box', 'H.No.', 'Flat'])} {r.randrange(1, 9999)}{r.choice(['', ', ' + street(lists, w)])}"
        if r.random() < 0.2:
            line += r.choice([", ", " ", "\n "]) + f"{r.choice(['Apt.', 'Apt', 'Suite', 'Unit', '#', 'Flat', 'Floor'])} {r.randrange(1, 999)}"
        return line, L
    return make


def postcode(w):
    return digits(w, w.random.choice(["#####", "#####", "#####-####", "@@# #@@", "@## #@@", "####", "#### @@", "######", "@#@ #@#", "##-###"])), L


def address(lists):
    line, city, land = street_line(lists), cities(lists), country(lists)

    def make(w):
        r = w.random
        a, c, z = line(w)[0], city(w)[0], postcode(w)[0]
        us = r.choice(lists.cities_us)
        st = r.choice(STATES)
        zip_ = digits(w, "#####")
        n = "".join(t for t, _ in [land(w)] if isinstance(t, str)) if r.random() < 0.5 else r.choice(lists.countries)
        return r.choice([
            f"{a}, {us}, {st} {zip_}", f"{a}, {us}, {st} {zip_}", f"{a}, {us}, {st} {zip_}", f"{a}, {us}, {st}", f"{a}, {us} {st} {zip_}", f"{a}\n{us}, {st} {zip_}", f"{a}\n{c}\n, {st}\n {zip_}",
            f"{a}, {c}", f"{a}, {c}, {n}", f"{a}, {c} {z}", f"{a}, {z} {c}", f"{a} {c} {n}", f"{a}\n {c}\n {n} {z}", f"{a} {c} {st}", f"{a}\n{c} {z}\n{n}", f"{a}, {c}, {n} {z}", f"{c} {z}", f"{a} {c} {n} {zip_}",
        ]), L
    return make


def org(lists):
    def make(w):
        r = w.random
        x = r.random()
        f1, f2, f3 = (names(lists, w)[1] for _ in range(3))
        if x < 0.12:
            name = f"{f1}, {f2} and {f3}"
        elif x < 0.24:
            name = f"{f1} {r.choice(COMPANY_ENDS)}"
        elif x < 0.30:
            name = f"{f1}-{f2}"
        elif x < 0.34:
            name = f"{f1} {r.choice(['&', 'and'])} {f2}"
        elif x < 0.56:
            name = f"{r.choice(COMPANY_WORDS)} {r.choice(COMPANY_KINDS)}" + r.choice(["", "", f" {r.choice(COMPANY_ENDS)}"])
        elif x < 0.62:
            name = f"{r.choice(COMPANY_WORDS)} {r.choice(COMPANY_ENDS)}"
        elif x < 0.68:
            name = f"{f1} {r.choice(COMPANY_KINDS)}"
        elif x < 0.82:
            name = r.choice(BRANDS)
        elif x < 0.88:
            c = skewed(w, lists.cities)
            name = r.choice([f"University of {c}", f"{c} University", f"{c} Institute of Technology", f"{f1} College", f"{c} High School", f"{c} City Council", f"Bank of {c}", f"{c} FC"])
        elif x < 0.93:
            k = r.choice(["Labour", "Better Technology", "Education", "Transport", "Health", "Finance", "Justice", "Agriculture", "Energy", "Public Works"])
            name = r.choice([f"Department of {k}", f"Ministry of {k}", f"Institute of {k}", f"Federation of {k}", f"Association of {k}"])
        elif x < 0.97:
            name = "".join(r.choice(string.ascii_uppercase) for _ in range(r.choice([3, 3, 4])))
        else:
            name = r.choice(["Green", "Visual", "Solar", "Soul", "Cyber", "Market", "Text", "Night", "Data", "Pixel"]) + r.choice(["Trips", " Census", " Sounds Unlimited", " Silver", "Gadgets", "Fiction", "Club", "works", "ly", " Junction", "Shop"])
        short = name.split(",")[0].split(" ")[0] if x < 0.3 else name
        return {"full": (name, O), "s": (short, O), "up": (name.upper(), O), "low": (name.lower(), O)}
    return make


def hospital(lists):
    def make(w):
        r = w.random
        c = skewed(w, lists.cities_us)
        return r.choice([f"{r.choice(SAINTS)} {r.choice(CLINICS)}", f"{c} {r.choice(CLINICS)}", f"{names(lists, w)[1]} {r.choice(CLINICS)}", r.choice(["Mayo Clinic", "Cleveland Clinic", "Johns Hopkins Hospital", "Massachusetts General Hospital", "Mount Sinai Hospital", "Kaiser Permanente"]), f"{r.choice(SAINTS)} {r.choice(['Hospital', 'Medical Center'])}"]), O
    return make


def court(lists):
    def make(w):
        r = w.random
        c = skewed(w, lists.cities_west)
        one = r.choice([
            "Assize Court", "State Security Court", "Regional Court", "District Court", "Court of Appeal", "Administrative Court", "Criminal Court", "Magistrates' Court", "High Court",
            "Military Court", "Magistrates' Court of First Instance", "Civil Court", "Crown Court", "Court of First Instance", "Labour Court", "Juvenile Court", "Commercial Court", "Provincial Court", "Town Court", "Family Court",
        ])
        return r.choice([
            f"{c} {one}", f"{c} {one}", f"{c} {one}", "Court of Cassation", "Supreme Court", "Constitutional Court", "Supreme Administrative Court", "Council of State", "Federal Court of Justice",
            f"{c} Public Prosecutor's Office", "Ministry of Justice", "Ministry of the Interior", "Ministry of Finance", "Ministry of Foreign Affairs", "House of Lords", "Court of Appeal", "Privy Council", f"{c} Bar Association",
            f"{c} Police Department", f"{c} Prison", f"{c} Security Directorate", f"{c} Hospital", f"{c} District Prosecutor's Office", "Kurdistan Workers' Party", "PKK", "Federal Constitutional Court", f"Administrative Court of {c}",
            f"{c} State Hospital", f"{c} Municipality", f"{c} remand prison", f"{r.choice(['First', 'Second', 'Third', 'Fourth'])} Division of the Court of Cassation", f"{c} City Council", "Forensic Medicine Institute", "Council of Europe", "European Commission of Human Rights", "Principal Public Prosecutor's Office", "Supreme Judicial Council", "National Assembly", "Official Assignee", "Land Registry", "State Treasury",
        ]), O
    return make


def phone(w):
    r = w.random
    return digits(w, r.choice([
        "(###) ###-####", "###-###-####", "+1 (###) ###-####", "+1-###-###-####", "###.###.####", "(###)###-####x####", "###-###-####x###", "+44 #### ######", "0## #### ####", "+49 ## ########", "+91##########",
        "+## #########", "0##########", "##########", "001-###-###-####x###", "(##) ###-###", "##-########", "### ## ## ##", "#### ####", "+353 ## ### ####", "1-800-###-####", "+63 #########", "0# ## ## ## ##", "ext. ####", "### ### ####", "###-####",
    ])), F


def identifier(w):
    r = w.random
    return digits(w, r.choice([
        "@########", "#########", "###-##-####", "@@######", "@@-######", "@@@-#########", "US-DL-############", "CA-ID-#######", "@@-ID-#######", "@@-DL-########", "@########@", "########", "@@@#######", "#######", "@#######", "##########", "@@####@", "@@@-##-####", "####-####-####", "@@#########", "#######@",
    ])), I


def record_number(w):
    return digits(w, w.random.choice(["#######", "########", "MRN######", "MRN-#######", "###-##-###", "@######", "######", "MR#######", "##-##-##", "P-#####", "@@-####-####", "##########", "@@@########", "HPB-#########", "PT-#####", "H########", "###@###@##"])), I


def case_number(w):
    r = w.random
    return digits(w, r.choice(["####-@@-####", "####-CV-####", "####-CRIM-####", "####-FAM-####", "#:##-cv-#####-@@@", "#:##-cr-#####-@@@", "##-#####", "##-cv-#####", "CV-####-#####", "@@##-######", "####/####", "No. ##-####", "@-###/##", "###/##", "##/####"])), I


def application_number(w):
    return digits(w, w.random.choice(["#####/##", "#####/##", "#####/##", "####/##", "####/##", "##/##"])), I


def secret(w):
    r = w.random
    return r.choice([
        digits(w, "sk-" + "~" * 32), digits(w, "ghp_" + "~" * 36), digits(w, "AKIA" + "*" * 16), digits(w, "xoxb-" + "#" * 11 + "-" + "~" * 24), digits(w, "~" * 40), digits(w, "h" * 32), digits(w, "h" * 64), digits(w, "AIza" + "~" * 35),
        digits(w, "@%%%%%##!"), digits(w, "%%%%%%##"), r.choice(["Summer", "Winter", "Welcome", "Password", "Dragon", "Secret", "P@ssw0rd", "hunter", "Qwerty", "letmein", "Tr0ub4dor"]) + digits(w, r.choice(["####!", "##", "###", "#$", "&#", "!####"])),
        digits(w, "~~~~~~~~~~~~"), digits(w, "pk_live_" + "~" * 24), digits(w, "~~~~-~~~~-~~~~-~~~~"), digits(w, "%%%#@%%#!@"), digits(w, "eyJ" + "~" * 30 + "." + "~" * 40 + "." + "~" * 20),
    ]), S


def uuid(w):
    return digits(w, "hhhhhhhh-hhhh-4hhh-ahhh-hhhhhhhhhhhh"), I


def ip(w):
    r = w.random
    return (".".join(str(r.randrange(1, 255)) for _ in range(4)) if r.random() < 0.85 else ":".join(digits(w, "hhhh") for _ in range(8))), I


def mac(w):
    return ":".join(digits(w, "hh") for _ in range(6)), I


def card(w):
    r = w.random
    return digits(w, r.choice(["4###############", "5###############", "4### #### #### ####", "5###-####-####-####", "37## ###### #####", "6011############"])), I


def iban(w):
    return digits(w, w.random.choice(["GB##@@@@##############", "DE####################", "FR## #### #### #### #### #### ###", "NL##@@@@##########"])), I


def url(w):
    r = w.random
    host = digits(w, "%" * r.randrange(4, 9)) if r.random() < 0.3 else r.choice(["visualtrips", "marketgadgets", "textfiction", "example", "news-portal", "acme", "mysite", "blogworld", "shop24"])
    return r.choice([f"https://www.{host}.com/", f"http://{host}.{r.choice(['org', 'net', 'io', 'hu', 'de', 'co.uk'])}/{digits(w, '%%%%')}", f"www.{host}.com", f"http://bit.ly/{digits(w, '~~~~~~')}", f"https://t.co/{digits(w, '~~~~~~~~~~')}"]), W


def money(w):
    r = w.random
    n = r.choice([f"{r.randrange(1, 999)},000", f"{r.randrange(10, 999)}", f"{r.randrange(1, 99)},{r.randrange(100, 999)}", f"{r.randrange(1, 900)}.{r.randrange(10, 99)}", f"{r.randrange(2, 40)} million"])
    return r.choice([f"${n}", f"EUR {n}", f"{n} euros (EUR)", f"£{n}", f"€{n}", f"{n} USD", f"₹{n}", f"{n} Turkish liras", f"{n} Russian roubles (RUB)", f"{n} dollars", f"GBP {n}"]), Q


def age(w):
    r = w.random
    n = r.randrange(1, 99)
    return {"n": (str(n), A), "old": (f"{n} years old", A), "full": (f"{n}-year-old", None), "plain": (f"{n}", None), "word": (r.choice(["thirty-two", "forty", "sixty-five", "twenty-one", "fifty-three"]) + " years old", A), "top": (f"{r.randrange(90, 104)}", A)}


def rare(lists, capital):
    """A word of the dictionary that is in no list of names."""
    def make(w):
        word = w.random.choice(lists.dictionary[1000:])
        return (word.capitalize() if capital else word), None
    return make


def eponym(lists):
    """What is called after a person or a place and is neither."""
    def make(w):
        r = w.random
        a, b = names(lists, w)[1], skewed(w, lists.census_family)
        town = skewed(w, lists.cities)
        thing = r.choice(["disease", "syndrome", "sign", "test", "criteria", "score", "classification", "maneuver", "lymphoma", "tumor", "fracture", "palsy", "procedure", "tube", "catheter", "reflex", "cells", "law", "index", "scale", "malformation", "virus"])
        return r.choice([f"{a}'s {thing}", f"{a} {thing}", f"{a}-{b} {thing}", f"{a}'s {thing}", f"{town} {r.choice(['criteria', 'score', 'scale', 'virus', 'protocol', 'classification', 'encephalitis'])}", f"{a}-{b} equation", f"the {a} {thing}"]), None
    return make


def job(w):
    name = w.random.choice(JOBS)
    x = w.random.random()
    if x < 0.12:
        name = w.random.choice(["senior ", "junior ", "head ", "chief ", "assistant ", "freelance ", "self-employed "]) + name
    elif x < 0.22:
        name = name.title()
    return name, J


def status(w):
    one = w.random.choice(["married", "married", "married", "divorced", "widowed", "single", "separated", "engaged", "twice divorced", "remarried", "a widow", "a widower", "in a civil partnership"])
    return (one.capitalize() if w.random.random() < 0.3 else one), M


def count(w):
    return w.random.choice(["one", "two", "two", "three", "three", "four", "five", "six", "2", "3", "4", "5", "twin", "a couple of", "a trio of", "a bunch of", "both"])


def kids(w):
    r = w.random
    who = r.choice(["kids", "kids", "kids", "children", "children", "little ones", "kiddos", "boys", "girls", "sons", "daughters", "munchkins", "rascals", "teens", "toddlers", "grandkids", "grandchildren", "angels", "rugrats"])
    how = r.choice(["", "", "", "", "amazing ", "wonderful ", "beautiful ", "lovely ", "crazy ", "grown ", "young ", "school-age ", "energetic ", "awesome ", "noisy ", "incredible "])
    lead = r.choice([("", None), ("", None), ("my ", None), ("our ", None), ("with ", None)])
    if r.random() < 0.15:
        return [r.choice([("my ", None), ("our ", None)]), (r.choice(["little one", "newborn", "toddler", "baby girl", "only child", "firstborn"]), M)]
    return [lead, (f"{count(w)} {how}{who}", M)]


def parent(w):
    r = w.random
    return f"{r.choice(['dad', 'mom', 'mum', 'father', 'mother', 'parent', 'Dad', 'Mom', 'Mama', 'Papa', 'single mom', 'single dad', 'stay-at-home dad'])} of {r.choice(['one', 'two', 'three', 'four', '2', '3', '4', 'twins', 'two boys', 'three girls'])}", M


def education(w):
    r = w.random
    level = r.choice(["Bachelor's degree", "bachelor's", "Master's degree", "master's", "PhD", "doctorate", "MBA", "BSc", "MSc", "BA", "associate degree", "high school diploma", "Professional Certificate", "diploma"])
    return (level if r.random() < 0.5 else f"{level} in {r.choice(STUDIES)}"), J


def make(lists):
    r = {
        "p": person(lists), "c": cities(lists), "city": cities(lists), "n": nation, "country": country(lists), "region": lambda w: (w.random.choice(STATE_NAMES), L),
        "state": lambda w: (w.random.choice(STATES), L), "street": street_line(lists), "addr": address(lists), "zip": postcode, "o": org(lists), "org": org(lists), "hosp": hospital(lists), "h": hospital(lists),
        "court": court(lists), "k": court(lists), "date": prose_date, "cdate": court_date, "ndate": number_date, "stamp": stamp, "loose": loose_date, "dur": duration, "time": time_of_day,
        "year": lambda w: (str(recent(w).year), D), "nat": lambda w: (NATIONS[w.random.choice(list(NATIONS))], N), "group": lambda w: (w.random.choice(GROUPS), N), "phone": phone, "id": identifier, "i": identifier, "mrn": record_number, "m": record_number,
        "case": case_number, "app": application_number, "a": application_number, "secret": secret, "uuid": uuid, "ip": ip, "mac": mac, "card": card, "iban": iban, "url": url, "money": money, "age": age,
        "ill": disorder, "med": medicine, "abbr": abbreviation, "rare": rare(lists, False), "Rare": rare(lists, True), "epo": eponym(lists), "symbol": symbol, "ver": version, "job": job, "status": status, "kids": kids, "parent": parent, "edu": education, "ssn": lambda w: (digits(w, "###-##-####"), I), "num": lambda w: (str(w.random.randrange(2, 40)), None), "big": lambda w: (digits(w, w.random.choice(["###", "####", "#####"])), None),
        "person": person(lists), "barid": lambda w: (digits(w, "@@-######"), I), "lic": lambda w: (digits(w, w.random.choice(["@@-######", "@#######", "@@######@", "########", "@###-####-####"])), I), "nine": lambda w: (digits(w, "#########"), I), "ten": lambda w: (digits(w, "##########"), I),
        "dea": lambda w: (digits(w, "@@#######"), I), "pathno": lambda w: (digits(w, "@##-#####"), I), "court_us": lambda w: (f"United States District Court for the {w.random.choice(['Northern ', 'Southern ', ''])}District of {w.random.choice(STATE_NAMES[:50])}", O),
        "user": lambda w: (handle(w, *names(lists, w)), U), "acct": lambda w: (account(w, names(lists, w)[0]), U), "mailbox": lambda w: (email(w, *names(lists, w)), E), "vin": lambda w: (digits(w, "*" * 17), I), "plate": lambda w: (digits(w, w.random.choice(["@@@-####", "#@@@###", "@@## @@@"])), I), "hex": lambda w: (digits(w, "0x" + "h" * w.random.choice([4, 8, 12])), None), "low": lambda w: (digits(w, "%" * w.random.randrange(3, 8)), None), "commit": lambda w: (digits(w, "h" * w.random.choice([7, 8, 40])), None),
    }
    return r
