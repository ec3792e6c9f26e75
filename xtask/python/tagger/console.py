"""Everything written by and around computers: logs, files of settings, code, shells, tickets, chat, exports."""

import values
from words import MONTHS

KEYS = (
    "ghp_{36~}|gho_{36~}|github_pat_{22~}_{59~}|glpat-{20~}|sk_live_{24~}|rk_live_{24~}|whsec_{32~}|sk-proj-{48~}|sk-ant-api03-{40~}-{8~}AA|xoxb-{12#}-{12#}-{24~}|xoxp-{11#}-{11#}-{12#}-{32h}|xapp-1-A{10*}-{13#}-{32h}|SG.{22~}.{43~}|AKIA{16*}|ASIA{16*}|{40~}|"
    "{20~}/{12~}+{6~}|{32h}|{64h}|{40h}|SK{32h}|AC{32h}|npm_{36~}|pypi-AgEIcHlwaS5vcmcC{40~}|dop_v1_{64h}|hf_{34~}|shpat_{32h}|hvs.{24~}|s.{24~}|{14~}.atlasv1.{60~}|AIza{35~}|ya29.a0{60~}|1//0{40~}|key-{32h}|glsa_{32~}_{8h}|lin_api_{40~}|secret_{43~}|AGE-SECRET-KEY-1{58*}|sq0atp-{22~}|EAAC{60~}|figd_{40~}|PMAK-{24h}-{34h}|"
    "dp.pt.{43~}|NRAK-{27*}|{86~}==|{43~}=|{22~}==|{9#}:AA{33~}|MT{22~}.{6~}.{27~}|eyJ{33~}.eyJ{60~}.{43~}|eyJ{20~}.eyJ{40~}.{22~}|dckr_pat_{27~}|ATATT3x{48~}|rnd_{28~}|sbp_{40h}|nvapi-{40~}|r8_{37~}|gsk_{52~}|pat-eu1-{8h}-{4h}-{4h}-{12h}|tskey-auth-{12~}-{24~}|v1.0-{8h}-{48h}|pk.eyJ{40~}.{22~}|{10*}-{10*}-{10*}|{8~}-{8~}-{8~}|{24h}|{16~}|{20*}"
).split("|")
HASHES = "$2b$12${53~}|$2y$10${53~}|$6${8~}${86~}|$1${8~}${22~}|$argon2id$v=19$m=65536,t=3,p=4${22~}${43~}|pbkdf2_sha256$600000${12~}${43~}=|{{SSHA}}{32~}|{32h}|{40h}|{64h}|md5{32h}|*{40H}|scrypt:32768:8:1${16~}${64h}|aad3b435b51404eeaad3b435b51404ee:{32h}".split("|")
STEMS = "summer winter spring autumn welcome password passw0rd letmein dragon monkey shadow hunter master sunshine flower football liverpool arsenal iloveyou princess qwerty qwertz azerty changeme secret admin root test backup office company london paris berlin madrid coffee pizza guitar batman pokemon starwars cookie tigger buster bella charlie rex mittens".split()
WALKS = "qwerty1234|1qaz2wsx|1q2w3e4r|zaq12wsx|asdf1234|qazwsxedc|123456|12345678|123456789|111111|abc123|987654321|q1w2e3r4t5|qweasdzxc|1234qwer|P@ssw0rd|p4ssw0rd!|toor|hunter2".split("|")
ROLES = (
    "Site Reliability Engineer,SRE,Senior Software Engineer,DevOps Engineer,Platform Engineer,Staff Engineer,Engineering Manager,VP Engineering,CTO,CISO,CIO,Head of IT,IT Support Specialist,Systems Administrator,Database Administrator,DBA,Data Engineer,Data Scientist,"
    "ML Engineer,QA Lead,QA Engineer,Scrum Master,Product Owner,Product Manager,Tech Lead,Solutions Architect,Cloud Architect,Security Engineer,SOC Analyst,Penetration Tester,Network Engineer,Help Desk Technician,Frontend Developer,Backend Developer,Full-Stack Developer,"
    "iOS Developer,UX Designer,Technical Writer,Release Manager,Customer Success Manager,Account Executive,Sales Engineer,Support Engineer,IT Director,Compliance Officer,Business Analyst,Field Technician,Working Student,Intern,HR Business Partner,Payroll Specialist,Accountant,CFO,Office Manager"
).split(",")
LEET = str.maketrans("aeios", "@3105")


def fill(w, pattern):
    """`{8~}`: eight signs of the class `~` of `values.digits`; `H` is a large hexadecimal digit."""
    out, at = [], 0
    while at < len(pattern):
        if pattern[at] == "{" and pattern[at + 1].isdigit():
            end = pattern.index("}", at)
            count, kind = int(pattern[at + 1 : end - 1]), pattern[end - 1]
            text = values.digits(w, kind.replace("H", "h") * count)
            out.append(text.upper() if kind == "H" else text)
            at = end + 1
        else:
            out.append(pattern[at])
            at += 2 if pattern[at : at + 2] in ("{{", "}}") else 1
    return "".join(out)


def key(w):
    return fill(w, w.random.choice(KEYS)), "PASSWORD"


def spoken(lists):
    """A password that somebody thought of, or that a machine made."""
    def make(w):
        r = w.random
        word = lambda: r.choice(STEMS) if r.random() < 0.45 else r.choice(lists.dictionary[:20000]) if r.random() < 0.7 else values.plain(values.names(lists, w)[0]) or "sam"
        n = r.choice([str(r.randrange(10)), str(r.randrange(100)), str(r.randrange(1950, 2030)), f"{r.randrange(1000):03}", "123", "1", "01", ""])
        mark = r.choice(["", "", "!", "!!", "#", "$", "?", "*", "@", ".", "_", "%", "+"])
        a, b = word(), word()
        return r.choice([
            lambda: a.capitalize() + n + mark, lambda: a + n + mark, lambda: a.capitalize() + mark + n, lambda: a.translate(LEET) + n + mark, lambda: a.capitalize().translate(LEET) + n + mark, lambda: a.upper() + n, lambda: f"{a}{b.capitalize()}{n}{mark}", lambda: f"{a.capitalize()}{b.capitalize()}{n}", lambda: r.choice(WALKS),
            lambda: r.choice("-_. ").join(word() for _ in range(r.choice([3, 4, 4, 5]))), lambda: "".join(r.choice("abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789!#$%&*+-=?@^_~") for _ in range(r.choice([8, 10, 12, 16, 20, 24]))), lambda: fill(w, r.choice(["{4~}-{4~}-{4~}", "{6%}{2#}", "{1@}{5%}{3#}!", "{3%}{4#}", "{8~}", "{12~}", "{4*}-{4*}", "{2@}{6#}", "{10~}", "{6~}-{6~}-{6~}"])),
        ])(), "PASSWORD"
    return make


def lines(w, begin, end):
    r = w.random
    body = ["".join(fill(w, "{1~}") if r.random() < 0.96 else r.choice("+/") for _ in range(r.choice([40, 64]))) for _ in range(r.randrange(1, 4))]
    out = [(f"-----BEGIN {begin}-----\n", None)]
    for line in body:
        out += [(line, "PASSWORD"), ("\n", None)]
    return out + [(f"-----END {end}-----", None)]


def when(w):
    """A day and a time in the many ways of machines."""
    r, d = w.random, values.recent(w)
    m, t = MONTHS[d.month - 1][:3], f"{r.randrange(24):02}:{r.randrange(60):02}:{r.randrange(60):02}"
    zone, day = r.choice(["+0000", "+0100", "-0500", "+0530", "-0800", "+0200"]), d.strftime("%a")
    iso = d.isoformat()
    return {
        "full": (r.choice([f"{iso} {t}", f"{iso}T{t}Z", f"{iso}T{t}.{values.digits(w, '###')}Z", f"{iso} {t},{values.digits(w, '###')}", f"{iso}T{t}{zone[:3]}:{zone[3:]}", f"{d:%d/%m/%Y} {t}", f"{iso}T{t}.{values.digits(w, '######')}Z", f"{m} {d.day:2} {t}", f"{d:%Y/%m/%d} {t}", f"{iso} {t} UTC"]), "DATE_TIME"),
        "syslog": (f"{m} {d.day:2} {t}", "DATE_TIME"), "git": (f"{day} {m} {d.day} {t} {d.year} {zone}", "DATE_TIME"), "mail": (f"{day}, {d.day} {m} {d.year} {t} {zone}", "DATE_TIME"), "clf": (f"{d:%d}/{m}/{d.year}:{t} {zone}", "DATE_TIME"), "iso": (f"{iso}T{t}{r.choice(['Z', 'Z', f'.{r.randrange(1000):03}Z', '+00:00'])}", "DATE_TIME"),
        "day": (iso, "DATE_TIME"), "c": (f"{day} {m} {d.day:2} {t} {d.year}", "DATE_TIME"), "iis": (f"{iso} {t}", "DATE_TIME"), "win": (f"{d.month}/{d.day}/{d.year} {(int(t[:2]) % 12) or 12}{t[2:]} {r.choice(['AM', 'PM'])}", "DATE_TIME"), "ical": (f"{d:%Y%m%d}T{t.replace(':', '')}{r.choice(['Z', ''])}", "DATE_TIME"),
        "epoch": (str(r.randrange(1500000000, 1790000000)), "DATE_TIME"), "ldap": (f"{d:%Y%m%d}{t.replace(':', '')}Z", "DATE_TIME"), "last": (f"{day} {m} {d.day:2} {t[:5]}", "DATE_TIME"), "t": (t, "DATE_TIME"), "hm": (t[:5], "DATE_TIME"), "short": (f"{d.day:02}-{m}-{d:%y}", "DATE_TIME"), "compact": (f"{d:%y%m%d} {t}", "DATE_TIME"),
    }


def staff(make):
    """Slots such as `{console_login.1}`: of the person `{p1}`, once for a text."""
    def of(number):
        def value(w):
            known = w.cast.setdefault((make, number), None)
            if known is None:
                if f"p{number}" not in w.cast:
                    w.cast[f"p{number}"] = w.fillers["p"](w)
                who = w.cast[f"p{number}"]
                g, f = (values.plain(who[form][0]) for form in "fl")
                known = w.cast[(make, number)] = make(w, g if len(g) > 1 else "sam", f if len(f) > 1 else "lee")
            return known
        return value
    forms = {n: of(n) for n in "123456789"}
    return lambda w: {"full": of("1"), **forms}


def firm(w):
    if "console_firm" not in w.cast:
        r = w.random
        stem = r.choice([values.digits(w, "%" * r.randrange(3, 8)), values.plain(w.fillers["o"](w)["s"][0])[:14] or "acme", values.digits(w, "%%%%")])
        w.cast["console_firm"] = f"{stem}.{r.choice(['com', 'com', 'io', 'de', 'co', 'net', 'dev', 'co.uk', 'fr', 'eu', 'org', 'ai', 'cloud', 'pl', 'in'])}"
    return w.cast["console_firm"]


def work(w, g, f):
    return w.random.choice([f"{g}.{f}", f"{g}.{f}", f"{g[0]}{f}", f"{g}", f"{g[0]}.{f}", f"{f}", f"{g}_{f}", f"{f}.{g}"]) + "@" + firm(w), "EMAIL_ADDRESS"


def login(w, g, f):
    r = w.random
    n = r.choice(["", "", "", str(r.randrange(1, 9)), f"{r.randrange(100):02}"])
    return r.choice([f"{g[0]}{f}{n}", f"{g[0]}{f}", f"{g}.{f}", f"{g}", f"{f}{g[0]}", f"{f[:5]}{g[:2]}", f"{g[:3]}{f[:3]}", f"{g}{f[0]}", f"{g[0]}.{f}", f"{f}", f"{g}-{f}", f"{g}_{f[0]}", f"{values.digits(w, '%')}{r.randrange(10000, 999999)}", f"adm-{g[0]}{f}", f"{g[0]}{f[:7]}_adm", f"ext.{g}.{f}", f"{g[0]}{f[0]}{r.randrange(10, 999)}"]), "USERNAME"


def noreply(w, g, f):
    return f"{values.digits(w, '#######')}+{g}{w.random.choice(['', '-', ''])}{f}@users.noreply.github.com", "EMAIL_ADDRESS"


def fillers(lists):
    named = {name.lower() for name in [*lists.census_given, *lists.census_family[:20000], *lists.cities]}
    words = [word for word in lists.dictionary[:20000] if 3 < len(word) < 9 and word not in named]
    say = lambda label, *patterns: lambda w: (fill(w, w.random.choice(patterns)), label)
    pick = lambda *texts: lambda w: (w.random.choice(texts), None)
    def host(w):
        r = w.random
        role = r.choice("web app db mail vpn fw gw api proxy cache build ci bastion jump ns dc file print k8s node worker mx edge core nas auth lb log mon".split())
        return r.choice([f"{role}{r.randrange(1, 30):02}", f"{role}-{r.randrange(1, 9)}", f"prod-{role}-{r.randrange(1, 9)}", f"{role}{r.randrange(1, 9)}.internal", f"{role}-stg", f"{r.choice(words)}", f"srv-{role}{r.randrange(99):02}", f"{role}.corp.local", f"{role.upper()}{r.randrange(1, 20):02}"]), None
    def ident(w):
        r = w.random
        parts = [r.choice(words) for _ in range(r.choice([1, 2, 2, 3]))]
        return r.choice(["_".join(parts), "_".join(parts), "".join(p.capitalize() for p in parts), parts[0] + "".join(p.capitalize() for p in parts[1:]), "_".join(parts).upper()]), None
    def name(w):
        """Of a product, a server, a theme: also what people and towns are called."""
        r = w.random
        return r.choice([lambda: values.names(lists, w)[1], lambda: values.names(lists, w)[0], lambda: values.skewed(w, lists.cities), lambda: r.choice(words).capitalize(), lambda: r.choice(words).capitalize() + r.choice(words).capitalize(), lambda: r.choice(words).capitalize() + r.choice(["DB", "JS", "Kit", "Hub", ".js", "ly", "OS"])])(), None
    def nick(w, g, f):
        r = w.random
        word = r.choice(words)
        return r.choice([f"{g}", f"{g}_", f"{g[:4]}{f[:2]}", f"{word}", f"{word}{r.randrange(100)}", f"{g}_{word}", f"{word}_{g}", f"x{word}x", f"{g}[m]", f"{f}`", f"{word}-{g[0]}", f"{g[0]}{f}dev", f"{g}codes", f"the{g}", f"{word}{f[0]}", f"{g.capitalize()}{f.capitalize()}", f"real_{g}", f"{g}{r.randrange(1970, 2010)}"]), "USERNAME"
    return {
        "console_key": key, "console_pw": spoken(lists), "console_hash": lambda w: (fill(w, w.random.choice(HASHES)), "PASSWORD"), "console_when": when, "console_host": host, "console_ident": ident, "console_name": name, "console_firm": lambda w: (firm(w), None),
        "console_pem": lambda w: lines(w, *[w.random.choice(["RSA PRIVATE KEY", "PRIVATE KEY", "OPENSSH PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "PGP PRIVATE KEY BLOCK"])] * 2),
        "console_sshpub": say("PASSWORD", "AAAAB3NzaC1yc2EAAAADAQABAAABgQC{80~}", "AAAAC3NzaC1lZDI1NTE5AAAAI{43~}", "AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY{60~}="), "console_print": say("ID", "SHA256:{43~}", "SHA256:{20~}+{22~}"),
        "console_otp": say("PASSWORD", "{6#}", "{6#}", "{3#} {3#}", "{8#}", "{4#}", "G-{6#}"), "console_seed": say("PASSWORD", "{16@}", "{32@}", "{4@} {4@} {4@} {4@}", "{5~}-{5~}", "{4h}-{4h}-{4h}", "{10~}"), "console_session": say("PASSWORD", "{26%}", "{32h}", "{40~}", "s%3A{32~}.{43~}", "{24~}", "{32*}", "eyJ{40~}.{27~}"),
        "console_imei": say("ID", "35{13#}", "86{6#}-{6#}-{1#}", "{15#}"), "console_keyid": say("ID", "{16H}", "0x{16H}", "{8H}", "{40H}"), "console_sid": say("ID", "S-1-5-21-{10#}-{9#}-{10#}-{4#}", "S-1-5-21-{9#}-{10#}-{8#}-{4#}"), "console_aws": say("ID", "{12#}"), "console_arn": say("ID", "AIDA{17*}", "AROA{17*}"), "console_ticket": say("ID", "INC{7#}", "INC00{5#}", "REQ{7#}", "CHG{7#}", "SR-{6#}", "HD-{5#}", "CS{7#}", "RITM{7#}", "CASE-{6#}", "SUP-{5#}"),
        "console_asset": say("ID", "LT-{5#}", "C02{9*}", "NB{6#}", "PF{6*}", "ASSET-{6#}", "5CG{7*}", "A{6#}", "{7*}", "IT-{4#}", "FVF{9*}", "DE-NB-{4#}", "R9{6*}"), "console_emp": say("ID", "E{5#}", "EMP-{4#}", "{6#}", "P{6#}", "{8#}", "UID-{5#}", "X{6#}", "{5#}"), "console_uid": say("ID", "usr_{14~}", "cus_{14~}", "U0{9*}", "{24h}", "auth0|{24h}", "user_{26~}", "{18#}", "{7#}", "acct_{16~}", "{10#}"),
        "console_role": lambda w: (w.random.choice(ROLES), "OCCUPATION"), "console_work": staff(work), "console_login": staff(login), "console_nick": staff(nick), "console_noreply": staff(noreply), "console_geo": lambda w: (f"{w.random.uniform(-60, 68):.4f}{w.random.choice([',', ', '])}{w.random.uniform(-120, 150):.4f}", "LOCATION"),
        "console_digest": say(None, "sha256:{64h}", "{40h}", "{7h}", "{12h}", "sha512-{86~}==", "{32h}"), "console_pid": say(None, "{3#}", "{4#}", "{5#}"), "console_ms": lambda w: (f"{w.random.randrange(1, 9000)}{w.random.choice(['ms', ' ms', 'us'])}", None), "console_path": lambda w: ("/" + "/".join(w.random.choice(words) for _ in range(w.random.randrange(1, 4))), None),
        "console_slug": lambda w: (w.random.choice("-_").join(w.random.choice(words) for _ in range(w.random.choice([1, 2, 2, 3]))), None), "console_ua": pick("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36", "curl/8.4.0", "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15", "okhttp/4.12.0", "python-requests/2.31.0", "PostmanRuntime/7.36.0", "Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0"),
        "console_dept": pick("Finance", "Sales", "Engineering", "HR", "Marketing", "Legal", "Operations", "IT", "Support", "Procurement", "R&D", "Logistics", "Data", "Platform", "Facilities", "Payroll"), "console_lvl": pick("INFO", "WARN", "ERROR", "DEBUG", "info", "warning", "error", "notice", "WARNING", "TRACE"), "console_svc": pick("auth-service", "billing", "user-api", "checkout", "gateway", "notifier", "crm-sync", "identity", "payments", "mailer", "profile-svc", "kyc-worker", "booking", "ledger", "importer", "scheduler", "webapp", "hr-portal"),
    }


LOGS = [
    "{console_when.syslog} {console_host} sshd⟦{console_pid}⟧: [Accepted publickey for|Accepted password for|Failed password for|Failed password for invalid user|Invalid user] {console_login.1} from {ip} port {-big}[ ssh2|]", "{console_when.syslog} {console_host} sshd⟦{console_pid}⟧: Accepted publickey for {console_login.1} from {ip} port {-big} ssh2: [RSA|ED25519|ECDSA] {console_print}",
    "{console_when.syslog} {console_host} sudo⟦{console_pid}⟧: {console_login.1} : TTY=pts/{-num} ; PWD=/home/{console_login.1} ; USER=[root|postgres|www-data] ; COMMAND=/usr/bin/[systemctl restart nginx|apt update|journalctl -f|cat /etc/shadow|passwd {console_login.2}]",
    "{console_when.syslog} {console_host} [CRON|cron|anacron]⟦{console_pid}⟧: ({console_login.1}) CMD (/home/{console_login.1}/bin/{console_slug}.sh >/dev/null 2>&1)",
    "{console_when.syslog} {console_host} systemd-logind⟦{console_pid}⟧: New session {-num} of user {console_login.1}.\n{console_when.syslog} {console_host} systemd⟦1⟧: Started Session {-num} of User {console_login.1}.",
    "{console_when.iso} {console_host} su⟦{console_pid}⟧: pam_unix(su[-l|]:session): session [opened|closed] for user [root|{console_login.2}](uid={-big}) by {console_login.1}(uid={-big})",
    "{ip} - [-|{console_login.1}] ⟦{console_when.clf}⟧ \"GET /[profile|users|account]/{console_login.1}[/edit|/orders|] HTTP/[1.1|2.0]\" [200|302|404|401] {-big} \"-\" \"{console_ua}\"", "{ip} - - ⟦{console_when.clf}⟧ \"GET /[reset|unsubscribe|verify|invite]?email={console_work.1}&token={console_session} HTTP/1.1\" 200 {-big} \"https://{console_firm}/\" \"{console_ua}\"",
    "{console_when.iis} {ip} [GET|POST] /[owa/auth.owa|api/users|login.aspx|autodiscover/autodiscover.xml] - 443 [{console_login.1}|CORP\\{console_login.1}|{console_work.1}] {ip} {console_ua} - [200|401|403] 0 0 {-big}",
    "⟦{console_when.c}⟧ ⟦auth_basic:error⟧ ⟦pid {console_pid}⟧ ⟦client {ip}:{-big}⟧ AH0161[7|8]: user {console_login.1}[: authentication failure for \"{console_path}\": Password Mismatch| not found: {console_path}]",
    "{console_when} ⟦error⟧ {console_pid}#0: *{-big} user \"{console_login.1}\"[: password mismatch| was not found in \"/etc/nginx/.htpasswd\"], client: {ip}, server: {console_firm}, request: \"GET {console_path} HTTP/1.1\"",
    "⦃\"[ts|time|timestamp|@timestamp]\":\"{console_when.iso}\",\"level\":\"[info|error|warn]\",\"service\":\"{console_svc}\",\"[user|username|actor]\":\"{console_login.1}\",\"[ip|client_ip|remote_addr]\":\"{ip}\",\"msg\":\"[login ok|invalid credentials|password changed|mfa challenge sent]\"⦄",
    "⦃\"level\":[30|40|50],\"time\":\"{console_when.iso}\",\"pid\":{console_pid},\"hostname\":\"{console_host}\",\"req\":⦃\"method\":\"POST\",\"url\":\"/api/[signup|register]\",\"body\":⦃\"name\":\"{p1}\",\"email\":\"{p1.e}\",\"password\":\"{console_pw}\"⦄⦄,\"msg\":\"request [failed|completed]\"⦄",
    "ts={console_when.iso} level={console_lvl} caller={console_slug}.go:{-big} msg=\"[invite sent|could not deliver mail|user created|duplicate account]\" [email|to|rcpt]={console_work.1} [tenant=\"{o1}\"|org={console_slug}|by={console_login.2}] dur={console_ms}",
    "time=\"{console_when.iso}\" level=[warning|error] msg=\"[token expired|quota exceeded|seat limit reached]\" user={console_login.1} request_id={uuid} [token={console_key}|ip={ip}]",
    "CEF:0¦{-rare}¦{-Rare}¦{ver}¦{-big}¦[Failed logon|Malware detected|Policy violation|File shared externally]¦[3|5|8|10]¦src={ip} suser={console_login.1} [dst={ip}|shost={console_host}|duser={console_work.2}] [msg=user {p1} ({console_dept})|act=blocked|outcome=failure]", "LEEF:2.0¦{-Rare}¦{-Rare}¦{ver}¦{-big}¦usrName={console_login.1}\tsrc={ip}\tidentSrc={ip}\tidentHostName={console_host}",
    "An account [was successfully logged on|failed to log on|was locked out].\n\nSubject:\n\tSecurity ID:\t\t{console_sid}\n\tAccount Name:\t\t{console_login.1}\n\tAccount Domain:\t\tCORP\n\tLogon ID:\t\t{hex}\n\nNetwork Information:\n\tWorkstation Name:\t{console_host}\n\tSource Network Address:\t{ip}\n\tSource Port:\t\t{-big}",
    "[Information|Audit Failure|Audit Success]\t{console_when.win}\tMicrosoft-Windows-Security-Auditing\t[4624|4625|4740|4720|4728]\t[Logon|User Account Management]\t\"A [user account|member] was [created|locked out|added to a security-enabled global group]. Account Name: {console_login.1} Caller: {console_login.2}\"",
    "EventID=[4625|4776|4768] TargetUserName={console_login.1} TargetDomainName=CORP IpAddress={ip} WorkstationName={console_host} Status=0xC000006[A|D|4]",
    "{console_when.syslog} {console_host} postfix/smtp⟦{console_pid}⟧: {-commit}: to=<{p1.e}>, relay=mx{-num}.{console_firm}⟦{ip}⟧:25, delay={-num}, dsn=[2.0.0|5.1.1|4.7.1], status=[sent (250 OK)|bounced (user unknown)|deferred (greylisted)]",
    "{console_when.syslog} {console_host} dovecot: [imap|pop3]-login: [Login|Aborted login (auth failed, {-num} attempts)|Disconnected]: user=<{console_work.1}>, method=PLAIN, rip={ip}, lip={ip}, TLS, session=<{console_session}>",
    "{console_when.iso} {console_pid} <= {console_work.1} H=({console_host}) ⟦{ip}⟧ P=esmtpsa A=login:{console_login.1} S={-big} T=\"[Contract|CV|Offer|Invoice] {p2}\"\n{console_when.iso} => {p2.e} R=dnslookup T=remote_smtp",
    "{console_when.syslog} {console_host} dhcpd: DHCP[ACK on|REQUEST for|OFFER on] {ip} to {mac} ([{console_login.1}-mbp|{p1.f}s-iPhone|{p1.f}s-Galaxy-S23|{console_login.1}-laptop]) via eth{-num}",
    "{console_when.c} {console_login.1}/{ip}:{-big} [MULTI: Learn: {ip} -> {console_login.1}/{ip}:{-big}|TLS: Username/Password authentication succeeded for username '{console_login.1}'|SIGTERM⟦soft,remote-exit⟧ received, client-instance exiting]",
    "{console_when.syslog} {console_host} charon: {-num}⟦IKE⟧ IKE_SA {console_slug}⟦{-num}⟧ established between {ip}⟦{console_firm}⟧...{ip}⟦[{console_work.1}|{console_login.1}]⟧",
    "%ASA-[4-113019|6-113004|6-716001]: Group = [Staff|RemoteUsers|Vendors], Username = {console_login.1}, IP = {ip}, [Session disconnected. Session Type: SSL, Duration: 2h:11m:{-num}s, Bytes xmt: {-big}|WebVPN session started.]",
    "date={console_when.day} time={console_when.t} devname=\"{console_host}\" type=\"event\" subtype=\"vpn\" action=\"[tunnel-up|tunnel-down|ssl-login-fail]\" remip={ip} user=\"{console_login.1}\" group=\"[SSLVPN|IT|Externals]\" dst_host=\"N/A\"",
    "{console_when} {console_pid} ⟦{-num}⟧ LOG:  connection [authorized|received]: user={console_login.1} database={console_slug} application_name=[psql|DBeaver|pgAdmin 4] host={ip}",
    "{console_when.iis} UTC ⟦{console_pid}⟧ {console_login.1}@{-low} [ERROR:  duplicate key value violates unique constraint \"users_email_key\"\nDETAIL:  Key (email)=({p1.e}) already exists.|FATAL:  password authentication failed for user \"{console_login.1}\"]",
    "{console_when.iis} UTC LOG:  statement: [UPDATE customers SET phone = '{phone}', city = '{city}' WHERE email = '{p1.e}'|ALTER ROLE {console_login.1} PASSWORD '{console_pw}'|DELETE FROM patients WHERE last_name = '{p1.l}' AND dob = '{ndate}'];", "{console_when.iso} {-num} ⟦Note⟧ Access denied for user '{console_login.1}'@'{ip}' (using password: [YES|NO])",
    "ORA-28000: the account {p1.ul} is locked\nUSERNAME={p1.ul} TERMINAL={console_host} OS_USER={console_login.1} TIMESTAMP={console_when.short}",
    "# User@Host: {console_login.1}⟦{console_login.1}⟧ @ {console_host} ⟦{ip}⟧  Id: {-big}\n# Query_time: {-num}.{-big}  Lock_time: 0.000  Rows_sent: {-num}\nSELECT * FROM members WHERE surname LIKE '{p1.l}%' AND postcode = '{zip}';",
    "⦃\"t\":⦃\"$date\":\"{console_when.iso}\"⦄,\"s\":\"I\",\"c\":\"ACCESS\",\"msg\":\"Authentication [succeeded|failed]\",\"attr\":⦃\"user\":\"{console_login.1}\",\"db\":\"admin\",\"client\":\"{ip}:{-big}\"⦄⦄",
    "⦃\"kind\":\"Event\",\"apiVersion\":\"audit.k8s.io/v1\",\"verb\":\"[create|delete|patch|exec]\",\"user\":⦃\"username\":\"{console_work.1}\",\"groups\":⟦\"system:authenticated\"⟧⦄,\"sourceIPs\":⟦\"{ip}\"⟧,\"objectRef\":⦃\"resource\":\"[secrets|pods]\",\"namespace\":\"{console_slug}\"⦄⦄",
    "⦃\"eventTime\": \"{console_when.iso}\", \"eventName\": \"[ConsoleLogin|CreateAccessKey|AssumeRole|DeleteTrail]\", \"userIdentity\": ⦃\"type\": \"IAMUser\", \"principalId\": \"{console_arn}\", \"arn\": \"arn:aws:iam::{console_aws}:user/{console_login.1}\", \"userName\": \"{console_login.1}\"⦄, \"sourceIPAddress\": \"{ip}\", \"awsRegion\": \"[eu-west-1|us-east-1]\"⦄",
    "protoPayload:\n  authenticationInfo:\n    principalEmail: {console_work.1}\n  methodName: [storage.objects.get|SetIamPolicy|compute.instances.delete]\n  requestMetadata:\n    callerIp: {ip}\ntimestamp: '{console_when.iso}'",
    "⦃\"operationName\":\"[Add member to role|Reset user password|Sign-in activity]\",\"callerIpAddress\":\"{ip}\",\"properties\":⦃\"userDisplayName\":\"{p1}\",\"userPrincipalName\":\"{console_work.1}\",\"userId\":\"{uuid}\",\"location\":⦃\"city\":\"{city}\",\"countryOrRegion\":\"{country}\",\"geoCoordinates\":\"{console_geo}\"⦄⦄⦄",
    "#{-big} [failed|passed|canceled] in {-num}m {-num}s · {console_slug} · triggered by {console_login.1} · {-commit}[ · {p1.f}: \"{rare} {rare}\"|]", "Started by user {p1}\nRunning as SYSTEM\nBuilding on {console_host} in workspace /var/lib/jenkins/workspace/{console_slug}\n > git rev-parse --verify HEAD\nCommit message: \"{rare} {rare}\"\nFinished: [SUCCESS|FAILURE|ABORTED]",
    "Run echo \"deploying for [$GITHUB_ACTOR|{console_nick.1}]\"\nRequested by: {console_nick.1}\nReviewed by: {console_nick.2}\nError: secret DEPLOY_TOKEN={console_key} [printed in clear|was not masked]",
    "{console_lvl} {console_when} ⟦http-nio-8080-exec-{-num}⟧ c.{-low}.{-low}.{symbol} : [Customer|User|Member|Driver] {p1} (id={console_uid}) [not found|updated address to {addr}|has no consent flag|logged out]", "⟦{console_when}⟧ [production|local|staging].[ERROR|INFO|NOTICE]: [Mail to|Password reset requested for|Could not bill] {p1.e} ⦃\"user_id\":{console_uid},\"ip\":\"{ip}\"⦄ ⟦⟧",
    "I, ⟦{console_when} #{console_pid}⟧  INFO -- : Started POST \"/users/sign_in\" for {ip} at {console_when}\nParameters: ⦃\"user\"=>⦃\"email\"=>\"{p1.e}\", \"password\"=>\"[⟦FILTERED⟧|{console_pw}]\"⦄⦄", "WARNING:{-low}.{-low}:[SMS to {phone}|Mail to {p1.e}|Push for {console_login.1}] [not delivered|was rejected by the gateway], attempt {-num}",
    "[Sent|Sending] [OTP|code|verification code] {console_otp} to {phone}[ ({p1.f})|] via sms provider in {console_ms}",
    "{console_when.last}   {console_login.1}  pts/{-num}   {ip}   still logged in\n{console_login.2}  tty{-num}   {console_when.last} - {console_when.hm}  (0{-num}:1{-num})",
    "{console_login.1}  pts/{-num}  {ip}  {console_when.last} - {console_when.hm}  (01:{-num})\n{console_login.2}  pts/{-num}  {ip}  {console_when.last} - {console_when.hm}  (00:{-num})\nreboot   system boot  {console_when.last}",
    " {console_when.t} up {-num} days,  {-num} users,  load average: 0.{-num}, 0.{-num}, 0.{-num}\nUSER     TTY      FROM             LOGIN@   IDLE\n{console_login.1}   pts/0    {ip}   {console_when.hm}   {-num}s\n{console_login.2}   pts/1    {ip}   {console_when.hm}   {-num}m",
    "type=USER_LOGIN msg=audit({console_when.epoch}.{-num}:{-big}): pid={console_pid} uid=0 auid={-big} ses={-num} msg='op=login acct=\"{console_login.1}\" exe=\"/usr/sbin/sshd\" hostname={ip} addr={ip} terminal=ssh res=[failed|success]'", "{console_when} fail2ban.actions ⟦{console_pid}⟧: NOTICE ⟦[sshd|postfix|wordpress]⟧ [Ban|Unban|Restore Ban] {ip}",
    "kernel: ⟦UFW BLOCK⟧ IN=eth0 OUT= MAC={mac} SRC={ip} DST={ip} LEN={-num} PROTO=TCP SPT={-big} DPT=22",
    "{ip} - - ⟦{console_when.clf}⟧ \"GET [/robots.txt|/health|/static/app.{-commit}.js|/favicon.ico] HTTP/1.1\" [200|304|404] {-big} \"-\" \"{console_ua}\"", "Radius: Access-[Accept|Reject] User-Name={console_login.1} NAS-IP-Address={ip} Calling-Station-Id={mac} [Tunnel-Private-Group-Id={-num}|Reply-Message=\"bad password\"]",
    "wpa_supplicant: [CTRL-EVENT-CONNECTED - Connection to {mac} completed|identity={console_work.1} EAP failure]",
    "⟦{console_when}⟧ [WARN|INFO] tenant={o1.s} user=\"{p1}\" role=[admin|viewer|editor] action=[export|delete|share] object=\"[Payroll|Contracts|CVs] {year}\" src={ip}", "slapd⟦{console_pid}⟧: conn={-big} op={-num} BIND dn=\"uid={console_login.1},ou=people,dc={-low},dc=com\" [method=128|mech=SIMPLE ssf=0]\nslapd⟦{console_pid}⟧: conn={-big} op={-num} RESULT tag=97 err=[0|49] text=",
    "squid: {console_when.epoch}.{-num} {-big} {ip} TCP_[MISS|DENIED|TUNNEL]/200 {-big} CONNECT {-low}.com:443 {console_login.1} HIER_DIRECT/{ip} -",
    "smbd_audit: {console_login.1}¦{ip}¦[open|unlinkat|renameat]¦ok¦r¦HR/[contracts|sick notes|reviews]/{p2.lf}.[pdf|docx]", "vsftpd: {console_when.c} ⟦pid {console_pid}⟧ ⟦{console_login.1}⟧ [OK|FAIL] [LOGIN|UPLOAD|DOWNLOAD]: Client \"{ip}\"[, \"/home/{console_login.1}/{console_slug}.zip\", {-big} bytes|]",
    "asterisk: NOTICE⟦{console_pid}⟧: Registration from '\"{p1}\" <sip:{console_login.1}@{ip}>' failed for '{ip}:5060' - Wrong password\n-- Called SIP/{-big} CallerID {phone}",
    "{console_when.iso} {console_host} dockerd⟦{console_pid}⟧: level=info msg=\"image pulled\" image=registry.{console_firm}/{console_login.1}/{console_slug}:{ver} digest={console_digest}", "GET /v1/customers?[name={p1.f}+{p1.l}|q={p1.l}|phone={phone}|email={p1.e}]&limit={-num} HTTP/2 => [200|404|500] in {console_ms}",
    "[Slow|Aborted] request: PATCH /employees/{console_emp} body=⦃\"salary\":{-big},\"iban\":\"{iban}\"⦄ by {console_login.1}", "⟦audit⟧ {console_login.1} [changed|set|removed] [role|owner|mfa] of {console_login.2}[: viewer -> admin| ({console_work.2})][ at {console_when}|]",
]


CODE = [
    "Traceback (most recent call last):\n  File \"/home/{console_login.1}/{console_slug}/[views|tasks|main].py\", line {-big}, in {console_ident}\n    send_mail(to=\"{p2.e}\")\nsmtplib.SMTPRecipientsRefused: ⦃'{p2.e}': (550, b'No such user')⦄", "  File \"C:\\Users\\{console_login.1}\\[Documents|Desktop|source\\repos]\\{console_slug}\\app.py\", line {-num}, in <module>\nKeyError: '{p2}'",
    "Exception in thread \"main\" com.{-low}.{symbol}: no account for [customer|holder|patient] {p1} ⟦id={console_uid}, dob={ndate}⟧\n\tat com.{-low}.{symbol}.find({symbol}.java:{-big})\n\tat java.base/java.lang.Thread.run(Thread.java:840)",
    "Error: ENOENT: no such file or directory, open '/Users/{console_login.1}/[Library|dev|Downloads]/{console_slug}.json'\n    at Object.openSync (node:fs:601:3)\n    at {symbol} (/Users/{console_login.1}/[dev|code]/{console_slug}/src/index.js:{-num}:{-num})",
    "thread 'main' panicked at 'called `Result::unwrap()` on an `Err` value: InvalidBirthDate(\"{ndate}\") for \"{p1}\"', /home/{console_login.2}/src/{console_slug}/main.rs:{-num}:{-num}", "goroutine {-num} ⟦running⟧:\nmain.(*{symbol}).Notify(⦃\"{p1}\", \"{phone}\"⦄)\n\t/home/{console_login.2}/go/src/{console_slug}/notify.go:{-num} +{-hex}",
    "System.Data.SqlClient.SqlException: Login failed for user '[CORP\\|]{console_login.1}'.\n   at {symbol}.Open() in C:\\Users\\{console_login.2}\\{symbol}.cs:line {-num}\nClientConnectionId:{uuid}",
    "PHP Fatal error:  Uncaught Exception: [Invalid IBAN {iban}|Card {card} declined|No customer {p1}] in /home/{console_login.2}/public_html/[checkout|order].php:{-num}", "NoMethodError (undefined method `city' for nil:NilClass):\napp/models/{-low}.rb:{-num}:in `{-low}'\nparams: ⦃\"first_name\"=>\"{p1.f}\", \"last_name\"=>\"{p1.l}\", \"zip\"=>\"{zip}\"⦄",
    "INSERT INTO [employees|users|patients|members|contacts] ([id|emp_no], first_name, last_name, [email|mail], hired_on) VALUES\n({-num}, '{p1.f}', '{p1.l}', '{console_work.1}', '{console_when.day}'),\n({-num}, '{p2.f}', '{p2.l}', '{console_work.2}', '{console_when.day}');",
    "SELECT * FROM [orders|bookings|claims|visits] [o |]WHERE [customer_name = '{p1}'|email = '{p1.e}'|phone LIKE '%{phone}'|surname ILIKE '{p1.l}%' AND city = '{city}'|ssn = '{ssn}'] [LIMIT {-num}|ORDER BY id DESC|];", "UPDATE [users|accounts] SET [password_hash = '{console_hash}'|address = '{addr}'|job_title = '{job}'] WHERE [login = '{console_login.1}'|id = '{uuid}'|email = '{p1.e}'];",
    "[CREATE USER|ALTER USER|CREATE ROLE] {console_login.1} [WITH PASSWORD|IDENTIFIED BY] '{console_pw}';\nGRANT SELECT ON {console_slug} TO {console_login.1};", "-- [author|written by|owner]: {p1}[, {console_when.day}|, {o1}]\n-- [purpose|why]: {rare} {rare} report\nDELETE FROM [invoices|leads] WHERE contact = '{p2}';",
    " id ¦ name ¦ [town|city] ¦ born\n----+------+------+-----\n {-num} ¦ {p1} ¦ {city} ¦ {console_when.day}\n {-num} ¦ {p2} ¦ {city} ¦ {console_when.day}\n({-num} rows)", "+----------+------------+\n¦ [user|login]     ¦ last_seen  ¦\n+----------+------------+\n¦ {console_login.1} ¦ {console_when.iis} ¦\n¦ {console_login.2} ¦ {console_when.iis} ¦\n+----------+------------+",
    "COPY public.people (id, full_name, dob, phone) FROM stdin;\n{-num}\t{p1}\t{console_when.day}\t{phone}\n{-num}\t{p2}\t{console_when.day}\t\\N\n\\.",
    "[employee_id,name,dept,manager,start|emp;name;dept;manager;start]\n{console_emp},{p1},{console_dept},{p2},{ndate}\n{console_emp},{p3},{console_dept},{p2},{ndate}", "\"{p1.l}\";\"{p1.f}\";\"{street}\";\"{zip}\";\"{city}\";\"{phone}\"\n\"{p2.l}\";\"{p2.f}\";\"{street}\";\"{zip}\";\"{city}\";\"{phone}\"",
    "url,username,password,note\nhttps://{-low}.com/login,{console_login.1},{console_pw},\nhttps://{console_firm},{p1.e},{console_pw},[work|old|]", "{p1}\t{p1.e}\t[yes|no]\t{console_when.day}\n{p2}\t{p2.e}\t[yes|no]\t{console_when.day}\n{p3}\t{p3.e}\t[yes|no]\t{console_when.day}", "Timestamp,Name,Dietary,Arrival\n{console_when.win},{p1},vegan,{loose}\n{console_when.win},{p2},none,{loose}",
    "asset_tag,model,assigned_to,location\n{console_asset},ThinkPad T14,{console_login.1},{city}\n{console_asset},MacBook Pro 14,{console_login.2},{city}\n{console_asset},Dell U2723QE,[spare|unassigned],",
    "users:\n  - name: {p1}\n    [login|username]: {console_login.1}\n    [email|mail]: {console_work.1}\n    role: [admin|editor|viewer]\n  - name: {p2}\n    [login|username]: {console_login.2}\n    [email|mail]: {console_work.2}",
    "[smtp|mail|database|redis|ldap]:\n  host: {console_host}\n  port: {-big}\n  [user|username]: {console_login.1}\n  [password|pass|passwd]: [\"{console_pw}\"|{console_pw}]", "apiVersion: v1\nkind: Secret\nmetadata:\n  name: {console_slug}\n  [annotations:\n    owner: {console_work.1}\n|]stringData:\n  [token|password|api-key]: {console_key}",
    "on_call:\n  primary: {console_login.1}   # {p1.f}, {phone}\n  secondary: {console_login.2}\n  escalation: {p3}", "- name: add [users|admins]\n  hosts: [all|web]\n  vars:\n    ssh_users:\n      - ⦃ name: {console_login.1}, key: \"ssh-ed25519 {console_sshpub} {console_login.1}@{console_host}\" ⦄\n    become_pass: {console_pw}",
    "x-maintainer: &m\n  name: {p1}\n  slack: \"@{console_nick.1}\"\n  since: {console_when.day}",
    "⟦package⟧\nname = \"{console_slug}\"\nversion = \"{ver}\"\nauthors = ⟦\"{p1} <{p1.e}>\"[, \"{p2} <{p2.e}>\"|]⟧", "⟦project⟧\nname = \"{console_slug}\"\nauthors = ⟦⦃name = \"{p1}\", email = \"{p1.e}\"⦄⟧\nmaintainers = ⟦⦃name = \"{p2}\"⦄⟧", "⟦user⟧\n\tname = {p1}\n\temail = [{console_work.1}|{console_noreply.1}]\n[\tsigningkey = {console_keyid}\n|]⟦core⟧\n\teditor = vim",
    "⟦client⟧\nuser={console_login.1}\npassword={console_pw}\nhost={console_host}", "; [changed by|edited by] {p1.f} {console_when.day}\n⟦ldap⟧\nbind_dn = cn={console_login.1},ou=services,dc={-low},dc=local\nbind_password = {console_pw}",
    "⟦default⟧\naws_access_key_id={console_key}\naws_secret_access_key={console_key}\n⟦profile {console_login.1}⟧\nrole_arn = arn:aws:iam::{console_aws}:role/[admin|readonly]",
    "[# local only\n|][DB_USER|POSTGRES_USER|MYSQL_USER]={console_login.1}\n[DB_PASSWORD|POSTGRES_PASSWORD|MYSQL_ROOT_PASSWORD]={console_pw}\n[JWT_SECRET|SESSION_SECRET|APP_KEY]={console_key}\nDEBUG=false\nPORT={-big}",
    "[STRIPE_SECRET_KEY|SENDGRID_API_KEY|GITLAB_TOKEN|SLACK_BOT_TOKEN|TWILIO_AUTH_TOKEN|NPM_TOKEN|HF_TOKEN|OPENAI_API_KEY|CLOUDFLARE_API_TOKEN|TELEGRAM_BOT_TOKEN|DD_API_KEY]={console_key}\n[ADMIN_EMAIL|ALERT_TO|MAIL_FROM]={console_work.1}",
    "[DATABASE_URL|REDIS_URL|MONGO_URI|AMQP_URL|CELERY_BROKER_URL]=[postgres|redis|mongodb+srv|amqp|mysql]://{console_login.1}:{console_key}@{console_host}[:{-big}|]/{console_slug}", "machine {console_firm}\n  login {console_login.1}\n  password {console_key}", "//registry.npmjs.org/:_authToken={console_key}\nemail={console_work.1}",
    "spring.datasource.username={console_login.1}\nspring.datasource.password={console_pw}\nspring.mail.username={console_work.1}\nserver.port={-big}", "<add name=\"Main\" connectionString=\"Server={console_host};Database={symbol};User Id={console_login.1};Password={console_pw};\" />", "pass_field_reset_by = {console_login.1}\nadmin_pass={console_pw}\nsession_ttl=3600",
    "<employee id=\"{console_emp}\">\n  [<name>{p1}</name>|<fullName>{p1}</fullName>|<first>{p1.f}</first><last>{p1.l}</last>]\n  [<dob>{ndate}</dob>|<birthDate>{ndate}</birthDate>]\n  <address>{addr}</address>\n</employee>", "<developer>\n  <id>{console_nick.1}</id>\n  <name>{p1}</name>\n  <email>{p1.e}</email>\n  <organization>{o1}</organization>\n</developer>",
    "<soap:Body><GetPolicy><holder>{p1.lf}</holder><policyNo>{i1}</policyNo><birth>{ndate}</birth></GetPolicy></soap:Body>", "<order ref=\"{i1}\" placed=\"{console_when.iso}\"><shipTo name=\"{p1}\" street=\"{street}\" city=\"{city}\" zip=\"{zip}\"/></order>", "<server><id>releases</id><username>{console_login.1}</username><password>{console_pw}</password></server>",
    "<p class=\"[byline|author]\">[By|Posted by|Written by] <a href=\"/u/{console_nick.1}\">{p1}</a>[ on <time>{date}</time>|, {console_role}]</p>", "<li><strong>{p1}</strong> &mdash; {console_role}, <a href=\"mailto:{console_work.1}\">{console_work.1}</a>, [tel.|Tel:] {phone}</li>", "<meta name=\"author\" content=\"{p1}\">\n<meta name=\"viewport\" content=\"width=device-width\">",
    "<input name=\"[fullname|name]\" value=\"{p1}\"><input name=\"[tel|mobile]\" value=\"{phone}\"><input type=\"hidden\" name=\"csrf\" value=\"{console_session}\">", "<td>{p1}</td><td>{console_dept}</td><td>{phone}</td><td>{city}</td>", "<!-- {p1.f}: [please don't touch|remove after launch|asked {p2.f}], {console_when.day} -->",
    "resource \"aws_iam_user\" \"{-low}\" ⦃\n  name = \"{console_login.1}\"\n  tags = ⦃ Owner = \"{p1}\", Email = \"{console_work.1}\" ⦄\n⦄", "variable \"[db_password|admin_pw|token]\" ⦃\n  default = \"{console_key}\"  # {p1.f}: [move to vault|temporary]\n⦄",
    "provider \"[azurerm|cloudflare|github]\" ⦃\n  [token|client_secret] = \"{console_key}\"\n  [owner = \"{console_nick.1}\"|tenant_id = \"{uuid}\"]\n⦄", "FROM python:3.12-slim\n[LABEL maintainer=\"{p1} <{p1.e}>\"|MAINTAINER {p1} {p1.e}]\nENV [API_KEY|TOKEN]={console_key}\nRUN useradd -m {console_login.1}\nUSER {console_login.1}",
    "services:\n  db:\n    image: postgres:16\n    environment:\n      POSTGRES_USER: {console_login.1}\n      POSTGRES_PASSWORD: {console_pw}", "environment ⦃\n  REGISTRY_CREDS = '{console_login.1}:{console_key}' // {p1.f} [will fix|owns this]\n⦄",
    "{console_login.1}@{console_host}:~$ [ssh|scp {console_slug}.tgz|sftp] {console_login.2}@{ip1}\n{console_login.2}@{ip1}'s password: {console_pw}\n[Last login: {console_when.c} from {ip}|Permission denied, please try again.]", "⟦{console_login.1}@{console_host1} ~⟧$ [whoami|id -un]\n{console_login.1}\n⟦{console_login.1}@{console_host1} ~⟧$ [ls -la|df -h|uptime]",
    "$ ls -l\n-rw-r--r-- 1 {console_login.1} staff {-big} {console_when.last} {console_slug}.[csv|pdf|zip]\n-rwxr-xr-x 1 {console_login.2} staff {-big} {console_when.last} {console_slug}.sh", "PS C:\\Users\\{console_login.1}> Get-ADUser {console_login.2} -Properties *\nDisplayName : {p2}\nEmailAddress : {console_work.2}\nSID : {console_sid}\nTitle : {console_role}\nOffice : {city}",
    "C:\\>net user {console_login.1} {console_pw} /add[ /domain|]\nThe command completed successfully.", "  {-big}  sudo adduser {console_login.1}\n  {-big}  echo \"{console_login.1}:{console_pw}\" ¦ chpasswd\n  {-big}  cd {console_path}\n  {-big}  mysql -u {console_login.2} -p{console_pw} {console_slug}",
    "[curl -u|curl -s --user|http -a] {console_login.1}:{console_key} https://api.{console_firm}{console_path}[ -d 'name={p1}'|]", "$ gh auth login --with-token <<< {console_key}\n✓ Logged in as {console_nick.1}",
    "$ finger {console_login.1}\nLogin: {console_login.1}\t\t\tName: {p1}\nDirectory: /home/{console_login.1}\tShell: /bin/[zsh|bash]\nOffice: {-big}, {phone}\nLast login {console_when.last} on pts/{-num} from {ip}", "[sshpass -p '{console_pw}' ssh|rsync -avz -e ssh . |mosh] {console_login.1}@{console_host}[.{console_firm}|]", "$ kubectl get pods -n {console_login.1}-dev --as={console_work.1}",
    "drwx------ {-num} {console_login.1} {console_login.1} 4096 {console_when.last} .ssh\nuid={-big}({console_login.1}) gid={-big}({console_login.1}) groups=27(sudo),998(docker)",
    "commit {-commit}\nAuthor: {p1} <{console_work.1}>\nDate:   {console_when.git}\n\n    {-Rare} {-rare} [on|for] {symbol}\n\n    [Co-authored-by|Reviewed-by|Signed-off-by|Acked-by|Tested-by|Reported-by]: {p2} <{p2.e}>", "{-commit} ({p1} {console_when.iis} +0200 {-num}) {expression}\n{-commit} ({p2} {console_when.iis} +0200 {-num}) {expression}",
    "* {-commit} [(HEAD -> main) |]{-Rare} {-rare} [- {p1.f}|<{p1}> ({-num} days ago)|({p1.i})]\n* {-commit} [bump|drop|fix] {console_ident} [- {p2.f}|<{p2}> ({-num} weeks ago)|({p2.i})]", "    {-num}\t{p1} <{p1.e}>\n     {-num}\t{p2} <{console_noreply.2}>\n      {-num}\t{p3} <{p3.e}>",
    "Merge pull request #{-big} from {console_nick.1}/{console_slug}\n\n[Fix|Add|Drop] {rare} {rare}[ (thanks {p2.f}!)|]", "From {-commit} {console_when.c}\nFrom: {p1} <{p1.e}>\nDate: {console_when.mail}\nSubject: ⟦PATCH {-num}/{-num}⟧ {-low}: {rare} the {rare}\n\nSigned-off-by: {p1} <{p1.e}>",
    "{console_path}  @{console_nick.1} @{console_nick.2}\n*.tf  @{console_nick.3}\ndocs/  {console_work.1}", "{p1} <{console_work.1}> <{p1.e}>\n{p2} <{console_work.2}> {console_nick.2} <{p2.e}>",
    "def test_{console_ident}():\n    person = {symbol}(name=\"{p1}\", email=\"{p1.e}\", [phone=\"{phone}\"|born=\"{console_when.day}\"])\n    assert person.is_valid()", "it('[greets|renders|saves] the [user|guest]', async () => ⦃\n  const u = ⦃ first: '{p1.f}', last: '{p1.l}', city: '{city}' ⦄;\n  expect(greet(u)).toContain('{p1.f}');\n⦄);",
    "@Test\nvoid finds[ByMail|Holder]() ⦃\n  var c = new {symbol}(\"{p1}\", LocalDate.parse(\"{console_when.day}\"), \"{iban}\");\n  assertEquals(\"{p1.l}\", c.lastName());\n⦄", "#⟦test⟧\nfn [parses|keeps]_[name|address]() ⦃\n    let p = Person ⦃ name: \"{p1}\".into(), street: \"{street}\".into() ⦄;\n    assert_eq!(p.initials().len(), 2);\n⦄",
    "func Test{-symbol}(t *testing.T) ⦃\n\tu := User⦃Name: \"{p1}\", Login: \"{console_login.1}\", Token: \"{console_key}\"⦄\n\tif u.Login != \"{console_login.1}\" ⦃ t.Fatal(u) ⦄\n⦄", "factory :user do\n  name ⦃ '{p1}' ⦄\n  email ⦃ '{p1.e}' ⦄\n  password ⦃ '{console_pw}' ⦄\nend", "$this->post('/register', ⟦'name' => '{p1}', 'email' => '{p1.e}', 'password' => '{console_pw}'⟧)->assertOk();",
    "var seed = new⟦⟧ ⦃ new Employee(\"{p1}\", \"{job}\", \"{city}\"), new Employee(\"{p2}\", \"{job}\", \"{city}\") ⦄;", "const char *owner = \"{p1}\"; /* {p1.e} */\nstatic const char pass⟦⟧ = \"{console_pw}\";", "val contact = Contact(name = \"{p1}\", phone = \"{phone}\", employer = \"{o1}\")", "let patient = Patient(given: \"{p1.f}\", family: \"{p1.l}\", mrn: \"{mrn}\") // from {hosp}",
    "client = Client(api_key=\"{console_key}\")  # {p1.f}'s key[, revoke by {loose}|]", "[const|let|var] [token|apiKey|secret] = '{console_key}';[ // TODO({console_login.1}): env var| // FIXME {p1.f}|]", "requests.post(url, auth=(\"{console_login.1}\", \"{console_pw}\"), json=⦃\"to\": \"{phone}\"⦄)",
    "/**\n * {-Rare} the {-rare}.\n *\n * @author {p1}[ <{p1.e}>|]\n * @since {console_when.day}\n */", "[#|//|--|%|;;] [Copyright (c)|(c)|©] {year} {p1}[ <{p1.e}>| and {p2}|, {o1}][. All rights reserved.|]", "[# TODO|// FIXME|// HACK|# NOTE]([{console_login.1}|{p1.f}]): {rare} the {rare} [before|after] {symbol} ships[; ask {p2.f}|]", "% {p1}, {o1}, {date}\n% {console_ident}.m - {rare} {rare}",
    "[# Written by|# Contributed by|// Original idea:|/* Thanks to] {p1}[ ({console_nick.1})|, {city}|, {year}]",
]


FORMS = [
    "dn: uid={console_login.1},ou=[people|staff],dc={-low},dc=[com|org]\nobjectClass: inetOrgPerson\ncn: {p1}\nsn: {p1.l}\ngivenName: {p1.f}\nmail: {console_work.1}\n[telephoneNumber: {phone}\n|][title: {console_role}\n|][l: {city}\n|][employeeNumber: {console_emp}\n|]userPassword: {console_hash}",
    "dn: CN={p1},OU={console_dept},DC=corp,DC=local\nchangetype: [modify|delete]\nsAMAccountName: {console_login.1}\nuserPrincipalName: {console_work.1}\nobjectSid: {console_sid}\nmanager: CN={p2},OU={console_dept},DC=corp,DC=local\nwhenCreated: {console_when.ldap}", "memberUid: {console_login.1}\nmemberUid: {console_login.2}\nmemberUid: {console_login.3}",
    "BEGIN:VCARD\nVERSION:[3.0|4.0]\nN:{p1.l};{p1.f};;;\nFN:{p1}\n[ORG:{o1};{console_dept}\n|][TITLE:{console_role}\n|]TEL;TYPE=[CELL|WORK|cell,voice]:{phone}\nEMAIL:{p1.e}\n[ADR;TYPE=HOME:;;{street};{city};;{zip};{country}\n|][BDAY:{console_when.day}\n|]END:VCARD",
    "BEGIN:VEVENT\nUID:{uuid}\nDTSTART:{console_when.ical}\nDTEND:{console_when.ical}\nSUMMARY:[1:1 {p1.f} / {p2.f}|Interview {p1}|{p1.f} on leave|Dentist {p2.f}]\nORGANIZER;CN={p1}:mailto:{console_work.1}\nATTENDEE;CN=\"{p2}\";PARTSTAT=[ACCEPTED|DECLINED|NEEDS-ACTION]:mailto:{console_work.2}\n[LOCATION:{addr}\n|]END:VEVENT",
    "Host {console_slug}\n    HostName {ip}\n    User {console_login.1}\n    Port 22\n    IdentityFile ~/.ssh/[id_ed25519|id_rsa|work_key]", "Host *.{console_firm}\n  User {console_login.1}\n  ProxyJump {console_login.1}@{console_host}\n  ForwardAgent no",
    "{console_login.1}:x:{-big}:{-big}:{p1},,,:/home/{console_login.1}:/bin/[bash|zsh|false]\n{console_login.2}:x:{-big}:{-big}:{p2},{-num},{phone}:/home/{console_login.2}:/bin/bash", "root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\n{console_login.1}:x:1000:1000:{p1}[,,,|]:/home/{console_login.1}:/bin/bash",
    "{console_login.1}:{console_hash}:{-big}:0:99999:7:::\n{console_login.2}:{console_hash}:{-big}:0:99999:7:::", "{console_login.1}:{-big}:{console_hash}:::", "[ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp256] {console_sshpub} [{console_login.1}@{console_host}|{p1.e}|{p1.f}'s laptop]",
    "MAILTO={console_work.1}\n0 {-num} * * * /home/{console_login.1}/bin/{console_slug} > /dev/null\n*/5 * * * * {console_login.2} /usr/local/bin/{console_slug} --token {console_key}", "%sudo ALL=(ALL:ALL) ALL\n{console_login.1} ALL=(ALL) NOPASSWD: /usr/bin/systemctl\n{console_login.2} ALL=(www-data) /usr/bin/rsync",
    "POST /api/v[1|2]/[users|customers|employees] HTTP/1.1\nHost: api.{console_firm}\nAuthorization: [Bearer {console_key}|Basic {console_key}]\nContent-Type: application/json\n\n⦃\"[name|full_name]\": \"{p1}\", \"email\": \"{p1.e}\", \"phone\": \"{phone}\"⦄",
    "HTTP/1.1 200 OK\nSet-Cookie: [sid|PHPSESSID|JSESSIONID|session]={console_session}; Path=/; HttpOnly\n\n⦃\"id\":\"{console_uid}\",\"login\":\"{console_nick.1}\",\"name\":\"{p1}\",\"company\":\"{o1}\",\"location\":\"{city}\"⦄",
    "⦃\n  \"id\": \"{console_uid}\",\n  \"[first_name|firstName|given_name]\": \"{p1.f}\",\n  \"[last_name|lastName|family_name]\": \"{p1.l}\",\n  \"address\": ⦃\"street\": \"{street}\", \"city\": \"{city}\", \"postal_code\": \"{zip}\"⦄,\n  \"[dob|birth_date]\": \"{console_when.day}\"\n⦄",
    "⟦⦃\"author\":⦃\"login\":\"{console_nick.1}\"⦄,\"body\":\"[LGTM|needs a test|thanks {p2.f}]\",\"created_at\":\"{console_when.iso}\"⦄,⦃\"author\":⦃\"login\":\"{console_nick.2}\"⦄,\"body\":\"[done|fixed in {-commit}]\",\"created_at\":\"{console_when.iso}\"⦄⟧",
    "query ⦃ [user|member|customer](email: \"{p1.e}\") ⦃ id name orders(last: {-num}) ⦃ total ⦄ ⦄ ⦄", "mutation ⦃\n  [createUser|updateProfile|invite](input: ⦃ name: \"{p1}\", email: \"{p1.e}\"[, phone: \"{phone}\"|, birthday: \"{console_when.day}\"] ⦄) ⦃ id ⦄\n⦄",
    "⦃\n  \"iss\": \"https://id.{console_firm}\",\n  \"sub\": \"{console_uid}\",\n  \"name\": \"{p1}\",\n  \"preferred_username\": \"{console_login.1}\",\n  \"email\": \"{console_work.1}\",\n  \"iat\": {console_when.epoch},\n  \"exp\": {console_when.epoch}\n⦄", "Cookie: session={console_session}; [remember_token={console_session}; |]lang=en\nX-Forwarded-For: {ip}\nX-User: {console_login.1}",
    "< HTTP/2 422\n⦃\"errors\":⦃\"email\":⟦\"{p1.e} is already taken\"⟧,\"phone\":⟦\"{phone} is not a valid number\"⟧⦄⦄", "wss open: client={uuid} user={console_nick.1}\n<- ⦃\"type\":\"msg\",\"from\":\"{console_nick.1}\",\"text\":\"[hey|hi] {p2.f}, [u there?|call me {phone}]\"⦄",
    "<saml:NameID>{console_work.1}</saml:NameID>\n<saml:Attribute Name=\"displayName\"><saml:AttributeValue>{p1}</saml:AttributeValue></saml:Attribute>",
    "Access review Q{-num}, [owner|reviewer]: {p1}\n\n¦ User ¦ Role ¦ Last login ¦ Decision ¦\n¦---¦---¦---¦---¦\n¦ {console_login.2} ({p2}) ¦ [admin|read-only] ¦ {console_when.day} ¦ keep ¦\n¦ {console_login.3} ({p3}) ¦ [writer|billing] ¦ [never|{console_when.day}] ¦ revoke ¦",
    "Asset: {console_asset} ([MacBook Pro 14\"|ThinkPad X1|iPhone 15|Dell XPS])\n[Serial|S/N]: {console_asset}\nAssigned: {p1} ({console_dept})[, {city} office|]\nIssued: {ndate}\n[MAC: {mac}|Warranty until {ndate}|IMEI: {ten}]",
    "[Inventory|IT assets|Devices]\n{console_asset}  {console_login.1}  [Latitude 5440|iPad|MBP 16]  {city}\n{console_asset}  {console_login.2}  [T14s|Pixel 8|MBA M2]  {city}\n{console_asset}  -  [spare|broken]  [storage|repair]",
    "New starters w/c {date}\n- {p1}, {console_role}, {console_dept}, manager {p2} -> [laptop {console_asset}|needs a laptop], login {console_login.1}\n- {p3}, {console_role}, [{city}|remote] -> login {console_login.3}",
    "Onboarding checklist: {p1} (starts {date})\n⟦x⟧ AD account {console_login.1}\n⟦x⟧ mailbox {console_work.1}\n⟦ ⟧ badge {console_emp}\n⟦ ⟧ [VPN token|laptop] {console_asset}\nBuddy: {p2.f}", "LEAVERS\n{p1.up} - last day {ndate} - disable {console_login.1}, forward mail to {console_work.2}\n{p3.up} - last day {ndate} - laptop {console_asset} [returned|outstanding]",
    "offboarding {p1.low}: [disabled|deleted] {console_login.1}, [revoked {console_key}|removed from github ({console_nick.1})|wiped {console_asset}], done {console_when}",
    "[CRM note|Call log|Activity] {ndate} - [Spoke with|Called|Met] {p1}, {console_role} at {o1}[ ({city})|]. [Wants a demo|Renewal at risk|Budget frozen], [follow up {loose}|callback {phone}|send quote to {console_work.1}]. /{p2.x}", "Lead: {p1}\nCompany: {o1}\nTitle: {console_role}\nSource: [webinar|LinkedIn|trade fair {city}]\nOwner: {p2}\nNext step: [call|mail] {loose}, {phone}",
    "Opportunity {o1} - stage: [negotiation|closed won|lost to competitor]\nchampion {p1.f} {p1.l} ({p1.e}), blocker {p2.ml} from {console_dept}", "maintainers:\n- {p1} (@{console_nick.1})\n- {p2} (@{console_nick.2})\nemeritus:\n- {p3}",
    "## [Maintainers|Authors|Contributors|Contact|Credits]\n\n* [**{p1}**|{p1}] - [*Initial work*|{o1}|<{p1.e}>] - ⟦@{console_nick.1}⟧\n* {p2} ([docs|logo|Windows port])\n* {p3}, {country} ([first|beta] tester)", "# AUTHORS\n{p1} <{p1.e}>\n{p2} <{p2.e}>\n{p3} <{console_noreply.3}>",
    "⟦{p1}⟧(https://github.com/{console_nick.1}) and ⟦{p2}⟧(https://github.com/{console_nick.2}) [maintain this project|wrote the first version] [in their spare time|at {o1}].", "Package: {console_slug}\nVersion: {ver}\nMaintainer: {p1} <{p1.e}>\nUploaders: {p2} <{p2.e}>\nArchitecture: any",
    "{console_slug} ({ver}) unstable; urgency=medium\n\n  * {-Rare} {rare} (Closes: #{-big}). Thanks to {p2}.\n\n -- {p1} <{p1.e}>  {console_when.mail}",
    "{console_pem}", "[deploy key of|key for|from the backup of] {console_login.1}@{ip}:\n{console_pem}", "pastebin dump\n{p1.e}:{console_pw}\n{p2.e}:{console_pw}\n{p3.e}:{console_pw}", "{console_login.1}:{console_pw}\n{console_login.2}:{console_pw}\n{console_nick.3}:{console_pw}", "{mailbox} ¦ {console_pw} ¦ {ip} ¦ {country}\n{mailbox} ¦ {console_pw} ¦ {ip} ¦ {country}",
    "id,email,hash,lastip\n{-big},{p1.e},{console_hash},{ip}\n{-big},{p2.e},{console_hash},{ip}", "{console_login.1}:{-big}:{console_hash}:::\n{console_login.2}:{-big}:{console_hash}:::",
    "URL: https://{console_firm}/login\nUser: [{console_work.1}|{console_login.1}]\nPass: {console_pw}\n[2FA seed: {console_seed}\n|Security question: mother's maiden name? {p2.l}\n|]Machine: {console_host}, {city}", "[Recovery codes|Backup codes|One-time codes] for {p1.e}\n1. {console_seed}\n2. {console_seed}\n3. {console_seed}",
    "otpauth://totp/{-low}:{p1.e}?secret={console_seed}&issuer={-low}", "wifi [guest|office]: {console_pw}\nrouter login admin / {console_pw}\n[nas|camera] {ip} {console_login.1} / {console_pw}", "WIFI:T:WPA;S:{-low};P:{console_pw};;", "[psk|wpa_passphrase]=\"{console_pw}\"\nidentity=\"{console_login.1}\"",
    "[KeePass|1Password|Bitwarden] export\nTitle: {-rare}\nUser name: {console_login.1}\nPassword: {console_pw}\nURL: {url}\nNotes: [PIN {console_otp}|ask {p2.f}|]",
]

TALK = [
    "{console_ticket} [opened|raised] by {p1} ([{console_work.1}|{console_login.1}]) on {ndate}\nPriority: P[1|2|3|4]\nSubject: [cannot print|VPN drops|{tool} licence|mailbox full]\nAssigned to: {p2}\n[Callback: {phone}|Location: {city}, floor {-num}|Device: {console_asset}]",
    "[User|Caller|Employee] {p1.f} {p1.l} [locked out of|can't open|lost access to] {tool} after [changing the password|coming back from leave|the migration][; reset done, temp pw {console_pw}|; unlocked {console_login.1}]. [Closed|Resolved] {console_when} {p2.x}",
    "Work notes:\n{console_when} - {p1}: [user confirmed|called user on {phone}|waiting for {p2.f}]\n{console_when} - {p2}: [replaced the dock|re-enrolled {console_asset}|escalated]", "[customer|client] {p1.low} says the app [crashes|logs her out|logs him out] when opening an invoice, account {console_uid}, mail {p1.e}, ios 17",
    "Steps: 1) log in as {console_login.1} / {console_pw} 2) open [Reports|Settings] 3) [boom|500|blank page]. [Seen by {p2.f} too.|Only on staging.]", "PII request {console_ticket}: delete all data of {p1}, {p1.e}, [born {date}|account {console_uid}], [deadline {date}|confirmed by {p2} on {ndate}].",
    "Post-mortem: [outage|data leak] of {date}\n\nTimeline (UTC)\n{console_when.hm} {p1.f} [deploys {-commit}|runs the migration]\n{console_when.hm} alerts fire, {p2.f} [acks|is paged]\n{console_when.hm} {p1.f} rolls back\n\nAction items\n- {p3.f}: [add a canary|fix the runbook]",
    "At {console_when.hm} UTC on {date}, {p1} ([on call|incident commander]) noticed [elevated 5xx|replication lag] in {tool}. {p2} from {o1} [confirmed|joined the bridge] and {p3.f} [drained|restarted] {console_host}.", "Root cause: a token ({console_key}) committed by {console_login.1} [on {date}|in {-commit}] was used from {ip} ({country}). {p2.f} revoked it at {console_when.hm}.",
    "Handover {console_when.day}: {p1.f} -> {p2.f}\n- {console_host} disk at 91%, [watch it|{p3.f} is on it]\n- [customer|client] {o1} still waiting, contact {p4} {phone}\n- quiet otherwise", "on call this week: {p1.f} ({phone}), backup {p2.f}[, escalate to {p3.ml}|]. Pager [noisy|quiet], {tool} [flapped|was slow] {loose}.",
    "[Week|Rota]  Primary  Secondary\n{console_when.day}  {p1.f}  {p2.f}\n{console_when.day}  {p3.f}  {p1.f}\n{console_when.day}  {p2.f}  {p3.f}",
    "{p1}  {console_when.hm}\n[anyone around?|who owns {console_host}?|deploy is stuck again]\n{p2}  {console_when.hm}\n[looking|ask {p3.f}, she set it up|ping @{console_nick.3}]",
    "⟦{console_when.hm}⟧ <{console_nick.1}> [hi all|{console_nick.2}: ping|is {tool} down?]\n⟦{console_when.hm}⟧ <{console_nick.2}> [{console_nick.1}: pong|works here|restart it]\n⟦{console_when.hm}⟧ * {console_nick.3} [sighs|waves|is away]",
    "{console_when.hm} -!- {console_nick.1} ⟦~{console_login.1}@{ip}⟧ has [joined|quit|left] #{console_slug}\n{console_when.hm} <@{console_nick.2}> [welcome|wb] {console_nick.1}", "*** {console_nick.1} sets mode +o {console_nick.2}\n<{console_nick.2}> thx {p1.f}",
    "@{console_nick.1} [can you|pls|could you] [approve|rebase|take a look at] #{-big}? {p2.f} [is out|is in {city}|left] [until {loose}|]", "{p1.f} {p1.l} ⟦{console_when.win}⟧\n[Good morning|Hello], the [customer|vendor] {o1} [called|complained], [number {phone}|contact {p2.ml}]. [Can someone call back?|{p3.f}?]",
    "[:rotating_light:|:wave:|:tada:] [welcome|please welcome] {p1} ([@{console_nick.1}|<@{console_uid}>]) who joins {console_dept} [in {city}|from {o1}] as {console_role}!", "{p1.f}: whats the [wifi|staging|root] password\n{p2.f}: {console_pw}\n{p1.f}: [ty|thx|lol ok]",
    "bot: {console_login.1} deployed {console_slug}@{-commit} to [prod|staging] ({console_ms})\nbot: approved by {console_login.2}", "DM from {p1}: [my otp is|code:|the code they texted me:] {console_otp}, [phone {phone}|hurry]", "Zoom: https://{-low}.zoom.us/j/{ten1}?pwd={console_key}\nMeeting ID: {ten1} Passcode: {console_otp}\nHost: {p1}",
    "> [Why not|Can we] use {tool} here?\n\n{p1.f} [suggested|tried] that in #{-big}. [@{console_nick.2} what do you think?|See {p2.f}'s comment.]", "[nit|suggestion|blocking]: rename {console_ident} -> {console_ident}. [Also|And] {p1.f}'s [e-mail {p1.e}|phone {phone}] is hard-coded in the fixture[, please use a fake one|].",
    "{console_nick.1} [requested changes|approved these changes|commented] [on {console_when.day}|{-num} hours ago]\n{console_ident}: [this leaks the token {console_key}|why is {p2.e} in the test data?]", "{ver} ({console_when.day})\n\n- {-Rare} the {rare} (@{console_nick.1} in #{-big})\n- Fix {symbol} on Windows ([@{console_nick.2}|thanks to {p2}])\n\nNew contributors: @{console_nick.3}",
    "[Many thanks|Kudos|Credit] [to|goes to] {p1}, {p2} and {p3.f} [for reporting|who found] CVE-202[1|2|3|4|5]-{-big}.", "## ⟦{ver}⟧ - {console_when.day}\n### Fixed\n- {symbol} [panics|leaks] ([reported by|by] {p1}[ of {o1}|])", "[Reporter|Discovered by]: {p1} ([@{console_nick.1}|{o1}])\nReported: {date}\nFixed in: {ver}\nSeverity: [high|medium]",
    "[{console_nick.1}|{p1.f}] asked {date}:\n\n[Hi all|Hello], I am [new to|stuck with] {tool}. My config:\n\n  user = {console_login.1}\n  password = {console_pw}\n\n[Any ideas?|Why 401?]\n\n[answered by|Accepted answer:] {console_nick.2}: [first, change that password!|use a token.]",
    "Re: {tool} [slow|broken] after update\nby {console_nick.1} » {console_when}\n\n{console_nick.2} wrote: [Did you clear the cache?|which version?]\n\n{ver} here. [Cheers, {p1.f}|regards from {city}, {p1.f}]", "[|u/]{console_nick.1} · {-num}h ago\n[I work at|my company is] {o1} and we [still use|dropped] {tool}. [{p2.f} from our team|My boss {p2.f}] [hates|loves] it.",
    "[Hi|Dear|Hello] support,\n\nI [can't log in|was charged twice|want to cancel]. My user name is {console_nick.1}, [mail|e-mail] {p1.e}[, order {i1}|, card {card}|, phone {phone}].\n\n[Thanks|Regards|BR],\n{p1}[\n{city}|\n{o1}|]",
    "[Hi|Dear] {p1.f},\n\nthanks for contacting us. [We reset your password to {console_pw}.|Your ticket is {console_ticket}.|Your licence key is {console_key}.] [Reply to this mail|Call {phone}] [if it does not help|any time].\n\n{p2.f}\n[Customer Support|Support team], {o1}",
    "From: {p1} <{p1.e}>\nTo: {-low}-[devel|users]@lists.{-low}.org\nDate: {console_when.mail}\nSubject: Re: ⟦{-low}-devel⟧ {rare} {rare}\n\nOn {console_when.mail}, {p2} wrote:\n> [I think|Patch applied], [{p3.f} is right|use {symbol}]\n\n[Agreed|No].\n{p1.f}",
    "Received: from {console_host} (⟦{ip}⟧) by mx.{console_firm} with ESMTPS; {console_when.mail}\nFrom: \"{p1}\" <{console_work.1}>\nTo: {p2.e}\nX-Originating-IP: ⟦{ip}⟧",
    "[Minutes|Notes|Protocol]: {console_dept} sync, {date}\n[Present|Attendees]: {p1}, {p2}, {p3} ([remote|{city}])\n[Absent|Excused]: {p4.f}\n\n1. {tool} migration: {p1.f} [presented|demoed], {p2.f} [objects|owns it]\n2. AOB: {p3.f} [on leave from {date}|moves to {city}]\n\nNext: {date}",
    "[ACTION|TODO|AI] {p1.x}: [send the SOW to {o1}|talk to {p2.f}] by {date}\n[ACTION|TODO|AI] {p3.f}: [ship laptop {console_asset}|close {console_ticket}]", "standup {console_when.day}\n{p1.f}: [done with auth|reviewing]\n{p2.f}: [blocked on {tool}|sick]\n{p3.f}: [interview at {console_when.hm}|pairing w/ {p1.f}]",
    "Retro: {p1.f} [liked|praised] the {tool} switch; {p2.f} wants fewer meetings; [{p3.f} facilitates next time|vote was 5:{-num}].", "[Security notice|Phishing report]: {p1} ({console_work.1}) [clicked the link|entered the password {console_pw}] at {console_when}; [session from {ip}|{city}, {country}] killed, {console_asset} reimaged.",
    "SAR {console_ticket}: we hold for {p1}: login {console_login.1}, last IP {ip}, billing address {addr}, device {mac}.", "[SIM|eSIM] {phone} assigned to {p1} ([IMEI {console_imei}|{console_asset}]), [cost centre {-big}|{console_dept}]", "Badge log {console_when.day}\n{console_when.t} {p1.lf} DOOR-{-num} IN\n{console_when.t} {p2.lf} DOOR-{-num} [OUT|DENIED]",
    "print job {-big}: \"[CV|Contract|Payslip] {p1}.[docx|pdf]\" owner {console_login.2} on {console_host}, {-num} pages", "Calendar: {p1.f} OOO {date} - {date}, covering: {p2.f} ([@{console_nick.2}|{phone}])", "Shared with you: \"[Salaries|Org chart|Offer letter] {p1}\" by {p2} ({console_work.2}), {console_when}",
    "key {console_key} [belongs to|is used by|expires for] [{console_login.1}|{p1}|tenant {o1}][, rotate before {date}|]", "pls add [{console_login.1}|{p1.low}] to the {tool} group, [approved by {p2.low}|manager is {p2.f}|thx {p2.f}]", "sid={console_sid} [resolves to|is] CORP\\{console_login.1} ({p1})",
    "gpg: Good signature from \"{p1} <{p1.e}>\"\ngpg: Signature made {console_when.c} using RSA key [ID |]{console_keyid}", "WHOIS {-low}.{-low}\nRegistrant Name: {p1}\nRegistrant Organization: {o1}\nRegistrant Street: {street}\nRegistrant City: {city}\nRegistrant Country: {country}\nRegistrant Phone: {phone}\nRegistrant Email: {p1.e}\nCreation Date: {console_when.iso}",
]


# Nobody is spoken of here.
NONE = [
    "password_min_length: {num}\npassword_require_digits: true\npassword_history: {num}\nlockout_threshold: [3|5|10]", "[DB_PASSWORD|API_KEY|JWT_SECRET|SMTP_PASS]=$⦃[DB_PASSWORD|API_KEY|SECRET|SMTP_PASS]⦄\n[DB_USER=$⦃DB_USER⦄|DB_HOST={console_host}]\nPORT={-big}",
    "password: [⦃⦃ vault_{console_ident} ⦄⦄|$(cat /run/secrets/{-low})|!vault ¦ # see the wiki|⦃⦃ .Values.auth.password ¦ quote ⦄⦄|<redacted>|********|\"\"|null]", "# [change this in production|do not commit real secrets|see the vault docs]\nSECRET_KEY=[changeme|your-secret-here|<insert key>|replace_me|xxxxxxxx]\nALLOWED_HOSTS=*",
    "token: [YOUR_API_TOKEN|<token>|TODO|...|$TOKEN|env(TOKEN)|%TOKEN%]\nurl: https://api.example.com/v{num}", "Authorization: Bearer [<access_token>|$TOKEN|⦃⦃token⦄⦄|YOUR_TOKEN]", "valueFrom:\n  secretKeyRef:\n    name: {console_slug}\n    key: [password|token|tls.key]",
    "⦃\"type\": \"object\", \"required\": ⟦\"[email|username]\", \"password\"⟧, \"properties\": ⦃\"password\": ⦃\"type\": \"string\", \"minLength\": {num}, \"format\": \"password\"⦄⦄⦄", "[const|let] [password|token|secret] = process.env.[DB_PASSWORD|TOKEN|SECRET] ?? [''|undefined];\nif (![password|token]) throw new {symbol}('missing');",
    "password = os.environ⟦\"[DB_PASSWORD|PGPASSWORD]\"⟧\nuser = os.getenv(\"DB_USER\", \"postgres\")", "[if|while] (user.password != hash(input.password)) ⦃ [return false|throw new {symbol}()]; ⦄", "def [set_password|check_token|verify](self, [password|token]: str) -> bool:\n    [return {console_ident}([password|token])|raise NotImplementedError]",
    "<input type=\"password\" name=\"[pass|pwd]\" placeholder=\"[Your password|At least {num} characters]\" autocomplete=\"current-password\">", "<label for=\"[name|email|phone]\">[Full name|E-mail address|Mobile number]</label> <input id=\"[name|email|phone]\" required>",
    "CREATE TABLE [users|people|patients|contacts] (\n  id serial PRIMARY KEY,\n  [first_name|name] varchar({num}) NOT NULL,\n  email text UNIQUE,\n  [date_of_birth|birthday] date,\n  password_hash char(60)\n);", "ALTER TABLE {console_ident} ADD COLUMN [phone|last_name|ssn_hash|address_line_2] varchar({num}) [NULL|DEFAULT ''];\nCREATE INDEX idx_{-low} ON {console_ident} (created_at);",
    "SELECT [city|country|job_title], count(*) FROM [users|employees] GROUP BY 1 HAVING count(*) > {num};", "type User ⦃\n  id: ID!\n  name: String\n  email: String! @deprecated\n  posts(first: Int = {num}): ⟦Post⟧\n⦄", "message Person ⦃\n  string name = 1;\n  int32 age = 2;\n  repeated string phones = 3;\n⦄",
    "interface [Customer|Employee|Patient] ⦃ firstName: string; lastName: string; address?: Address; ssn: string ¦ null ⦄",
    "font-family: \"{-p1.l} [Sans|Serif|Mono|Grotesk|Display]\", [Helvetica Neue|Georgia|Arial|Garamond], sans-serif;\nfont-size: {num}px;", "[Theme|Colour scheme|Skin|Wallpaper] \"{console_name}\" [is|was made] the default since {ver}.", "[Codename|Release name|Milestone]: {-c}\n[Channel|Branch]: [stable|lts|next]\nVersion: {ver}",
    "git checkout -b feature/{console_slug1}\nSwitched to a new branch 'feature/{console_slug1}'", "[remotes/origin|origin]/[main|develop|release/{ver}]\n* [feature|spike]/{-p1.l}-[parser|layout|solver]",
    "[{-p1.l}|{-p1.f}] is [a|our] [static site generator|linter|job queue|headless CMS|test runner|vector index] [written in|for] {tool}. [It needs {tool} {ver} or later.|Install it with `cargo install {console_slug}`.]", "[The {-p1.l} algorithm|A {-p1.l} filter|{-p1.l}-{-p2.l} hashing|The {-p1.l} distance] [runs in O(n log n)|needs {num} MB|is implemented in {console_ident}]; see {symbol}.",
    "[Deploy|Fail over] [{-p1.f}|{-c}|{console_name}] (the [build server|staging cluster|old NAS]) [first|before {tool}], then reboot {console_host}.", "{console_host} [down|flapping|unreachable]: [check the PSU|replace disk {num}|link {num} errors]. [{console_name}|{console_host}] ok.",
    "[Crashes|Hangs] in {-p1.l}::{symbol} when {console_ident} is [empty|negative|NaN].\n{symbol}::{console_ident} at {-low}.cpp:{-big}", "import ⦃ [{symbol}|{console_name}] ⦄ from '@{-low}/{-low}';\nimport {console_name} from './{console_slug}';",
    "class {-p1.l}[Test|Spec|Client|Solver|Adapter]([TestCase|Base|object]):\n    [\"\"\"{-Rare} {rare}.\"\"\"|pass]\n    [timeout = {num}|retries = {num}]", "[PASS|FAIL|ok|SKIP] {-low}/{console_ident}_test.[go|ts|py] ({console_ms})\n  [✓|✗|-] [rejects|accepts|parses] [an empty name|a missing e-mail|a phone number without a prefix|names with an apostrophe]",
    "test result: ok. {-big} passed; 0 failed; {num} ignored; finished in {num}.{num}s", "test tests::[parses_full_name|rejects_bad_iban|masks_card_number|user_is_created] ... [ok|FAILED|ignored]",
    "Successfully built {-commit}\nSuccessfully tagged {console_slug}:{ver}\ndigest: {console_digest} size: {-big}", "Step {num}/{num} : COPY . /app\n ---> {-commit}\nStep {num}/{num} : RUN [npm ci|cargo build --release|make]\n ---> Running in {-commit}", "\"integrity\": \"{console_digest}\",\n\"resolved\": \"https://registry.npmjs.org/{-low}/-/{-low}-{ver}.tgz\"",
    "{console_digest}  {console_slug}-{ver}.tar.gz\n{console_digest}  {console_slug}-{ver}.zip", "checksum = \"{console_digest}\"\nname = \"{-low}\"\nversion = \"{ver}\"\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"", "Bump {-low} from {ver} to {ver}\n\n{-commit} → {-commit}, {num} files changed, {-big} insertions(+), {num} deletions(-)",
    "diff --git a/{-low}.py b/{-low}.py\nindex {-commit}..{-commit} 100644\n@@ -{num},{num} +{num},{num} @@\n-    {expression}\n+    {expression}", "[warning|error]: unused [variable|import]: `[name|user|email|{-low}]`\n  --> src/{-low}.rs:{-big}:{num}", "[npm WARN deprecated|added|removed] {-low}@{ver}[: use {-low} instead|, audited {-big} packages]",
    "   Compiling {-low} v{ver}\n   Compiling {console_slug} v{ver} (/app)\n    Finished [dev|release] in {num}.{num}s", "⟦{num}/{num}⟧ Building [CXX|C] object {-low}.dir/{-low}.cpp.o\nlinking {-low}", "{-low}.service: [Main process exited, code=exited, status={num}|Scheduled restart job, restart counter is at {num}|Consumed {num}.{num}s CPU time].",
    "kernel: [usb {num}-{num}: new high-speed USB device number {num}|Out of memory: Killed process {console_pid} ([java|node|mysqld])|EXT4-fs (sda{num}): mounted filesystem|nf_conntrack: table full, dropping packet]", "⟦{console_pid}⟧ {num}.{num}s [GC|minor GC|heap]: {-big}M->{-big}M({-big}M), pause {console_ms}",
    "  PID USER      PR  NI    VIRT    RES  %CPU COMMAND\n {console_pid} root      20   0 {-big} {-big}  {num}.0 [nginx|node|java]\n {console_pid} www-data  20   0 {-big} {-big}   0.{num} php-fpm", "tcp  0  0 localhost:{-big}  0.0.0.0:*  LISTEN  {console_pid}/[nginx|postgres|node]",
    "NAME   READY   STATUS    RESTARTS   AGE\n{console_slug}-{-commit}-{-low}   1/1     [Running|CrashLoopBackOff|Pending]   {num}          {num}d\n{console_slug}-{-commit}-{-low}   0/1     [Completed|Evicted]   0          {num}h",
    "[Warning|Normal]  [BackOff|FailedScheduling|Pulled|Unhealthy|Killing]  {num}s (x{num} over {num}m)  kubelet  [Back-off restarting failed container|Readiness probe failed: HTTP probe failed with statuscode: 503|0/{num} nodes are available]",
    "Filesystem      Size  Used Avail Use% Mounted on\n/dev/sda{num}       {num}G   {num}G  {num}G  {num}% /\ntmpfs           {num}G     0  {num}G   0% /run", "PLAY RECAP *****\n{console_host} : ok={num} changed={num} unreachable=0 failed=0",
    "Usage: {-low} ⟦OPTIONS⟧ [--user <USER>|--name NAME] [--password-file <FILE>|--token-stdin]\n\nOptions:\n  -u, --user <USER>      [User name|Login]\n  -p, --password <PASS>  Password (read from stdin when absent)\n  -h, --help",
    "Set the user name and the password in Settings > [Accounts|Users]. [Passwords must have at least {num} characters.|The default is admin/admin; change it at once.|Leave the field empty to disable it.]", "[Never|Do not] [commit|log|share] [passwords|tokens|keys]; [use the vault|rotate them every {num} days|pass them by environment variables].",
    "`user.name` [is|returns] the display name; `user.email` [may be null|is verified]. [Deprecated, use `user.profile`.|Since {ver}.]", ":param name: [full name of the customer|the name to greet]\n:param [dob|birth]: date of birth (YYYY-MM-DD)\n:raises {symbol}: if the [name|date] is empty\n:rtype: {symbol}",
    "@param [userName|password|emailAddress] the [login|secret|address], never null\n@return {symbol}\n@since {ver}", "logging:\n  level: info\n  format: \"%(asctime)s %(name)s %(levelname)s\"\n  rotate: {num}d\nTZ: [Europe/Berlin|America/New_York|Asia/Kolkata|UTC]", "LANG=[en_US.UTF-8|de_DE.UTF-8|C]\nEDITOR=vim\nPATH=/usr/local/bin:/usr/bin\nHISTSIZE={-big}",
    "server ⦃\n  listen {-big} ssl;\n  ssl_certificate /etc/ssl/{-low}.pem;\n  ssl_certificate_key /etc/ssl/private/{-low}.key;\n  client_max_body_size {num}m;\n⦄", "PermitRootLogin no\nPasswordAuthentication no\nMaxAuthTries {num}\nAuthorizedKeysFile .ssh/authorized_keys", "minlen = {num}\nucredit = -1\ndcredit = -1\nretry = 3\nPASS_MAX_DAYS {num}",
    "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\nwww-data:x:33:33:www-data:/var/www:/usr/sbin/nologin\npostgres:x:{num}:{num}:PostgreSQL administrator,,,:/var/lib/postgresql:/bin/bash", "[0|{num}] [2|{num}] * * [*|0|1-5] root /usr/sbin/[logrotate /etc/logrotate.conf|anacron|certbot renew]\n@daily /opt/{-low}/{console_slug}.sh",
    "⟦root@{console_host} ~⟧# systemctl restart [sshd|nginx|postfix]", "$ [sudo apt install {-low}|make -j{num}|cargo test -p {console_slug}|docker compose up -d|git rebase -i HEAD~{num}|kubectl rollout restart deploy/{console_slug}]\n$ echo $?\n0",
    "resource \"[random_password|aws_db_instance|vault_generic_secret]\" \"{-low}\" ⦃\n  length  = {num}\n  special = true\n  [password = var.db_password|sensitive = true]\n⦄", "FROM [node:20-alpine|golang:1.22|eclipse-temurin:21] AS build\nWORKDIR /app\nARG [NPM_TOKEN|VERSION]\nRUN --mount=type=secret,id=npmrc npm ci\nUSER node",
    "⟦package⟧\nname = \"{console_slug}\"\nversion = \"{ver}\"\nedition = \"2021\"\n\n⟦dependencies⟧\n{-low} = \"{ver}\"\n{-low} = ⦃ version = \"{ver}\", features = ⟦\"derive\"⟧ ⦄", "<dependency>\n  <groupId>org.{-low}</groupId>\n  <artifactId>{console_slug}</artifactId>\n  <version>{ver}</version>\n</dependency>",
    "first_name,last_name,email,phone\n[# no rows|(empty)|,,,|<given>,<family>,<mail>,<tel>]", "⦃\"name\": \"[string|<name>|⦃⦃name⦄⦄|...]\", \"email\": [null|\"string\"], \"age\": 0, \"tags\": ⟦⟧⦄", "Dear [⦃⦃first_name⦄⦄|%NAME%|<customer name>|$⦃firstName⦄],\n\nyour order [⦃⦃order_id⦄⦄|<number>] [was shipped|is ready]. [Do not reply to this mail.|]",
    "[user|email|name] = ⟦[REDACTED|masked|FILTERED|hidden|PERSON|NAME]⟧, [ip|token] = ⟦[REDACTED|masked|FILTERED]⟧, status={-big}", "login: ****\npassword: ****\n[Invalid credentials|Too many attempts, try again in {num} minutes|Password expired]",
    "[The user|An admin|Some customers|The reviewer|Our QA] [cannot log in|sees a blank page|must reset the password] [after|since] {ver}; [clear the cookie|restart {tool}|see #{-big}].", "As a [user|manager|nurse|driver], I want to [reset my password|change my name|export my contacts] so that [I can log in again|the list is right].",
    "[Retro|Standup|Notes]: [pipeline green|flaky {tool} test|{tool} upgrade to {ver} done], [next|todo]: [docs|rename {console_ident}|delete {symbol}].",
    "[fix|feat|chore|docs|refactor]([auth|{-low}|deps|ui]): [drop|add|rename] {console_ident} (#{-big})", "## {ver}\n- [Added|Removed|Renamed] `{console_ident}`\n- [Faster|Smaller] {rare} {rare} ({num}%)\n- {tool} {ver} is now required", "LGTM[, one nit: {console_ident} is unused|, but squash first|. Ship it]",
    "[INFO|DEBUG|WARN] {symbol}:{-big} - [pool size {num}|retry {num}/{num} in {console_ms}|cache miss for key user:{-low}|flushed {-big} rows]", "level={console_lvl} svc={console_svc} msg=\"[health check ok|config reloaded|password policy loaded|token cache warmed]\" took={console_ms} version={ver}",
    "at {symbol}.{console_ident} ({-low}.java:{-big})\nat {symbol}.{console_ident} ({-low}.java:{-big})\n... {num} more\nCaused by: {symbol}: {rare} {rare}", "Segmentation fault (core dumped) at {-hex} in {console_ident} () from /usr/lib/lib{-low}.so.{num}",
    "[Jenkins|Travis|Hudson|Bamboo|Tyler|Ada|Julia|Ruby|Crystal|Hugo|Gatsby|Alfred|Jasmine|Pascal|Cassandra|Siri|Alexa] {ver} [is running|crashed|was upgraded|needs a plugin] on {console_host}.", "[Watson|Einstein|Hudson|Darwin|Euler|Turing|Galileo|Maxwell|Ampere|Hopper|Pascal|Kepler|Fermi] [API|GPU|cluster|runtime|instance] [quota|driver|version] {ver} [exceeded|installed|is deprecated]",
    "[Bearer|Basic|Digest] authentication is [required|disabled] on port {-big}. [Keys|Tokens] [expire|are rotated] every {num} days; scopes: read, write.", "cipher TLS_AES_256_GCM_SHA384, curve X25519, {-big} bit, [verify ok|self-signed certificate]", "#{-hex} {symbol} refs={num} weak={num} size={-big}\n#{-hex} {symbol} refs={num}",
    "[Exit code|Error|HRESULT|errno|SQLSTATE|ORA-]: [{num}|{-hex}|{-big}] - [{console_ident}|timeout|not found]", "GET /[health|metrics|static/{-commit}.js|api/v{num}/users] HTTP/1.1 → [200|304|503] ({console_ms}, {-big} B)",
]

RULES = {
    "console_log": LOGS,
    "console_none": NONE,
    "console_remark": ["", "", "\n", "\n\n[pls fix|any idea?|seen this before?|FYI|see above]", "\n-- \n{p4.f}", "\n(via {p4.f})", "\n[Can you check, {p4.f}?|cc @{console_nick.4}]"],
    "console_intro": ["", "", "", "[From the log|Here is the output|Config|Got this|Paste]:\n", "```\n", "{p5.f} sent me this:\n", "[see below|full trace]\n\n", "$ [tail -f|grep -i error|cat] {console_path}\n"],
    "console": LOGS + CODE + FORMS + TALK + NONE + [
        "{console_log}\n{console_log}", "{console_log}\n{console_log}\n{console_log}", "{console_intro}{console_log}{console_remark}", "{console_none}\n{console_log}\n{console_none}", "{console_log}\n{console_none}", "{console_intro}{console_log}\n{console_log}{console_remark}",
    ],
}
