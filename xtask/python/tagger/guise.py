"""Texts in which people hide personal values from filters or write them oddly, and texts that only look as odd."""

import base64
import codecs
import json
import string
import urllib.parse

import values
from masks import LANGS, MARKS, MORSE, NATO, around, chunked, date_odd, date_words, digit_signs, encoded, escaped, fold, glyphs, joined, leet, mail_told, mail_words, marked, number, parted, say_digits, spaced, spelled, turned


def street_words(w, lists):
    r = w.random
    n = r.randrange(1, 99)
    told = r.choice([number("en", n), number("en", n), say_digits(r, str(r.randrange(100, 9999))), f"{number('en', r.randrange(1, 10))} hundred and {number('en', n)}", f"number {number('en', n)}", f"no {n}", f"nr. {number('en', n)}"])
    street = values.street(lists, w)
    street = r.choice([street, street, street.lower(), street.replace("Street", "Str").replace("Avenue", "Av").replace("Road", "Rd"), f"the {street}", spaced(r, street), glyphs(r, street)])
    flat = r.choice(["", "", "", f", apartment {number('en', r.randrange(1, 40))}", f", flat {number('en', r.randrange(1, 20))} {r.choice('abcd')}", f" apt {r.choice(NATO).lower()} {number('en', r.randrange(1, 9))}", f", {r.choice(['second', 'third', 'top', 'ground'])} floor", f", door {number('en', r.randrange(1, 9))}"])
    zip_ = r.choice(["", "", "", f", zip {say_digits(r, values.digits(w, '#####'))}", f" {' '.join(values.digits(w, '#####'))}"])
    town = r.choice(["", "", f", {values.skewed(w, lists.cities)}", f" in {values.skewed(w, lists.cities_west)}", f", {spaced(r, values.skewed(w, lists.cities_west))}"])
    return r.choice([f"{told} {street}{flat}{town}{zip_}", f"{told} {street}{flat}", f"{street}, {told}{town}", f"{street} {told}{zip_}"])


def secret_told(w, lists, lang="en"):
    r = w.random
    word, other = r.choice(lists.dictionary[2000:30000]), r.choice(lists.dictionary[2000:30000])
    n, m, y = r.randrange(2, 10), r.randrange(10, 99), r.randrange(1960, 2024)
    if lang != "en":
        d, k = number(lang, n), number(lang, m)
        return r.choice({
            "de": [f"das Wort {word}, dann {d} und ein Ausrufezeichen", f"{word} mit großem Anfang, danach {k} und Raute", f"{word} klein, Unterstrich, {m}", f"erst {word}, dann {y} rückwärts"], "fr": [f"le mot {word} puis {d} puis un point d'exclamation", f"{word} avec une majuscule, suivi de {k} et un dièse", f"{word} tiret bas {m}", f"{word} à l'envers et {y}"],
            "es": [f"la palabra {word}, luego {d} y un signo de exclamación", f"{word} con mayúscula, guion bajo, {k}", f"{word} al revés y {m}", f"{word} todo junto y después {y}"], "it": [f"la parola {word}, poi {d} e un punto esclamativo", f"{word} con la maiuscola, trattino basso, {k}", f"{word} al contrario più {m}", f"{word} tutto attaccato e {y}"],
            "pt": [f"a palavra {word}, depois {d} e um ponto de exclamação", f"{word} com maiúscula e {k} no fim", f"{word} sublinhado {m}"], "nl": [f"het woord {word}, dan {d} en een uitroepteken", f"{word} met een hoofdletter en daarna {k}", f"{word} achterstevoren plus {m}"], "pl": [f"słowo {word}, potem {d} i wykrzyknik", f"{word} wielką literą, podkreślenie, {k}", f"{word} od tyłu i {m}"],
        }[lang])
    sign = r.choice(["an exclamation mark", "a bang", "a hash", "the pound sign", "a dollar sign", "an asterisk", "a question mark", "an ampersand", "a full stop", "the at sign", "underscore", "percent"])
    return r.choice([
        f"the word {word} then {n} then {sign}", f"the word {word}, the number {number('en', m)} and {sign}", f"{word} with a capital {word[0].upper()}, then {m}, then {sign}", f"{word} {other} no space, first letters capital, then {number('en', n)}", f"{word} but with a zero for the o, plus {m}", f"capital {word[0].upper()}, small {word[1:]}, {n}, {n}, {sign}", f"{' '.join(word)} {m} !", f"{'-'.join(word)}-{number('en', n)}-{sign.split()[-1]}",
        f"{word} underscore {say_digits(r, str(y))} hash", f"two words, {word} and {other}, joined by a dash, ends in {n}", f"{word} backwards and {y}", f"{word}{m} with {sign} at the end", f"{word} dash {other} dash {number('en', m)}", f"upper case {word.upper()}, {m}, {sign}", f"{leet(r, word)}, as in {word} with numbers, then {sign}", f"{sign}, {word}, {sign} again", f"{word} twice, then {y}", f"{word[0].upper()} as in {NATO[ord(word[0]) - 97]}, {word[1:]}, {m}",
    ])


def check_apart(w):
    r, body, letter = w.random, values.digits(w, w.random.choice(["########", "#######", "######", "#########"])), w.random.choice(string.ascii_uppercase)
    two = values.digits(w, "@@")
    return r.choice([f"{body} (letter {letter})", f"{body}, check letter {letter}", f"{body} and the letter {letter}", f"{body} - {letter}", f"{two} then {body} then {letter}", f"{body} / {letter}", f"{' '.join(body)} {letter}", f"letters {two[0]} and {two[1]}, digits {body}", f"{say_digits(r, body)}, {r.choice(NATO)}", f"{r.choice(NATO)} {r.choice(NATO)} {say_digits(r, body)}", f"{body} with a {letter} at the end", f"{two[0]} . {two[1]} . {body}", f"({two}) {body[:4]} {body[4:]} [{letter}]"])


def label(pieces, kind):
    return [(text, kind if mark else None) for text, mark in pieces]


def fillers(lists):
    def person(w):
        given, family = values.names(lists, w)
        full, r = f"{given} {family}", w.random
        return r.choice([full] * 5 + [full.lower(), full.lower(), full.upper(), f"{family} {given}", given, family, f"{given[0]}. {family}"])

    def number_id(w):
        return w.random.choice([values.identifier, values.record_number])(w)[0]

    def short_secret(w):
        r = w.random
        return r.choice([lambda: values.digits(w, "%%%%%%##"), lambda: values.digits(w, "@%%%%##!"), lambda: r.choice(lists.dictionary[2000:20000]) + values.digits(w, "##"), lambda: r.choice(lists.dictionary[2000:20000]).capitalize() + values.digits(w, "####!"), lambda: values.digits(w, "~~~~~~~~")])()

    phone = lambda w: values.phone(w)[0] if w.random.random() < 0.5 else values.digits(w, w.random.choice(["### ### ####", "##########", "###-###-####", "0#### ######", "06########", "+## ### ### ###", "555####", "0### #######"]))
    card = lambda w: values.card(w)[0]
    ssn = lambda w: values.digits(w, w.random.choice(["###-##-####", "#########", "### ## ####"]))
    town = lambda w: w.random.choice([lambda: values.skewed(w, lists.cities), lambda: values.skewed(w, lists.cities_us), lambda: values.skewed(w, lists.cities_west), lambda: values.street_line(lists)(w)[0].replace("\n", "")])()
    org = lambda w: values.org(lists)(w)["full"][0]
    mail = lambda w: values.email(w, *values.names(lists, w))
    user = lambda w: values.handle(w, *values.names(lists, w))
    web = lambda w: w.random.choice([values.url(w)[0], f"https://{user(w).lower()}.{w.random.choice(['com', 'net', 'me', 'blog', 'de'])}", f"instagram.com/{user(w)}", f"t.me/{user(w)}"])
    any_letter = [spaced, chunked, glyphs, glyphs, glyphs, marked, marked, leet, turned]
    numeral = [parted, parted, parted, digit_signs, digit_signs, lambda r, t: say_digits(r, t), lambda r, t: say_digits(r, t, mixed=0.5), around, marked, lambda r, t: t[::-1]]

    out = {}

    def add(name, kind, key, value, odd):
        """Families of one kind: odd signs, escapes, encodings, programs, any."""
        def any_of(w):
            r, x = w.random, w.random.random()
            return (r.choice(odd)(r, value(w)) if x < 0.75 else escaped(r, value(w)) if x < 0.87 else encoded(r, value(w))), kind

        def split(w):
            text, r = value(w), w.random
            at = r.randrange(1, max(2, len(text)))
            return text[:at].strip(), text[at:].strip() or text[-1]

        def halves(w):
            """The parts of one value in two or three fields."""
            r = w.random
            a, b = split(w)
            one, two = r.choice([("part1", "part2"), ("a", "b"), ("first_half", "second_half"), ("x1", "x2"), (f"{key}_1", f"{key}_2"), (f"{key}A", f"{key}B"), ("left", "right"), ("head", "tail"), ("lo", "hi")])
            form = r.choice([('{} = "', '"\n{} = "', '"'), ("{}: ", "\n{}: ", ""), ("{}=", ", {}=", ""), ('const {} = "', '";\nconst {} = "', '";'), ('"{}": "', '", "{}": "', '"'), ("{} := '", "'; {} := '", "'"), ("export {}='", "'\nexport {}='", "'"), ("{}: '", "'\n{}: '", "'"), ("${} = '", "';\n${} = '", "';")])
            return [(form[0].format(one), None), (a, kind), (form[1].format(two), None), (b, kind), (form[2], None)]

        out[f"g_{name}"] = any_of
        out[f"g_{name}_odd"] = lambda w: (w.random.choice(odd)(w.random, value(w)), kind)
        out[f"g_{name}_esc"] = lambda w: (escaped(w.random, value(w)), kind)
        out[f"g_{name}_url"] = lambda w: (w.random.choice([lambda t: urllib.parse.quote(t, safe=""), urllib.parse.quote_plus, lambda t: "".join(f"%{b:02x}" for b in t.encode())])(value(w)), kind)
        out[f"g_{name}_enc"] = lambda w: (encoded(w.random, value(w), key), kind)
        out[f"g_{name}_base"] = lambda w: (base64.b64encode(value(w).encode()).decode(), kind)
        out[f"g_{name}_hex"] = lambda w: (value(w).encode().hex(), kind)
        out[f"g_{name}_dec"] = lambda w: (w.random.choice([", ", ",", " "]).join(str(b) for b in value(w).encode()), kind)
        out[f"g_{name}_cat"] = lambda w: label(joined(w.random, value(w)), kind)
        out[f"g_{name}_two"] = halves

    tell_mail = lambda w: w.random.choice([mail_words, mail_words, mail_words, lambda w, _: mail_told(w, *values.names(lists, w))])(w, mail(w))
    add("name", "PERSON", "name", person, any_letter + [lambda r, t: spelled(r, t)])
    add("mail", "EMAIL_ADDRESS", "email", mail, [spaced, chunked, glyphs, marked, marked, turned, lambda r, t: t.replace("@", "@\u200b"), lambda r, t: spelled(r, t.split("@")[0]) + " at " + t.split("@")[1]])
    add("phone", "PHONE_NUMBER", "phone", phone, numeral)
    add("card", "ID", "card", card, numeral)
    add("ssn", "ID", "ssn", ssn, numeral)
    add("iban", "ID", "iban", lambda w: values.iban(w)[0], [parted, parted, digit_signs, glyphs, marked, lambda r, t: t[::-1], lambda r, t: spelled(r, t), spaced, around])
    add("id", "ID", "id", number_id, [parted, digit_signs, glyphs, marked, lambda r, t: t[::-1], lambda r, t: spelled(r, t), around])
    add("user", "USERNAME", "user", user, [spaced, glyphs, marked, leet, turned, lambda r, t: spelled(r, t), lambda r, t: " ".join(r.choice(MARKS[c]) if c in MARKS else c for c in t)])
    add("pass", "PASSWORD", "password", short_secret, [spaced, glyphs, marked, turned, lambda r, t: spelled(r, t), chunked])
    add("place", "LOCATION", "city", town, any_letter)
    add("org", "ORGANIZATION", "company", org, any_letter)
    add("web", "URL", "url", web, [spaced, glyphs, marked, turned, lambda r, t: t.replace("http", "hxxp").replace(".", "[.]"), lambda r, t: t.replace("://", " colon slash slash ").replace(".", " dot ").replace("/", " slash "), lambda r, t: t.replace(".", r.choice([" . ", "(.)", " dot ", "[dot]"]))])
    add("date", "DATE_TIME", "dob", lambda w: values.number_date(w)[0], numeral)
    add("job", "OCCUPATION", "job", lambda w: values.job(w)[0], any_letter)
    add("nat", "NRP", "nationality", lambda w: w.random.choice(list(values.NATIONS.values()) + list(values.GROUPS)), any_letter)
    out |= {
        "g_told": lambda w: (tell_mail(w), "EMAIL_ADDRESS"), "g_dateword": lambda w: (date_words(w), "DATE_TIME"), "g_dateodd": lambda w: (date_odd(w), "DATE_TIME"), "g_street": lambda w: (street_words(w, lists), "LOCATION"), "g_passtold": lambda w: (secret_told(w, lists), "PASSWORD"), "g_check": lambda w: (check_apart(w), "ID"),
        "g_nato": lambda w: (spelled(w.random, person(w)), "PERSON"), "g_phonewords": lambda w: (w.random.choice([lambda r, t: say_digits(r, t), lambda r, t: say_digits(r, t, mixed=0.4), around])(w.random, phone(w)), "PHONE_NUMBER"), "g_gap": lambda w: (spaced(w.random, person(w)), "PERSON"),
        "g_age": lambda w: (w.random.choice([lambda n: number("en", n), lambda n: digit_signs(w.random, str(n)), lambda n: f"{number('en', n // 10)} times ten plus {number('en', n % 10)}", lambda n: f"0x{n:x}", lambda n: number("en", n).upper(), lambda n: " ".join(str(n)), lambda n: f"{str(n)[::-1]} backwards"])(w.random.randrange(18, 90)), "AGE"),
    }

    def whole(w):
        """A small record of one person in one encoding."""
        given, family = values.names(lists, w)
        r = w.random
        rows = {"name": f"{given} {family}"} | r.choice([{}, {"email": values.email(w, given, family)}, {"phone": phone(w)}, {"dob": values.number_date(w)[0]}, {"city": values.skewed(w, lists.cities)}])
        raw = r.choice([lambda: json.dumps(rows), lambda: json.dumps(rows, ensure_ascii=False, separators=(",", ":")), lambda: "&".join(f"{k}={v}" for k, v in rows.items()), lambda: ";".join(rows.values()), lambda: "BEGIN:VCARD\nFN:" + rows["name"]])().encode()
        return r.choice([base64.b64encode(raw).decode(), base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode().rstrip("="), raw.hex(), base64.b32encode(raw).decode(), urllib.parse.quote(raw)]), "PERSON"

    def cased(w):
        """A name as programs, files and tags write it."""
        given, family = (fold(n).replace(" ", "").replace("'", "") or "lee" for n in values.names(lists, w))
        r = w.random
        return {"snake": (f"{given}_{family}".lower(), "PERSON"), "camel": (given[0].lower() + given[1:] + family, "PERSON"), "full": (r.choice([f"{given}_{family}", f"{given}{family}", f"{given}-{family}", f"{family}_{given}", f"{given}.{family}", f"{given[0]}{family}", f"{family}{given[0]}", f"{given}_{family}".lower(), f"{given}-{family}".lower(), f"{given}{family}".lower()]), "PERSON"), "tag": (f"{given}{family}", "PERSON"), "up": (f"{given}_{family}".upper(), "PERSON"), "kebab": (f"{given}-{family}".lower(), "PERSON"), "plus": (f"{given}+{family}", "PERSON"), "user": (r.choice([f"{given}{family}{r.randrange(50, 2015)}", f"{given[0].lower()}{given[1:]}{family}{r.randrange(1950, 2012)}", f"xX_{given}_Xx", f"{given.lower()}__{family.lower()}", f"the_real_{given.lower()}{family.lower()}"]), "USERNAME")}

    def phones(w):
        """Groups of one number in lines or fields of their own."""
        r = w.random
        groups = values.digits(w, r.choice(["### ### ####", "0### ### ###", "## ## ## ## ##", "+## ### #######"])).split()
        how = r.choice(["line", "field", "csv", "then", "paren"])
        keys = r.choice([["area", "first", "last", "more", "end"], ["tel1", "tel2", "tel3", "tel4", "tel5"], ["prefix", "mid", "rest", "then", "end"], ["a", "b", "c", "d", "e"]])
        out = []
        for at, group in enumerate(groups):
            lead = {"line": "\n" if at else "", "field": ("\n" if at else "") + keys[at] + ": ", "csv": " | " if at else "", "then": r.choice(["\nand then ", " ...then ", "\nnext: "]) if at else "", "paren": f"{' ' if at else ''}({at + 1}) "}[how]
            out += [(lead, None), (say_digits(r, group) if r.random() < 0.25 else group, "PHONE_NUMBER")]
        return out

    out |= {"g_whole": whole, "g_cased": cased, "g_phones": phones}
    for lang in LANGS:
        out[f"g_mail_{lang}"] = lambda w, lang=lang: (mail_words(w, mail(w), lang), "EMAIL_ADDRESS")
        out[f"g_phone_{lang}"] = lambda w, lang=lang: (say_digits(w.random, phone(w), lang, w.random.choice([0, 0, 0.3])), "PHONE_NUMBER")
        out[f"g_date_{lang}"] = lambda w, lang=lang: (date_words(w, lang), "DATE_TIME")
        out[f"g_name_{lang}"] = lambda w, lang=lang: (spelled(w.random, person(w), lang) if w.random.random() < 0.6 else w.random.choice(any_letter)(w.random, person(w)), "PERSON")
        out[f"g_id_{lang}"] = lambda w, lang=lang: (say_digits(w.random, values.digits(w, "########"), lang, 0.2), "ID")
        out[f"g_pass_{lang}"] = lambda w, lang=lang: (secret_told(w, lists, lang), "PASSWORD")
        out[f"g_age_{lang}"] = lambda w, lang=lang: (number(lang, w.random.randrange(18, 90)), "AGE")
        out[f"gx_count_{lang}"] = lambda w, lang=lang: (number(lang, w.random.randrange(2, 99)), None)
    return out | nobody(lists)


def nobody(lists):
    """What looks as odd and tells of nobody."""
    named = lists.census_given + lists.census_family[:6000] + list(lists.cities) + lists.countries + list(values.NATIONS.values()) + [n for group in lists.world for part in group for n in part]
    known = {part for n in named for part in n.lower().split()}
    words = [word for word in lists.dictionary[1000:30000] if word not in known]
    phrase = lambda w: " ".join(w.random.choice(words) for _ in range(w.random.choice([1, 1, 2, 2, 3])))
    line = lambda w: " ".join(w.random.choice(words) for _ in range(w.random.randrange(3, 9)))
    noise = lambda w, n: bytes(w.random.randrange(256) for _ in range(n))

    def dump(w):
        rows = []
        for at in range(w.random.randrange(1, 5)):
            raw = noise(w, 16) if w.random.random() < 0.6 else bytes(16)
            rows.append(f"{at * 16:08x}  {raw[:8].hex(' ')}  {raw[8:].hex(' ')}  |{''.join(chr(b) if 32 <= b < 127 else '.' for b in raw)}|")
        return "\n".join(rows)

    def picture(w):
        head = w.random.choice([b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"GIF89a\x10\0\x10\0", b"\xff\xd8\xff\xe0\0\x10JFIF", b"<svg xmlns=", b"wOF2\0\1\0\0", b"\0asm\1\0\0\0", b"\x1f\x8b\x08\0", b"PK\3\4\x14\0"])
        return base64.b64encode(head + noise(w, w.random.randrange(20, 70))).decode()

    def art(w):
        r, marks = w.random, w.random.choice(["/\\_|", "#. ", "*o ", "=-+|", "░▒▓█ ", "<>^v", "x-. "])
        return r.choice([lambda: "\n".join("".join(r.choice(marks) for _ in range(r.randrange(8, 24))) for _ in range(r.randrange(2, 6))), lambda: " /\\_/\\\n( o.o )\n > ^ <", lambda: "¯\\_(ツ)_/¯", lambda: "  _\n |_|_\n |___|", lambda: "+----+----+\n|    |    |\n+----+----+", lambda: "(╯°□°)╯︵ ┻━┻", lambda: "★·.·´¯`·.·★", lambda: "▂▃▅▆█▆▅▃▂", lambda: "ʕ•ᴥ•ʔ", lambda: "-=≡ΣO))"])()

    def sums(w):
        return values.digits(w, "h" * w.random.choice([8, 32, 40, 64, 64, 128]))

    def named_sum(w):
        name, n = w.random.choice([("sha256", 64), ("sha512", 128), ("md5", 32), ("MD5", 32), ("SHA-256", 64), ("sha1", 40), ("crc32", 8), ("blake3", 64), ("adler32", 8)])
        return name + w.random.choice([":", ": ", " ", "=", "sum  ", " = "]) + values.digits(w, "h" * n)

    def maths(w):
        r = w.random
        return r.choice(["∀ε>0 ∃δ>0: |x−a|<δ ⇒ |f(x)−L|<ε", "𝐀𝐱 = λ𝐱", "∑ₖ₌₁ⁿ k² = n(n+1)(2n+1)/6", "e^{iπ} + 1 = 0", "∮ 𝐄·d𝐥 = −dΦ/dt", "ℝⁿ → ℝᵐ", "𝔼[X²] − 𝔼[X]²", "x₁ + x₂ ≤ 10³", "f : ℕ → ℤ", "\\frac{d}{dx} \\sin x = \\cos x", "√2 ≈ 1.41421", f"{r.randrange(2, 99)} × {r.randrange(2, 99)} ≡ {r.randrange(2, 9)} (mod {r.randrange(10, 97)})", "∇·𝐁 = 0", "P(A∩B) = P(A)P(B|A)", "O(n log₂ n)", "σ² = Σ(xᵢ − μ)²/n", f"{r.randrange(2, 9)}x² − {r.randrange(2, 9)}x + {r.randrange(2, 30)} = 0"])

    def deco(w):
        r, text = w.random, phrase(w)
        a, b = r.choice([("✿ ", " ✿"), ("☆ﾟ. ", " .ﾟ☆"), ("꧁ ", " ꧂"), ("═══ ", " ═══"), ("•●", "●•"), ("【", "】"), ("«« ", " »»"), ("░▒▓ ", " ▓▒░"), ("--==[ ", " ]==--"), ("~*~ ", " ~*~"), ("", "")])
        return a + r.choice([glyphs, glyphs, lambda r, t: spaced(r, t.upper()), marked])(r, text) + b

    shapes = lambda w: w.random.choice([glyphs, marked, leet, turned, spaced, chunked])(w.random, phrase(w))
    say = lambda make: lambda w: (make(w), None)
    return {name: say(make) for name, make in {
        "gx_pic": picture, "gx_dump": dump, "gx_art": art, "gx_sum": sums, "gx_hash": named_sum, "gx_math": maths, "gx_deco": deco, "gx_odd": shapes, "gx_noise": lambda w: base64.b64encode(noise(w, w.random.randrange(8, 50))).decode(), "gx_rand": lambda w: noise(w, w.random.randrange(4, 33)).hex(), "gx_head": lambda w: spaced(w.random, phrase(w).upper()), "gx_leet": lambda w: leet(w.random, line(w)), "gx_glyph": lambda w: glyphs(w.random, line(w)),
        "gx_esc": lambda w: escaped(w.random, phrase(w)), "gx_nato": lambda w: spelled(w.random, phrase(w)), "gx_code": lambda w: " ".join(w.random.sample(NATO, w.random.randrange(3, 8))), "gx_morse": lambda w: " ".join(MORSE[c] for c in phrase(w).replace(" ", "")), "gx_bin": lambda w: " ".join(values.digits(w, "b").replace("b", f"{w.random.randrange(256):08b}") for _ in range(w.random.randrange(1, 7))), "gx_rot": lambda w: codecs.encode(line(w), "rot13"), "gx_rev": lambda w: line(w)[::-1],
        "gx_count": lambda w: number("en", w.random.randrange(2, 99)), "gx_digits": lambda w: say_digits(w.random, values.digits(w, "#" * w.random.randrange(3, 9))), "gx_signs": lambda w: digit_signs(w.random, values.digits(w, "#" * w.random.randrange(1, 4))), "gx_cat": lambda w: "".join(t for t, _ in joined(w.random, w.random.choice(words))), "gx_enc": lambda w: encoded(w.random, phrase(w)), "gx_phrase": phrase, "gx_line": line, "gx_entity": lambda w: escaped(w.random, w.random.choice("<>&\"'/") + w.random.choice(["p", "br", "div", "b"])),
        "gx_list": lambda w: ", ".join(f'"{c}"' for c in w.random.choice([string.ascii_lowercase, string.ascii_uppercase, "aeiou", "0123456789", "".join(w.random.sample(string.ascii_letters, 7))])),
    }.items()}


HINTS = {
    "guise_hi": ["[hi|Hi|hey|Hello|hello|Hey] [all|everyone|there|guys|folks|]", "[quick one|Quick question|sorry to bother you|long time lurker here|evening all]", "[Hi|Dear] [team|support|neighbours|seller]"],
    "guise_why": ["[(the site eats addresses)|(bots read this board)|(spelled out so the filter lets it through)|(you know what to do with it)|(take out the gaps)|(remove the signs in between)|(written oddly on purpose)|(no links allowed here lol)|(mods delete numbers)|(decode it yourself)|(read it aloud)|(sorry, my keyboard is broken)|(sound it out)|||||]"],
    "guise_what": ["[a bike|my old sofa|two kittens|a washing machine|the sublet|a guitar amp|the pram|a mountain tent|winter tyres|a desk|the spare room|piano lessons|garden help|a phone with a cracked screen|vinyl records|a fridge]"],
    "guise_bye": ["[thanks|Thanks|cheers|ta|thx|Thank you|many thanks|pls reply|no time wasters|first come first served||||]"],
    "guise_trick": ["[base64|hex|morse|a cipher|binary|b64|code|numbers]"],
    "guise_ask": ["[Can you read this|what does this say|is this decodable|please decode|decode this|convert this back|what is hidden here|Translate to plain text|undo the encoding of]"],
    "guise_file": ["[pdf|docx|jpg|png|zip|txt|xlsx|heic|mp4|eml]"],
    "guise_doc": ["[CV|passport|payslip|scan|contract|invoice|resume|birth_cert|xray|tax_return|id_front|offer_letter|divorce|medical_report|selfie|visa]"],
    "guise_key": ["[user|customer|contact|owner|patient|client|employee|member|payer|recipient|sender|tenant|guest]"],
}
OPEN = [
    # forums, adverts, chats
    "{guise_hi}, [selling|giving away|looking for] {guise_what}. [Mail|Write to|Contact] me[:| at] {g_told} {guise_why}", "[FOR SALE|Selling|wanted]: {guise_what}, [80 euros|$40|£15 ono|120 obo|free|best offer]. [Call or text|text|ring|call me on] {g_phonewords} {guise_why}", "[Still available?|is this still for sale] [my number is|msg me on|whatsapp] {g_phone} {guise_why} {guise_bye}", "{guise_what} [to a good home|cheap|barely used], [pick up|collect] [in|near|from] {g_place_odd}. [Ask for|speak to|contact] {g_name_odd}, {g_phone}.",
    "[Do not PM me|PMs are off|inbox full], [use|mail|write] {g_told} [instead|please|] {guise_why}", "[my insta is|add me:|snap|find me as|user name] {g_user_odd} {guise_why}", "[add me on discord|my tag|gamertag|psn]: {g_user} ([no spaces|all lower case|without the dots])", "[text me|call me] [later|when you are free|any time|] [on|at] {g_phones} {guise_why}", "{p1.u}: [what's your number|digits?|how do I reach you]\n{p2.u}: {g_phonewords}\n{p1.u}: [lol ok|got it|thx|👍]", "{p1.f}: [whats ur mail|send me ur email]\n{p2.f}: {g_told}\n{p1.f}: [k|sent|done]",
    "<{p1.u}> [anyone has contact of|who knows|does anybody know] {g_name_odd} [?|from {g_place_odd}?]\n<{p2.u}> [try|ask] {g_told}", "[The seller|This guy|the landlord|A scammer], {g_name}, [took my deposit|never sent it|blocked me]. [His|Her] [number|phone] is {g_phone}, [beware|stay away|do not pay].", "[WARNING|beware|Scam alert]: {g_name_odd} aka {g_user_odd} [from|in] {g_place_odd} [sells fakes|asks for gift cards|ghosts buyers]. {guise_why}", "[1 star|Worst ever|★☆☆☆☆]. [The manager|Our waiter|The dentist|the agent] {g_name_odd} at {g_org_odd} [was rude|overcharged us|never called back].",
    "[5 stars|★★★★★|Lovely service]! [Thanks|Big thanks|shoutout] to {g_name_odd} [at|from] {g_org_odd}[ in {g_place_odd}|].", "[about me|bio|profile]: {g_name_odd} ¦ {g_age} ¦ {g_place_odd} ¦ {g_job_odd} ¦ [dm|dms open] {g_user_odd}", "✨ {g_name_odd} ✨\n📍 {g_place_odd}\n[💼 {g_job_odd}\n|]📩 {g_told}\n[🔗 {g_web_odd}|]", "[name|Name] = {g_gap}, [age|Age] = {g_age}, [from|loc] = {g_place_odd}", "[looking for|seeking] [a flatmate|a tutor|a babysitter|work]. [I am|im] {g_age}, [live|living] [in|near] {g_place_odd}, [reach me|write] {g_told}.",
    "[Missing|LOST]: [grey cat|brown dog|a wallet|keys] near {g_street}. [Reward!|] [Call|Tel] {g_phone}", "[Party|BBQ|Garage sale|Open house] [{loose}|on {g_dateword}] at {g_street}, [bring a bottle|all welcome|ring the bell]", "[came home from|moved to|stuck in|greetings from] {g_place_odd} [with|and met] {g_name_odd} [today|] #{g_cased.tag}", "#{g_cased.tag} #[JusticeFor|Team|Free|HappyBirthday|RIP|WeLove]{g_cased.tag}", "[happy bday|Happy birthday|hbd] {g_name_odd} 🎉 #{g_cased.tag}", "[no doxxing|not naming names] but [his|her] initials... ok it is {g_name} [and he lives|living] in {g_street}",
    "[can't post the link|links are banned], [go to|see|visit] {g_web} {guise_why}", "[my site|my blog|portfolio|the shop]: {g_web_odd}", "[Mods remove emails so|Since links are not allowed|To dodge the bot]: {g_mail} {guise_why}", "[sms|SMS] [from|to] {g_phone_odd}: [dont forget|meet] {g_name_odd} [at the gate|outside|at the usual place]", "[Reply|Answer|Re] to {p1.u}: [sure|no problem], {g_mail_odd}[ - or| or] {g_phone_odd}", "[My real name is|i'm|It's me,] {g_name}, [not|and not] [a bot|the admin|that troll].", "[Who else|anyone else] [thinks|heard that] {g_name_odd} [is leaving|got fired from] {g_org_odd}?", "[ask my|ask the] {g_job_odd} {g_name_odd}, [tel|phone|☎] {g_phone}",
    "[She is|he's|They are] {g_nat_odd}, [lives|living] [in|near] {g_place_odd}, [goes by|called] {g_name_odd}", "[translation|help]: [a {g_nat_odd} friend|my friend] wrote {g_name_esc}, [what happened|encoding?]", "[I|i] typed my [number|cell] as {g_phone} and the [site|form|bot] [still blocked it|let it pass]", "[To all|@all]: [the new|our] [treasurer|coach|trainer] is {g_name_odd}, [mail|address] {g_told}, [mobile|cell] {g_phone}.", "[someone|he] keeps [mailing|calling] me from {g_told} [and|or] {g_phone_odd}, [how do I block that|so annoying]",
    # help desks, spoken and written
    "[Agent|Support]: [Could you spell|How do you spell] your [name|surname]?\n[Caller|Customer]: {g_nato}.\n[Agent|Support]: [And a number to call|Your phone]?\n[Caller|Customer]: {g_phonewords}.", "[Agent]: [e-mail address|Your e-mail], please?\n[Customer|Caller]: [That's|it's|] {g_told}\nAgent: [Got it|Thank you], {p1.ml}.", "[Transcript|Voicemail|Voice note|ASR]: [hi this is|hello my name is|it's] {g_nato}[,| and] [please call me back on|my number is|reach me at] {g_phonewords} [thanks bye|thank you|]", "[transcript|auto caption]: [my card number is|card is|long number across the front] {g_card_odd} [and|expiry|valid until] {g_dateodd}",
    "[caller says|Cust. states] [name|surname] is {g_nato}, [DOB|born] {g_dateword}, [policy|ref|membership] {g_check}", "[The code|My customer number|my ID|The reference] is {g_check}[.| {guise_why}]", "[my social is|SSN:|social security] {g_ssn_odd} {guise_why}", "[Please charge|charge it to|use] [my card|card] {g_card_odd}[, name on it {g_name_odd}|]", "[Refund|Send the refund|please wire it] to [my account|IBAN] {g_iban_odd}[, holder {g_name_odd}|]", "[IBAN|iban|Iban:] {g_iban} {guise_why}", "[my password|the pw|Password] is {g_passtold}[.|, don't tell anyone|, please change it|]", "[wifi|Wi-Fi|guest network|router] [password|key|pw]: {g_passtold}",
    "[the alarm code|door code|PIN|safe combination] is {g_id_odd}, [the password|the word] {g_passtold}", "[login|Login]: {g_user}, [password|pwd]: {g_pass_odd}", "[I cannot log in|Cannot log in|Login fails]. [User|Username] {g_user_odd}, [pass|password] {g_passtold}. [Please reset|help].", "[Ticket|Case|Req] {case}: [user|customer] {g_name_odd} [reports|says] [mail|messages] to {g_mail_odd} [bounce|are returned|vanish].", "[Subject|Re]: [refund|delivery|broken charger]\n[Hello|Hi],\n[my name is|I am] {g_name_odd}, [ordered|I ordered] on {g_dateword}. [Reach me|Contact]: {g_told} [or|/] {g_phone}.\n{guise_bye} {p1.f}",
    "[I was born|born|DOB] [on|in|:] {g_dateword}[, in {g_place_odd}|]", "[birthday|d.o.b.|Date of birth]: {g_dateodd} {guise_why}", "[My wife|my son|Our daughter] was born on {g_dateword} and [is called|we named her|goes by] {g_name_odd}.", "[the appointment|My appointment|surgery|the hearing] is [on |]{g_dateword} [at|with] {g_org_odd}", "[we moved|I live|deliver] [to|at] {g_street} {guise_why}", "[drop it|leave the parcel|Ship] [at|to] {g_street}[, attention {g_name_odd}|]", "[I am|She is|he's] {g_age} [years old|years young|] and [works|working] as [a|an] {g_job_odd} [at|for] {g_org_odd}",
    "[plate|Number plate|the van]: {g_id_odd} [parked|hit my car] [outside|near] {g_street}", "[passport|Driving licence|national ID|ID card] [no|number|nr]: {g_check}", "[order|booking|policy|membership] [no.|number|#] {g_id_odd} {guise_why}", "[Sticky note|post-it|note to self]: [bank|mail|vpn] [pw|password] = {g_passtold}", "[hint|Hint|reminder]: [the usual one|the old one], {g_passtold}", "[shopping list|to do]\n- [milk|eggs]\n- [call|ring] {g_name_odd} {g_phone}\n- [mail|write] {g_told}\n- [bread|bin bags]",
    "[I will say it slowly|Ready? Write it down|Grab a pen]: {g_phonewords}. [Again|Once more]: {g_phonewords}.", "[it's spelled|spelling|spelt] {g_nato}, [common mistake|nobody gets it right|with one l]", "[FAO|Attn|c/o] {g_gap}\n{g_street}", "[Emergency contact|ICE]: {g_name_odd} [-|,|:] {g_phone}", "[Visitor|Guest|Sign-in] log: {g_name_odd} / {g_org_odd} / {g_phone_odd} / in {time}", "[I hid my address in|my contact in] {guise_trick}: {g_mail_enc}", "[{guise_trick}|{guise_trick}:] {g_name_enc} [- who am I?|= me|<- my name]", "[my number in|phone in] {guise_trick}: {g_phone_enc}",
    "{guise_ask}: {g_whole}", "{guise_ask}: {g_name_enc}", "{guise_ask} {g_mail_enc} [and|then] [mail|write to] [it|that address]", "[if you can read this|for those who can decode], [mail|write to] {g_mail_enc}", "[The attacker|He] [leaked|posted|dumped] [this|the record]: {g_whole} [(base64)|(encoded)|]", "[what's wrong with|why is there] {g_name_esc} [in the export|instead of the name|on my badge]?", "[The label|Envelope|badge] [reads|says|shows] {g_name_esc}, [should be|expected] {p1}", "[email arrives as|subject shows] {g_mail_esc}[, charset bug?|]", "[garbled|mojibake]: [From|To]: {g_name_esc} <{g_mail_esc}>",
    "[Say|Write] my name backwards: {g_name_odd}. [Easy|Funny], right?", "[secret santa|Guess who]: {g_name_odd} [gives to|->] {g_name_odd}", "[class list|team sheet|seating]:\n1. {g_gap}\n2. {g_gap}\n3. {g_name_odd}", "[T-shirt|jersey|mug] print: {g_name_odd}", "[Tattoo|engraving|cake] text: {g_name_odd} {g_dateodd}", "[In loving memory of|R.I.P.] {g_name_odd} † {g_dateodd}", "[password hint game|puzzle]: {g_pass_odd}", "[WhatsApp|Signal|Telegram] [group|chat] [admin|owner] {g_name_odd}: {g_phone}",
    "[psst|hey], [the|his] [salary|diagnosis|address] of {g_name_odd} [is in the file|leaked], [he lives|lives] {g_street}", "[Met|saw] [a|this] {g_job_odd} named {g_name_odd} [at|in] {g_place_odd} {loose}", "[our|The] [hr|HR] [lady|contact] {g_name_odd} ({g_org_odd}) [says|told me] [to send papers to|it goes to] {g_told}", "{g_gap} {g_phone}", "{g_name_odd}, {g_street}", "{g_told} / {g_phone}", "{g_name} - {g_mail} - {g_phone}", "{g_phones}", "{g_nato}", "{g_told}", "{g_check}", "{g_name_two}", "{g_mail_two}",
    "[i'm not allowed to give numbers but|reading between the lines:] {g_phone} [😉|;)|lol]", "[this is|it's] {g_name_odd}'s [mum|brother|phone], [he|she] [is in|lives at] {g_place_odd}, [ring|call] {g_phone_odd}", "{g_name_odd} ({g_age}), {g_nat_odd}, {g_job_odd}, {g_place_odd}", "[works for|ex] {g_org_odd}, [ask|ref] {g_name_odd}", "[the company|My employer|landlord], {g_org_odd}, [owes me|still has] [my deposit|two wages]", "[one more time|again for those in the back]: {g_user_odd} [on every platform|everywhere|on twitch]",
    "[follow me|subscribe|my channel|tip jar|my CV is at]: {g_web} {guise_why}", "[photos|wedding pictures|the invoice] [are on|at] {g_web_odd} [pass|password] {g_pass_odd}", "[IOC|phishing page|scam site|do not click]: {g_web_odd}[, registered by {g_mail_odd}|]", "[link in bio|linktree|my page]: {g_web_odd}", "[family is|my parents are|grew up] {g_nat_odd}[, from {g_place_odd}|]", "[ethnicity|religion|nationality|background]: {g_nat_odd} [/|,] [employer|works at]: {g_org_odd}", "[fired from|starting at|five years with|ex-] {g_org_odd} as [a|the] {g_job_odd}[, ask {g_name_odd}|]",
]
CODE = [
    # programs, configuration, data
    "[const|let|var] [mail|addr|to] = {g_mail_cat}; [// keep crawlers out|// obfuscated|]", "[name|full_name|owner] = {g_name_cat}", "[String|var|final String] [phone|tel] = {g_phone_cat};", "$[email|to|cc] = {g_mail_cat};", "[key|token|password|secret] = {g_pass_cat} [# split so the scanner is quiet|]", "[chars|letters|parts] = ⟦{g_name_cat}⟧\n[print(\"\".join(chars))|console.log(letters.join(''))|return parts]", "{g_name_two}\n[print|echo|return] [part1 + part2|a + b|x1 . x2]", "{g_mail_two}\n[send|notify]([a + b|first_half + second_half])", "{g_phone_two}", "{g_card_two}", "{g_pass_two}", "{g_id_two}", "{g_place_two}",
    "atob(\"{g_mail_base}\")", "[base64.b64decode|b64|decode](\"{g_name_base}\")", "[bytes.fromhex|unhex|X]('{g_name_hex}')", "echo {g_phone_base} ¦ base64 -d", "[xxd -r -p|unhex] <<< {g_mail_hex}", "echo '{g_whole}' ¦ [base64 -d ¦ jq .|xxd -r -p|base64 --decode]", "document.write(\"<a href='mail\" + \"to:{g_mail_esc}'>[contact|mail me]</a>\")", "<a href=\"mailto:{g_mail_esc}\">{g_mail_esc}</a>", "<span class=\"[rev|reverse|obf]\">{g_mail_odd}</span>", "<p>[Contact|Author|By]: {g_name_esc}[, {g_mail_esc}|]</p>", "<td>{g_name_esc}</td><td>{g_phone_esc}</td>", "⦃\"name\": \"{g_name_esc}\", \"[email|mail]\": \"{g_mail_esc}\"⦄",
    "⦃\"[user|payload|data|blob]\": \"{g_whole}\"⦄", "[payload|data|blob|body|session]: {g_whole}", "GET /[search|profile|api/users|lookup]?[name|q|full_name]={g_name_url}&[email|mail]={g_mail_url} [HTTP/1.1|200]", "https://[shop|app|portal].example[.com|.org|]/[reset|verify|confirm]?[mail|u|to]={g_mail_url}", "https://[hr|crm|clinic].example/[people|patients|staff]/{g_cased.kebab}[/edit|/notes|]", "/[track|pixel]?d={g_whole}", "POST /[login|signup] [user|login]={g_user_url}&[pass|pwd]={g_pass_url}", "[callback|redirect]=/hello?phone={g_phone_url}&city={g_place_url}", "[curl|wget] \"http://localhost/[find|q]?name={g_cased.plus}&dob={g_date_url}\"",
    "{g_cased}_{guise_doc}.{guise_file}", "[/home/|/Users/|/mnt/]{g_cased.user}[/Desktop|/Downloads|/Documents]/{guise_doc}_{g_cased}.{guise_file}", "C:\\Users\\{g_cased.user}\\[Desktop|Downloads|Documents]\\{guise_doc}_{g_cased}.{guise_file}", "[attached|Uploaded|see|Missing file]: {guise_doc}_{g_cased.snake}.{guise_file}", "[rm|mv|open|cat|scp] {g_cased}-{guise_doc}.{guise_file}", "[git checkout|branch|git push origin] [fix|feature|wip|user]/{g_cased.kebab}-[login|report|onboarding]", "[def|function|fn] [notify|mail|pay|remind]_{g_cased.snake}():", "[const|let|val] {g_cased.camel}[Phone|Number] = \"{g_phone}\"", "{g_cased.up}_[TOKEN|PIN|SECRET|KEY|PASSWORD]={g_pass}",
    "[int|long] age_of_{g_cased.snake} = {g_age};", "[username|handle|nick|login]: {g_cased.user}", "[@|user ]{g_cased.user} [joined|left|is typing|posted]", "[CREATE TABLE|DROP TABLE|SELECT * FROM] [tmp|notes|backup]_{g_cased.snake};", "INSERT INTO [contacts|people] VALUES ([1|2|7], '{g_name_odd}', '{g_mail_odd}', '{g_phone_odd}');", "SELECT * FROM [users|orders] WHERE [name|owner] = {g_name_cat};", "[CHAR|chr|String.fromCharCode|bytes]({g_name_dec})", "[mail|to] = [bytes|list](⟦{g_mail_dec}⟧)", "[name|Name],[phone|tel],[mail|email]\n{g_name_odd},{g_phone_odd},{g_mail_odd}\n{g_name_odd},{g_phone_odd},{g_mail_odd}", "[# do not grep|# obfuscated contact|// my address, reversed|-- author]: {g_mail}",
    "{guise_key}:\n  name: {g_name_odd}\n  [mail|email]: {g_told}\n  [tel|phone]: {g_phone}", "⟦{guise_key}⟧\n[name|cn] = {g_name_odd}\n[contact|mail] = {g_mail_odd}\n[password|secret] = {g_pass_odd}", "<{guise_key}><n>{g_name_odd}</n><t>{g_phone}</t><c>{g_place_odd}</c></{guise_key}>", "{guise_key}_[name|b64]={g_name_enc}\n{guise_key}_[mail|contact]={g_mail_enc}", "export [ADMIN_MAIL|OWNER|CONTACT]={g_mail_enc} # [b64|encoded]", "[Authorization: Basic|auth =|proxy-auth:] {g_pass_base}", "[kind: Secret|type: Opaque]\ndata:\n  [username|user]: {g_user_base}\n  [password|pass]: {g_pass_base}",
    "{stamp} [INFO|DEBUG|WARN] [decoded|raw|param] {guise_key}={g_name_url} [tel|phone]={g_phone_url}", "{stamp} [ERROR|WARN] [mail|smtp]: [bad|malformed] [recipient|address] \"{g_mail_odd}\"", "[MAIL FROM|RCPT TO|Reply-To|From]: {g_name_esc} <{g_mail}>", "Subject: =?utf-8?q?[Meeting|Hello|Invoice]?= {g_name_esc}", "[X-Sender|X-Original-To|List-Owner]: {g_mail_enc}", "=[20|3D]\n[Name|From]: {g_name_esc}=\n[Tel|Phone]: {g_phone_esc}", "BEGIN:VCARD\nFN;ENCODING=[QUOTED-PRINTABLE|BASE64]:{g_name_esc}\nTEL:{g_phone_odd}\nEND:VCARD", "\"[name|author]\": \"{g_name_esc}\", \"[sha256|etag|checksum]\": \"{gx_sum}\"", "[sha1|sha256|md5] {gx_sum}  {g_cased}_{guise_doc}.{guise_file}",
    "{guise_key} [name|record] ([decoded|plain]): {p1}\n{guise_key} [b64|hex]: {g_whole}", "[icon|avatar]: data:image/png;base64,{gx_pic}\n[owner|by]: {g_mail}", "{gx_dump}\n[contact|reported by]: {g_told}", "[build|nonce]: {gx_rand}\n[maintainer|signed-off-by]: {g_name_odd} <{g_mail_odd}>", "[test vector|fixture|sample]: {gx_enc}\n[real one|customer]: {g_name_enc}", "/* {gx_art} */\n// [by|author] {g_name_odd}, {g_told}", "[char|byte] [name|buf]⟦⟧ = ⦃ {g_name_dec} ⦄;", "[if|while] ([user|login] == {g_user_cat}) [return true;|allow();]", "[concat|join|\"\".join](⟦{g_mail_cat}⟧)", "[regex test|should match|must not match]: {g_phone}",
]
FORMS = [
    # forms, records, odd fields
    "[Name|Full name|Applicant]: {g_gap}\n[Tel|Phone|Mobile]: {g_phone_odd}\n[E-mail|Mail]: {g_told}\n[Address|Addr]: {g_street}", "[SURNAME|FAMILY NAME|NAME IN CAPITALS]: ¦{g_gap}¦\n[DATE OF BIRTH|DOB]: ¦{g_dateodd}¦", "[Name|Signed]: {g_name_odd}    [Date]: {g_dateword}", "¦ [Name|Person] ¦ [Contact|Tel] ¦ [Born|DOB] ¦\n¦ {g_name_odd} ¦ {g_phone} ¦ {g_dateodd} ¦", "[Card|Card no.]: {g_card_odd}\n[Exp|Valid thru]: {g_dateodd}\n[Name on card|Holder]: {g_gap}", "[Account|Payee]: {g_name_odd}\n[IBAN]: {g_iban_odd}\n[Reason|Ref]: {gx_phrase}",
    "[User|Login] {g_user_odd} ¦ [Pw|Pass] {g_pass_odd} ¦ [Mail] {g_mail_odd}", "[Employer|Company]: {g_org_odd}\n[Position|Job title]: {g_job_odd}\n[Since|Start]: {g_dateword}", "[ID|Member|Card] [no|nr|number]: {g_id_odd}\n[SSN|Tax number]: {g_ssn_odd}", "[Nationality|Citizenship]: {g_nat_odd}\n[Place of birth|Born in]: {g_place_odd}\n[Age]: {g_age}", "[Website|Homepage|URL]: {g_web_odd}\n[Author|Owner]: {g_name_odd}", "[Q: |]What is your mother's maiden name? [A: |]{g_name_odd}\n[Q: |]First pet? [A: |]{-gx_phrase}\n[Q: |]Date of birth? [A: |]{g_dateword}", "[RSVP|sign-up sheet]\n{g_name_odd} - {g_phone}\n{g_name_odd} - {g_told}",
    "[OCR|scan]: N A M E {g_gap} T E L {g_phone_odd}", "[OCR output|scanned form, page 2]: [Narne|Nam3|N ame]: {g_name_odd} [Dat3|0ate] of b1rth: {g_dateodd}", "[Patient|pt|PT]: {g_name_odd}, [DOB|born] {g_dateword}, [MRN|record] {g_id_odd}", "[Deponent|Witness]: [spell your name for the record|please spell that].\nA: {g_nato}.\nQ: [Your address|And you live where]?\nA: {g_street}.", "[Radio log|Tower|Dispatch]: [subject|driver|owner] {g_nato}, [date of birth|DOB] {g_dateword}, [plate|licence] {g_check}, [address|at] {g_street}",
    "[Thread|Post|Topic]: {gx_deco}\n{p1.u} wrote:\n> {gx_line}\n[anyway|so], {guise_what} is [gone|still here], [next time|for the rest] [mail|ping] {g_told} or [text|ring] {g_phone}. [I am|I'm] in {g_place_odd}.\n-- \n{g_name_odd}", "[Hi|Hello] {p1.f},\n\n[as the portal cuts out addresses|because our filter strips numbers], here is [everything|all you need] in [plain words|my own spelling]: [my colleague|the owner] {g_name_odd}, {g_street}, {g_told}, {g_phonewords}. [Card|The card] for the deposit: {g_card_odd}.\n\n[Regards|Best],\n{p2}",
    "# {gx_phrase}\n[checksum|digest]: {gx_sum}\n[logo]: {gx_pic}\n[maintainer|owner]: {g_name_esc} <{g_mail_base}>\n[version|release]: {ver}", "class {-symbol}:\n    [alphabet|table] = {gx_cat}\n    [owner|author] = {g_name_cat}\n    [contact|mail] = {g_mail_cat}\n    [magic|salt] = \"{gx_rand}\"", "[id,note,who|row,remark,contact]\n1,{gx_phrase},{g_name_odd}\n2,{gx_odd},{g_phone_odd}\n3,{gx_line},{g_mail_odd}", "[Minutes|Notes|Log] [of {date}|{ndate}]\n- {gx_count} {gx_phrase} [ordered|counted]\n- [new tenant|new member|visitor]: {g_nato}, born {g_dateword}\n- [wifi|door] [password|code]: {g_passtold}\n- [next meeting|see you] {loose} [at|in] {g_street}",
    "[Lesson|Unit] {-num}: [spelling|the alphabet]. {gx_nato}. [Now spell your own name|Your turn].\n[Student|Pupil]: {g_nato}.\nTeacher: [And your telephone number|Your number]?\n[Student|Pupil]: {g_phonewords}.", "[Puzzle|Geocache|Escape room] [hint|clue]: {gx_rot} / {gx_morse}. [Made by|Owner]: {g_name_odd}, [questions to|write] {g_told}", "{gx_head}\n\n[Host|Organiser]: {g_gap}\n[Where|At]: {g_street}\n[When|On]: {g_dateword}\n[RSVP|Call]: {g_phone}",
    "[Telegram|Telex|CABLE]: [ARRIVING|MEET] {g_name_odd} {g_dateword} STOP [CALL|RING] {g_phonewords} STOP",
]
ABROAD = [
    # other languages
    "[Hallo|Hi|Guten Tag], [ich heiße|mein Name ist] {g_name_de}, [meine Nummer ist|erreichbar unter|Tel.] {g_phone_de}[, Mail|. E-Mail]: {g_mail_de}", "[Verkaufe|Biete|Suche] [Fahrrad|Sofa|Waschmaschine|Nachhilfe]. [Bitte melden unter|Kontakt]: {g_mail_de} [(ohne Leerzeichen)|(wegen Spam so geschrieben)|]", "[Geboren am|Geburtsdatum:|geb.] {g_date_de}, [Kundennummer|Ausweisnr.] {g_id_de}, {g_age_de} Jahre alt", "[Das Passwort ist|Kennwort:|WLAN-Schlüssel:] {g_pass_de}[, nicht weitersagen|]", "[Ich buchstabiere|Buchstabiert]: {g_name_de}. [Und die Nummer|Rückruf unter]: {g_phone_de}.",
    "[Bonjour|Salut], [je m'appelle|c'est] {g_name_fr}, [mon numéro est le|appelez-moi au] {g_phone_fr}[, mon mail|. Courriel] : {g_mail_fr}", "[Vends|Je cherche|À donner] [vélo|canapé|poussette|cours de piano]. [Contact|Écrire à] : {g_mail_fr} [(sans espaces)|(pas de robots)|]", "[Né le|Née le|Date de naissance :] {g_date_fr}, [dossier|numéro client] {g_id_fr}, {g_age_fr} ans", "[Le mot de passe est|Mot de passe wifi :] {g_pass_fr}", "[J'épelle|Je vous l'épelle] : {g_name_fr}. [Téléphone|Tél.] : {g_phone_fr}.",
    "[Hola|Buenas], [soy|me llamo] {g_name_es}, [mi número es|llámame al] {g_phone_es}[, mi correo|. Correo]: {g_mail_es}", "[Vendo|Busco|Regalo] [bici|sofá|lavadora|piso]. [Escribir a|Contacto]: {g_mail_es} [(sin espacios)|(lo escribo así por los bots)|]", "[Nací el|Fecha de nacimiento:] {g_date_es}, [DNI|expediente|cliente] {g_id_es}, {g_age_es} años", "[La contraseña es|Clave del wifi:] {g_pass_es}", "[Se lo deletreo|Deletreado]: {g_name_es}. Teléfono: {g_phone_es}.",
    "[Ciao|Salve|Buongiorno], [sono|mi chiamo] {g_name_it}, [il mio numero è|chiamatemi al] {g_phone_it}[, la mail è|. E-mail]: {g_mail_it}", "[Vendo|Cerco|Regalo] [bici|divano|lavatrice|stanza]. [Scrivere a|Contatti]: {g_mail_it} [(senza spazi)|]", "[Nato il|Nata il|Data di nascita:] {g_date_it}, [codice|pratica] {g_id_it}, {g_age_it} anni", "[La password è|Password del wifi:] {g_pass_it}", "[Lo scandisco|Glielo sillabo]: {g_name_it}. Telefono: {g_phone_it}.",
    "[Olá|Oi|Bom dia], [sou|chamo-me|meu nome é] {g_name_pt}, [o meu número é|liga para] {g_phone_pt}[, e-mail|. Correio]: {g_mail_pt}", "[Vendo|Procuro|Dou] [bicicleta|sofá|quarto|aulas]. [Contacto|Escrever para]: {g_mail_pt} [(sem espaços)|]", "[Nasci a|Data de nascimento:] {g_date_pt}, [NIF|processo] {g_id_pt}, {g_age_pt} anos. [A senha é|Palavra-passe:] {g_pass_pt}", "[Hallo|Hoi|Goedendag], [ik ben|mijn naam is] {g_name_nl}, [mijn nummer is|bel me op] {g_phone_nl}[, mail|. E-mail]: {g_mail_nl}", "[Te koop|Gezocht|Gratis af te halen]: [fiets|bank|kinderwagen]. [Reageren via|Mail]: {g_mail_nl} [(zonder spaties)|]", "[Geboren op|Geboortedatum:] {g_date_nl}, [BSN|klantnummer] {g_id_nl}, {g_age_nl} jaar. [Het wachtwoord is|Wachtwoord:] {g_pass_nl}",
    "[Cześć|Dzień dobry|Witam], [jestem|nazywam się] {g_name_pl}, [mój numer to|proszę dzwonić] {g_phone_pl}[, mail|. E-mail]: {g_mail_pl}", "[Sprzedam|Szukam|Oddam] [rower|kanapę|pralkę|pokój]. [Kontakt|Pisać na]: {g_mail_pl} [(bez spacji)|]", "[Urodzony|Urodzona|Data urodzenia:] {g_date_pl}, [PESEL|nr klienta] {g_id_pl}, {g_age_pl} lat. [Hasło to|Hasło:] {g_pass_pl}",
    "[Anrufbeantworter|Mailbox]: [hier ist|hier spricht] {g_name_odd}, [bitte Rückruf|ruf zurück] {g_phone_de}", "[Wohnhaft in|Anschrift|Adresse]: {g_place_odd}[, Arbeitgeber {g_org_odd}|]", "[Adresse|Domicile|Habite à] : {g_place_odd}[, carte {g_card_odd}|]", "[Dirección|Vivo en|Domicilio]: {g_place_odd}[, tarjeta {g_card_odd}|]", "[Indirizzo|Abito a|Residenza]: {g_place_odd}[, carta {g_card_odd}|]", "[Nazwisko|Imię i nazwisko|Zamieszkały w]: {g_name_pl}, {g_place_odd}",
]
NOBODY = [
    # odd to look at, about nobody
    "{gx_head}", "{gx_head}\n\n{gx_line}.", "=== {gx_head} ===\n[1|2|3]. {gx_phrase}\n[2|3|4]. {gx_phrase}", "{gx_deco}", "{gx_deco}\n{gx_line}", "♪ {gx_deco} ♪ [sale|new|soon|hello]", "[SALE|FREE|NEW] {gx_deco} [now|today only|-{-num}%]", "data:image/[png|gif|jpeg|webp];base64,{gx_pic}", "<img src=\"data:image/png;base64,{gx_pic}\" alt=\"{gx_phrase}\">", "background: url(data:font/woff2;base64,{gx_pic});", "[icon|logo|thumbnail|favicon]: {gx_pic}", "-----BEGIN [CERTIFICATE|PUBLIC KEY|X509 CRL]-----\n{gx_noise}\n{gx_noise}\n-----END [CERTIFICATE|PUBLIC KEY|X509 CRL]-----", "[integrity|sri]=\"sha384-{gx_noise}\"", "[nonce|salt|iv|etag|padding] = {gx_noise}",
    "{gx_hash}", "[verify|expected|got] {gx_hash}", "{gx_sum}  [firmware|kernel|release|installer|dataset]-{ver}.[tar.gz|img|iso|zip|deb]", "[build|commit|image|layer] [digest|hash]: {gx_sum}, [size|took] {-big} [bytes|ms]", "{gx_sum}\n{gx_sum}\n[checksums|digests] [match|differ|verified]", "{gx_dump}", "[hexdump|xxd|dump] [of the header|-C boot.img|]\n{gx_dump}", "[magic bytes|packet|frame|register dump]: {gx_rand}", "[color|seed|mask|offset]: 0x{gx_rand}", "{gx_art}", "{gx_art}\n{gx_line}", "[my banner|motd|figlet]:\n{gx_art}", "{gx_leet}", "[gg|lol|pwned] {gx_leet} [!!1|xD|]", "{gx_glyph}", "{gx_glyph}. {gx_line}.", "[font test|fancy text|preview]: {gx_deco} / {gx_deco}",
    "[There are|We need|I counted|order] {gx_count} {gx_phrase} and {gx_count} {gx_phrase}", "[Bake for|Wait|Rest] {gx_count} minutes, [then add|stir in] {gx_count} [spoons|cups|grams] of {gx_phrase}", "[Count|Repeat|Say]: {gx_digits}", "[the lottery drew|dice|score]: {gx_digits}", "[Chapter|Verse|Lesson|Scene] {gx_count}: {gx_line}", "[Lesson|Exercise] {-num}: [spell|say] the word {gx_nato}", "[the phonetic alphabet|NATO alphabet|Radio practice]: {gx_code}", "[Spelled out|Say it like this|The word of the day]: {gx_nato}", "{gx_code}, [over|roger|repeat after me]", "[Morse exercise|practice|CW drill] {-num}: {gx_morse}", "{gx_morse} [means|=] {gx_phrase}", "[SOS|CQ] {gx_morse}",
    "[Binary|8-bit|flags|bitmask]: {gx_bin}", "[add|xor|shift] {gx_bin} [and|by] {gx_bin}", "{gx_rot}", "[rot13|caesar|spoiler]: {gx_rot} [= {gx_line}|]", "[palindrome|reverse|backwards]: {gx_rev}", "[reverse|join|split]({gx_cat}) [== |// ]{gx_phrase}", "[alphabet|vowels|letters|buttons] = ⟦{gx_list}⟧", "[msg|label|title|greeting] = {gx_cat}", "&lt;[div|p|span|b]&gt;{gx_phrase}&lt;/[div|p|span|b]&gt; &amp;&nbsp;{gx_line}", "&copy; &middot; &mdash; {gx_line} &hellip; {gx_entity}", "[title|heading|hint]: {gx_esc}", "[search|GET /q]?[q|term|filter]={gx_esc}&page={-num}", "\\[u00e9|u2026|u00a0|x1b⟦0m]{gx_phrase}\\[u00e9|n|x1b⟦31m]",
    "{gx_math}", "[Prove|Show|Recall] that {gx_math}.", "{gx_math}, {gx_math}", "[Let|If] {gx_math}, then {gx_math} [holds|∎|QED]", "[footnote|ref] {gx_signs} {gx_line}", "x{gx_signs} + y{gx_signs} [=|<|≤] z", "[Step|Level|Item] {gx_signs}: {gx_line}", "{gx_signs}. {gx_phrase}\n{gx_signs}. {gx_phrase}", "[level|version|stage] {gx_signs} of {gx_signs}", "[crossword|anagram|scramble]: {gx_odd}", "[captcha|type what you see|test string]: {gx_odd}", "[the glitch text|zalgo|vaporwave|aesthetic]: {gx_odd}", "{gx_odd} {gx_odd} {gx_odd}", "[lorem|filler|fuzz input]: {gx_enc}", "[base64 of|hex of] \"{gx_phrase}\" is {gx_enc}", "[encode|decode] [example|demo|unit test]: {gx_phrase} -> {gx_enc}",
    "[How do I|Why does] [base64|hex|rot13] [{gx_phrase}|the word {gx_phrase}] [give|become] {gx_enc}?", "[eye chart|typing drill|keyboard test]: {gx_head}", "[Font|Glyph|Unicode] [sample|coverage]: {gx_glyph}", "[warning|note]: [homoglyph|invisible character] in \"{gx_odd}\"", "[theme|skin|style]: {gx_phrase}; [font|colour]: {gx_odd}", "[Write|Convert] {gx_count} [as a number|in digits], then {-num} in words", "[the number|value] {gx_digits} [is prime|is even|overflows]", "[Zahlen üben|Übung]: {gx_count_de}, {gx_count_de}, {gx_count_de}", "[Compter|Exercice] : {gx_count_fr}, {gx_count_fr}, {gx_count_fr}", "[Contar|Ejercicio]: {gx_count_es}, {gx_count_es}", "[Contare|Esercizio]: {gx_count_it}, {gx_count_it}", "[Tellen|Oefening]: {gx_count_nl}, {gx_count_nl}",
]
RULES = {**HINTS, "guise": OPEN + CODE + FORMS + ABROAD + NOBODY}
