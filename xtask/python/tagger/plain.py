"""Texts about nobody that are full of what could be taken for somebody: numbers, measures, symbols, things called after
people and places, and the words of other languages and scripts."""

from invented import coined

ELEMENTS = "H C N O F Na Mg Al Si P S Cl K Ca Ti Cr Mn Fe Co Ni Cu Zn Br Ag Sn I Ba Au Hg Pb U".split()
UNITS = "mg/dL,mmol/L,g/dL,mL/min,mcg/kg,IU/L,mEq/L,mmHg,bpm,mg/kg/h,fL,%,kg/m2,cm H2O,ms,s,min,h,Nm,kHz,MHz,rpm,dB,kPa,bar,psi,mm,cm,km/h,m/s,kWh,V,A,mAh,lm,K,deg C,GB/s,req/s,MiB,px,pt,em,rem,vh,ppm,N/mm2,g CO2,kcal,fps,Mbit/s".split(",")
BOUNDS = "p50,p90,p95,p99,avg,min,max,stddev,median,mean,total,errors,rss,ttfb,qps".split(",")
FOOD = "Earl Grey,Granny Smith apples,Caesar salad,béchamel,Bloody Mary,Graham crackers,Bolognese,Margherita,Béarnaise,Stroganoff,Wellington,Parmesan,Worcestershire sauce,Cheddar,Darjeeling,Dijon mustard,Madeira,Sacher torte,Tom Collins,Eggs Benedict,Pavlova,Caprese,Rossini,Manchego,Java beans,Brussels sprouts,Peking duck,Maraschino,Old Fashioned,Shirley Temple".split(",")
COMMANDS = "chmod,grep,rsync,systemd,cron,dockerd,kubelet,iptables,postfix,dovecot,nginx,sshd,dnsmasq,rsyslogd,git,make,cmake,ld,gcc,rustc,cargo,npm,yarn,pip,kernel,UDP,TCP,ICMP,HTTP,TLS,SMTP,IMAP,TODO,FIXME,NOTE,XXX,WARN,ERROR,INFO,DEBUG,FATAL,Caused by,Post-mortem,Reviewed,Summary,Usage,Options,Returns,Raises,Closes,Refs,Status,Severity,Impact,Timeline,Lessons learned".split(",")
SCRIPTS = "ru_RU uk_UA el_GR he_IL ar_AA fa_IR hy_AM bn_BD th_TH ja_JP zh_CN".split()
LATIN = "de_DE fr_FR it_IT nl_NL pl_PL cs_CZ da_DK vi_VN tl_PH la".split()
PERSONS = {"tl_PH": "fil_PH"}


def decimal(r):
    return r.choice([f"{r.randrange(100)}.{r.randrange(10)}", f"{r.random():.{r.randrange(2, 5)}f}", f"{r.randrange(1000)}", f"{r.randrange(1, 30)},{r.randrange(100, 999)}", f"{r.randrange(1, 9)}e-{r.randrange(1, 12)}", f"{r.choice('+-±≥<>~')}{r.randrange(1, 60)}.{r.randrange(10)}"])


def span(r):
    a = r.randrange(300)
    b = a + r.randrange(1, 80)
    return r.choice([f"{a}-{b}", f"{a}–{b}", f"{a / 10:.1f}-{b / 10:.1f}", f"({a / 10:.1f}-{b / 10:.1f})", f"{a}/{b}", f"{a}:{b}", f"1:{r.choice([20, 40, 80, 160, 320, 640])}", f"{a}x{b}", f"{a} to {b}", f"{a}..{b}"])


def measure(r):
    return f"{r.choice([decimal, decimal, span])(r)}{r.choice([' ', ' ', ' ', ''])}{r.choice(UNITS)}"


def formula(r):
    atom = lambda: r.choice(ELEMENTS) + r.choice(["", "", "2", "3", "4", str(r.randrange(5, 24))])
    return r.choice(["", "", "", "2 "]) + "".join(atom() for _ in range(r.randrange(2, 5))) + r.choice(["", "", "", "(OH)2", "·5H2O", "[Fe(CN)6]", "(aq)"])


def moves(r):
    square = lambda: r.choice("abcdefgh") + str(r.randrange(1, 9))
    move = lambda: r.choice([square, lambda: r.choice("KQRBN") + r.choice(["", "x"]) + square(), lambda: r.choice("abcdefgh") + "x" + square(), lambda: r.choice(["O-O", "O-O-O"])])() + r.choice(["", "", "", "+", "!", "?"])
    return " ".join(f"{n}.{r.choice(['', ' '])}{move()} {move()}" for n in range(1, r.randrange(3, 7)))


def constant(r):
    hexes = lambda n: "".join(r.choice("0123456789abcdef") for _ in range(n))
    return r.choice([
        "0x" + hexes(8).upper(), "0x" + hexes(r.choice([2, 4, 8])), "0b" + "".join(r.choice("01") for _ in range(r.randrange(4, 9))), "NaN", "INT_MAX", "3.14159265", "2.718281828", str(r.randrange(10**5, 10**8)), f"{r.randrange(1, 999)}_000", f"-{r.randrange(2, 64)}",
        f"978-{r.randrange(10)}-{r.randrange(10, 99)}-{r.randrange(100000, 999999)}-{r.randrange(10)}", f"0-{r.randrange(100, 999)}-{r.randrange(10000, 99999)}-X", "#" + hexes(6), f"#{hexes(3)}", f"rgb({r.randrange(256)}, {r.randrange(256)}, {r.randrange(256)})", f"CMYK {r.randrange(99)}-{r.randrange(99)}-{r.randrange(99)}-{r.randrange(99)}",
        "{" + ",".join("0x" + hexes(2) for _ in range(r.randrange(3, 9))) + "}", hexes(40), hexes(7), f"sha256:{hexes(64)}", f"{r.randrange(1, 9)}d{r.choice([4, 6, 8, 20])}+{r.randrange(9)}", f"{r.randrange(10**6)}kB", f"M{r.randrange(3, 20)}x{r.randrange(1, 3)}.25", f"U+{hexes(4).upper()}",
    ])


def scores(r):
    return r.choice([f"{r.randrange(8)}-{r.randrange(8)}", f"{r.randrange(8)}:{r.randrange(8)}", ", ".join(r.choice(["6-4", "3-6", "7-6(5)", "6-2", "7-5", "6-0"]) for _ in range(r.randrange(2, 5))), f"{r.randrange(60, 130)}-{r.randrange(60, 130)}", f"{r.randrange(9, 60)}.{r.randrange(100):02}", f"{r.randrange(1, 4)}:{r.randrange(60):02}:{r.randrange(60):02}"])


def fillers(lists, surname):
    """Slots of this file; `surname` gives one at random for what is called after somebody."""
    words = lists.dictionary[:40000]

    def word(w):
        return w.random.choice(words) if w.random.random() < 0.95 else surname(w).lower().replace(" ", "")

    def name(w):
        """Of a thing: a word, a surname, a town or nothing known, as brands, fonts, methods and programs have it."""
        r = w.random
        x = r.random()
        if x < 0.08:
            return r.choice(lists.cities)
        if x < 0.14:
            return r.choice(lists.census_given)
        if x < 0.3:
            return surname(w)
        return r.choice([lambda: word(w).capitalize(), lambda: word(w).capitalize(), lambda: coined(w).capitalize(), lambda: word(w).capitalize() + word(w).capitalize()])()

    def identifier(w):
        r = w.random
        parts = [word(w) for _ in range(r.choice([1, 2, 2, 2, 2, 2, 3, 3]))]
        return r.choice(["_".join(parts), "_".join(parts).upper(), "".join(p.capitalize() for p in parts), parts[0] + "".join(p.capitalize() for p in parts[1:]), "-".join(parts), ".".join(parts), "::".join(parts), "/".join(parts), parts[0] + str(r.randrange(10))])

    def expression(w):
        r, a, b = w.random, identifier(w), identifier(w)
        return r.choice([
            f"{a}({b})", f"{a}({b}, {constant(r)})", f"{a}->{b}", f"{a}.{b}()", f"{a}<{b}>", f"&{a}", f"!{a}.{b}", f"{a}[{r.randrange(99)}]", f"*{a}", f"{a} = {constant(r)};", f"{a}: {b},", f'{a}="{b}"', f'"{a}": {decimal(r)},', f"--{a}={b}", f"${{{a}}}", f"{a} += {b};", f"fn {a}(&self) -> {b}", f"def {a}({b}):", f"struct {a} {{ {b}: u32 }}", f"import {a}", f"use {a};",
            f"#include <{a}.h>", f"if ({a} == {b}) return {constant(r)};", f"for {a} in {b}:", f'printf("%-12s %08x %5.2f%%\\n", {a}, {b});', f"<{a} {b}=\"{r.randrange(400)}\">", f"</{a}>", f"assert_eq!({a}, {b});", f"{a}@{r.randrange(9)}.{r.randrange(20)}", f"&{r.choice(['middot', 'nbsp', 'lt', 'copy', 'mdash'])};", f"%{r.choice('sdfx')}", f"@{r.choice(['Override', 'Test', 'media', 'import', 'dataclass', 'property'])}", f"\\{r.choice(['n', 't', 'alpha', 'frac'])}", f"{a} | {b} > /dev/null",
        ])

    say = lambda make: lambda w: (make(w.random), None)
    tell = lambda make: lambda w: (make(w), None)
    return {
        "decimal": say(decimal), "span": say(span), "measure": say(measure), "formula": say(formula), "moves": say(moves), "constant": say(constant), "scores": say(scores), "word": tell(word), "thing": tell(name), "identifier": tell(identifier), "expression": tell(expression),
        "food": say(lambda r: r.choice(FOOD)), "command": say(lambda r: r.choice(COMMANDS)), "bound": say(lambda r: r.choice(BOUNDS)), "roman": say(lambda r: r.choice(["I", "II", "III", "IV", "2a", "3B", "A2", "L3", "B1", "C2M4", "V", "0", "G1", "T2N0"])),
        "foreign": sentence(SCRIPTS), "abroad": sentence(LATIN),
    }


def vocabulary(locales):
    """Words and names of faker's locales, by locale: [(words, given, family)]."""
    import importlib

    found = []
    for locale in locales:
        try:
            words = list(importlib.import_module(f"faker.providers.lorem.{locale}").Provider.word_list)
        except ImportError:
            continue
        given, family = [], []
        try:
            provider = importlib.import_module(f"faker.providers.person.{PERSONS.get(locale, locale)}").Provider
            for kinds, out in ((("first_names", "first_names_male", "first_names_female"), given), (("last_names", "last_names_male", "last_names_female"), family)):
                for kind in kinds:
                    out += list(getattr(provider, kind, ()) or ())
        except ImportError:
            pass
        found.append((locale, words, given, family))
    return found


def sentence(locales):
    """Words of one language, now and then with a name among them."""
    known = vocabulary(locales)

    def make(w):
        r = w.random
        locale, words, given, family = r.choice(known)
        gap = "" if locale in ("ja_JP", "zh_CN", "th_TH") else " "
        pieces = []
        for _ in range(r.randrange(1, 4)):
            line = [r.choice(words) for _ in range(r.randrange(3, 12))]
            line[0] = line[0].capitalize()
            pieces.append((gap.join(line), None))
            if given and family and r.random() < 0.3:
                name = (given, family) if locale not in ("ja_JP", "zh_CN") else (family, given)
                pieces += [(gap or " ", None), (f"{r.choice(name[0])}{gap}{r.choice(name[1])}", "PERSON")]
                if r.random() < 0.7:
                    pieces += [(gap or " ", None), (gap.join(r.choice(words) for _ in range(r.randrange(1, 6))), None)]
            pieces.append((r.choice([". ", ", ", "; ", ": ", "! ", "\n"]), None))
        return pieces
    return make


RULES = {
    "plain": ["{lore}", "{lore}", "{lore} {lore}", "{numbers}", "{numbers}", "{numbers} {numbers}", "{called}", "{called}", "{called} {called}", "{called} {numbers}", "{coding}", "{coding}", "{coding}", "{coding}\n{coding}", "{abroad}", "{foreign}"],
    "numbers": [
        "[Mean|Median|Total|Baseline|Peak] {word} {decimal} [vs|against] {decimal}, {word} {measure}, {word} {measure}.", "{bound} {measure}, {bound} {measure}, {bound} {measure}, {decimal} % [KO|errors|loss].", "{abbr} {decimal}, {abbr} {decimal}, {abbr} {measure} (ref {span}), {word} {measure}.", "[If|For] {span} give {-num} units; {span} {-num} units; {span} {-num}; [over|above] {-big} call.",
        "{Rare} [torque|pressure|length|dose|speed] {measure}, {rare} {constant}, {rare} {span}.", "[Dissolve|Mix|Titrate|Heat] {measure} of {formula} in {formula}; [add|yields] {formula} ({measure}).", "{formula} + {formula} -> {formula} + {formula}", "[Opening|Game|Line]: {moves} [1-0|0-1|½-½|equal]", "[Final|Half-time|Result]: {scores}; {scores}.", "{thing} [beat|drew with] {thing} {scores}[, best lap {scores}|].",
        "[ISBN|ISSN|Part|Item|Cat.] [no. |]{constant}, {constant}, qty {-num}, [subtotal|price] {decimal}", "[Roll|Rolled] {-num}d6+{-num}: {-num}, {-num} - {rare} {word} [+3|+1|-2], STR {-num}, AC {-num}, HP {-num}.", "x = {decimal}, y = {decimal}, z = {constant}; [area|norm|det] {decimal}", "[Colour|Color|Palette] {constant} and {constant}, {word} {span}.", "{-num}! = {constant}; {decimal} x {decimal} = {decimal}; {span} [mod|÷] {-num}", "[Order|Cart|Invoice] total {decimal}, tax {decimal}%, {-num} x {decimal}, [ships in|within] {-num} [days|weeks].",
        "[Serves|Makes] {-num}. {measure} {word}, {measure} {food}, {span} {word}; bake {span} min at {measure}.", "Version {ver} [requires|drops|adds] {thing} {ver} and {thing} >= {ver} (build {constant}).", "[Chapter|Section|Figure|Table|Step|Item] {-num}.{-num}[.{-num}|]: {Rare} {word}, [see|cf.] {span}", "pH {decimal}, pCO2 {decimal}, HCO3 {decimal}, {abbr} {span}, {abbr} {decimal}{abbr}", "{word} {span} [weeks|days|months|h] [apart|later|gestation], every {-num} [weeks|h], {span} [units|tablets]", "[Spec|Size|Rating]: {constant}, {measure}, {span}, {constant}",
    ],
    "lore": [
        "[Knead|Whisk|Trim|Soak|Fold|Grate|Simmer|Preheat|Chill] the {word} [for {-dur}|until {word}|twice], [then|and] [add|rest] the {word} [for {-num} minutes|overnight|in autumn].", "[A|The|Every] {rare} [is|has|makes] [twice|three times|half] as {word} as [a|the] {rare}, [so|because] {word} {word}.", "{Rare} {word} [given|taken|applied] [once daily|twice daily|every {-num} hours|daily] for {-dur}, [then|or] {word} within {-dur}.", "[Red|Blue|Grey|Dark|Clear] {word} at [night|dawn|noon], {rare}'s {word}; {word} in the [morning|spring|evening].",
        "{-p1.l}'s [law|theorem|principle|rule|paradox|constant|triangle] says that {word} {word} [grow|fall|are conserved] [with|by] {word}.", "A {-p1.l} [heap|tree|machine|number|series|graph|code] [gives|has|needs] {word} {word} in {measure}.", "[Find|Compute|Prove|Show] the {word} of [a|the] {word} with {word} {measure} and {word} {measure}.", "[Each|The first|One] player [draws|discards|moves|passes] {-num} {word}[, then {word} {word}|]; the {word} [wins|scores {-num}|starts].", "[The|A] {rare} [verb|noun|clause|pronoun] [agrees|is used] with [a|the] {word} {word}, as in \"the {word} {word}\".",
        "{nation_dish} with {food}[, {word} and {word}|], [fresh|baked|served cold].", "The {rare} {word} lifts [early|late] in [autumn|spring|winter|summer], the [afternoon|morning] stays {word}.", "[Patients|Adults|Children|Participants] aged {span} [years|months] [with|without] {ill} [received|underwent] {med} for {-dur}; {rare} {word} [delayed|reduced] {word} by {-dur}.", "[Screening|Follow-up] starts [at {-num}|{-dur} before {word}] and ends [after {-dur}|within the last {-num} days].",
    ],
    "nation_dish": ["[Swiss chard|Danish pastry|French beans|Turkish delight|Greek yogurt|Brussels sprouts|English muffin|Belgian waffle|Spanish onion|Chinese cabbage|Irish stew|Italian dressing|Canadian bacon|Jerusalem artichoke|Scotch bonnet|Savoy cabbage]"],
    "called": [
        "{-p1.l} [class|grade|stage|type|score|index|zone] {roman}, {-p2.l}-{-p3.l} {roman}.", "{-p1.l}-{-p2.l} [{-num}|{roman}|positive|score {-num}|index {decimal}|plot|estimator|equation|bypass|line|valve|rule], {word} {measure}.", "{-p1.l} & {-p2.l} [stage|grade|chart|scale] {roman}[, {word}|].", "{-p1.l}'s, {thing} {roman}, {-p2.l} [negative|positive|intact|lines|sutures|drain|blade|retractor|bag|score {-num}].", "[Uses|Using|With|By] the {-p1.l}[-{-p2.l}|] [method|algorithm|transform|inequality|prior|filter|distance|polynomials|process|test|sampler] [on|for] {word} {word}.",
        "{-city} [classification|criteria|protocol|score|grading|regimen] {roman} {roman}[, {-p1.l} {-num}|].", "{-city}-{-city}-{-city} [protocol|trial|regimen], {-city}-[positive|negative] {word}.", "[Fonts|Typeface|Stack]: \"{thing} {thing}\", {thing}, {thing} [Sans|Mono|Serif|Neue|Pro], sans-serif", "font-family: \"{thing} {thing}\", {thing}, {thing}, [serif|monospace];", "{thing}, {thing} and {thing} [need|want|lack] an upgrade to {ver}; {thing} [stays|moves] to {thing} {ver}.", "{thing}[,| and] {thing}: [deprecated|archived|moved|unmaintained], use {thing} [instead|{ver}].", "We [run|use|like|dropped|replaced] {thing} [for|with|behind] {thing}, {thing} [and|or] {thing} [since|in] {ver}.",
        "[The |]{thing} [operator|dashboard|cluster|plugin|pipeline|exporter|broker|runtime|driver|suite|ring|shard] [is green|lags|restarted|leaks|scales to {-num}|took {measure}].", "{food}, {food} and {food} [are off|on special|go well together].", "[Batch|Lot|Tray] of {food} with {food} [and {word}|].", "{command}: {word} {word}: [No such file or directory|Permission denied|not found|failed with {constant}|{identifier}]", "{command}: {word} {thing} [{word}|] [{ver}|]", "[Today's|This week's] {word}: \"{Rare} {word}\" [by|from] the {Rare} {word}", "{thing} [Pale Ale|Oat Bites|serum|Glow|Lite|Core|Max|Mini], now [in {word}|with {word}|{decimal} off].",
        "[Status post|s/p|Hx of] {-p1.l} [procedure|repair|tube|rod|plate|shunt], {word} {thing} [{-num} mg|{measure}].", "[Rule out|No] {-p1.l} [sign|syndrome|lesion|bodies|nodes], {-p2.l}-{-p3.l} [disease|reaction|tear].", "[Implement|Rewrite|Port|Benchmark] {-p1.l}-{-p2.l} [automaton|tree|sort|hashing|search] in {symbol}.", "{thing} [Dashboard|Report|Board|Guild|Channel] \"{Rare} {Rare}\" [moved|archived|is new]", "[Release|Sprint|Codename|Milestone] \"{thing}\" [ships|closes|starts] with {thing} {ver}.", "[New|Open] {word} [in|for] {thing}: {word}, {word} and {word}.",
    ],
    "coding": [
        "{expression}", "{expression} {expression}", "{expression}\n    {expression}\n    {expression}", "{expression}\n{expression}\n{expression}\n{expression}", "// {word} {word} {word}\n{expression}", "# {word} {word} {word} [{word}|]\n{expression}", "[ERROR|WARN|INFO|DEBUG] {identifier} - {word} {word} {identifier}={constant}", "⟦{decimal}{-num}⟧ {word}: {identifier} {identifier}: {constant} {word}", "{identifier}: {word} {identifier} ({expression}) {identifier}:{-big}kB, {identifier}:{-big}kB", "at {identifier}.{identifier}({identifier}.java:{-num})", "{identifier}: {identifier}\n  {identifier}: {constant}\n  {identifier}: {word}\n  - {identifier}",
        "⦃\"{identifier}\": \"{identifier}\", \"{identifier}\": {constant}, \"{identifier}\": [true|false|null]⦄", "[Why does|How does|When does] {expression} [panic|fail|return {constant}|block|leak] [in|on|under] {thing} {ver}?", "[fix|feat|chore|docs|refactor|perf]({word}): {word} {word} {identifier}[ (#{-big})|]", "{word} {word} {word}: {identifier} [is|was] {constant}, expected {constant}", "{-hex} {constant} {identifier}+{-hex}", "| {identifier} | {decimal} | {span} | {word} |", "{identifier},{identifier},{identifier},{identifier}\n{constant},{decimal},{word},{span}", "[Dockerfile|Makefile|README|CHANGELOG|LICENSE]: {word} {word} {identifier}", "<{word} {word}=\"{identifier}\" {word}=\"{-big}\">{Rare} {word}</{word}>", "[took|waited|paused for|finished in|after] {-big} ms, [which|that] {word} {word}, {-num} {word} {word}.", "[readiness|liveness|startup|Readiness|Liveness] probe failed: {word} {word} with statuscode: [503|500|404|{-big}]", "⟦{word}:{word}⟧ ⟦pid {-big}:tid {-big}⟧ {constant} {word} {word}", "{-num} {-num} * * {-num}-{-num} /usr/bin/{identifier} --{word}", "SSID={thing}-{thing}, AP=AP-{-num}F-{Rare}, RSSI -{-num}, channel {-num}", "[Exception|Fault|Status|Stop code] [at|:] {constant}: {word} {word} at {constant}", "[cluster|prod|staging|dev|standby|primary]: {thing} {ver} [is green|lags|is behind], [suite|ring|master|replica] {word} [ok|KO]", "[host|node|relay|origin|upstream]={word}-{word}.internal:{-big}, [code|status|delay]={decimal}/{-num}/{decimal}, {word}=[sent|bounced|deferred]", "[lorem ipsum|foo bar|hello world|test test], {word} {word}, {constant}",
    ],
}
