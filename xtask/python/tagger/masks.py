"""Ways to write a value so that a filter does not see it: other signs, codes, words; for `guise`."""

import base64
import codecs
import json
import quopri
import string
import unicodedata
import urllib.parse

import values
from disguise import ALIKE
from words import MONTHS

NATO = "Alfa Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliett Kilo Lima Mike November Oscar Papa Quebec Romeo Sierra Tango Uniform Victor Whiskey X-ray Yankee Zulu".split()
ALPHABETS = {
    "en": [NATO, NATO, "Alpha Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliet Kilo Lima Mike November Oscar Papa Quebec Romeo Sierra Tango Uniform Victor Whisky Xray Yankee Zulu".split(), "Adam Boy Charles David Edward Frank George Henry Ida John King Lincoln Mary Nora Ocean Paul Queen Robert Sam Tom Union Victor William X-ray Young Zebra".split(), "Able Baker Charlie Dog Easy Fox George How Item Jig King Love Mike Nan Oboe Peter Queen Roger Sugar Tare Uncle Victor William X-ray Yoke Zebra".split(), "apple banana cat dog egg frog goat house ice jam kite lemon mouse nut orange pig queen rabbit sun tree umbrella van water x-ray yellow zebra".split()],
    "de": ["Anton Berta Cäsar Dora Emil Friedrich Gustav Heinrich Ida Julius Kaufmann Ludwig Martha Nordpol Otto Paula Quelle Richard Samuel Theodor Ulrich Viktor Wilhelm Xanthippe Ypsilon Zacharias".split()],
    "fr": ["Anatole Berthe Célestin Désiré Eugène François Gaston Henri Irma Joseph Kléber Louis Marcel Nicolas Oscar Pierre Quintal Raoul Suzanne Thérèse Ursule Victor William Xavier Yvonne Zoé".split()],
    "it": ["Ancona Bologna Como Domodossola Empoli Firenze Genova Hotel Imola Jolly Kappa Livorno Milano Napoli Otranto Padova Quarto Roma Savona Torino Udine Venezia Washington Xilofono York Zara".split()],
    "es": ["Antonio Barcelona Carmen Dolores Enrique Francia Gerona Historia Inés José Kilo Lorenzo Madrid Navarra Oviedo París Queso Ramón Sábado Tarragona Ulises Valencia Washington Xilófono Yegua Zaragoza".split()],
    "nl": ["Anton Bernhard Cornelis Dirk Eduard Ferdinand Gerard Hendrik Izaak Johan Karel Lodewijk Maria Nico Otto Pieter Quotiënt Richard Simon Theodoor Utrecht Victor Willem Xantippe Ypsilon Zacharias".split()],
    "pl": ["Adam Barbara Celina Dorota Ewa Franciszek Genowefa Henryk Irena Jadwiga Karol Leon Maria Natalia Olga Paweł Quebec Roman Stanisław Tadeusz Urszula Violetta Wacław Xawery Ypsylon Zygmunt".split()],
}
ALPHABETS["pt"] = ALPHABETS["en"][:1]
LANGS = "de fr es it pt nl pl".split()
TENS = {
    "en": ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", "twenty thirty forty fifty sixty seventy eighty ninety"), "de": ("null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn", "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig"),
    "fr": ("zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf", "vingt trente quarante cinquante soixante soixante quatre-vingt quatre-vingt"), "es": ("cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve", "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa"),
    "it": ("zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove", "venti trenta quaranta cinquanta sessanta settanta ottanta novanta"), "pt": ("zero um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezasseis dezassete dezoito dezanove", "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa"),
    "nl": ("nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien", "twintig dertig veertig vijftig zestig zeventig tachtig negentig"), "pl": ("zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć jedenaście dwanaście trzynaście czternaście piętnaście szesnaście siedemnaście osiemnaście dziewiętnaście", "dwadzieścia trzydzieści czterdzieści pięćdziesiąt sześćdziesiąt siedemdziesiąt osiemdziesiąt dziewięćdziesiąt"),
}
TENS = {lang: (small.split(), tens.split()) for lang, (small, tens) in TENS.items()}
MONTHS_OF = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember", "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre", "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre", "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro", "nl": "januari februari maart april mei juni juli augustus september oktober november december", "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
}
DOUBLES = {"en": ("double ", "triple "), "de": ("doppel", "dreimal "), "fr": ("double ", "triple "), "es": ("doble ", "triple "), "it": ("doppio ", "triplo "), "pt": ("duplo ", "triplo "), "nl": ("dubbel ", "drie keer "), "pl": ("podwójne ", "potrójne ")}
AT = {
    "en": [("at", "dot"), ("AT", "DOT"), ("(at)", "(dot)"), ("[at]", "[dot]"), ("(a)", "."), ("_at_", "_dot_"), ("<at>", "<dot>"), ("-at-", "-dot-"), ("{at}", "{dot}"), (" @ ", " . "), ("(@)", "."), ("arroba", "punto"), ("@", "(.)"), ("#", "."), ("[@]", "[.]"), ("at-sign", "period"), ("at", "point"), ("*at*", "*dot*"), ("ät", "."), ("NOSPAM@", "."), ("&#64;", "&#46;"), ("@REMOVETHIS-", "."), ("|at|", "|dot|"), ("🌀", "."), ("ⓐ", "․"), ("＠", "。"), ("at the rate", "dot"), ("a t", "d o t")],
    "de": [("at", "punkt"), ("ät", "punkt"), ("(klammeraffe)", "(punkt)"), ("[ät]", "[punkt]"), ("Klammeraffe", "Punkt"), ("(at)", ".")], "fr": [("arobase", "point"), ("(arobase)", "(point)"), ("chez", "point"), ("[at]", "[point]"), ("arobas", "point")], "es": [("arroba", "punto"), ("(arroba)", "(punto)"), ("ARROBA", "PUNTO"), ("[arroba]", ".")], "it": [("chiocciola", "punto"), ("(chiocciola)", "(punto)"), ("at", "punto"), ("[chiocciola]", ".")],
    "pt": [("arroba", "ponto"), ("(arroba)", "(ponto)"), ("[arroba]", ".")], "nl": [("apenstaartje", "punt"), ("(apestaartje)", "(punt)"), ("at", "punt"), ("[at]", "[punt]")], "pl": [("małpa", "kropka"), ("(małpa)", "(kropka)"), ("[at]", "[kropka]"), ("malpa", "kropka")],
}
MARKS = {".": ["dot", "point", "period"], "_": ["underscore", "underline", "lower dash"], "-": ["dash", "hyphen", "minus"], "@": ["at", "at sign"], "/": ["slash", "forward slash"], ":": ["colon"], "+": ["plus"]}
MORSE = dict(zip(string.ascii_lowercase + string.digits + ".@-_", ".- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .-- -..- -.-- --.. ----- .---- ..--- ...-- ....- ..... -.... --... ---.. ----. .-.-.- .--.-. -....- ..--.-".split()))
GREEK = dict(zip("ABEZHIKMNOPTYXovuaiptn", "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧονυαιρτη"))
ARMENIAN = dict(zip("ohnuSUOLgqwpy", "օհոսՏՍՕԼցզաքյ"))
CHEROKEE = dict(zip("ABCDEHIJKLMPRSTVWZ", "ᎪᏴᏟᎠᎬᎻᏆᎫᏦᏞᎷᏢᎡᏚᎢᏙᎳᏃ"))
SMALL = dict(zip(string.ascii_lowercase, "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘǫʀꜱᴛᴜᴠᴡxʏᴢ"))
RAISED = dict(zip(string.ascii_lowercase + string.digits, "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖqʳˢᵗᵘᵛʷˣʸᶻ⁰¹²³⁴⁵⁶⁷⁸⁹"))
TURNED = dict(zip(string.ascii_lowercase + string.digits, "ɐqɔpǝɟƃɥᴉɾʞlɯuodbɹsʇnʌʍxʎz0ƖᄅƐㄣϛ9ㄥ86"))
CURLY = dict(zip(string.ascii_lowercase, "αв¢∂єƒgнιנкℓмησρqяѕтυνωχуz"))
ACCENTED = dict(zip("aeiouycnszdlt", "áëîøüýçñšžđłţ"))
LEET = {"a": "4@", "e": "3", "i": "1!", "o": "0", "s": "5$", "t": "7+", "b": "8", "g": "9", "l": "1|", "z": "2"}
LETTERS = {"0": "Oo", "1": "Il", "2": "Zz", "3": "E", "4": "A", "5": "S", "6": "Gb", "7": "T", "8": "B", "9": "g"}
PAIRS = [(0x1D400, 0x1D41A), (0x1D468, 0x1D482), (0x1D4D0, 0x1D4EA), (0x1D56C, 0x1D586), (0x1D5A0, 0x1D5BA), (0x1D5D4, 0x1D5EE), (0x1D608, 0x1D622), (0x1D63C, 0x1D656), (0x1D670, 0x1D68A), (0x24B6, 0x24D0), (0xFF21, 0xFF41), (0x1F130, 0x1F130), (0x1F150, 0x1F150), (0x1F170, 0x1F170), (0x249C, 0x249C)]
ZEROS = [0x660, 0x6F0, 0x966, 0x9E6, 0xAE6, 0xBE6, 0xC66, 0xE50, 0x17E0, 0xF20, 0xFF10, 0xFF10, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6]
HIDDEN = ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u00ad", "\u200e", "\u200f", "\u034f", "\u180e"]


def fold(text):
    return "".join(c for c in unicodedata.normalize("NFKD", text.replace("ł", "l").replace("ß", "ss").replace("ø", "o")) if c.isascii())


def spaced(r, text):
    gap, wide = r.choice([(" ", "  "), (" ", "   "), (" ", " / "), ("-", " "), ("-", "--"), (".", " "), ("_", "__"), ("·", " "), ("*", " "), ("|", " "), ("\u2009", "  "), ("\u00a0", "  "), ("  ", "    "), (", ", "; "), ("~", " "), (" . ", "   "), ("/", "//"), (" - ", "  "), ("+", " "), ("\n", "\n\n")])
    if gap == "\n" and len(text) > 12:
        gap, wide = " ", "  "
    return wide.join(gap.join(word) for word in text.split(" "))


def chunked(r, text):
    """Parted now and then, not at every letter."""
    gap = r.choice([" ", "-", ".", "_", "*", "/", " . ", "…", "~", "\u200b", "'", "\n", " - "])
    return "".join(c + (gap if c.isalnum() and r.random() < 0.4 and at < len(text) - 1 else "") for at, c in enumerate(text))


def glyphs(r, text):
    """Letters and digits of other scripts and styles."""
    x = r.random()
    if x < 0.34:
        table, share = r.choice([ALIKE, ALIKE, ALIKE, GREEK, ARMENIAN, CHEROKEE, {**ALIKE, **GREEK}, ACCENTED]), r.choice([0.3, 0.6, 1, 1])
        return "".join(table.get(c, c) if r.random() < share else c for c in (text.upper() if table is CHEROKEE else text))
    if x < 0.5:
        table = r.choice([SMALL, RAISED, CURLY, TURNED])
        out = "".join(table.get(c, c) for c in fold(text).lower())
        return out[::-1] if table is TURNED else out
    if x < 0.57:
        return r.choice(["\u200b", " "]).join(chr(0x1F1E6 + ord(c) - 97) if c.islower() else c for c in fold(text).lower())
    upper, lower = r.choice(PAIRS)
    zero = r.choice(ZEROS[-6:])
    return "".join(chr(upper + ord(c) - 65) if c in string.ascii_uppercase else chr(lower + ord(c) - 97) if c in string.ascii_lowercase else chr(zero + int(c)) if c in string.digits else c for c in fold(text))


def marked(r, text):
    """Signs that hardly show: zero width, direction, combining."""
    x = r.random()
    if x < 0.4:
        sign, share = r.choice(HIDDEN), r.choice([0.2, 0.5, 1])
        return "".join(c + (sign if r.random() < share and at < len(text) - 1 else "") for at, c in enumerate(text))
    if x < 0.55:
        open_, close = r.choice([("\u202e", "\u202c"), ("\u2067", "\u2069"), ("\u202d", "\u202c"), ("\u202b", "\u202c")])
        return open_ + (text[::-1] if open_ == "\u202e" else text) + close
    if x < 0.75:
        sign = r.choice(["\u0336", "\u0332", "\u0305", "\u0337", "\u0323", "\u20e0"])
        return "".join(c + sign for c in text)
    return "".join(c + "".join(chr(r.randrange(0x300, 0x34F)) for _ in range(r.choice([0, 1, 1, 2, 3]))) for c in text)


def leet(r, text):
    share = r.choice([0.5, 0.8, 1])
    return "".join(r.choice(LEET[c.lower()]) if c.lower() in LEET and r.random() < share else c for c in text)


def turned(r, text):
    """Reversed, shifted, swapped."""
    n = r.randrange(1, 26)
    shift = lambda k: "".join(chr((ord(c) - b + k) % 26 + b) if (b := 97 if c.islower() else 65) and c.isalpha() and c.isascii() else c for c in fold(text))
    atbash = lambda: fold(text).translate(str.maketrans(string.ascii_letters, string.ascii_lowercase[::-1] + string.ascii_uppercase[::-1]))
    return r.choice([lambda: text[::-1], lambda: text[::-1], lambda: " ".join(word[::-1] for word in text.split(" ")), lambda: codecs.encode(text, "rot13"), lambda: codecs.encode(text, "rot13"), lambda: shift(n), atbash, lambda: " ".join(word[1:] + word[0] + "ay" if len(word) > 2 else word for word in text.split(" ")), lambda: "".join(text[at : at + 2][::-1] for at in range(0, len(text), 2))])()


def escaped(r, text):
    raw = text.encode()
    full = r.random() < 0.6
    some = lambda make: "".join(make(c) if full or not c.isalnum() or r.random() < 0.4 else c for c in text)
    return r.choice([
        lambda: some(lambda c: f"&#{ord(c)};"), lambda: some(lambda c: f"&#x{ord(c):x};"), lambda: some(lambda c: f"&#{ord(c):05d};"), lambda: some(lambda c: f"\\u{ord(c):04x}"), lambda: some(lambda c: f"\\x{ord(c):02x}" if ord(c) < 256 else c), lambda: some(lambda c: f"\\u{{{ord(c):x}}}"),
        lambda: "".join(f"%{b:02X}" for b in raw), lambda: urllib.parse.quote(text, safe="").replace(".", "%2E"), lambda: urllib.parse.quote_plus(text), lambda: urllib.parse.quote("".join(f"%{b:02x}" if b < 48 or full else chr(b) if b < 128 else f"%{b:02x}" for b in raw)), lambda: "".join(f"={b:02X}" if full or not chr(b).isalnum() or b > 127 else chr(b) for b in raw),
        lambda: "=?utf-8?" + r.choice([f"B?{base64.b64encode(raw).decode()}", f"Q?{quopri.encodestring(raw, header=True).decode()}"]) + "?=", lambda: r.choice([" ", ""]).join(f"U+{ord(c):04X}" for c in text), lambda: some(lambda c: f"\\{ord(c):06x}"), lambda: "".join(f"\\{ord(c):03o}" if ord(c) < 256 else c for c in text),
        lambda: text.replace(" ", "&nbsp;").replace("@", "&commat;").replace(".", "&period;").replace("-", "&hyphen;") if not text.isalnum() else some(lambda c: f"&#{ord(c)};"),
    ])()


def encoded(r, text, key=None):
    plain = fold(text).lower()
    if key and r.random() < 0.35:
        text = r.choice([lambda: json.dumps({key: text}), lambda: json.dumps({"id": r.randrange(9999), key: text}), lambda: f"{key}={text}", lambda: f'<{key}>{text}</{key}>', lambda: json.dumps({key: text}, separators=(",", ":"))])()
    raw = text.encode()
    hexes = raw.hex()
    pairs = [hexes[at : at + 2] for at in range(0, len(hexes), 2)]
    short = raw[:40]
    return r.choice([
        lambda: base64.b64encode(raw).decode(), lambda: base64.b64encode(raw).decode(), lambda: base64.b64encode(raw).decode(), lambda: base64.urlsafe_b64encode(raw).decode().rstrip("="), lambda: base64.b32encode(raw).decode(), lambda: base64.b64encode(base64.b64encode(raw)).decode(), lambda: hexes, lambda: hexes, lambda: hexes.upper(), lambda: "0x" + hexes,
        lambda: r.choice([" ", ":", "-", ", "]).join(pairs), lambda: " ".join("0x" + p for p in pairs), lambda: r.choice([" ", " / ", " | "]).join(MORSE.get(c, "/") for c in plain), lambda: " ".join(MORSE.get(c, "/") for c in plain).replace(".", "•").replace("-", "−"), lambda: " ".join(f"{b:08b}" for b in short), lambda: r.choice([" ", ",", ", ", "-"]).join(str(b) for b in raw), lambda: " ".join(str(string.ascii_lowercase.index(c) + 1) if c.isalpha() and c.isascii() else c for c in plain if c != " "),
        lambda: base64.b85encode(raw).decode(), lambda: " ".join(f"{b:03o}" for b in raw), lambda: base64.b64encode(text.encode("utf-16-le")).decode(),
    ])()


def joined(r, text):
    """Put together by a program; the quotes around it are the template's."""
    cuts = sorted(r.sample(range(1, len(text)), min(len(text) - 1, r.choice([1, 1, 2, 3])))) if len(text) > 1 else []
    parts = [text[a:b] for a, b in zip([0] + cuts, cuts + [len(text)])]
    glue = r.choice(['" + "', '" + "', "' + '", '" . "', "' . '", '" ~ "', '" & "', '" || "', "' || '", '", "', "', '", '" "', '"+"', '" ++ "', '", "', '" <> "', '" \\\n    "', '" +\n        "', '" .. "'])
    if r.random() < 0.25:
        parts = list(text)
        glue = r.choice(['", "', "', '", '","', "','", "' + '"])
    return [('"' if '"' in glue else "'", None), (glue.join(parts), "?"), ('"' if '"' in glue else "'", None)]


def spelled(r, text, lang="en"):
    """Letter by letter with the words of an alphabet for the telephone."""
    table = r.choice(ALPHABETS[lang])
    how, gap = r.choice(["w", "w", "w", "W", "as", "for", "dash", "paren", "letters"] if lang == "en" else ["w", "w", "dash", "wie", "letters"]), r.choice([" ", " ", ", ", "-", " - "])
    like = {"de": "wie", "fr": "comme", "es": "de", "it": "come", "pt": "de", "nl": "van", "pl": "jak"}.get(lang, "for")
    out = []
    for c in fold(text).lower():
        if c not in string.ascii_lowercase:
            out.append(say_digits(r, c, lang) if c.isdigit() else r.choice(MARKS.get(c, [""])) if c != " " else r.choice(["", "", "space", "/", "new word"]) if lang == "en" else "")
            continue
        word, big = table[ord(c) - 97], c.upper()
        out.append({"w": word, "W": word.upper(), "as": f"{big} as in {word}", "for": f"{c} for {word.lower()}", "dash": f"{big}-{word}", "paren": f"{big} ({word})", "wie": f"{big} {like} {word}", "letters": big}[how])
    gap = {"as": ", ", "for": ", ", "wie": ", ", "paren": " "}.get(how, gap)
    return gap.join(word for word in out if word)


def number(lang, n):
    """A number below a hundred, in words."""
    small, tens = TENS[lang]
    if n < 20:
        return small[n]
    ten, one = tens[n // 10 - 2], n % 10
    if lang == "fr" and n // 10 in (7, 9):
        return f"{ten}-{small[10 + one]}"
    if not one:
        return ten + ("s" if lang == "fr" and n == 80 else "")
    unit = small[one]
    if lang in ("de", "nl"):
        return ("ein" if lang == "de" and one == 1 else unit) + ("und" if lang == "de" else "ën" if unit.endswith("e") else "en") + ten
    if lang == "es":
        return f"veinti{ {2: 'dós', 3: 'trés', 6: 'séis'}.get(one, unit) }" if n < 30 else f"{ten} y {unit}"
    if lang == "it":
        return (ten[:-1] if one in (1, 8) else ten) + unit
    return f"{ten}{ {'pt': ' e ', 'pl': ' ', 'fr': '-'}.get(lang, '-') }{unit}" if not (lang == "fr" and one == 1 and n < 70) else f"{ten} et un"


def year(lang, n):
    a, b = n // 100, n % 100
    if lang == "en":
        return f"{number('en', a)} {'oh ' if 0 < b < 10 else ''}{number('en', b) if b else 'hundred'}" if a == 19 or b > 9 and n % 2 else "two thousand" + (f" and {number('en', b)}" if b else "") if a == 20 else f"{number('en', a)} hundred"
    base = {"de": ("neunzehnhundert", "zweitausend"), "fr": ("mille neuf cent ", "deux mille "), "es": ("mil novecientos ", "dos mil "), "it": ("millenovecento", "duemila"), "pt": ("mil novecentos e ", "dois mil e "), "nl": ("negentienhonderd", "tweeduizend"), "pl": ("tysiąc dziewięćset ", "dwa tysiące ")}[lang][a == 20]
    return base + number(lang, b) if b else base.rstrip(" e") if lang == "pt" else base.rstrip()


def say_digits(r, text, lang="en", mixed=0.0):
    """Digits as words; other signs are dropped or told."""
    small = TENS[lang][0]
    digits, out, at = [c for c in text if c.isdigit()], [], 0
    zero = r.choice(["zero", "oh", "o", "nought", "zero"]) if lang == "en" else small[0]
    say = lambda c: zero if c == "0" else small[int(c)]
    style = r.choice(["one", "one", "double", "double", "tens", "thousand"]) if mixed == 0 else "one"
    while at < len(digits):
        c = digits[at]
        run = 3 if digits[at : at + 3] == [c] * 3 else 2 if digits[at : at + 2] == [c] * 2 else 1
        if r.random() < mixed:
            out.append(c)
            at += 1
        elif run > 1 and style == "double":
            out.append(DOUBLES[lang][run - 2] + say(c))
            at += run
        elif style == "tens" and at + 1 < len(digits) and c != "0":
            out.append(number(lang, int(c + digits[at + 1])))
            at += 2
        else:
            out.append(say(c))
            at += 1
    gap = r.choice([" ", " ", " ", "-", ", ", ". ", " - ", "/", "" if mixed == 0 and style == "one" and lang == "en" else " "])
    if r.random() < 0.3 and len(out) > 5:
        cut = r.randrange(2, len(out) - 1)
        text = gap.join(out[:cut]) + r.choice([", ", " ... ", " / ", " then ", " "] if lang == "en" else [", ", " ... ", " / ", " "]) + gap.join(out[cut:])
    else:
        text = gap.join(out)
    return r.choice([text, text, text, text.upper(), text.capitalize()])


def digit_signs(r, text):
    """Digits in other scripts, keycaps, or letters that look like them."""
    x = r.random()
    if x < 0.2:
        return "".join(c + "\ufe0f\u20e3" if c in string.digits else c for c in text)
    if x < 0.45:
        share = r.choice([0.4, 0.8, 1])
        return "".join(r.choice(LETTERS[c]) if c in LETTERS and r.random() < share else c for c in text)
    if x < 0.6:
        table = r.choice(["⁰¹²³⁴⁵⁶⁷⁸⁹", "₀₁₂₃₄₅₆₇₈₉", "⓪①②③④⑤⑥⑦⑧⑨", "〇一二三四五六七八九", "🄌➊➋➌➍➎➏➐➑➒", "〇一二三四五六七八九"])
        return "".join(table[int(c)] if c in string.digits else c for c in text)
    zero = r.choice(ZEROS)
    out = "".join(chr(zero + int(c)) if c in string.digits else c for c in text)
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in out) if zero == 0xFF10 and r.random() < 0.5 else out


def parted(r, text):
    """Numbers with other marks between the groups, or between all digits."""
    bare = "".join(c for c in text if c.isalnum())
    n = r.choice([1, 1, 2, 3, 4])
    gap = r.choice([" ", ".", "_", "/", "-", "\u200b", " · ", "*", " - ", "~", ", ", " ", "\u00a0", "…", "|", " . ", "=", "\n", ")(", "🔹", "☎", "--", "  "])
    groups = [bare[at : at + n] for at in range(0, len(bare), n)]
    return gap.join(groups) if gap != ")(" else "(" + gap.join(groups) + ")"


def around(r, text):
    """Numbers told with words between: then, plus, dash."""
    groups = "".join(c if c.isalnum() else " " for c in text).split()
    if len(groups) < 3:
        bare = "".join(groups)
        cut = r.randrange(1, max(2, len(bare) // 2))
        groups = [bare[:cut], bare[cut : cut + 3], bare[cut + 3 :]]
    gap = r.choice([" then ", ", then ", " and then ", " dash ", " followed by ", " … ", " space ", " (", "; next ", " plus ", " // "])
    groups = [say_digits(r, g) if g.isdigit() and r.random() < 0.4 else g for g in groups if g]
    return gap.join(groups) + (")" * (len(groups) - 1) if gap == " (" else "")


def mail_words(w, mail, lang="en"):
    r = w.random
    at, dot = r.choice(AT[lang])
    local, domain = mail.split("@")
    apart = r.choice(["", " ", " "]) if not at[0].isalpha() else " "
    if at in ("#", "@") or "NOSPAM" in at or "REMOVE" in at:
        apart = r.choice(["", " "])
    tight = apart if dot[0].isalpha() or r.random() < 0.6 else ""
    say = r.random() < 0.7
    local = "".join(f"{apart}{dot}{tight}" if c == "." and say else f" {r.choice(MARKS[c])} " if c in "_-" and lang == "en" and say and apart else c for c in local)
    domain = f"{tight or apart}{dot}{tight}".join(domain.split("."))
    if lang == "en" and at[0].isalpha() and r.random() < 0.2:
        domain = r.choice([domain.split(dot)[0].strip(), f"the usual {domain}", f"g mail {dot} com", f"the google one", f"yahoo {dot} co {dot} uk", "the big g one"])
    if r.random() < 0.15:
        local = r.choice(["-", " "]).join(local.replace(" ", ""))
    out = f"{local}{apart}{at}{apart}{domain}"
    return r.choice([out, out, out, out.lower(), out.upper() if at.isupper() or r.random() < 0.2 else out])


def mail_told(w, given, family):
    """An address that says how it is made from a name."""
    r = w.random
    host = r.choice(["gmail", "gmail dot com", "the yahoo one", "outlook", "hotmail dot co dot uk", "icloud", "gmx dot net", "proton me", "mail.com", "g-mail", "the usual google mail"])
    local = r.choice([
        "my name without the space", "my first name dot my last name", "firstname.lastname", "first initial then surname", "my surname, underscore, first name", "my user name here", "same nick as here", "first name plus the year I was born", f"{fold(given).lower()} and then my last name", f"{fold(family).lower()}, no dots,", "my full name in lower case, no gap,", "my handle minus the numbers", "initials + surname",
        f"{fold(given).lower()} (dot) last name", f"{fold(given)[:1].lower()} dot {fold(family).lower()}, all small,", f"{fold(family).lower()} twice", "my name backwards", "first three letters of my name and my surname", f"{fold(given).lower()} then the number {number('en', r.randrange(1, 99))},",
    ])
    return local + r.choice([" at ", " at ", " @ ", " [at] ", " on ", " AT "]) + host


def date_words(w, lang="en"):
    r, d = w.random, values.day(w) if w.random.random() < 0.6 else values.recent(w)
    roman = "I II III IV V VI VII VIII IX X XI XII".split()[d.month - 1]
    if r.random() < (0.3 if lang != "pl" else 0.6):
        sep = r.choice([".", " ", "/", "-", ". "])
        out = r.choice([f"{d.day}{sep}{roman}{sep}{d.year}", f"{d.day:02}{sep}{roman}{sep}{d.year % 100:02}", f"{d.day}{sep}{roman.lower()}{sep}{d.year}", f"{d.year}{sep}{roman}{sep}{d.day}"])
        return out
    if lang == "en":
        m, y, short = MONTHS[d.month - 1], year("en", d.year), number("en", d.year % 100)
        n = number("en", d.day)
        nth = {1: "first", 2: "second", 3: "third", 5: "fifth", 8: "eighth", 9: "ninth", 12: "twelfth", 20: "twentieth", 30: "thirtieth"}
        th = nth.get(d.day) or (f"{number('en', d.day // 10 * 10)}-{nth.get(d.day % 10) or number('en', d.day % 10) + 'th'}" if d.day > 20 else n + "th")
        month_th = nth.get(d.month) or number("en", d.month) + "th"
        out = r.choice([
            f"the {th} of {m} {y}", f"the {th} of {m}, {y}", f"{m} the {th}, {y}", f"{m} {th} {short}", f"{th} {m} {y}", f"the {th} of {m}", f"{m} {n}, {y}", f"{n} {m[:3]} {short}", f"the {th} day of the {month_th} month of {y}", f"day {n}, month {number('en', d.month)}, year {y}", f"{number('en', d.month)} slash {n} slash {short}", f"{number('en', d.day)} / {number('en', d.month)} / {short}",
            f"{say_digits(r, f'{d.day:02}')} {say_digits(r, f'{d.month:02}')} {say_digits(r, str(d.year))}", f"in '{d.year % 100:02}, on the {values.ordinal(d.day)} of the {values.ordinal(d.month)} month", f"{th} of the {month_th}, {y}", f"{d.day} - {m[:3].lower()} - {short}", f"{y}, {m} {th}", f"{m[:3]} {d.day} of {y}",
        ])
        return r.choice([out, out, out.lower(), out.lower(), out.upper() if r.random() < 0.3 else out])
    m, n, y = MONTHS_OF[lang].split()[d.month - 1], number(lang, d.day), year(lang, d.year)
    first = d.day == 1
    if lang == "de":
        stem = {1: "erst", 3: "dritt", 7: "siebt", 8: "acht"}.get(d.day, n + ("t" if d.day < 20 else "st"))
        return r.choice([f"{stem}er {m} {y}", f"{stem}en {m} {y}", f"{stem}er {m} {number('de', d.year % 100)}", f"{d.day}. {m} {y}"])
    if lang == "fr":
        return f"{'premier' if first else n} {m} {y}"
    if lang in ("es", "pt"):
        return f"{('uno' if lang == 'es' else 'um') if first else n} de {m} de {y}"
    if lang == "it":
        return f"{'primo' if first else n} {m} {y}"
    return f"{n if lang == 'nl' else d.day} {m} {y}"


def date_odd(w):
    r, d = w.random, values.day(w)
    text = r.choice([f"{d.day:02}.{d.month:02}.{d.year}", f"{d.year}-{d.month:02}-{d.day:02}", f"{d.day:02}{d.month:02}{d.year}", f"{d.month:02}/{d.day:02}/{d.year}"])
    return r.choice([lambda: text[::-1], lambda: parted(r, text), lambda: digit_signs(r, text), lambda: digit_signs(r, text), lambda: " ".join(text), lambda: f"{d.day} {MONTHS[d.month - 1][:3].upper()} {r.choice(LETTERS['1'])}9{digit_signs(r, str(d.year)[2:])}", lambda: f"DD={d.day:02} MM={d.month:02} YY={d.year % 100:02}", lambda: f"{d.day}day {d.month}month {d.year}year", lambda: f"{d.year}年{d.month}月{d.day}日"])()
