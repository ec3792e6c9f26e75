"""Edited prose about persons, places and organisations: encyclopaedias, newspapers, books, letters, papers of clubs and
offices; and plain general statements about nobody."""

from values import A, BRANDS, D, J, L, MONTHS, N, NATIONS, O, P, Q, names, ordinal, skewed

CALLINGS = (
    "politician,footballer,novelist,composer,poet,painter,sculptor,actor,actress,singer,songwriter,guitarist,drummer,pianist,violinist,cellist,conductor,film director,screenwriter,playwright,journalist,historian,philosopher,botanist,zoologist,entomologist,geologist,astronomer,"
    "mathematician,physicist,chemist,engineer,architect,lawyer,barrister,judge,diplomat,army officer,naval officer,bishop,priest,theologian,missionary,explorer,cartographer,businessman,businesswoman,banker,industrialist,brewer,trade unionist,cricketer,rugby union player,swimmer,"
    "racing cyclist,sprinter,tennis player,ice hockey player,basketball coach,baseball pitcher,figure skater,rower,boxer,wrestler,fencer,chess player,racing driver,jockey,photographer,cartoonist,illustrator,publisher,translator,linguist,orientalist,economist,sociologist,surgeon,"
    "physician,psychiatrist,nurse,teacher,schoolmaster,sailor,farmer,landowner,merchant,goldsmith,printer,stonemason,miner,dancer,choreographer,television presenter,radio host,comedian,fashion designer,chef,winemaker,mountaineer,aviator,civil servant,social reformer"
).split(",")
POSTS = (
    "chief executive,chairman,chairwoman,finance director,managing director,head coach,manager,club captain,goalkeeper,striker,midfielder,head teacher,headmaster,principal,dean,vice-chancellor,mayor,deputy mayor,councillor,town clerk,prime minister,foreign minister,finance minister,"
    "president,vice-president,senator,governor,ambassador,archbishop,vicar,parish priest,curator,librarian,editor,news editor,correspondent,spokesman,spokeswoman,union leader,secretary general,treasurer,honorary secretary,chief constable,detective inspector,fire chief,harbour master,"
    "chief economist,analyst,research director,professor of history,professor of physics,lecturer in law,artistic director,producer,concertmaster,organist,landlady,postmaster,trainer,umpire,referee,sales director,site manager,project leader,general manager,station master,head chef"
).split(",")
CODES = "ITA GBR USA GER FRA ESP NED SWE NOR FIN RUS UKR POL JPN CHN KEN ETH JAM CAN AUS NZL BRA ARG SUI AUT CZE BEL DEN HUN ROU".split()


def fillers(lists):
    """Slots of this file."""
    named = {name.lower() for name in [*lists.census_given, *lists.census_family[:20000], *lists.cities, *NATIONS.values(), *NATIONS, *lists.countries, *BRANDS, *MONTHS]}
    words = [word for word in lists.dictionary[400:9000] if 3 < len(word) < 10 and word not in named and not word.startswith(("gay", "sex", "rape", "nazi", "porn", "fuck", "shit", "suck", "anal", "bitch", "lesb", "penis"))]
    given, family = lambda w: names(lists, w)[0], lambda w: names(lists, w)[1]
    town = lambda w: skewed(w, w.random.choice([lists.cities_west, lists.cities_us, lists.cities]))
    word = lambda w: w.random.choice(words)
    cap = lambda w: word(w).capitalize()

    def village(w):
        r, f, g = w.random, family(w), given(w)
        stem = f[:-1] if f[-1] in "aeiouy" else f
        return r.choice([town(w), town(w), town(w), stem + r.choice(["ton", "ham", "by", "ford", "ville", "burg", "dorf", "hausen", "wick", "stead", "ovo", "ice", "owice", "heim", "sund", "köy", "abad", "pur", "vik", "berg", "eni"]), f"San {g}", f"Saint-{g}", f"{r.choice(['Upper', 'Lower', 'Great', 'Little', 'North', 'Bad', 'Nieder', 'Novi', 'Stara', 'Villa'])} {stem}{r.choice(['ton', 'ham', 'au', 'ino', 'a'])}", f"{f} {r.choice(['Creek', 'Springs', 'Falls', 'Grove', 'Heights', 'Mills', 'Corner'])}"])

    def year(w, low=1780):
        return w.random.randrange(low, 2025)

    def one(kind, *shapes):
        return lambda w: (w.random.choice(shapes)(w), kind)

    def pick(kind, text):
        items = text.split(",")
        return lambda w: (w.random.choice(items), kind)

    def of(w, text):
        return w.random.choice(text.split(","))

    def article(text):
        return "an " if text[0].lower() in "aeiou" and not text.lower().startswith(("uni", "eu", "uk")) else "a "

    def team(w):
        r, t = w.random, village(w)
        beast = r.choice("Tigers Lions Bears Hawks Eagles Wolves Sharks Bulls Panthers Kings Giants Pirates Rockets Comets Stars Flames Storm Blades Saints Rangers Cowboys Falcons Dragons Thunder Warriors Raiders Blue-Jays Foxes Hornets Royals".split()).replace("-", " ")
        a, b = r.choice([
            (f"{t} {of(w, 'United,City,Town,Rovers,Wanderers,Athletic,Albion,County,FC,F.C.,RFC,AFC,Hockey Club,Cricket Club,Harriers,Rowing Club')}", t), (f"{of(w, 'FC,SK,AC,AS,VfB,Real,Dynamo,Sporting,CD,SV,BK,IFK,Lokomotiv,Olympique,Racing,Borussia,Hapoel,Maccabi,Spartak,CSKA,Atlético,FK,NK,KV,1. FC')} {t}", t),
            (f"{t} {beast}", beast), (f"{t} {beast}", t), (t, t), (f"{family(w)}'s XI", t), (f"{of(w, 'Red Star,Partizan,Juventud,Estrella,Racing Club,Union,Vitória,Sparta,Slavia,Feyenoord,Ajax')} {t}", t),
        ])
        return {"full": (a, O), "s": (b, O), "up": (a.upper(), O)}

    def university(w):
        t = town(w)
        a = w.random.choice([f"University of {t}", f"{t} University", f"{t} State University", f"{family(w)} College", f"Technical University of {t}", f"{t} Polytechnic", f"{given(w)} {family(w)} University", f"Université de {t}", f"Universidad de {t}", f"{t} Medical School", f"{t} Conservatory", f"{t} Academy of Fine Arts", f"{family(w)} Institute", f"{t} Teachers' College"])
        return {"full": (a, O), "the": [("the " if a.startswith(("University", "Technical")) else "", None), (a, O)]}

    def company(w):
        r, f, t = w.random, family(w), town(w)
        a = r.choice([
            f"{f} & Sons", f"{f} and Company", f"{f} Brothers", f"{f} {of(w, 'Motors,Chemicals,Textiles,Steel,Foods,Pharma,Energy,Shipping,Hotels,Media,Records,Pictures,Aerospace,Mining,Brewery,Bakeries,Group,Bank,Insurance,Logistics,Electric,Oil,Paper Mills,Furniture')}", f"{t} {of(w, 'Brewery,Savings Bank,Gas Company,Steelworks,Shipyard,Water,Airways,Cement,Power,Dairy,Iron Works,Railway,Port Authority,Stock Exchange,Chamber of Commerce')}",
            f"{cap(w)}{of(w, 'tech,soft,corp,net,max,gen,bio,pay,air')} {of(w, 'AG,plc,Inc.,Ltd,SA,NV,AB,Oyj,GmbH,SpA')}", f"{f} {of(w, 'AG,plc,Inc.,Ltd,SA,NV,AB,Co.,GmbH,SpA,Holdings,Corp')}", f"{cap(w)} {of(w, 'Airlines,Telecom,Petroleum,Studios,Entertainment,Systems,Retail,Semiconductor,Capital,Therapeutics')}", f"{t} and {town(w)} {of(w, 'Railway,Canal Company,Bank')}", f"{f}, {family(w)} & Co.", f"{f}-{family(w)}",
        ])
        return {"full": (a, O), "s": (a.split(" ")[0].split(",")[0], O), "up": (a.upper(), O)}

    def old(w):
        r, y = w.random, year(w)
        m, d = r.choice(MONTHS), r.randrange(1, 29)
        return r.choice([f"{d} {m} {y}", f"{d} {m} {y}", f"{m} {d}, {y}", f"{m} {y}", f"{ordinal(d)} {m} {y}", f"{y}"]), D

    def on(w):
        r, y = w.random, year(w, 1880)
        m, d = r.choice(MONTHS), r.randrange(1, 29)
        return r.choice([[("in ", None), (r.choice([f"{m} {y}", f"{y}", m, f"{r.choice(['spring', 'summer', 'autumn', 'late', 'early', 'mid'])} {y}"]), D)], [("on ", None), (r.choice([f"{d} {m} {y}", f"{m} {d}, {y}", f"{d} {m}", f"{m} {d}", f"{ordinal(d)} {m}"]), D)]])

    def years(w):
        a = year(w)
        b = min(a + w.random.randrange(1, 80), 2025)
        return [(str(a), D), (w.random.choice(["–", "–", "-", " - "]), None), (f"{b % 100:02}" if a // 100 == b // 100 and w.random.random() < 0.2 else str(b), D)]

    def when(w):
        r, days = w.random, "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
        return [("on ", None), (r.choice([r.choice(days), r.choice(days), f"{r.choice(days)} {of(w, 'night,evening,morning,afternoon')}"]), D)] if r.random() < 0.6 else (of(w, "yesterday,last week,last month,this week,earlier this year,last year,today,last night,this morning,last Tuesday"), D)

    def dateline(w):
        r = w.random
        return [(r.choice([town(w).upper(), town(w).upper(), town(w)]), L)] + ([(", ", None), (r.choice([f"{r.choice(MONTHS)[:3]} {r.randrange(1, 30)}", f"{r.randrange(1, 30)} {r.choice(MONTHS)}", f"{r.choice(MONTHS)[:3]}. {r.randrange(1, 30)}"]), D)] if r.random() < 0.4 else [])

    def season(w):
        r, y = w.random, year(w, 1890)
        return r.choice([f"{y}–{(y + 1) % 100:02}", f"{y}-{(y + 1) % 100:02}", f"{y}/{(y + 1) % 100:02}", f"{y}"]), D

    def nation(w):
        text = w.random.choice(list(NATIONS.values()))
        return [(article(text), None), (text, N)]

    def author(w):
        r, g, f = w.random, given(w), family(w)
        m = r.choice("ABCDEFGHJKLMNPRSTVW")
        return r.choice([f"{f}, {g[0]}.", f"{f}, {g[0]}. {m}.", f"{f} {g[0]}{m}", f"{f} {g[0]}", f"{g[0]}. {f}", f"{g[0]}. {m}. {f}", f"{f}, {g}"]), P

    def clergy(w):
        f = w.random.choice([family(w), f"{given(w)} {family(w)}"])
        return w.random.choice([f"Rev. {f}", f"Fr. {f}", f"Father {family(w)}", f"Pastor {given(w)}", f"Bishop {family(w)}", f"Sister {given(w)}", f"Rabbi {family(w)}", f"Canon {f}", f"Deacon {given(w)}", f"Imam {family(w)}"]), P

    def ruler(w):
        g, n = given(w), of(w, "I,II,III,IV,V,VI,VII,IX")
        return w.random.choice([f"{g} {n}", f"King {g} {n}", f"Queen {g}", f"{g} {n} of {town(w)}", f"Duke {g}", f"Count {g} of {village(w)}", f"Emperor {g} {n}", f"{g} the {of(w, 'Elder,Younger,Bold,Great,Pious,Fat,Black')}", f"Pope {g} {n}", f"Prince {g}"]), P

    work = lambda w: w.random.choice([f"The {cap(w)} {cap(w)}", f"{cap(w)} and {cap(w)}", f"A {cap(w)} for {cap(w)}", cap(w), f"The {cap(w)}", f"{cap(w)} in the {cap(w)}", f"{cap(w)} {word(w)} {word(w)}", f"My {cap(w)} {cap(w)}", f"Of {cap(w)} and {cap(w)}"])

    return {
        "gazette_team": team, "gazette_uni": university, "gazette_firm": company, "gazette_old": old, "gazette_when": when, "gazette_dateline": dateline, "gazette_season": season, "gazette_anat": nation, "gazette_on": on, "gazette_years": years,
        "gazette_office": pick(J, "prime minister,president,governor,mayor,chancellor,foreign minister,finance minister,minister of health,senator,ambassador,attorney general"), "gazette_boss": pick(J, "chief executive,chairman,chairwoman,CEO,managing director,finance director,chief financial officer,founder and chief executive,president,executive vice-president,spokesman,spokeswoman,sales director"), "gazette_coach": pick(J, "manager,head coach,coach,captain,player-manager,club president,goalkeeper,striker,midfielder,trainer,skipper"), "gazette_head": pick(J, "head teacher,headmaster,principal,head of sixth form,deputy head,rector,form tutor,class teacher,headmistress"), "gazette_ed": pick(J, "editor,editor-in-chief,news editor,publisher,proprietor"), "gazette_cop": pick(J, "Detective Inspector,chief constable,police spokesman,Sergeant,Inspector,Superintendent,sheriff,fire chief,coroner,duty officer"), "gazette_dr": pick(J, "research director,professor of history,professor of physics,lecturer in law,postdoctoral fellow,lead author,senior lecturer,research assistant,associate professor,PhD student,reader in botany"), "gazette_author": author, "gazette_rev": clergy, "gazette_king": ruler,
        "gazette_w": lambda w: (word(w), None), "gazette_W": lambda w: (cap(w), None), "gazette_work": lambda w: (work(w), None), "gazette_town": one(L, village), "gazette_yr": lambda w: (str(year(w)), D), "gazette_code": lambda w: (w.random.choice(CODES), L),
        "gazette_dec": lambda w: (f"{of(w, ',,,,early ,late ,mid-')}{w.random.randrange(178, 203)}0s", D), "gazette_cent": lambda w: (f"{ordinal(w.random.randrange(11, 21))}{w.random.choice([' ', '-'])}century" if w.random.random() < 0.5 else of(w, "sixteenth century,seventeenth century,eighteenth century,nineteenth century,twelfth century"), D),
        "gazette_job": lambda w: (w.random.choice(CALLINGS), J), "gazette_post": lambda w: (w.random.choice(POSTS), J), "gazette_ajob": lambda w: (lambda x: [(article(x), None), (x, J)])(w.random.choice(CALLINGS)), "gazette_aged": lambda w: (str(w.random.randrange(16, 99)), A),
        "gazette_band": one(O, lambda w: f"The {cap(w)}{of(w, 's,s,, Band')}", lambda w: f"{cap(w)} {cap(w)}", lambda w: f"{cap(w)} of {cap(w)}", lambda w: f"{given(w)} and the {cap(w)}s", lambda w: f"The {family(w)} {of(w, 'Quartet,Brothers,Trio,Sisters,Family,Experience,Orchestra')}", lambda w: f"{cap(w)} {given(w)}", lambda w: cap(w)),
        "gazette_party": one(O, lambda w: of(w, "Labour Party,Conservative Party,Liberal Party,Liberals,Social Democrats,Social Democratic Party,Christian Democratic Union,National Front,Green Party,Greens,Democratic Party,Republican Party,Communist Party,Farmers' Union,Agrarian Party,People's Party,Centre Party,Progressive Alliance,Workers' Party,Civic Forum,Radical Party,Pensioners' Party,Whigs,Tories"), lambda w: f"{of(w, 'New,National,United,Free,Democratic')} {of(w, 'Union,Front,League,Movement,Alliance,Coalition')} {of(w, 'Party,for Change,of Workers,for Progress')}", lambda w: f"Party of {cap(w)} and {cap(w)}", lambda w: f"{town(w)} {of(w, 'First,Residents Association,Independence Party')}"),
        "gazette_paper": one(O, lambda w: f"{of(w, 'The ,,')}{village(w)} {of(w, 'Times,Gazette,Herald,Chronicle,Evening Post,Courier,Observer,Mercury,Tribune,Echo,Morning News,Argus,Examiner,Star,Advertiser,Daily News')}", lambda w: f"{of(w, 'Le Courrier de,La Gazzetta di,El Diario de,Diário de,La Voz de,Corriere di')} {town(w)}", lambda w: f"{town(w)}er {of(w, 'Zeitung,Nachrichten,Anzeiger,Tageblatt')}"),
        "gazette_reg": one(O, lambda w: f"{ordinal(w.random.randrange(1, 99))} {of(w, 'Infantry Division,Cavalry Regiment,Field Artillery,Airborne Division,Rifle Brigade,Foot,Tank Battalion,Army Corps,Mountain Division,Lancers,Fighter Wing,Bomber Squadron')}", lambda w: f"{ordinal(w.random.randrange(1, 99))} {w.random.choice(['Ohio', 'Virginia', 'Georgia', 'Texas', 'Bengal', 'Bavarian', 'Maine'])} {of(w, 'Infantry,Volunteers,Cavalry,Militia')}", lambda w: f"Royal {town(w)} {of(w, 'Fusiliers,Regiment,Rifles,Hussars')}", lambda w: f"{family(w)}'s {of(w, 'Brigade,Division,Horse,Dragoons,Corps')}", lambda w: f"{town(w)} {of(w, 'Grenadiers,Light Infantry,Home Guard,Regiment')}", lambda w: f"No. {w.random.randrange(2, 600)} Squadron"),
        "gazette_air": one(O, lambda w: f"{of(w, 'Radio,Télé,Antena,Kanal')} {town(w)}", lambda w: f"{town(w)} {of(w, 'FM,Sound,Television,Community Radio,Public Radio,TV,Live')}", lambda w: f"{w.random.choice('WK')}{''.join(w.random.choice('ABCDEFGHIJKLMNOPQRSTUVWXYZ') for _ in range(3))}{of(w, ',,-FM,-TV,-AM')}", lambda w: f"{cap(w)} {of(w, 'FM,Radio,TV,Broadcasting')}"),
        "gazette_river": one(L, lambda w: f"River {family(w)}", lambda w: f"{family(w)} {of(w, 'River,Creek,Brook,Canal,Fork')}", lambda w: f"{cap(w)} {of(w, 'River,Creek,Beck')}", lambda w: f"Río {town(w)}", lambda w: family(w)), "gazette_lake": one(L, lambda w: f"Lake {family(w)}", lambda w: f"{family(w)} {of(w, 'Lake,Reservoir,Bay,Falls,Lagoon,Sound')}", lambda w: f"Loch {family(w)}", lambda w: f"Gulf of {town(w)}"),
        "gazette_mount": one(L, lambda w: f"Mount {family(w)}", lambda w: f"{family(w)} {of(w, 'Peak,Hill,Ridge,Pass,Glacier,Mountain')}", lambda w: f"Monte {given(w)}", lambda w: f"{cap(w)} {of(w, 'Hill,Mountain,Fell,Butte,Tor')}", lambda w: f"Cape {family(w)}", lambda w: f"{family(w)}{of(w, 'horn,kogel,spitze,stein,fjell,tind')}", lambda w: f"Pic {family(w)}"),
        "gazette_ground": one(L, lambda w: f"{family(w)} {of(w, 'Park,Stadium,Road,Arena,Field,Lane,Ground,Oval,Coliseum')}", lambda w: f"{town(w)} {of(w, 'Arena,Stadium,Racecourse,Sports Hall,Velodrome,Speedway')}", lambda w: f"Estadio {given(w)} {family(w)}", lambda w: f"Stade {given(w)}-{family(w)}", lambda w: f"Stadion {town(w)}"),
        "gazette_site": one(L, lambda w: f"{family(w)} {of(w, 'House,Hall,Castle,Tower,Building,Mansion,Farm,Mill,Abbey,Lodge,Courthouse')}", lambda w: f"{town(w)} {of(w, 'Castle,Cathedral,Town Hall,Palace,Airport,Harbour,Lighthouse,Central Station,Station,Cemetery')}", lambda w: f"{of(w, 'Villa,Palazzo,Schloss,Château,Casa')} {family(w)}", lambda w: f"St {given(w)}'s Church", lambda w: f"{family(w)} {of(w, 'Bridge,Viaduct,Square,Street,Avenue,Tunnel,Park')}", lambda w: f"Church of St. {given(w)}"),
        "gazette_bridge": one(L, lambda w: f"{family(w)} {of(w, 'Bridge,Viaduct,Bridge,Tunnel')}", lambda w: f"{town(w)} Bridge", lambda w: f"Ponte {family(w)}", lambda w: f"{given(w)} {family(w)} Memorial Bridge"),
        "gazette_isle": one(L, lambda w: f"{family(w)} Island", lambda w: f"Isle of {town(w)}", lambda w: f"Isla {given(w)}", lambda w: f"{family(w)} Islands", lambda w: f"{cap(w)} Island", lambda w: f"St. {given(w)} Island", lambda w: f"{family(w)}ø"),
        "gazette_stop": one(L, lambda w: f"{village(w)} {of(w, 'railway station,station,Junction,Central,Parkway,Halt')}", lambda w: f"{town(w)} {of(w, 'Hauptbahnhof,Hbf,Gare du Nord,Victoria,Union Station,Road')}", lambda w: f"{family(w)} {of(w, 'Street,Square,Park')} station"),
        "gazette_area": one(L, lambda w: f"{family(w)} {of(w, 'County,Township,Parish,District,Valley')}", lambda w: f"{town(w)} {of(w, 'County,District,Province,Oblast,Voivodeship,Governorate,Region')}", lambda w: f"County {family(w)}"),
        "gazette_school": one(O, lambda w: f"{village(w)} {of(w, 'Grammar School,High School,Primary School,Academy,Middle School,Secondary School,Comprehensive,Gymnasium')}", lambda w: f"St {given(w)}'s {of(w, 'School,College,Primary,Prep')}", lambda w: f"{family(w)} {of(w, 'Elementary School,Academy,School,Middle School,High')}", lambda w: f"Lycée {given(w)} {family(w)}", lambda w: f"{given(w)}-{family(w)}-{of(w, 'Gymnasium,Schule')}"),
        "gazette_body": one(O, lambda w: f"Ministry of {of(w, 'Defence,Culture,Education,Agriculture,Health,Transport,Foreign Affairs,Finance,Labour,the Interior,Trade and Industry')}", lambda w: f"{village(w)} {of(w, 'Town Council,Borough Council,Parish Council,City Council,Police,Fire Brigade,Health Board,Magistrates,Housing Association')}", lambda w: f"{of(w, 'National,Royal,Federal,State,European')} {of(w, 'Audit Office,Statistics Office,Geographical Society,Academy of Sciences,Broadcasting Council,Forestry Commission,Railways Board,Medical Council,Library,Bank,Trust')}", lambda w: f"Department of {of(w, 'Public Works,Energy,Justice,Fisheries,Veterans Affairs,Education')}", lambda w: f"{town(w)} {of(w, 'Police Department,Water Board,Customs Office,Parliament,Senate')}"),
        "gazette_guild": one(O, lambda w: f"{village(w)} {of(w, 'Historical Society,Rotary Club,Philharmonic,Symphony Orchestra,Choral Society,Opera,Museum,Art Gallery,Repertory Theatre,Playhouse,Gardening Club,Food Bank,Chess Club,Lions Club,Library,Bridge Club,Scout Group,Brass Band,Ballet')}", lambda w: f"{family(w)} {of(w, 'Foundation,Trust,Museum,Gallery,Theatre,Memorial Library,Society')}", lambda w: f"{of(w, 'National,International,Royal')} {of(w, 'Union of Teachers,Society of Engineers,Federation of Miners,Association of Nurses,Chess Federation,Cycling Union,Olympic Committee,Tennis Association,Guild of Bakers')}", lambda w: f"Friends of {village(w)} {of(w, 'Park,Museum,Hospital,Railway')}"),
        "gazette_court": one(O, lambda w: f"{village(w)} {of(w, 'Crown Court,Magistrates Court,District Court,County Court,Circuit Court,Sheriff Court,Regional Court')}"), "gazette_road": one(L, lambda w: f"{family(w)} {of(w, 'Road,Street,Lane,Avenue,Close,Terrace,Square')}", lambda w: f"{of(w, 'Station,Church,Mill,High,Market,Park,Victoria,Chapel')} {of(w, 'Road,Street,Lane')}", lambda w: f"Rue {family(w)}", lambda w: f"{family(w)}straße", lambda w: f"Via {family(w)}"),
        "gazette_class": lambda w: (f"'{w.random.randrange(40, 99)}", D), "gazette_sum": lambda w: (f"{of(w, '£,$,€,EUR ,CHF ,USD ')}{w.random.randrange(1, 90)}{of(w, '000,50,00,500')}", Q),
        "gazette_press": one(O, lambda w: f"{town(w)} University Press", lambda w: f"{family(w)} & {family(w)}", lambda w: f"{family(w)} {of(w, 'Verlag,Press,Books,Publishers,Editore')}", lambda w: f"Éditions {family(w)}", lambda w: f"{cap(w)} {of(w, 'Press,Books,House')}", lambda w: family(w)), "gazette_wire": pick(O, "Reuters,AP,AFP,dpa,ANSA,PTI,Xinhua,TASS,UPI,EFE,Kyodo,PA"),
    }


RULES = {
    "gazette_born": ["(born {gazette_old})", "(born {gazette_old} in {gazette_town})", "({gazette_old} – {gazette_old})", "({gazette_yr}–{gazette_yr})", "(born {year})", "(b. {gazette_yr}, {gazette_town}; d. {gazette_yr}, {city})", "({gazette_town}, {gazette_old} - {city}, {gazette_old})", "({gazette_years})", "({gazette_years})", "(c. {gazette_yr} – {gazette_old})", "(* {gazette_old} in {gazette_town}; † {gazette_old} in {city})"],
    "gazette_score": ["[1|2|3|4|0]-[0|1|2|3]", "[1|2|3|4]–[0|1|2]", "[24|17|31|45]–[10|13|28]"] * 2 + ["[98|104|87]-[79|95|83]", "[3|2]:[0|1]"],
    "gazette_sets": ["6-[1|2|3|4] [7-[5|6]|6-[3|4|0]]", "6-[1|2|3|4], 7-[5|6]", "4-6, 6-[2|3], 6-[4|1]", "7-6(5), 3-6, 7-5"],
    "gazette_where": ["{gazette_town}", "{city}", "{gazette_town}, {country}", "{city}, {region}", "{gazette_town} in {gazette_area}", "{gazette_area}", "{country}"],
    "gazette_org": ["{gazette_uni}", "{gazette_firm}", "{gazette_guild}", "{gazette_body}", "{gazette_school}", "{gazette_paper}", "{o}"],

    "gazette": [
        # Encyclopaedia: people.
        "{p1} {gazette_born} [was|is] {gazette_anat} {gazette_job}[ and {gazette_job}|]. [{p1.l}|He] [studied|read law] at {gazette_uni} [and|before he] [moved|emigrated] to {city} in {gazette_yr}[, where he joined {gazette_org}|].",
        "{p1} {gazette_born} is {gazette_anat} former [professional |]{gazette_job} who [played|competed] for {gazette_team} and {gazette_team}. She [represented|captained] {country} at the {year} [Olympics|World Championships|European Championships].",
        "{p1}, [better |]known [as|by the pen name] {p2}, [was|is] {gazette_ajob} from {gazette_where}. Her [first|second] novel, \"{gazette_work}\", appeared in {gazette_yr}. {p1.l} [never married|died in poverty in {city}|taught at {gazette_school} for ten years].",
        "Sir {p1} was {gazette_anat} {gazette_job} who served as {gazette_boss} of {gazette_firm} ({gazette_years}). {p1.l} was born at {gazette_site}, the [second|third] son of {p2} and his wife {p3.f}. Educated at {gazette_school} and {gazette_uni}, he [was called to the bar|entered the army] in {gazette_yr}.",
        "Early life\n\n{p1.l} was born in {gazette_where} on {gazette_old}, the [youngest|eldest] of [four|seven|nine] children of {gazette_ajob}. [His|Her] [mother|father], {p2}, [died|left] when {p1.f} was {gazette_aged}. [He attended {gazette_school}.|After the war the family settled in {city}.]",
        "Career\n\nIn {gazette_yr} {p1.l} [was hired by|joined|left] {gazette_firm}, [working|at first] under {p2}. The following year [he|she] [designed the {gazette_W} engine|wrote {gazette_work}], which [sold well in|was banned in] {country}. {p2.l} later called it \"the [great|small] {gazette_w}\".",
        "{p1} (fl. {gazette_yr}) was a [monk|scribe|chronicler] of {gazette_site}. [Nothing|Little] is known of his life; [he is mentioned in a charter of {gazette_king}|a letter from {p2} calls him old in {gazette_yr}].",
        "{gazette_king} ({gazette_years}) [ruled|reigned over] {country} from {gazette_yr} until his death. He was the son of {gazette_king} and {p1} and [married|was betrothed to] {p2}, [daughter of {gazette_king}|a cousin].[ He was succeeded by his brother {p3.f}.|]",
        "{p1} is {gazette_anat} [member of parliament|deputy|senator] for {gazette_area}, representing the {gazette_party}. [First elected in {year}|Since {year}], {p1.l} has [sat on the defence committee|been spokesperson on housing].[ He is married to {p2}, {gazette_ajob}.|]",
        "Personal life: {p1.l} [married|divorced] {gazette_job} {p2} in {gazette_yr}[; they had two daughters, {p3.f} and {p4.f}|]. [He|She] [lived|died] in {gazette_where}[ and is buried in {gazette_site}|].",
        "In {gazette_dec} {country}, {p1.l} was [widely read|hardly known]. [Critics|Scholars] such as {p2} and {p3} [compared|likened] [his|her] [prose|brushwork] to that of {p4.l}.[ Since the {gazette_dec} the work has been shown in {city}, {city} and {gazette_town}.|]",
        "{p1} [appeared|starred] as [the detective|the neighbour|a widow] in the [television series|sitcom] {gazette_work} ({gazette_years}) [opposite|alongside] {p2}. She [won|was nominated for] [a {gazette_W} Award|the {gazette_W} Prize] in {year}.",
        "{p1} {gazette_born} [was|is] {gazette_ajob} of {nat} [descent|origin|parentage] [based|active] in {city}. [See also: {p2}; {p3}|His papers are held by {gazette_guild}].",
        "Born in {gazette_town} to {nat} parents, {p1.f} grew up [in|near] {city} and [spoke no English until school|left home early].[ Her brother {p2.f} is also {gazette_ajob}.|] She [signed|trained] with {gazette_team} in {year}.",
        "The surname {-p1.l} [is borne by|may refer to]:\n{p2} {gazette_born}, {nat} {gazette_job}\n{p3} {gazette_born}, {nat} {gazette_job}\n{p4} ({gazette_years}), {gazette_job}",
        "{p1} - {gazette_job}, {city}\n{p2} - {gazette_job}, {gazette_town}\n{p3} - {gazette_job} and {gazette_job}\n[Notable alumni|Notable residents|Former pupils] of {gazette_school}",
        "{p1} was [shot down|wounded|captured] near {gazette_town} on {gazette_old} while flying with {gazette_reg}. [After escaping to {country}|In {gazette_yr}] the [young |]{gazette_job} [rejoined his unit|wrote {gazette_work}].",
        "[According to|In the account of] {p1}, {p2.l} [refused|accepted] the post of {gazette_post} at {gazette_uni} [because|although] {p3.l} [opposed it|had already been asked]. {p1.l} does not give [his|a] source.",
        # Encyclopaedia: places.
        "{gazette_town} is a [village|commune|hamlet|parish|market town] in {gazette_area}, {country}. It lies [on|near] the {gazette_river}, [7|12|24|31] km [north|south-west|east] of {city}.[ At the {year} census the population was {-big}.|]",
        "{gazette_town} ([formerly|until {gazette_yr}] {gazette_town}; population {-big}) is the [seat|largest town] of {gazette_area}. [The town was founded by {nat} settlers in {gazette_yr}.|It was named after {p1}, {gazette_ajob}.]",
        "[History|Name]: The [village|settlement] was first mentioned in {gazette_yr} as {gazette_town}. In the {gazette_cent} it [belonged to|was owned by] the {p1.l} family, who built {gazette_site}. It [passed|was ceded] to {country} [in {gazette_yr}|after the war].",
        "The {gazette_river} is a [tributary|right tributary] of the {gazette_river} in {country}. It rises on {gazette_mount}, flows past {gazette_town} and {gazette_town} and [empties into|joins] {gazette_lake} near {city}.[ Its length is {num} km.|]",
        "{gazette_mount} (elevation 1,[204|872|655] m) is a [mountain|summit] in the {gazette_area}[, {region}|]. It was first climbed [in {gazette_yr}|on {gazette_old}] by {p1} and the guides {p2} and {p3}.",
        "{gazette_isle} is an [uninhabited|ice-covered] island [off|north of] {gazette_isle}. [Charted by|Sighted by] {gazette_anat} expedition under {p1}, it was named [for|after] {p2}, {gazette_post} of {gazette_guild}.",
        "{gazette_bridge} is a [steel arch|suspension|covered|stone] bridge [over|across] the {gazette_river} between {gazette_town} and {gazette_town}. Designed by {p1} and opened {gazette_old}, it [carries|carried] [two lanes|a single track].",
        "{gazette_stop} [serves|served] the village of {gazette_town} in {gazette_area}. It was opened by {gazette_firm} in {gazette_yr} and [closed|rebuilt] in {gazette_yr}. [The station is unstaffed.|Trains run to {city} and {gazette_town}.]",
        "{gazette_site} is a [listed|ruined|half-timbered] building in {gazette_town}[, {country}|]. It was built in {gazette_yr} [for|by] the {gazette_job} {p1} to a design by {p2}, and [was bought by the {gazette_body} in {gazette_yr}|has been owned by the {gazette_body} since the {gazette_dec}].",
        "Landmarks: {gazette_site} ({gazette_cent}), {gazette_site} and {gazette_bridge}. [A bust of {p1} stands in the main square.|The town is twinned with {city} and {gazette_town}.]",
        "Places\n{gazette_town}, {region}, a [city|township]\n{gazette_river}, a [stream|river] in {country}\n{gazette_mount}, [Antarctic peak|a hill]\n{gazette_isle}, {country}",
        "Climate data for {gazette_town} ({gazette_years})\nMean daily maximum 4.1 5.6 9.3 13.8 18.0 21.1\nSource: {gazette_body}",
        # Encyclopaedia: groups, bodies, things.
        "{gazette_band} [are|were] {gazette_anat} [rock|punk|folk|indie pop|thrash metal] band [formed|from|founded] in {city} in {year}[ by {p1} ([vocals|guitar]) and {p2} (drums)|]. Their debut album, {gazette_work}, was released [in {year}|on {date}] [on|by] {gazette_firm}.",
        "[Two years later|Soon after|After a quarrel] bassist {p1} [left|quit] {gazette_band} [to form|for] {gazette_band} and was replaced by {p2}. {p2.l} [lasted|stayed] until {year}.[ The group toured {country} with {gazette_band}.|]",
        "Track listing\n1. \"{gazette_work}\" ({p1.l}, {p2.l}) 3:41\n2. \"{gazette_work}\" ({p1.l}) 4:05\n3. \"{gazette_work}\" ({p3.l}) 2:58\nPersonnel\n{p1} – vocals, guitar\n{p2} – bass\n{p3} – drums",
        "{gazette_team1} is {gazette_anat} football club based in {gazette_town}. Founded in {gazette_yr} as {gazette_team}, the club plays[ its home matches|] at {gazette_ground}. {p1} has been {gazette_coach} since {date}.",
        "The {gazette_season} season was {gazette_team1}'s [third|12th|41st] in the [second tier|top flight]. Under {gazette_coach} {p1} they finished [ninth|fourth], [behind|level with] {gazette_team} and {gazette_team}. {p2} was top scorer with {num} goals; {p3.l} [joined|moved] [from|to] {gazette_team}[ {gazette_on}|].",
        "[Transfers in|Arrivals]\n{p1} (from {gazette_team})\n{p2} ({gazette_team})\n{p3} (loan, {gazette_team.s})\n[Transfers out|Departures]\n{p4} (to {gazette_team})\n{p5} (released)",
        "The Battle of {gazette_town} was fought on {gazette_old} between {nat} forces [under|led by] {p1.ol} and {gazette_reg} [commanded by|of] {p2}. {p2.l} [withdrew|fell back] across the {gazette_river}; {p1.l} lost [some|about] {-big} men.",
        "On {gazette_old}, {gazette_reg} [attacked|stormed] {gazette_mount} from the direction of {gazette_town}. Major {p1.l} was [killed|wounded] and command passed to {p2}. By {time} the {nat} guns [fell silent|were taken].",
        "{gazette_firm1} is {gazette_anat} [manufacturer of pumps|retailer|software company|brewer|shipping line] headquartered in {gazette_where}. It was [founded|established] in {gazette_yr} by {p1} and [his brother {p2.f}|{p2}] and [acquired|taken over] by {gazette_firm} in {year}.",
        "{gazette_school} is [a co-educational|an independent|a boarding|a state] school in {gazette_where}. [The current {gazette_head} is {p1}.|It was founded in {gazette_yr} by {gazette_rev}.] [Old boys|Alumni|Former pupils] include {p2}, {p3} and the {nat} {gazette_job} {p4}.",
        "{gazette_uni1} was [chartered|founded] in {gazette_yr}[ as {gazette_school}|]. [Its first rector was not paid.|Its first {gazette_head} was {p1}.] The [law|medical] faculty was [led|run] by {p2.dr} until {gazette_yr}[, when the campus moved to {gazette_town}|].",
        "{gazette_work} is a {year} {nat} [drama|thriller|western|silent] film directed by {p1} and written by {p2}. It stars {p3}, {p4} and {p5}. [The film was shot in {gazette_where}.|It was produced by {gazette_firm}.]",
        "Plot\n{p1} ([played by |]{p2}) is {gazette_ajob} in {city} who [meets|falls for] {p3.f}, the [daughter|widow] of a [rich|blind] {gazette_job}. [When {p1.f} learns the truth|After the fire], {p3.f} [returns|flees] to {gazette_town}.",
        "Cast\n{p1} as {p2.f}\n{p3} as {p4.dr}\n{p5} as {p6.ml}\n{p7} as the [postman|barmaid|second thief]",
        "{Rare} {rare}i is a species of [beetle|frog|moth|orchid|land snail] in the family {Rare}idae. It was described by {p1.l} in {gazette_yr} and is [found|endemic] in {country}[ and {country}|]. The specific name honours {p2}, who collected the [type|first specimens] [near|at] {gazette_town}.",
        "{Rare} {rare}ana {p1.l}, {gazette_yr}. Type locality: {gazette_town}, {country}, leg. {p2.i}, {gazette_old}.[ Holotype in {gazette_guild}.|]",
        "[The {year} election was|General elections were] held in {country} {gazette_on}. The {gazette_party}, led by {p1}, won {num} seats; the {gazette_party} [under|of] {p2} lost [its majority|half its seats]. {p1.l} was sworn in as {gazette_office} {gazette_on}.",
        "Candidate ¦ Party ¦ Votes ¦ %\n{p1} ¦ {gazette_party} ¦ {-big} ¦ 44.2\n{p2} ¦ {gazette_party} ¦ {-big} ¦ 31.9\n{p3} ¦ Independent ¦ {-big} ¦ 5.0",
        "HMS {Rare} was a [frigate|sloop|destroyer] of the {gazette_W} class, built by {gazette_firm} at {city} and [launched|laid down] on {gazette_old}. [Captain {p1.l} took command in {gazette_yr}.|She was sunk off {gazette_isle} in {gazette_yr}.]",
        "SS {Rare} [ran aground|foundered] off {gazette_isle} on {gazette_old} on passage from {city} to {city}. [Her master, {p1},|The cook, {p1}, aged {gazette_aged},] and [eight|eleven] of the crew were [lost|saved by the {gazette_town} lifeboat].",
        "{gazette_air1} ([{num}.5 FM|1240 AM]) is a [radio station|community station] [licensed to|broadcasting from] {gazette_town}, {region}. [Owned by {gazette_firm}|Founded in {year} by {p1}], it [airs|carries] [talk|country|classic hits] and {gazette_team} games.",
        "{gazette_paper1} is {gazette_anat} [daily|weekly] newspaper published in {city}. Its {gazette_ed} is {p1}. Founded in {gazette_yr}, it [supported|opposed] the {gazette_party}[ in the {gazette_dec}|] and was bought by {gazette_firm} in {year}.",
        "The {gazette_party} ([{symbol}|{abbr}]) is a [centre-right|socialist|regionalist] party in {country}. {p1} [became|was elected] leader {gazette_on} after {p2.l} [stepped down|lost a vote of confidence].",
        "{gazette_guild1} [opened|reopened] in {gazette_yr} [in|at] {gazette_site}. Its collection [includes|holds] works by {p1}, {p2} and {p3}, [bequeathed|given] by {p4} in {gazette_yr}.",
        "{gazette_work} is the [fourth|ninth] [studio album|novel|opera] by the {nat} {gazette_job} {p1}[, published by {gazette_press} in {year}|, released through {gazette_firm}]. [Reviewing it for {gazette_paper}, {p2} called it uneven.|It is dedicated to {p2}.]",
        "infobox person\nname = {p1}\nbirth_date = {gazette_old}\nbirth_place = {gazette_where}\noccupation = {gazette_job}\nspouse = {p2}\nalma_mater = {gazette_uni}",
        # Newspapers.
        "{gazette_dateline} ({gazette_wire}) - {country} and {country} [agreed|failed] {gazette_when} to [reopen the border|cut tariffs|exchange prisoners], {nat} {gazette_office} {p1} said. \"[It is a beginning|We are not there yet],\" {p1.l} told reporters [in {city}|after talks with {p2.l}].",
        "{gazette_dateline} - {gazette_boss} {p1} will step down {gazette_on}, {gazette_firm1} said {gazette_when}, after [weak sales in {country}|a row with the board]. [{p2}, who runs the {nat} unit, will take over.|Shares fell 4 percent in {city}.]",
        "[At least|About] {num} people [died|were hurt] when a [ferry|coach|minibus|train] [sank|overturned|derailed] near {gazette_town} in {region} {gazette_when}, {gazette_cop} {p1} said. [The dead include {p2}, {gazette_aged}, {gazette_ajob} from {city}.|The {nat} Red Crescent sent tents.]",
        "The {nat} {gazette_office} [will fly|flew] to {city} {gazette_when} for [a summit|talks] with {country}'s {p1}. [The {gazette_party} has called the visit a mistake.|{p2.ml} was expected to raise the fate of {p3}, {gazette_ajob} held in {gazette_town}.]",
        "{p1}, {gazette_aged}, [of {gazette_town},|from {city},] was [fined|jailed for two years|given a suspended sentence] at {gazette_court} {gazette_when} after admitting [theft|driving while disqualified|fraud]. [Prosecutor {p2} said {p1.l} took the cash from {gazette_firm}.|Defending, {p2} said her client had lost his job as {gazette_ajob}.]",
        "{gazette_court}, before {p1.ol}: {p2} ({gazette_aged}), {addr}, [pleaded guilty to|denied] [assault|criminal damage|drunk driving] on {date}. [Fined; licence endorsed.|Adjourned to {date}.]",
        "A [jury|court] in {city} [heard|was told] {gazette_when} how {p1} [stabbed|defrauded|stalked] [her former partner|{gazette_ajob}] {p2}. {p1.l}, {gazette_aged}, denies [murder|the charge]. The trial before {p3.ol} [continues|resumes {gazette_when}].",
        "{gazette_town} - [Fire crews|Police|Volunteers] were called to {addr} {gazette_when} after [smoke was seen|a neighbour heard shouts]. [Nobody was hurt.|The householder, {p1}, was led out by {p2.f}, her neighbour.] {gazette_cop} {p3} [asked|urged] people to check their alarms.",
        "Residents [of|in] {gazette_town} are [up in arms|divided] over plans by {gazette_firm} to build [flats|a car park|a wind farm] [on|next to] {gazette_site}. \"[Where will the children play?|Nobody asked us],\" said {p1}, who [has lived in {gazette_road} for forty years|runs the bakery].",
        "COUNCIL [BACKS|REJECTS] {gazette_team.up} GROUND PLAN\nBy {p1}\n{gazette_paper}, {date}\n[The|A] vote was [nine to four|unanimous]. Cllr {p2} ({gazette_party}) said {gazette_town} [deserved better|had waited long enough].",
        "Lost: [tabby cat|border collie|gold ring] in the {gazette_road} area of {gazette_town}, {gazette_when}. Answers to {p1.f}. Reward. Ring {p2.f} on {phone}.",
        "A [schoolgirl|pensioner|lollipop man] from {gazette_town} has [raised|collected] money for {gazette_guild} by [knitting|swimming|baking] every day. {p1.f} {p1.l}, {gazette_aged}, got the idea [from {gazette_head} {p2}|while visiting {p2.f}, her aunt, in {city}].",
        "[IN BRIEF|News in brief|Round-up]\n{country}: [The|A] strike at {gazette_firm} ended {gazette_when}.\n{country}: {gazette_job} {p1} [left hospital in {city}|was released on bail].\n{city}: {gazette_uni} named {p2} [as dean|to its board].",
        "Letters to the editor\n\nSir, - {p1}'s article on [buses|bats|bin collections] ({date}) [misses the point|made me smile]. In {gazette_town} we [managed without|voted against] it in {gazette_yr}.[ Has nobody at the {gazette_body} a map?|]\n\n{p2}\n{gazette_road}, {gazette_town}",
        "[Correction|Clarification]: [In our edition of {date}|On {date}] we [wrongly named|misspelt the name of] the {gazette_post} of {gazette_firm}. [He|She] is {p1}, not {p2}. We apologise to {p1.ml}.",
        "[WEATHER|Forecast] for {region}: [rain|fog] over {gazette_mount} early, clearing from {gazette_town}. High {num}, low {num}. {city} [sunny|snow showers] {gazette_when}.",
        "[What they said|Quote of the day]: \"[I have no regrets|We lost to a better side].\" - {p1}, {gazette_coach} of {gazette_team}[, after the defeat in {city}|]",
        "Birthdays {gazette_when}: {p1}, {gazette_job}, {gazette_aged}; {p2}, {gazette_job}, {gazette_aged}; {p3}, {gazette_boss}, {gazette_firm}, {gazette_aged}.",
        "Polls [opened|closed] in {country} {gazette_when} with {p1} of the {gazette_party} [ahead of|level with] {p2}. Turnout in {region} was put at 61 percent by {time}. [Observers from {country} reported delays.|\"I vote for the bridge,\" said {p3}, {gazette_ajob} in {gazette_town}.]",
        "{nat} [police|customs officers|troops] [seized|found] [cigarettes|rifles|ivory] [on a train from {city}|at {gazette_site}|in a lorry near {gazette_town}], the {gazette_body} said. Two {nat} [citizens|nationals] and {gazette_anat} [driver|sailor] were held.",
        "Profile: {p1}\nAge: {gazette_aged}\nJob: {gazette_boss}, {gazette_firm}\nLives: {city}, with {p2.f} and two cats\nFirst job: {gazette_job} at {gazette_firm}\nReads: {gazette_work}",
        "who is {p1.low}? the {gazette_job} from {gazette_town} [joined|quit] {gazette_team} [last week|after one game] and {nat} papers [love|hate] him",
        # Deaths.
        "{p1}, {gazette_ajob} who [taught three generations of {nat} children|built the first {gazette_W} telescope|ran {gazette_firm} for thirty years], [has died|died {gazette_when}] aged {gazette_aged}. [He|She] is survived by [his wife, {p2.f},|a daughter, {p2.f},|two sons, {p2.f} and {p3.f},] and five grandchildren.",
        "{p1.ul}. - {p1.f}, [peacefully|suddenly] [at home|at {hosp}], {date}, [aged {gazette_aged}|in his {-num}th year]. [Beloved|Dear] [husband|wife] of [the late |]{p2.f}, [loving|much-loved] [father|mother|grandad] of {p3.f}, {p4.f} and {p5.f}. Service {date} at {gazette_site}. No flowers; donations to {gazette_guild}.",
        "{p1}, {gazette_aged}, of {city}, {region}, [passed away|went home to the Lord] {gazette_on}. Born {gazette_old} in {gazette_town} to {p2} and {p3.f} {p3.l}, [she|he] [worked|was employed] as {gazette_ajob} [at {gazette_firm}|for {gazette_body}]. Visitation {time}, {p4.l} Funeral Home.",
        "IN MEMORIAM\n{p1}\n{gazette_years}\n{gazette_job}, {gazette_uni}\n[Colleagues|Friends] will remember {p1.f} for his [patience|laughter] and for [the index of |]{gazette_work}.",
        "[Acknowledgement|Thanks]: The family of the late {p1} of {gazette_town} wish to thank {gazette_rev}, {p2.dr} and the staff of {hosp}, and all who [travelled from {city}|sent Mass cards].[ Month's Mind {gazette_when} at {time}.|]",
        "Here lies {p1}, {job} of this parish, who departed this life {gazette_old}, aged {gazette_aged}. Also {p2.f}, relict of the above, died {gazette_old}. Also {p3.f} their son, lost off {gazette_isle}.",
        "{gazette_job} {p1} dies at {gazette_aged}\n{gazette_paper}\n\n{p1.l}, [whose|author of] {gazette_work} [was filmed by {p2}|sold a million copies], died [at his home in {gazette_where}|of a stroke], his agent {p3} said {gazette_when}.",
        # Sport.
        "{gazette_team1} [beat|saw off|thrashed|edged past] {gazette_team2} {gazette_score} at {gazette_ground} {gazette_when}. {p1} [scored|struck|headed in] [twice|the winner|from a corner] before {p2} [was sent off|pulled one back|hit the post]. {gazette_coach} {p3}: \"[The lads were superb|We switched off].\"",
        "RESULTS\n{gazette_team} [2|3] {gazette_team} [0|1]\n{gazette_team} [1|4] {gazette_team} [1|4]\n{gazette_team} [0|2] {gazette_team} [0|5]\nPlaying {gazette_when}: {gazette_team.s} v {gazette_team.s}",
        "Pos Club P W D L Pts\n1 {gazette_team} 30 20 6 4 66\n2 {gazette_team} 30 19 5 6 62\n3 {gazette_team} 30 17 8 5 59\n4 {gazette_team} 30 17 4 9 55",
        "{gazette_team.up}: {p1.l}; {p2.l}, {p3.l}, {p4.l}; {p5.l} ({p6.l}, 62), {p7.l}. Subs: {p8.l}. Referee: {p9.i} ({gazette_town}).",
        "{p1.i} c {p2.l} b {p3.l} {num}\n{p4.i} lbw b {p3.l} {num}\n{p5.i} run out {num}\n{p2.i} not out {num}\nExtras {num}\nFall of wickets: 1-{num}, 2-{num}",
        "1. {p1} ({country}) 9.9[4|8] seconds\n2. {p2} ({country}) 10.0[2|6]\n3. {p3} ({country}) 10.11\n4. {p4} ({country}) 10.15",
        "1 {p1} {gazette_code} 3:29.4[1|6]\n2 {p2} {gazette_code} 3:30.07\n3 {p3} {gazette_code} 3:31.[15|88]\nDNF {p4} {gazette_code}",
        "{p1} ({gazette_code}) bt {p2} ({gazette_code}) {gazette_sets}\n{p3} ({gazette_code}) bt {p4} ({gazette_code}) {gazette_sets}\n{p5} ({gazette_code}) w/o {p6.l}",
        "[Third seed|Defending champion|Qualifier] {p1} of {country} [beat|crushed|outlasted] {p2} {gazette_sets} in the [final|quarter-final] in {city} {gazette_when}. [The {nat}, {gazette_aged}, will face {p3.l} next.|{p2.l}, {gazette_anat} left-hander, saved two match points.]",
        "Tennis - [Leading scores|Results] {gazette_when} from the {-city} Open (prefix number denotes seeding): 2-{p1} ({country}) beat {p2} ({country}) {gazette_sets}; {p3} ({country}) beat 8-{p4} ({country}) {gazette_sets}.",
        "{nat} [striker|winger|goalkeeper] {p1} has [signed for|rejoined] {gazette_team} [on loan|on a free transfer] from {gazette_team} until {date}. {p1.l}, {gazette_aged}, [won caps for {country}|passed a medical {gazette_when}].",
        "At [{city}|{gazette_ground}]: {gazette_team} {gazette_score} ({p1.l} 12, {p2.l} 40 pen; {p3.l} 88). Attendance {-big}.",
        "Golf: [Scores after the third round|Leaders] [in|at] {gazette_town} (U.S. unless stated)\n203 {p1} ({country}) 68 66 69\n205 {p2} 70 67 68, {p3} ({country}) 69 69 67\n206 {p4}",
        "{p1.l} [threw|passed] for {-big} yards and {gazette_team.s} [held off|routed] {gazette_team.s} {gazette_score} {gazette_when} in {city}. {p2} ran [in|for] two touchdowns. \"[It's just one game|We believe],\" {gazette_coach} {p3} said.",
        "Cycling: {p1} of {country} won the [fifth|time-trial] stage from {gazette_town} to {gazette_town} {gazette_when}, [outsprinting|finishing 12 seconds ahead of] {p2} ({gazette_team}). {p3.l} keeps the leader's jersey.",
        "{gazette_ground}, {time}: [Race|Heat] 3 - 1 {Rare} {Rare} ({p1.i}) 7-2; 2 {Rare} ({p2.i}) 11-1; 3 {Rare} {rare} ({p3.i}) 5-1. Trainer: {p4}.",
        "U[11|13|15] report: {gazette_team} travelled to {gazette_town} {gazette_when} with only nine players. {p1.f} in goal was [brilliant|unlucky], {p2.f} and {p3.f} ran all day. Player of the match: {p4.f} {p4.l}. Thanks to {p5.f}'s dad for the oranges.",
        "{p1.l}-{p2.l}, {city} {year}\n1.e4 c5 2.Nf3 d6 3.d4 cxd4 4.Nxd4 Nf6 1-0\n[A model game by|Played in the last round of] the {nat} [grandmaster|champion].",
        # Press releases and business.
        "{gazette_dateline} – {gazette_firm1}, [a leader in|a provider of] [payment software|wound care|cold storage], today announced [the appointment of {p1} as|that {p1} has been named] {gazette_boss}. [\"{p1.f} brings energy,\" said {p2}, {gazette_boss}.|{p1.l} joins from {gazette_firm}.] About {gazette_firm1}: founded in {year}, it employs {-big} people in {country} and {country}.",
        "FOR IMMEDIATE RELEASE\nContact: {p1}, {phone}, {p1.e}\n\n{gazette_guild} [presents|is proud to present] {gazette_work}, [photographs|paintings] by {p2}, from {date} to {date} at {gazette_site}, {city}.",
        "{gazette_firm1} said {gazette_when} it [would buy|had sold] [a 30 percent stake in|all of] {gazette_firm} [of|based in] {country}. The deal, [arranged|advised] by {gazette_firm}, needs approval in {city}.[ {p1}, {gazette_boss} at the {nat} group, declined to comment.|]",
        "[Pretax|Net|Operating] profit at {gazette_firm} [rose|slipped] 12 percent in the [first|third] quarter, beating [forecasts|a poll by {gazette_wire}]. [Sales in {country} and {country} grew.|Analyst {p1} of {gazette_firm} cut her rating to hold.]",
        "[Stocks|Bonds] in {city} [ended lower|rallied] {gazette_when} as {gazette_firm.s} and {gazette_firm.s} [fell|gained] [on|after] [the rate decision|news from {country}].[ \"People are nervous,\" said {p1} at {gazette_firm}.|]",
        "[Movers|Appointments|People on the move]: {p1} to {gazette_boss}, {gazette_firm}; {p2} from {gazette_firm} to {gazette_firm} as {gazette_boss}; {p3} joins {gazette_uni} as dean of law.",
        "Dear Shareholder,\n\n[The year|{year}] was a [difficult|good] one for {gazette_firm1}. [We closed the plant at {gazette_town}|We opened offices in {city} and {city}], and {p1} retired from the board after [nine|eleven] years. {p2} was elected in {date}.\n\n{p3}\n{gazette_boss}".replace("in {date}", "{gazette_on}"),
        "DIRECTORS AND ADVISERS\n{p1} ({gazette_boss})\n{p2} (non-executive)\n{p3}, FCA\nCompany secretary: {p4.i}\nAuditors: {gazette_firm}, {city}\nRegistered office: {addr}",
        "Notice is given that {gazette_firm.up} (in liquidation) of {addr} has appointed {p1} and {p2} of {gazette_firm} as liquidators {gazette_on}. Creditors [should|must] lodge proofs by {date}.",
        "Invitation to tender: the {gazette_body} invites [sealed bids|offers] for [resurfacing|roofing works at] {gazette_road}, {gazette_town}. Documents from {p1}, room {num}, {gazette_site}, [tel.|phone] {phone}. Bids close {date} at {time}.",
        "Contract award notice\nAuthority: {gazette_body}\nTown: {gazette_town}\nContact: {p1}\nE-mail: {p1.e}\nWinner: {gazette_firm}, {city}\nAward date: {ndate}",
        "[The {gazette_firm} plant|A factory] in {gazette_town} is to close {gazette_on} with the loss of {num} jobs. Union official {p1} called it \"a [black day|disgrace]\". [{gazette_firm} said the work would move to {country}.|{p2}, who has worked there for 22 years, wept.]",
        # Travel and history.
        "[From {city} take the night bus to|The road drops from {gazette_mount} to] {gazette_town}, where {p1.f} [lets|rents] two rooms above [the bakery|a stable]. [Walk out to {gazette_site} before the coaches arrive|Swim in {gazette_lake}]; [the {nat} families come later|{gazette_isle} floats in the haze].",
        "Getting there: [ferries|trains] leave {gazette_stop} for {gazette_town} twice a day. Where to stay: {gazette_site} ({gazette_road}, {phone}), run by {p1} and {p2.f}. [Closed in winter.|Ask for the blue room.]",
        "We reached {gazette_town} after dark. [Our driver, {p1.f},|{p1}, {gazette_anat} {gazette_job} we had met in {city},] knew [a man with a boat|the only hotel]. In the morning we saw {gazette_mount} [and the whole of {gazette_area}|over the roofs].",
        "[By {gazette_yr}|In the {gazette_dec}] the {nat} [merchants|settlers] of {city} had [lost the grain trade|driven out the guilds]. {p1}, writing from {gazette_town}, [blamed|thanked] {gazette_king}; [modern|later] historians, among them {p2}, point to [the failed harvests|debt].",
        "{gazette_king} [crossed|recrossed] the {gazette_river} in {gazette_yr} with [a small|an] army of {nat} and {nat} mercenaries. [At {gazette_town}|Before the walls of {city}] he was met by envoys of {p1}, who [offered gold|asked for terms].",
        "{gazette_yr}: {p1} [buys|inherits] the mill at {gazette_town}.\n{gazette_yr}: [Fire|Flood] at {gazette_site}; {p2.f} rebuilds.\n{gazette_old}: {gazette_firm} is registered in {city}.\n{gazette_yr}: {p3.l} sells to {gazette_firm}.",
        "Timeline of {gazette_town}\n{gazette_cent} Fortress built by {gazette_king}\n{gazette_yr} Ceded to {country}\n{gazette_old} Railway from {city} opens\n{year} {p1} elected {gazette_office}",
        # Fiction and memoir.
        "“[You're late|Sit down|Is it raining],” said {p1.f}[ without looking up|].\n“[I walked from {gazette_town}|The car died],” {p2.f} [said|lied]. [He|She] put the [letter|gun|bread] on the table between them.",
        "{p1.ml} [set down|folded] the [lamp|newspaper]. \"[It was never {p2.f}|Nobody told {p2.f} about the money],\" she said, \"[it was|that was] {p3.f}.\" [The clock struck.|Somewhere a dog barked.]",
        "{p1.f} {p1.l} had [not always|never] been afraid of [water|telephones]. As a [boy|girl] in {city} [he|she] had swum the {gazette_river} [for a bet|with {p2.f}], but [since {gazette_town}|since the wedding] something had [changed|come loose].",
        "[\"Is that you, {p1.f}?\" called|\"{p1.f}! The kettle!\" shouted] old {p2.ml} from the [scullery|stairs]. {p1.f} [held|caught] her breath. If {p3.f} came home now, [all was lost|there would be questions].",
        "'[Well, well|Look here], {p1.l},' said the [inspector|colonel], 'you were seen [at {gazette_stop}|leaving {gazette_site}] {gazette_when}.' {p1.l} smiled. 'By {p2}, I suppose? {p2.f} sees [what he likes|double].'",
        "The snow lay deep over {gazette_town} when {p1}, {gazette_ajob} of no great talent, [buried|sold] his piano. [Only {p2.f} came.|{p2.ml} watched from the window and said nothing.]",
        "—[Tell me about|Do you miss] {city}, {p1.f} said.\n—[There is nothing to tell|It smelled of coal]. [My brother {p2.f} is still there.|Ask {p2.f}.]\n{p1.f} [lit|stubbed out] a cigarette.",
        "Chapter {num}. In which {p1.ml} [loses a hat|meets {p2.dr}] and {p3.f} [sets out for {city}|learns to whistle]",
        "[he never called her {p1.low}, only {p1.f}|they called him {p1.f} the goat], and when {p2.f} died in {gazette_town} [he stopped calling her anything|nobody wrote]",
        "SCENE [ONE|TWO]. A [kitchen|platform] in {gazette_town}. {p1.up} is [ironing|asleep]. Enter {p2.up}.\n{p2.up}: [Where's|Have you seen] {p3.f}?\n{p1.up}: [Gone to {city}.|Out.]",
        "My [grandmother|grandfather], {p1}, [came from|left] {gazette_town} in {gazette_yr} with one suitcase and {gazette_anat} passport in the name of {p2}. [We called her {p1.f}.|In {city} she sewed for {gazette_firm}.] I [was born|went back] in {gazette_yr}.",
        "I first met {p1} at {gazette_uni} in {gazette_yr}; [she was|he was then] {gazette_ajob} with [ink|paint] on [her|his] cuffs. {p1.f} and I [shared a flat in {gazette_road}|edited a magazine] until [the police came|{p2.f} moved to {city}].",
        "[Dad|Father] worked at {gazette_firm} in {gazette_town} [and drank at {gazette_site}|six days a week]. On Sundays we [took the tram to|walked to] {gazette_lake} with [Uncle |Aunt |]{p1.f}[, who had been a prisoner in {country}|].".replace("On Sundays", "On free days"),
        # Letters, speeches, minutes.
        "{city}, {gazette_old}\n\n[My dear|Dearest|Dear] {p1.f},\n\n[Your letter found me in {gazette_town}|I write in haste]. {p2.f} [is well|has the measles] and [sends her love|asks for you]. [We leave for {country} {gazette_when}.|Tell {p3.ml} the money came.]\n\n[Ever yours|Your loving brother|Yours],\n{p4.f}",
        "Dear {p1.ml},\n\nThank you for your [letter|e-mail] of {date} [about|concerning] [your delayed parcel|the noise from {gazette_site}]. [I am sorry|We regret] that our {gazette_town} [branch|depot] [did not reply|gave you the wrong form].[ I have asked {p2.f} in our team to ring you on {phone}.|]\n\nYours sincerely,\n{p3}\n{gazette_firm}",
        "Hi {p1.f},\n\n[Thanks for getting in touch|Sorry about that]! [Your refund is on its way|The replacement left {city} {gazette_when}] and should reach {addr} [soon|in three to five days].[ Shout if not.|]\n\n{p2.f}\nCustomer Care, {gazette_firm}",
        "Subject: [complaint about|your driver at] {gazette_stop}\n\n[To whom it may concern|Sir or Madam], {gazette_when} at {time} your [driver|guard] refused to let my [mother|daughter] {p1.f} board at {gazette_stop}. [A passenger, {p2}, saw it.|Nobody apologised.] I expect a reply.\n{p3}, {p3.e}",
        "[Mr Speaker|Madam President|Fellow delegates], [I thank|let me answer] the member for {gazette_area}. [In {gazette_yr} my party, the {gazette_party}, promised|{p1.ml} promised] a school for {gazette_town}. [The people of {region} are still waiting.|Where is it?]",
        "Friends, [we are here to thank|raise your glasses to] {p1}. [When {p1.f} came to {gazette_firm} in {gazette_yr}, she could not type.|{p1.f} has run {gazette_guild} since {gazette_yr}.] [{p2.f}, you chose well.|Now {city} gets her.]",
        "[Ladies and gentlemen|Graduates, parents], [it is an honour|I never thought] to stand where {p1} stood in {gazette_yr}. [My parents came to {country} with nothing.|I failed physics here, thanks to {p2.dr}.]",
        "Minutes of {gazette_guild} held {date} at {gazette_site}\nPresent: {p1} (chair), {p2}, {p3}, {p4.f} {p4.l}\nApologies: {p5}, {p6.ml}\n1. Minutes of {date} agreed.\n2. {p2.f} reported that [the boiler is mended|the {gazette_body} had refused the grant].\n3. Next meeting {date}, {time}.",
        "[Proposed|Moved] by {p1.l}, seconded {p2.l}: that [the {gazette_body} write to|the fee be raised for] {gazette_firm}. Carried [8-2|unanimously]. {p3.l} abstained.[ Action: {p4.i} by {date}.|]",
        "{p1.up}: [Thank you, Chair.|Can I come in there?] [The figures from {gazette_town} are late.|{p2.f} has them.]\n{p3.up}: [I would ask {p2.ml} to circulate them.|By {gazette_when}?]".replace("By {gazette_when}?", "That is not what {p4.l} said."),
        "Parish notes. Banns: {p1} and {p2}. Baptism {gazette_when}: {p3.f}, [son|daughter] of {p4.f} and {p5.f} {p5.l}. Funeral of {p6}, {gazette_road}, {date}, {time}. [Flowers this week: {p7.f}.|Tea in {gazette_site}. Preacher: {gazette_rev}.]",
        "Please pray for the sick: {p1.f}, {p2.f} {p2.l}, {p3.ml}, little {p4.f}, and for [those who mourn {p5}|our link parish in {gazette_town}, {country}]. [Readers next week|Sidesmen]: {p6.i}, {p7.i}. {gazette_rev} is away until {date}.",
        # Programmes, acknowledgements, references.
        "{gazette_guild1}\n{gazette_site}, {date}, {time}\n{p1} ({gazette_years}): {gazette_work}, op. {num}\n{p2} (born {gazette_yr}): {gazette_work} (first performance)\n{p3}, [soprano|violin|piano]\nConductor: {p4}",
        "{p1.l} [sketched|finished] the [quartet|symphony|mass] at {gazette_town} in {gazette_yr}, [ill and in debt|newly married to {p2}]. The first performance, by {p3.l} in {city}, [was hissed|passed unnoticed]; [the slow movement|the fugue] quotes {gazette_anat} [hymn|lullaby].",
        "{p1} ([piano|cello|tenor]) studied with {p2} at {gazette_uni} and won the {gazette_W} competition in {year}. [Recent engagements include {gazette_guild} and tours of {country}.|She plays a {gazette_yr} instrument lent by {gazette_guild}.]",
        "Acknowledgements. We thank {p1} and {p2} for [discussions|reading a draft], {p3.i} for [technical help|the maps], and [two anonymous referees|the staff of {gazette_guild}]. [This work was supported by {gazette_body}.|{p4.i} holds a fellowship at {gazette_uni}.]",
        "[This book|This thesis] would not exist without {p1.dr}, my supervisor, who [read every page|never gave up]. [To {p2.f}, {p3.f} and the others in {city}: thank you.|{p2} of {gazette_press} found my mistakes.][ And {p4.f}, you know.|]",
        "{p1}¹, {p2}², {p3}¹\n¹ {gazette_uni}, {city}, {country}\n² {gazette_body}, {city}\nCorresponding author: {p1.e}",
        "{gazette_author}, {gazette_author} ({year}). {gazette_work}: {gazette_w} and {gazette_w}. Journal of {gazette_W} Studies, {num}({num}), {-big}–{-big}.",
        "{gazette_author}. {gazette_work}. {city}: {gazette_press}, {gazette_yr}.\n{gazette_author}. {gazette_work}. {city}: {gazette_press}, {gazette_yr}.[ 2 vols.|]\n{gazette_author}, ed. {gazette_work}. {gazette_press}, {year}.",
        "[1⟧ {gazette_author}, {gazette_author}, {gazette_author}, {gazette_w} {gazette_w} of {gazette_w}, {gazette_W} Lett. {num} ({year}) {-big}.\n⟦2⟧ {gazette_author} et al., {gazette_W} Rev. {num} ({year}) {-big}.".replace("[1⟧", "⟦1⟧"),
        "{gazette_author}, {gazette_author}, {gazette_author}, et al. {gazette_W} {gazette_w} in {gazette_w} {gazette_w}. {gazette_W} Med. {year};{num}:{-big}-{num}.",
        "@book⦃{rare}{num},\n  author = ⦃{p1.lf} and {p2.lf}⦄,\n  title = ⦃{gazette_work}⦄,\n  publisher = ⦃{gazette_press}⦄,\n  address = ⦃{city}⦄,\n  year = ⦃{year}⦄\n⦄",
        "[See|Cf.] {p1.l} {year}, {num}–{num}; {p2.l} and {p3.l} {year}; [contra|but see] {p4.l} ({year}: {num}). [{p1.l} worked only from the {city} manuscript.|The {nat} sources are discussed in {p5.l} {year}.]",
        "{num}. {p1.i}, '{gazette_work}', {gazette_paper}, {date}, p. {num}. {num}. Ibid. {num}. {p2.l} to {p3.l}, {gazette_old}, {gazette_guild}, box {num}. {num}. Interview with {p4}, {city}, {gazette_old}.",
        "\"{gazette_work}\" by {p1}, translated by {p2} ({gazette_press}, {num} pp). [Reviewed by {p3}|{p3} is moved]. [{p1.l}, {gazette_anat} {gazette_job}, has written a book about silence.|A first novel set in {gazette_town} in the {gazette_dec}.]",
        # Genealogy, captions, labels.
        "{num}. {p1} b. {gazette_old}, {gazette_town}; d. {gazette_old}, {city}; m. {gazette_old} {p2} (dau. of {p3} and {p4.f})\n  i. {p5.f}, b. {gazette_yr}\n  ii. {p6.f}, b. {gazette_yr}, d. young\n  iii. {p7.f}, emigr. {country}",
        "{p1.f} ({gazette_years}) = {p2.f} {p2.l}\n¦-- {p3.f} ({gazette_years})\n¦-- {p4.f} (b. {gazette_yr}) = {p5}\n¦   ¦-- {p6.f}",
        "{gazette_yr} census, {gazette_road}, {gazette_town}: {p1} head {gazette_aged} {job} b. {gazette_town}; {p2.f} wife {gazette_aged}; {p3.f} dau {gazette_aged} scholar; {p4} lodger {gazette_aged} {job} b. {country}",
        "0 @I{num}@ INDI\n1 NAME {p1.f} /{p1.l}/\n1 BIRT\n2 DATE {gazette_old}\n2 PLAC {gazette_town}, {region}\n1 OCCU {job}",
        "[Above|Left|From left|Top row]: {p1}, {p2}, {p3.dr} and {p4.f} at {gazette_site}[, {gazette_yr}|]. [Photo|Picture]: {p5}[/{gazette_wire}|]",
        "{nat} [striker|goalkeeper] {p1} [celebrates|reacts] after [scoring against|the match with] {gazette_team} at {gazette_ground} in {city}, {country}, {date}. ({p2}/{gazette_wire})",
        "[Fig.|Plate] {num}. {gazette_mount} seen from {gazette_town}. [Watercolour|Photograph] by {p1}, {gazette_yr}.[ Courtesy of {gazette_guild}.|]",
        "{p1}\n{nat}, {gazette_years}\n{gazette_work}, {gazette_yr}\n[Oil on canvas|Bronze|Gelatin silver print]\n[Gift of|Bequest of|Purchased from] {p2}[, {year}|]",
        "[Cup|Helmet|Brooch|Plough] ¦ {gazette_town}, {country} ¦ {gazette_cent} ¦ [Found by {p1}, {gazette_ajob}, in a field near {gazette_river}|Excavated by {gazette_uni}]",
        "Unveiled by {p1}, {gazette_office}, on {gazette_old}. [In memory of {p2} and the men of {gazette_reg}.|Architect: {p2}. Built by {gazette_firm}.]",
        # Schools, work, offices.
        "Class notes\n{gazette_class} {p1} [retired from|joined] {gazette_firm} and [moved to {city}|took up sailing]. {p2} [married {p3} in {gazette_town}|saw {p3.f} in {city} {gazette_when}].[ We lost {p4} {gazette_on}.|]",
        "{p1} ({gazette_school}, {gazette_years}) [writes from {city}|is now {gazette_ajob} in {country}]. [Do any of {p1.f}'s year remember {p2.ml}'s Latin?|{p2.f} says hello.]",
        "{p1} - [Year|Grade|Form] [4|7|9]. {p1.f} [reads well|is a pleasure to teach] but [chatters to {p2.f}|must show working]. Attendance 96%. {gazette_head}: {p3.ml}",
        "[To whom it may concern:|I confirm that] {p1} worked [for us|at {gazette_firm}] as {gazette_ajob} from {date} to {date}. [I was her line manager.|He reported to {p2}.] {p1.f} is [punctual|honest] and I [recommend|would rehire] {p1.ml} [without hesitation|gladly]. {p3}, {gazette_boss}",
        "{p1.up}\n{addr} ¦ {phone} ¦ {p1.e}\n\nEXPERIENCE\n{gazette_firm}, {city} - {job} ({gazette_years})\n{gazette_firm} - {job} ({gazette_years})\n\nEDUCATION\n{gazette_uni}, {year}\n{gazette_school}",
        "Dear {p1.ml},\n\nI [am writing to apply|wish to apply] for the post advertised in {gazette_paper} on {date}. [I have spent|I spent] four years at {gazette_firm} in {city} as {gazette_ajob}[, reporting to {p2}|].[ I am {nat} and need no permit.|]\n\nYours [faithfully|sincerely]\n{p3}",
        "In {year} [the {gazette_guild} trained|{gazette_guild} helped] {-big} [nurses|farmers] in {country} and {country}. \"[I read now|My shop is open],\" says {p1.f}, {gazette_aged}, from {gazette_town}. Trustees: {p2}, {p3}, {gazette_rev}.",
        "[Officers|Units] attended {addr} at {time}. Caller {p1} stated [her ex-partner|a man known as {p2.f}] had [broken|forced] the door. {p2}, DOB {ndate}, was arrested and taken to {gazette_town}. {gazette_cop} {p3.l}",
        "Claim by {p1}, policy {id1}: on {date} at {time} the insured's [car|van], {plate}, was hit in {gazette_road}, {gazette_town} by a vehicle driven by {p2} of {addr}. [Witness: {p3}, {phone}.|Police not called.]",
        "This [agreement|tenancy] is made on {date} between {p1} of {addr} (the Landlord) and {p2} and {p3} (the Tenant) for [the ground floor of|] {addr}. Rent {gazette_sum} a month from {date}.".replace("|] {addr}", "|the premises at] {addr}"),
        "[The Employer|The Company], {gazette_firm}, of {addr}, engages {p1} as {job} at {gazette_town} from {date} at {gazette_sum} a year.[ The Employee reports to {p2}.|] Signed {p3}, {gazette_boss}",
        "I, {p1}, of {addr}, [revoke all former wills|declare this my will]. I appoint {p2} and my [sister|son] {p3} executors. I give {gazette_sum} to {gazette_guild}, [my watch|my piano] to {p4.f} and the rest to [my wife|my husband] {p5}. Dated {date}",
        # More papers.
        "Programme note: [{p1.f} {p1.l}|{p1}] [wrote|conceived] {gazette_work} for [her students at|the opening of] {gazette_school} in {gazette_town}. [The {nat} text is by {p2}.|It is dedicated to {p2} and to {gazette_rev}.]",
        "{gazette_rev} [preached|took the service] at {gazette_site} {gazette_when}; [the {gazette_guild} sang|{p1} played the organ].[ Mothers of {gazette_town} brought soup for {p2.ml}.|]",
        "[From the archive|100 years ago]: {gazette_paper}, {gazette_old}. [Yesterday|A]s {p1.ml} drove to {gazette_town} his horse took fright at [a tram|the new fountain] in {gazette_road}. {p2.dr} was sent for.".replace("[Yesterday|A]s", "As"),
        "[Missing|Wanted|Appeal]: {p1}, {gazette_aged}, last seen {gazette_when} at {gazette_stop}. [May be heading for {city}.|He speaks with {gazette_anat} accent.] Call {gazette_cop} {p2} at the {gazette_body}, {phone}.",
        "[Engagements|Forthcoming marriages]\n{p1.mi} and {p2}\nThe engagement is announced between {p1.f}, [elder|only] son of {p3.ml} of {gazette_town}, and {p2.f}, daughter of {p4.dr} of {city}.",
        "[Executive summary|Chair's report]: {gazette_guild} [moved|had to leave] {gazette_site} in {year}. {p1.f} [stood down|was thanked] as [our |]{gazette_post}; {p2.f} and {p3.f} [joined us|keep the books].[ Grants came from the {gazette_body} and {gazette_firm}.|]",
        "[LANDLORD|LESSOR]: {p1}\n[TENANT|LESSEE]: {p2}, {p3}\nPREMISES: {addr}\nTERM: twelve months from {date}\nDEPOSIT: {gazette_sum}\nGUARANTOR: {p4}, {addr}",
        "{p1.up}, {gazette_coach}\n{gazette_team}\n\n{p2.up}\n{gazette_aged}, {nat}, defender\n\n{p3.up}\n{gazette_aged}, {nat}, forward, [on loan|joined {gazette_on}]",
        "[Rivalry|Head to head]: {gazette_team1} and {gazette_team2} first met on {gazette_old} at {gazette_ground}. [{gazette_team1.s} won|{p1} scored the only goal]. [Since then {gazette_team2.s} have lost only in {gazette_yr}.|The {gazette_team1.s} coach was {p2.l}.]",
        "{gazette_air} [schedule|listings] {gazette_when}: {time} News. {time} {gazette_work}, with {p1}. {time} [Phone-in|Farming]: {p2.f} talks to {gazette_job} {p3}. {time} Live from {gazette_ground}.",
        # Nobody and nothing.
        "[A|The] [noun|verb|adverb|pronoun] [agrees with|follows|replaces] the [subject|object] of the clause[, not the nearest {gazette_w}|]. In 'the {gazette_w} of {gazette_w}s is', the head is the first word.",
        "[Use|Put] a [comma|colon|semicolon] [before|after] a list only if what comes first could stand as a sentence. [Titles before a name take a capital; the same word alone does not.|The rule has many exceptions.]",
        "The past [tense|participle] of [strong|irregular] verbs [changes the vowel|must be learnt by heart]: sing, sang, sung; ring, rang, rung. [Weak verbs add -ed.|Children often say 'goed'.]",
        "[The force on|The energy of] a body [equals|is proportional to] its mass times the [acceleration|square of its speed]. [In a closed system|If no work is done] the total stays the same.",
        "{epo} [holds|fails] [for small angles|at low temperature]. [The constant depends on the material.|A full proof needs calculus.][ See chapter {num}, exercise {num}.|]",
        "Light [bends|slows] when it [enters|leaves] [glass|water], and the [shorter|longer] waves bend [more|less]. That is why the edge of a lens shows {gazette_w} colours.",
        "When [two|several] [gases|liquids] mix, each [spreads|moves] from where it is dense to where it is thin, until the {gazette_w} is even. No stirring is needed; heat [helps|speeds it up].",
        "[Cream|Beat] the butter with the sugar until pale, [fold in|add] the flour and {num} g of {gazette_w} [peel|seeds], and bake [until golden|for about half an hour]. [Cool on a rack.|Keeps a week in a tin.]",
        "[Rinse|Soak] the [beans|lentils|rice] overnight. [Drain|Next day], cover with cold water, bring to the boil and skim. Salt only at the end, [or the skins stay hard|as salt toughens them]. Serves {num}.",
        "[Season|Brown] the meat on all sides, [lift it out|set it aside] and soften the onions in the same pan. Pour in a glass of wine, [scrape|stir] well, return the meat and [cover|let it murmur] for two hours.",
        "A [French|Danish|Swiss|Brussels] [toast|pastry|roll|sprout] [needs|wants] no sauce. [Use stale bread, eggs and milk.|Serve warm.]".replace("A [French|Danish|Swiss|Brussels] [toast|pastry|roll|sprout]", "[French toast|A Danish pastry|A Swiss roll|A Yorkshire pudding|A Caesar salad]"),
        "[Neither party|No party] shall be liable for [any delay|failure to perform] caused by [events beyond its control|war, strike or flood]. [The other party may end this agreement by notice in writing.|This clause survives termination.]",
        "The [Tenant|Lessee] shall [keep the premises clean|not sublet without consent] and [allow|permit] the [Landlord|Lessor] to enter [at reasonable hours|on notice of one day].[ Fair wear and tear is excepted.|]",
        "The Employee shall [not, during employment or for six months after it,|never] [disclose|use] [confidential information|trade secrets] of the Company, [save as|except where] the law requires. Holidays are agreed with the line manager.",
        "[This Agreement|This Policy] contains the entire understanding of the parties and [supersedes|replaces] all earlier [drafts|promises]. [Headings are for convenience only.|If a clause is void the rest stands.]",
        "[Claims|Losses] arising from [wear|rust|wilful damage|war] are excluded. The insured must [report|notify] a loss [promptly|without delay] and [keep|produce] receipts. The excess is shown in the schedule.",
        "[Section|Article|Clause] {num}({num}). [Subject to|Without prejudice to] subsection ({num}), a person [who|that] [keeps|sells] {gazette_w} without a licence [commits an offence|is liable to a fine].",
        "[A|Any] [witness|juror] who [fails to appear|is late] may be fined. The [judge|court] [may|shall] [adjourn|hear the case in private] if [justice requires|a child gives evidence].",
        "A [will|deed] must be signed in front of two [witnesses|adults], neither of whom [may benefit|is named in it]. [Marriage revokes an earlier will.|Keep the original in a safe place.]",
        "[Interest|Inflation] [eats|erodes] savings that earn less. [When rates rise|If prices fall], bonds already issued [lose|gain] value, [because|since] new ones pay [more|less].",
        "[Shares|Funds] can fall as well as rise. [Past results are no guide to the future.|Spread the risk.][ Before you buy, ask what it costs and when you will need the money.|]",
        "[Depreciation|Goodwill] is [written off|tested] over the useful life of the asset. [Stock is valued at the lower of cost and net realisable value.|Leases are shown as liabilities.]",
        "Total assets {big} {big}\nTrade debtors {big} {big}\nCash at bank {big} {big}\nCreditors ({big}) ({big})\nNet assets {big} {big}",
        "[Swallows|Storks|Eels] [return|travel] [each spring|by night], steering by [the stars|smell]. The young [leave|feed themselves] after about {num} days.[ Males and females look alike.|]",
        "The [larva|caterpillar|beetle] [feeds on|bores into] {gazette_w} leaves and [pupates|winters] in the soil. Adults fly [at dusk|in warm weather].[ A second brood is rare.|]",
        "[Moss|Lichen] grows [slowly|best] on the [shaded|damp] side of a [trunk|wall]. It has no roots; [water|food] is taken in through the [leaves|surface].",
        "[Rivers|Glaciers] [carry|drop] [sand|stones] where the slope [eases|flattens]. Over centuries the {gazette_w} [builds|becomes] a fan, and the stream [splits|wanders] across it.",
        "[Most|Many] [volcanoes|earthquakes] lie along the edges of plates. [Where one slides beneath another|When plates part], rock [melts|cracks] and [rises|gives way].",
        "[Unplug|Switch off] the [machine|heater] before [cleaning|opening]. [Undo|Remove] the {num} screws at the back, lift the cover and [wipe|replace] the filter. [Do not use solvents.|See figure {num}.]",
        "To [fit|change] the [bulb|belt], [turn|press] the {gazette_w} lever [left|down], [slide|pull] out the tray and [wait|listen] for a click. Warranty is void if the seal is broken.",
        "Insert tab A into slot B. Repeat for C and D. [Tighten|Do not tighten] screws E until the [back|shelf] is square. Two people are needed.",
        "[Visitors|Readers|Guests] are asked [not to smoke|to leave bags at the desk]. [Pencils only.|Dogs on leads.] [Children must be with an adult.|The lift is for staff.]",
        "[Trains|Buses] may be [late|crowded] [in bad weather|on public holidays]. [Keep your ticket until the end of the journey.|Mind the gap.][ Bicycles go in the first carriage.|]",
        "Applicants [must|should] hold a [degree|driving licence] and [enjoy|be used to] working in a team. [We welcome people of every background.|Only those shortlisted will be told.]",
        "The [referee|umpire] [stops|restarts] play with a whistle. A player who [handles|kicks away] the ball [is cautioned|gives away a free kick]. [A match lasts two halves.|Goals count double only in a tie.]",
        "A [goal|try|point] is scored when the whole of the ball [crosses|passes over] the line. [Extra time|A replay] follows a draw.[ There is no offside from a throw-in.|]",
        "[The mayor|A mayor|The president] is elected by [the council|all voters] for [four|five] years and may [stand|serve] once more.[ If nobody has a majority, a second round is held.|]",
        "In [a sonnet|a villanelle|an ode] the [turn|refrain] comes [late|twice]. [The rhyme scheme|The metre] is strict, but good poets bend it.[ Read it aloud.|]",
        "The [string quartet|fugue|march] [opens|ends] [in the minor|quietly], [with|over] a {gazette_w} bass. [A second theme follows in the dominant.|The last chord is marked pianissimo.]",
        "[Gothic|Baroque|Romanesque] [churches|vaults] [carry|spread] their weight [on ribs|through thick walls]. [Windows are few and small.|The plan is a cross.] Local stone was cheapest.",
        "{Rare} {rare}us is a [fern|fungus|grass] with {gazette_w} [stalks|spores], {num} to {num} cm tall. [It is not edible.|It grows in ditches.]",
        "[The Committee|The Board|The Council] [shall meet|meets] four times a year. [The Chair has a casting vote.|A quorum is {num} members.][ Minutes are kept by the Secretary.|]",
        "[Bidders|Tenderers] must submit [one original and two copies|prices without tax]. Late bids will be [rejected|returned unopened]. [The lowest offer need not be accepted.|Lots may be split.]",
        "[Dear Sir or Madam|Dear customer|To whom it may concern], [your order has been sent|thank you for your patience]. [If the goods are damaged, keep the box.|Please do not reply to this message.] Kind regards, Customer Services",
        "[Marks|Grades] are given for effort as well as attainment. [A means|C means] the pupil [works well|needs help]. [Homework should take half an hour.|Parents may ask to see the scripts.]",
        "[May|Will|Mark|Rose] is [a verb|an auxiliary|a word] with more than one [meaning|use]; [may we hope|will it frost|mark the page|they rose early] shows [one|it].[ Chase, bill and grace are both verb and noun.|]",
        "[Police|Firefighters|Doctors] advise people [not to leave candles burning|to lock doors]. [Most accidents happen at home.|A smoke alarm costs little.][ Test it once a month.|]",
        "[The hero|A stranger|An old king] [leaves home|loses everything], [meets|outwits] a [giant|fox] and [returns|marries] richer. [The tale is told everywhere, with small changes.|Three is the number of such stories.]",
        "[it is said|they say] that [bread falls|cats land] [butter side down|on their feet]. [nobody has counted|the odds depend on the height of the table]",
        "Key: W won, D drawn, L lost, F for, A against, Pts points. [Two points for a win.|Goal difference decides.][ * play-off|]",
    ],
}
