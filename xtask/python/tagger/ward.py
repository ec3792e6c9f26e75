"""What is written in and around health care about one patient: notes, letters, forms, calls, messages, tables; and papers of a ward about nobody."""

from values import D, F, I, J, MONTHS, O, P, digits, names, recent, skewed

TITLES = (
    "Consultant Cardiologist,Staff Nurse,Charge Nurse,Ward Sister,Senior Registrar,Nurse Practitioner,Clinical Nurse Specialist,Consultant Psychiatrist,Speech Pathologist,Dietitian,Occupational Therapist,Practice Manager,Medical Secretary,"
    "Community Midwife,Health Visitor,Advanced Paramedic,Social Worker,Case Manager,Consultant Anaesthetist,General Practitioner,Specialist Trainee,Associate Professor of Surgery,Prosthodontist,Podiatrist,Clinical Pharmacist,Genetic Counselor,Play Therapist,Chaplain"
).split(",")
TRADES = (
    "retired miner,lorry driver,school caretaker,dairy farmer,sari seller,auto driver,bus conductor,night porter,crane operator,seamstress,daycare worker,scaffolder,care assistant,call centre agent,line cook,shearer,"
    "retired postmistress,stonemason,tyre fitter,sheet metal worker,checkout operator,software tester,forestry worker,primary school teacher,retired bank manager,barber,tram driver,plasterer,hospital porter,dockworker"
).split(",")
WEEK = "Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday".split(",")


def fillers(lists):
    """Slots of this file."""
    family = lambda w: names(lists, w)[1]
    town = lambda w: skewed(w, w.random.choice([lists.cities_west, lists.cities_us, lists.cities]))
    word = lambda w: w.random.choice("Oak Elm Willow Birch Rose Holly Maple Laurel Cedar Heather Ivy Ash Beech Fern Lark Swan".split())

    def one(kind, *shapes):
        return lambda w: (w.random.choice(shapes)(w), kind)

    def numbers(kind, *patterns):
        return lambda w: (digits(w, w.random.choice(patterns)), kind)

    def short(w):
        r, d = w.random, recent(w)
        return r.choice([f"{d.month}/{d.day}", f"{d.day}/{d.month}", f"{d.day}/{d.month}/{d.year % 100:02}", f"{d.day}.{d.month}.{d.year % 100:02}", f"{d.day:02}-{d.month:02}", f"{d.day} {MONTHS[d.month - 1][:3].lower()}", f"{MONTHS[d.month - 1][:3].lower()} {d.day}", f"{d.month:02}/{d.day:02}/{d.year % 100:02}"]), D

    def clock(w):
        r = w.random
        h, m = r.randrange(24), r.randrange(60)
        return r.choice([f"{h:02}{m:02}", f"{h:02}{m:02}", f"{h:02}:{m:02}", f"{h:02}:{m:02}", f"{h:02}{m:02}h", f"{h:02}:{m:02}h", f"{h % 12 + 1}.{m:02}{r.choice(['am', 'pm'])}", f"{h % 12 + 1}{r.choice(['am', 'pm'])}", f"{h:02}.{m:02}"]), D

    def wire(w):
        d = recent(w)
        return f"{d.year}{d.month:02}{d.day:02}"

    def patient(w):
        given, last = names(lists, w)
        r = w.random
        say = lambda text: (text, P)
        return {
            "full": say(f"{given} {last}"), "f": say(given), "l": say(last), "lf": say(f"{last}, {given}"), "up": say(f"{given} {last}".upper()), "ulf": say(f"{last.upper()}, {given}"), "ucl": say(last.upper()), "uls": say(f"{last.upper()} {given}"), "ug": say(f"{last}, {given}".upper()),
            "li": say(f"{last} {given[0]}"), "ij": say(f"{given[0]} {last}"), "in": say(f"{given[0]}{last[0]}"), "low": say(f"{given} {last}".lower()), "lowf": say(given.lower()), "lowl": say(last.lower()), "lowm": say(f"{r.choice(['mr', 'mrs', 'ms', 'miss'])} {last}".lower()), "lowd": say(f"dr {last}".lower()),
            "m": say(f"{r.choice(['Mr', 'Mrs', 'Ms', 'Miss', 'Mr.', 'Mrs.', 'Ms.'])} {last}"), "mf": say(f"{r.choice(['Mr', 'Mrs', 'Ms', 'Miss', 'Smt.', 'Shri'])} {given} {last}"), "mk": say(f"{r.choice(['Mr', 'Mrs', 'Ms', 'Mr.', 'Mrs.'])} {last[0]}."), "d": say(f"{r.choice(['Dr', 'Dr.', 'Dr', 'Prof'])} {last}"), "baby": say(f"{r.choice(['Baby', 'Baby of', 'B/O', 'Baby Boy', 'Baby Girl'])} {last}"), "hl": say(f"{last.upper()}^{given.upper()}"), "hl2": say(f"{last}^{given}^{r.choice('ABCDEJLMR')}"),
            "sr": say(f"{r.choice(['Sr', 'Sister', 'Nurse', 'S/N', 'Brother'])} {r.choice([last, given])}"), "ji": say(f"{given}-ji"), "aunt": say(f"{r.choice(['Auntie', 'Uncle', 'Nana', 'Grandma', 'Opa', 'Aunty'])} {given}"),
        }

    return {
        "ward_p": patient, "ward_dm": short, "ward_t": clock,
        "ward_rec": one(D, lambda w: w.random.choice(["today", "yesterday", "last night", "this morning", "this afternoon", "tonight", f"last {w.random.choice(WEEK)}"])),
        "ward_next": one(D, lambda w: w.random.choice(["tomorrow", "tomorrow morning", "next week", f"next {w.random.choice(WEEK)}", w.random.choice(WEEK), w.random.choice(WEEK)[:3], f"{w.random.choice(WEEK)} morning"])),
        "ward_day": one(D, wire), "ward_sec": one(D, lambda w: wire(w) + digits(w, "0#") + digits(w, "3#4#")),
        "ward_home": one(O, lambda w: f"{word(w)}{w.random.choice(['wood', 'field', 'dene', 'mount', 'bank', 'lea'])} {w.random.choice(['Nursing Home', 'Care Home', 'Lodge', 'Residential Home', 'Manor', 'Court', 'Assisted Living', 'Aged Care'])}", lambda w: f"{family(w)} House", lambda w: f"{town(w)} {w.random.choice(['Nursing Home', 'Care Centre', 'Rehab and Nursing', 'Hostel', 'Group Home', 'SNF'])}", lambda w: f"{word(w)} {w.random.choice(['Court', 'Lodge', 'Gardens', 'Hill', 'Grange'])}"),
        "ward_gp": one(O, lambda w: f"{family(w)} {w.random.choice(['Medical Centre', 'Surgery', 'Family Practice', 'Clinic', 'Health Centre', 'Polyclinic', 'Nursing Home'])}", lambda w: f"{town(w)} {w.random.choice(['Road Surgery', 'Medical Practice', 'Health Centre', 'Pediatrics', 'Family Medicine', 'Dental', 'Village Surgery', 'Physio', 'Women and Children Hospital'])}", lambda w: f"The {word(w)} Tree {w.random.choice(['Surgery', 'Practice', 'Clinic'])}"),
        "ward_pharm": one(O, lambda w: family(w) + w.random.choice([" Pharmacy", "’s Pharmacy", "'s Chemists", " Chemist", " Drugs", " Medicals", " & Sons Chemists"]), lambda w: f"{town(w)} {w.random.choice(['Pharmacy', 'Chemist', 'Discount Drug', 'Drug Mart', 'Compounding Pharmacy'])}"),
        "ward_school": one(O, lambda w: f"{town(w)} {w.random.choice(['Primary School', 'Elementary', 'High School', 'Middle School', 'Academy', 'Kindergarten', 'Public School', 'Grammar', 'Nursery'])}", lambda w: f"{family(w)} {w.random.choice(['Primary', 'Elementary School', 'Junior High', 'Preschool', 'Vidyalaya'])}", lambda w: f"{w.random.choice(['St', 'St.'])} {names(lists, w)[0]}’s {w.random.choice(['Primary', 'School', 'Convent', 'RC Primary', 'College'])}"),
        "ward_payer": one(O, lambda w: f"{word(w)}{w.random.choice([' Health Plan', 'care Mutual', ' Assurance', ' Life & Health', 'shield TPA', ' Benefits'])}", lambda w: f"{town(w)} {w.random.choice(['Health Partners', 'Mutual', 'Medicare Advantage', 'Health Fund', 'Insurance'])}", lambda w: f"{family(w)} {w.random.choice(['General Insurance', 'Benefit Administrators', 'TPA Services', 'Health Insurance'])}"),
        "ward_trust": one(O, lambda w: f"{town(w)} {w.random.choice(['NHS Trust', 'Hospitals NHS Foundation Trust', 'Health Board', 'Local Health District', 'Base Hospital', 'District Hospital', 'Infirmary', 'Hospice', 'Ambulance Service', 'Community Health', 'Fire & Rescue EMS', 'Imaging', 'Pathology'])}", lambda w: f"{w.random.choice(['Royal', 'Queen', 'Prince', 'Sri', 'Our Lady of'])} {w.random.choice([town, lambda w: names(lists, w)[0]])(w)} {w.random.choice(['Hospital', 'Infirmary', 'Hospital & Research Centre', 'Hospice'])}"),
        "ward_title": one(J, lambda w: w.random.choice(TITLES)), "ward_trade": one(J, lambda w: w.random.choice(TRADES)),
        "ward_nhs": numbers(I, "### ### ####", "### ### ####", "###-###-####", "##########"), "ward_mcare": numbers(I, "#### ##### #", "####-#####-#", "##########/#", "#@@#-@@#-@@##", "#@#*-@#*-@@##"), "ward_aad": numbers(I, "#### #### ####", "##-####-####-####", "############"),
        "ward_no": numbers(I, "##/#####", "@@/####/##", "@-####-#####", "######", "@######", "##-######", "@@@#####", "IP######", "RX#######", "CLM-########", "A########", "####-#####"), "ward_bleep": numbers(F, "####", "###", "#-####", "x####"), "ward_pin": numbers(I, "##@####@", "MED##########", "#######", "@@@#######", "NMW##########"),
    }


RULES = {
    # Parts of texts.
    "ward_rel": ["wife", "husband", "daughter", "son", "mother", "father", "sister", "brother", "partner", "niece", "granddaughter", "mum", "dad", "daughter-in-law", "carer", "neighbour", "stepson", "guardian", "aunt", "NOK"],
    "ward_dt": ["{ndate}", "{ndate}", "{date}", "{ward_dm}", "{ward_dm}"],
    "ward_on": ["on {date}", "on {ndate}", "on {ward_dm}", "{ward_rec}"],
    "ward_born": ["DOB {ndate}", "DOB: {ndate}", "d.o.b. {ndate}", "born {date}", "D.O.B {ndate}", "(DOB {ndate})", "b. {ndate}", "dob {ndate}", "Date of birth {ndate}"],
    "ward_key": ["MRN {mrn1}", "Hosp No {mrn1}", "Hospital Number: {mrn1}", "URN {mrn1}", "UHID {mrn1}", "NHS No. {ward_nhs1}", "NHS number {ward_nhs1}", "CHI {ten1}", "UR {mrn1}", "IP No. {ward_no1}", "CR No {ward_no1}", "MR# {mrn1}", "Acct# {ward_no1}", "PHN {ward_nhs1}", "chart {mrn1}", "Medicare {ward_mcare1}", "OP No. {ward_no1}", "FIN {nine1}", "Encounter {ward_no1}", "unit no. {mrn1}"],
    "ward_sx": ["[BP|b/p] 1[04|12|18|26|34|42|58]/[62|68|74|80|88|94]", "HR [58|66|72|84|96|108|122]", "RR [14|16|18|22|26]", "SpO2 [91|93|95|97|99]%[ RA| on 2L|]", "T [36.4|36.8|37.2|38.1|38.9]", "[Temp|temp] [97.9|98.6|100.4|101.2] F", "sats [92|94|96|98]% on air", "NEWS2 [1|3|5|7]", "GCS [15|14|13]/15", "BSL [5.4|7.8|11.2|16.3]", "pain [2|4|6|8]/10", "cap refill <2s", "wt [54|61.5|72|88.3] kg", "MEWS [1|2|4]"],
    "ward_vs": ["{ward_sx}, {ward_sx}, {ward_sx}", "{ward_sx} {ward_sx} {ward_sx} {ward_sx}", "Obs: {ward_sx}, {ward_sx}[, {ward_sx}|]", "VS: {ward_sx}; {ward_sx}; {ward_sx}", "VSS, afebrile"],
    "ward_ex": ["HS I+II+0, [chest clear|bibasal creps], abdo SNT, [calves soft|no oedema]", "Lungs CTA [b/l|bilaterally], heart RRR, no {finding}", "[Alert|Drowsy but rousable], {exam} [neg|positive|not done], {finding}", "{epo} [negative|present|absent], {finding}", "P/A soft, [BS +|no organomegaly], CVS S1S2 N, CNS NFND", "wound [clean and dry|oozing, redressed], [drain 40 mL|JP drain 15 cc serosang]", "[tender|guarding] RIF, {finding}, PR [NAD|deferred]", "o/e [well|pale|comfortable], {finding}, no {finding}"],
    "ward_dx": ["{dis}", "{dis}", "{ill}", "{finding}", "{dis} and {ill}", "?{finding}", "[severe|mild|known|resolving] {ill}", "{sym}", "{dis} on background of {finding}"],
    "ward_rx": ["{drug} {dose}", "{pill} {dose}", "{pill} [od|bd|tds|nocte|prn]", "{med} {dose}", "[tab|Tab.|inj|Inj.|syr] {pill} [1-0-1|BD|OD|SOS|stat]", "{pill} {num} mg [q6h|q12h|daily|at bedtime]"],
    "ward_do": ["[continue|start|hold|wean] {pill}", "[repeat|chase|recheck] {short}[ and {short}|]", "[refer to|await|d/w] [cardiology|ortho|SALT|OT/PT|surgeons|palliative team|dietitian]", "{exam}", "[NBM|clear fluids|soft diet|fluid restrict 1.5 L]", "[CT|MRI|USS|CXR] [requested|booked|pending]", "[VTE prophylaxis|TEDs|{drug} 40 mg sc]", "[DNACPR|full code|DNR/DNI] [discussed|in place|unchanged]", "[home|d/c] when [medically fit|afebrile 24h|walking]", "[monitor|strict] I/O", "[bloods|labs] in [am|48 h]"],
    "ward_pl": ["Plan: {ward_do}; {ward_do}; {ward_do}", "Plan:\n1. {ward_do}\n2. {ward_do}\n3. {ward_do}", "P: {ward_do}, {ward_do}", "Imp: {ward_dx}. Plan {ward_do}, {ward_do}.", "A/P: {ward_dx} - {ward_do}. {ward_do}.", "→ {ward_do}\n→ {ward_do}", "Adv: {ward_rx}, {ward_rx}, review [SOS|in 1 week]"],
    "ward_bg": ["[PMH|PMHx|Hx|Background]: {dis}, {dis}, {finding}", "[K/C/O|k/c/o] {finding} [on|not on] Rx", "[Hx of|h/o] {epo} [and|,] {dis}", "PSH: {exam}, appendicectomy", "[NKDA|Allergies: nil known|ALLERGIC TO {pill} (rash)|Allergies - penicillin (anaphylaxis)]", "{ward_rx}, {ward_rx}, {ward_rx}", "[ex-smoker 20 pack years|never smoked|ETOH 2 units/wk|tobacco chewer]"],
    "ward_op": ["laparoscopic cholecystectomy", "Lichtenstein hernia repair", "Hartmann's procedure", "[L|R] total hip replacement", "Nissen fundoplication", "Ivor Lewis oesophagectomy", "the Whipple procedure", "McDonald cerclage", "Bankart repair", "ORIF [R|L] ankle", "CABG x{num}", "TURP", "phaco + IOL [R|L]", "Burch colposuspension", "Mohs excision nose", "EUA + Seton", "D&C", "C-section", "Port-a-Cath insertion", "MRI under GA", "spinal fusion L4/5", "[excision|repair] of {finding}"],
    "ward_by": ["{p9.dr}", "{p9}, [RN|MD|NP|PA-C|DO|MBBS]", "{ward_p9.d}, {ward_title} [bleep {ward_bleep}|GMC {ward_pin}|]", "{ward_p9.sr}", "{ward_p9.ij} ([RN|EN|CT2|FY1|RMO|ST3|HO])", "[Signed|Electronically signed by|Written by|Entered by]: {p9}[, {ward_title}|]", "{ward_p9.full} {ward_title} [{ward_dt}|] {ward_t}", "{p9.i}, RN"],

    "ward": [
        # Admission and progress.
        "{ward_p1.uls} {ward_key} {ward_born}\n[Admitted|Adm|DOA] {ward_dt} {ward_t} via [ED|GP|clinic|A&E|transfer from {ward_trust}]\nPC: {sym}\nHPC: {num}/7 hx of {sym}, {finding}. [Seen by {ward_p2.d} in clinic {ward_on}.|]\n{ward_bg}\n[SH: lives [alone|with {ward_rel} {ward_p3.f}] in {city}. {ward_trade}.|]\nO/E {ward_vs}\n{ward_ex}\n{ward_pl}\n{ward_by}",
        "{ward_t} [WR|Ward round|PTWR] {ward_p2.d} / {ward_p3.ij}\n{ward_p1.m} bed {num}\nDay {num} {ward_dx}\n{ward_vs}\n{ward_ex}\n{ward_pl}",
        "[day|hd#|pod] {num}. {ward_p1.lowl} slept ok, {finding} better, {ward_vs}. {ward_ex}. d/w {ward_p2.lowd}, {ward_do}. {ward_rel} {ward_p3.lowf} updated by phone {ward_t}",
        "S: {ward_p1.m} [feels better|reports ongoing {sym}|had a poor night]. O: {ward_vs}. {ward_ex}. A: {ward_dx}. P: {ward_do}; {ward_do}.[ Seen with {ward_p2.d}.|]",
        "Assessed {ward_p1.full} [at bedside|in SAU|in the day room] at {ward_t} [{ward_on}|]. [{-age.plain} y.o.|{-age.plain}yo] [lady|gentleman|woman|man] admitted under {ward_p2.d} with {ward_dx}. {ward_bg}. {ward_pl}",
        "H&P\n\nPatient: {p1} ¦ {ward_key} ¦ {ward_born} ¦ PCP: {p2.dr}, {ward_gp}\n\nCC: \"{sym}\"\n\nHPI: {p1.ml} is a {sexage} [who moved from {city} in {year}|who lives with [her|his] {ward_rel} {p3.f}|] presenting with {num} days of {sym}. {ward_bg}.\n\nROS: otherwise negative.\n\nPE: {ward_vs}. {ward_ex}.\n\n{ward_pl}",
        "C/o {sym} x {num} days, {sym} x {num} days. {ward_bg}. Pt {p1} brought by [{ward_rel} {p2.f}|attender {p2}|relatives from {city}]. O/E {ward_vs}. {ward_ex}. Adv: {ward_rx}, {ward_rx}. R/w {ward_next} with reports. {ward_p4.d}",
        "[Pt|Patient] remains [stable|confused|drowsy]. {ward_p1.m}'s {ward_rel} ({ward_p2.f}) [rang|called|visited] at {ward_t} and [was updated|asked to speak with {ward_p3.d}|is unhappy about the delay]. {ward_do}.",
        "INTERVAL EVENTS: [Rapid response called {ward_t} for {finding}|no acute events overnight|Tmax 38.4 at {ward_t}, cultures sent]. Per {ward_p2.d} (ID), {ward_do}. [{ward_p1.m} is refusing {pill}.|] Dispo: [SNF, {ward_home} has accepted|home with [{ward_rel} {ward_p3.f}|VNA]|pending PT eval].",
        "ICU day {num} - {ward_p1.ulf}\nNeuro: RASS -[1|2|4], {pill} gtt\nResp: AC 450/16/40%/5, {short}\nCV: MAP >65 on {pill} 0.08 mcg/kg/min\nRenal: CVVH day {num}\nID: {germ}, {drug}\nFamily: {ward_rel} {ward_p2.f} [at bedside|HCP, consented to trach] [{ward_on}|]\nAttending {ward_p3.d}",
        "Seen in post-take: {ward_p1.full}, {-age.plain}[F|M], {ward_key}. Came from {ward_home} with {ward_dx}. Staff there ([carer |nurse |manager ]{ward_p2.f}, {phone}) say baseline is walking with frame. {ward_do}. TEP form signed by {ward_p3.d}.",
        "Long case: {ward_p1.mk}, {ward_trade} from {city}, [admitted|presented] {ward_on} with {ward_dx}. {ward_bg}.",
        "[night cover|on call] note {ward_t}: asked to see {ward_p1.lowl} in bed {num} re {sym}. {ward_vs}. {ward_ex}. imp {ward_dx}. will hand over to day team ({ward_p2.lowd})",
        # Nursing.
        "{ward_t} – [Pt|Patient|Resident] {ward_p1.m} [assisted with shower|settled at start of shift|transferred to chair with hoist]. Diet and fluids [taken well|poor]. BO type [3|4|6]. [Dressing to [L|R] heel changed.|IVC resited.] {ward_rel} {ward_p2.f} [visiting|rang]. {ward_vs}. {ward_by}",
        "NURSING NOTE [{stamp}|{ndate} {ward_t}]\nRm {num}-[A|B] {ward_p1.lf}\nReceived pt in bed, call light in reach. {ward_vs}. {pill} given PRN at {ward_t} for [pain|nausea]. [MD {ward_p2.l} paged re {finding}, orders received.|{ward_p2.d} aware.] Will continue to monitor.\n-- {ward_by}",
        "resident {ward_p1.lowf} found on floor beside bed {ward_t}. nil injury seen. {ward_vs}. neuro obs commenced. gp {ward_p2.lowd} and {ward_rel} {ward_p3.lowf} notified. incident form done",
        "Wound chart: {ward_p1.li}. Site: [sacrum|L heel|R lower leg]. Size {num} x {num} mm, {finding}. [Foam|Alginate|Hydrocolloid|VAC] applied. Next change {ward_next}. TVN {ward_p2.full} to review {ward_dt}.",
        "Aged care progress note - {ward_home}\n{ward_dt} {ward_t} hrs\n{ward_p1.f} declined breakfast, says she is waiting for {ward_p2.f} ([late husband|her sister]). Redirected with tea. {ward_do}. Son {ward_p3.f} phoned from {city}. {ward_p4.f} [EN|AIN|RN]",
        "Fluid balance {ward_dt} {ward_p1.uls} {ward_key}\nIn: IV 1,200 oral 650\nOut: UO 1,430 drain 85 vomit x2\nSigned {ward_p2.in} {ward_p3.in}",
        "Pt refused {pill} at {ward_t}; {ward_p1.m} states \"[it makes me sick|I want to talk to {ward_p2.d} first|I am going home]\". Capacity [intact|to be reviewed]. Security not needed.",
        "Care plan - {ward_p1.full} (likes to be called {ward_p2.f})\nMobility: [x1 assist|independent with stick]\nDiet: level [4|5|6], thickened\nFaith: {group}\nUsed to be a {ward_trade}. Enjoys gardening and talking about {city}.\nNOK: {ward_p3.full} ({ward_rel}) {phone}",
        "PRN given: {pill} to {ward_p1.li} at {ward_t}, effect [good|partial] by {ward_t}. [Second check {ward_p2.sr}.|]",
        # Discharge.
        "DISCHARGE SUMMARY\n{ward_trust}\nRe: {ward_p1.full}, {ward_born}, {ward_key}\n{addr}\nAdmitted: {ndate}  Discharged: {ndate}  LOS {num} d\nConsultant: {ward_p2.d}\nGP: {ward_p3.d}, {ward_gp}\nDiagnosis: {ward_dx}\nCourse: {ward_bg}. Treated with {ward_rx}.\nTTOs: {ward_rx}; {ward_rx}; {ward_rx}\nGP to: {ward_do}.\nFollow-up: [{ward_p2.d}'s clinic|fracture clinic] [{ward_dt}|in 6/52]",
        "Dear {p2.dr}, [Many thanks for taking over the care of|This is to inform you that] {p1.ml}, {ward_born}, [of {addr},|] was [discharged|an inpatient] [on {date}|from {date} to {date}] under {p3.dr} with {ward_dx}. [He|She] went home [with a package of care|to {ward_rel} {p4.f}] on {ward_rx} and {ward_rx}. To do: {ward_do}. Yours sincerely, {p5}, {ward_title}",
        "AFTER VISIT SUMMARY for {p1}\n{ward_dt} {ward_t} with {p2.dr} at {hosp}\nToday's visit: {dis}\nChanges: START {drug}; STOP {pill}\nNext appt: {date} {time}, {addr}\nQuestions? Call {phone} or MyChart user {p1.u}",
        "Summary of hospitalization: {p1.f} [is|was] a {sexage} transferred from {hosp} in {city} {ward_on} for {ward_op}. [OR {ward_on} with {p2.dr}.|] Course complicated by {finding}. Cultures grew {germ}; {pill} through {ward_dt}. PICC removed {ward_dt}. Weight at discharge 68.4 kg. PCP {p3.dr} [notified by phone|cc'd].",
        "IP No: {ward_no1}   UHID: {mrn1}\nName: {ward_p1.mf}   W/o [Mr |]{ward_p2.full}\nAge/Sex: {age.n} Y / F\nAddress: {addr}\nD.O.A: {ndate}   D.O.D: {ndate}\nUnit: Med-{num}, {ward_p3.d}\nDiagnosis: {ward_dx}\nAdvice on discharge: {ward_rx}; {ward_rx}\nReview in OPD on {ndate} with reports. In emergency contact {phone}.",
        "[self-discharged|DAMA|left AMA|LAMA]: {ward_p1.m} [signed form|refused to sign] at {ward_t}, witness {ward_p2.sr}. [Risks explained by {ward_p3.d}.|] [Left with friend {ward_p4.f} in a taxi.|] {ward_rel} {ward_p5.f} informed on {phone}.",
        "TTO ready for {ward_p1.ucl} bed {num}? transport booked {ward_t} to {ward_home}, {zip}. key safe code with {ward_rel} {ward_p2.f}",
        # Operative and anaesthesia.
        "OPERATION NOTE\nPatient: {ward_p1.ug}   {ward_key}\nDate: {ndate}\nSurgeon: {ward_p2.d}   Assistant: {ward_p3.d}\nAnaesthetist: {ward_p4.d} (GA, LMA)\nProcedure: {ward_op}\nFindings: {epo}, {finding}\nClosure: 3/0 Monocryl, Steristrips\nEBL: 150 mL\nPost-op: {ward_do}; {ward_do}",
        "PREOP DX: {dis}. POSTOP DX: same. SURGEON: {p2.up}, M.D. ANESTHESIA: General, {p3.dr}. INDICATIONS: The patient is a {sexage} [followed by {p4.dr} in {city}|] with {ward_dx}. After informed consent the patient was taken to the OR, where a timeout confirmed {p1.ml}. {Rare} {rare} incision; {epo} retractor placed; 2-0 Vicryl. Counts correct x2. To PACU stable.",
        "Implant sticker: [hip stem|knee tibial tray|IOL|pacemaker|mesh|cochlear implant] size {num}, serial {id1}[, lot {-big}|] – {ward_p1.full}, {ward_key}, {ward_dt}, {ward_p2.d}, theatre {num}",
        "Anaesthetic chart {ward_dt}: {ward_p1.uls}, {-age.plain}y, 74 kg, ASA [1|2|3], Mallampati II. [Prev GA {ward_trust} {year} – grade 3 Cormack-Lehane, bougie|No prev problems]. Induction {ward_t} {pill}, {pill}; {epo} blade. Extubated {ward_t}. Handover to recovery {ward_p2.f}. {ward_p3.ij}",
        "Pre-op call made to {p1} at {phone} {ward_on}. NPO after midnight, hold {pill}. Arrive {time}, {hosp}. Ride home: [{ward_rel} {p2.f}, {phone}|none yet]. Prior anesthesia issue in {city} {year}: PONV.",
        "[lap chole|lscs|turp|tha|egd] {ward_dm} {ward_p2.lowd}, asst {ward_p3.lowl}, {finding}, ebl min, {ward_p1.lowl} to recovery {ward_t}",
        "WHO checklist: [Sign in|Time out|Sign out] {ward_t}. Patient identity [confirmed: {ward_p1.full}, {ward_born}|checked against band {mrn1}]. Team: {ward_p2.f} (scrub), {ward_p3.f} (ODP), {ward_p4.d} (surgeon), {ward_p5.d} (anaes).",
        "Colonoscopy report\n{p1.lf} ¦ {mrn1} ¦ {ndate}\nEndoscopist {p2.dr}, nurse {p3.f}\nPrep BBPS 8. Scope SN {id2}. Caecum reached in 7 min. {num} mm polyp, Paris IIa, removed cold snare. Midazolam 2 mg, fentanyl 50 mcg.\nRepeat in [3|5|10] years. Letter to {p4.dr}, {ward_gp}.",
        # Radiology and pathology, lab.
        "XR [CHEST|KNEE LT|WRIST RT] {ndate}\n{ward_p1.ulf} {ward_key} {ward_born}\nClinical: [{sym}, ?{finding}|fall at {ward_home}]\nReport: No focal {finding}. {epo} noted. Comparison {ndate}.\n{ward_p2.d}, {ward_title}",
        "EXAM: [MRI BRAIN W WO|CT ABD/PELVIS W CONTRAST|US THYROID] [{-big}|]\nACC: {ward_no1} MRN: {mrn1}\nORDERING: {p2.up}\nTECHNIQUE: 5 mm axial images; 100 mL Omnipaque 350.\nCOMPARISON: {ndate} from {hosp}.\nIMPRESSION: 1. {ill}. 2. [LI-RADS 3|BI-RADS 2|TI-RADS 4|Bosniak IIF] lesion.\nCritical result called to {p2.dr} at {ward_t} on {ndate} by {p3.dr}, read back.",
        "Addendum {ward_dt}: prior films from {ward_trust} [now available|obtained by {ward_rel} of patient on CD]. Discussed at MDT with {ward_p2.d} and {ward_p3.d}. No change. {ward_p4.in}",
        "[Histology|Surgical pathology|HPE] report {pathno}\n{ward_p1.full}   {age.n}/[F|M]   {ward_key}\nRef by: {ward_p2.d}, {ward_trust}\nRec'd {ndate}  Rep'd {ndate}\nGross: 3 pots, largest 22 x 14 x 9 mm.\nMicro: {finding}; {epo}; Ki-67 18%; ER 7/8.\nDx: {ill}, Gleason 3+4, pT2c R0.\n{ward_p3.d} / {ward_p4.d}",
        "Thyroid + HbA1c profile, pt {p1} ({age.n}/[M|F]), ref {p2.dr}, sample id {id1}, collected {stamp}\nTSH 6.82 uIU/mL (0.3-5.5) H\nT3 98 ng/dL\nT4 7.1 ug/dL\nHbA1c 7.9 %\nVit B12 182 pg/mL L",
        "LAB CRITICAL: K 6.7 on {p1.lf} {mrn1}, called to {p2.f} RN [4W|ED|dialysis] {ward_t} {ndate}, RB verified, tech {ward_p3.in}",
        "Name,URN,DOB,Collected,Test,Result,Units,Flag\n{ward_p1.full},{mrn1},{ndate},{stamp},Na,131,mmol/L,L\n{ward_p1.full},{mrn1},{ndate},{stamp},Creat,188,umol/L,H\n{ward_p2.full},{mrn2},{ndate},{stamp},Hb,72,g/L,L",
        "Micro phone result: {germ} in 2/2 bottles, {ward_p1.uls} {ward_key}, taken {ward_dt} {ward_t}. Told {ward_p2.d} bleep {ward_bleep}. Suggest {drug}.",
        "Group & screen {ward_no1}: {ward_p1.ug} {ward_born} – [O pos|A neg|AB pos], anti-K. Crossmatch 2 units for {ward_next}, theatre {num}. Sample must be hand labelled; last one signed {ward_p2.in} rejected.",
        "dictated but not read. echo on {ward_p1.lowm}, {ward_dm}. ef [35|45|60] percent, mild mr, {epo}. compare {ward_trust} study {year}. cc {ward_p2.lowd}",
        # Emergency, triage, ambulance.
        "TRIAGE {ward_t} Cat [2|3|4]: {ward_p1.full} {-age.plain}[F|M], [walked in|BIBA|brought by police] with {sym} since {ward_rec}. {ward_vs}. [Allergic {pill}.|] Next of kin {ward_p2.f} ({ward_rel}) {phone}. {ward_p3.sr}",
        "ED note. Arrived by [EMS|ambulance|private vehicle] from [{addr}|{ward_home}|work at {o1}]. {ward_p1.m} was [cooking|driving|at a wedding in {city}] when [he|she] developed {sym}. Per {ward_rel} {ward_p2.f}, {finding}. HEART score [2|4|6]. {ward_do}. Dispo home {ward_t}, f/u {ward_p3.d}.",
        "PRF {ward_no1}\nCallsign {-big} time of call {ward_t} at scene {ward_t} at hosp {ward_t}\nLocation: {addr}\nPt: {p1} {age.n} yrs\nFound [on kitchen floor by {ward_rel} {p2.f}|in driver's seat of {plate}]\n{ward_sx} {ward_sx} {ward_sx}\nRx: [O2|GTN|{pill}] \nHandover to {p3.f} at {hosp}. Crew {p4.i} / {p5.i}",
        "pre-alert: eta 6 min, {-age.plain}[f|m] [fall from ladder|rtc|fitting], gcs 9, {ward_sx}, {ward_sx}, coming from {street}. wife with him, name {ward_p1.lowf}",
        "Trauma: {ward_p1.uls} (initially \"Unknown Male {-num}\"), identified by {ward_rel} {ward_p2.full} at {ward_t}. MVC on {street}, {city}. FAST neg, {epo} fracture. Trauma lead {ward_p3.d}. Police ref {case}, PC {ward_p4.l}.",
        "TELE-TRIAGE call {ward_no1} {stamp}: caller {p1} ([mother|father] of {p2.f}, {age.n}) reports {sym} x {num}h. Lives {city}. Protocol [Fever - child|Head injury]. Disposition: [see GP within 24 h|000 ambulance dispatched|home care]. Call back {phone}. {p3}, RN",
        "[Overdose|DSH|OD] - {ward_p1.full}, {age.n}, took {num} x {pill} at {ward_t} after argument with {ward_p2.f}. Texted friend {ward_p3.f}, who called 999. Poisons advice sought. Level at {ward_t} 148 mg/L. For psych liaison {ward_next}.",
        "EMS: dispatched to {addr} for unresponsive [male|female]. [Narcan 4 mg IN|CPR in progress by {p1.f}, a bystander {job}]. ROSC {ward_t}. Transported {p2} emergent to {hosp}, {num} min. Unit {-big}, medic lic {lic}.",
        "Bitten by [neighbour's dog|stray dog|monkey] {ward_on} at {city}. {p1}, {-age.plain}y, [s/o|d/o] {p2}. Cat III wound R calf. ARV given D0; D3, D7, D14, D28 to be given at {ward_gp}. RIG 40 IU/kg.",
        # Obstetrics, paediatrics.
        "{ward_p1.full} G[1|2|3|5]P[0|1|2|4] EDD {ndate} by [LMP|dating scan]. Booked at {ward_trust}, midwife {ward_p2.f} {phone}. Partner {ward_p3.f}. FM felt, FHR 142, SFH {num} cm, {ward_sx}. OGTT {ward_next}.",
        "Birth summary: {ward_p1.baby}, [female|male], born {ndate} at {ward_t}, [SVD|Em LSCS|Ventouse|forceps (Neville Barnes)], 3,420 g, Apgars 8 and 9. Mother {ward_p1.full}, {mrn1}. Accoucheur {ward_p2.d}. Vit K given. Feeding: breast.",
        "labour ward board\n1  {ward_p1.ucl}  G[1|2|3|5]P[0|1|2|4]  5cm  synto  mw {ward_p2.f}\n2  {ward_p3.ucl}  IOL  Propess {ward_t}  mw {ward_p4.f}\n3  empty\n4  {ward_p5.ucl}  post LSCS {ward_t}  mw {ward_p2.f}",
        "[Health visitor|Child health nurse|MCHN] visit {ward_dt}, {addr}. Seen {ward_p1.f} (mother) and baby {ward_p2.f}, {num} days old. Wt 3.62 kg. EPDS [4|9|14]. Father {ward_p3.f} back at work ({ward_trade}). Older sibling {ward_p4.f} at {ward_school}.",
        "PAEDS: {ward_p1.full}, {-num} months, [bought|brought] in by [mum|dad|grandmother] {ward_p2.f} with {sym}. Imms UTD. Attends {ward_school}. [No smokers at home.|] {ward_ex}. Imp bronchiolitis. {ward_do}. d/w {ward_p3.d}.",
        "Growth clinic {ward_dt} – {p1.f}: wt 9th centile, ht 2nd, HC 50th. Mid-parental 164 cm. [Bone age (Greulich-Pyle) {num} yrs.|Tanner stage [2|3|4].] School {ward_school} reports tired. Letter copied to parents {p2} and {p3}.",
        "NICU: {ward_p1.baby}, DOL {num}, CGA {num}+{num}, wt 1,145 g. On CPAP 6, caffeine, TPN. HUS normal. Mom {ward_p1.f} holding skin to skin at {ward_t}; dad {ward_p2.f} deployed [with {o1}|overseas]. {ward_p3.d}, neonates",
        "Well child visit. {p1} is here with [her|his] {ward_rel}, {p2.f}, and [brother|sister] {p3.f}. Starting [kindergarten|year 3] at {ward_school} {ward_next}. Fluoride varnish, MMR #2, form signed for {p4.dr}.",
        "vaccination record\nname {ward_p1.low}   dob {ndate}\nparent {ward_p2.low}   mob {phone}\nBCG  {ndate}\nOPV-0  {ndate}\nPentavalent-1  {ndate}\nRotavac {ndate}\nMR-1 due {ndate}\nASHA worker {ward_p3.lowf}",
        "\"ANTENATAL CARD\" Regd No {ward_no1} / {ward_p1.full}, W/O {ward_p2.full}, {addr} / LMP {ndate} EDD {ndate} / Hb 9.8, BG B+, VDRL NR / TT1 {ndate} TT2 {ndate} / IFA given",
        "IVF: {p1} and {p2.f}, cycle {num}. Egg collection {date} by {p3.dr} at {ward_gp}; 9 oocytes, ICSI, 2 blasts frozen, straw ID {id1}. Donor code {id2}. Beta hCG {ward_next}.",
        # Psychiatry, social, palliative, family.
        "MSE {ward_dt}: {ward_p1.m} [{-age.plain}yo] casually dressed, speech pressured, denies SI/HI. Believes [neighbour {ward_p2.f}|the staff at {o1}|her brother {ward_p2.f}] is poisoning the water. Insight partial. S2 papers by {ward_p3.d} and AMHP {ward_p4.full}. {pill} depot due {ward_next}.",
        "[Psychotherapy|CBT|Counselling] session {num}. {ward_p1.f} talked about [the divorce from {ward_p2.f}|losing her job at {o1}|his father {ward_p2.f}, who drank|moving from {city}]. PHQ-9 {num}, GAD-7 {num}. Homework: thought record. Next {ward_next} {time}.",
        "risk assessment: {ward_p1.low}, {status}, {ward_trade}, lives [with ex {ward_p2.lowf}|in hostel at {city}]. previous attempts {year} and {year} ([od|hanging]). protective: [dog, daughter {ward_p3.lowf}|faith ({group})]. phone {phone}",
        "Social work assessment\nClient: {p1}   {ward_born}\nReferred by: {p2}, {ward_title}, {ward_trust}\nHousehold: {kids}, mother {p3.f}\nMarital status: {status}\nIncome: pension, carer's allowance\nEmployer: {o1}\nIssues: rent arrears; no recourse to public funds, [arrived from {country} in {year}|asylum ref {id1}]\nPlan: [MARAC|foodbank|Section 9]; review {ward_dt}",
        "Family meeting {date} {time}. Present: {p1.ml} ([wife|daughter]), {p2} (son, by phone from {country}), {p3.dr}, {p4.f} (SW), interpreter {p5} ({org}, no. {id1}). Goals: comfort. [{p1.f} asked about feeding.|] {p2.f} would like everything done until [he arrives {loose}|{date}]. Follow-up {ward_next}.",
        "PALLIATIVE CARE: known to {ward_trust}, [CNS {ward_p2.f}|{ward_p2.sr}]. {ward_p1.m} prefers to die at home. Syringe driver {pill} 20 mg + {pill} 10 mg over 24 h, set up {ward_t}. Anticipatory meds in fridge. {ward_rel} {ward_p3.f} has the rota number {phone}. Chaplain {ward_p4.full} visited; {group} rites requested.",
        "Certified dead {ward_t} {ward_dt}. No heart sounds or resp effort 5 min, pupils fixed. {ward_p1.full}, {ward_key}. Family ({ward_rel} {ward_p2.f}) present. Coroner ref {case}, discussed with {ward_p3.full}. MCCD: 1a {ill} 1b {dis}. Cremation form by {ward_p4.d}. Funeral director {o1}.",
        "it is with sadness that we inform the practice of the death of {ward_p1.mf} of {addr}, on {date} at {ward_home}. please cancel appointments. her {ward_rel}, {p3}, can be reached on {phone}",
        "ACP discussion: {p1} names {p2} ({ward_rel}) as [SDM|medical POA|health care agent], alternate {p3}. [POLST signed {ward_dt}.|Does not want dialysis.] Notary {p4}, commission {lic}. Copy to {ward_gp}.",
        "Safeguarding: disclosure by {ward_p1.f} ({age.n}) to school nurse {ward_p2.full} at {ward_school} {ward_on}. States stepfather {ward_p3.f} [hit her|shouts]. Body map done. MASH ref {case}. Named doctor {ward_p4.d}. Not to inform home until SW {ward_p5.full} advises.",
        "Care home call {ward_t}: {ward_home}, nurse {ward_p1.f}. Resident {ward_p2.full}, {age.old}, not eating x {num} days, [catheter bypassing|skin tear]. DNACPR yes. Advice {ward_do}. Visit {ward_next} by {ward_p3.d}.",
        "Homecare rota\n{ward_next}\n{ward_t} {ward_p1.m}, {street} – wash, meds (carer {ward_p2.f})\n{ward_t} {ward_p3.m}, {street} – double-up {ward_p2.f}/{ward_p4.f}, key safe code {secret}\n{ward_t} {ward_p5.m} – lunch, door code {secret}",
        # Dental, therapies, dietetics.
        "Dental: {p1.lf}. Chart {mrn1}. UR6 MOD composite, LL8 pericoronitis. LA {pill} 2.2 ml, batch on file. X-rays 2 BW, R1. Pt anxious; {ward_rel} {p2.f} escorted. Recall 6/12. {p3.dr}, {ward_gp}, GDC {ward_pin1}.",
        "BPE 2-1-2/2-3-2, ortho review {ward_dt}. {ward_p1.full} ({age.n}) Class II div 1 (Angle), fixed braces upper, lost bracket LR4. Mum {ward_p2.f} to book [after school at {ward_school}|half term]. cc {ward_p3.d}",
        "Physio {ward_dt}: s) {ward_p1.m} reports [pain 4/10 after gardening|return to work at {o1} as {ward_trade}]. o) knee flex 0-95, {exam} neg, Oxford 4/5. a) progressing. p) quads, step-ups; r/v {ward_next} c {ward_p2.f}.",
        "OT home visit, {addr} {ward_on} with {p1} and {ward_rel} {p2.f}. Bed 48 cm, toilet 41 cm, rails needed x2. Landlord {o1} contact {p3} {phone}. Barthel {num}/20, MoCA {num}/30.",
        "Dietitian: {ward_p1.uls}, ht 164 wt 47.1 BMI 17.5 (was 53 kg in {date}). MUST 3. Likes: [dhal|congee|custard]. Daughter {ward_p2.f} brings home food. NG Nutrison 60 ml/h {ward_t}-{ward_t}. {ward_p3.ij}, pager {ward_bleep}",
        "SLP note: {p1.ml} seen at bedside for [FEES|clinical swallow]. Mendelsohn manoeuvre trialled. IDDSI 4/2. Communicates via [board|{ward_rel} {p2.f}]; can name grandchildren {p3.f} and {p4.f}. {ward_by}",
        "hand clinic. {ward_p1.lowm}, {ward_trade}, {epo}, injured on [press|conveyor] at {o1} {ward_dm}. splint made by {ward_p2.lowf}. insurer claim {ward_no1}",
        # Phones, pharmacy, prior auth, insurance, claims.
        "Pharmacy call: {ward_pharm}, [{ward_p1.f}|tech {ward_p1.f}] {phone}. {ward_p2.full}, {ward_born}. {pill} [out of stock|needs PA|dose query: 10 vs 100 mg]. OK to change to {pill} per {ward_p3.d}. rb {ward_t} {ward_p4.in}",
        "Rx transfer: from {ward_pharm}, {city} (NABP {lic}) to us. {p1}, {ward_born}, Rx# {ward_no1}, {pill} #30, {num} refills left, last filled {ndate}, prescriber {p2.dr} DEA {dea}. RPh {p3.i}.",
        "Dear Sir/Madam, Re: {p1}, Policy {id1}, Claim {ward_no1}. We regret that pre-authorisation for {ward_op} on {date} at {ward_trust} cannot be granted, [as {dis} was pre-existing|pending {p2.dr}'s report]. You may appeal to {ward_payer1}, {addr}, within 30 days. {p3}, Claims",
        "PRIOR AUTHORIZATION REQUEST\nPlan: {ward_payer}\nMember: {p1}  ID: {id1}  Group: {ward_no1}  DOB: {ndate}\nDrug: {drug} {dose}  Qty 4/28\nDx: [E11.65|M05.79|L40.0|G43.709]\nTried/failed: {pill}, {pill}\nPrescriber: {p2.dr}  NPI {ten}  Fax {phone}\nAuth # {ward_no2} approved {ndate}–{ndate}",
        "EXPLANATION OF BENEFITS - THIS IS NOT A BILL\n{p1}\n{addr}\nMember ID {id1} ¦ Claim {ward_no1} ¦ Service date {ndate} ¦ Provider {hosp}\n99214 Office visit  billed 245.00  allowed 131.22  you owe 25.00\n80053 CMP  billed 61.00  allowed 9.80  you owe 0.00",
        "Peer-to-peer {ward_on} {ward_t} with {ward_p1.d} of {ward_payer}, ref {case}. Pt {ward_p2.full}, member {id1}. [Overturned|Upheld|Will fax literature]. CPT 22551, {dis}. {ward_p3.d}",
        "TPA cashless request: insured {p1} (emp of {o1}, card no {id1}), patient {p2.f}, [wife|mother], admitted {hosp} {ndate}, room [private|twin], est cost {-money}. PAN {lic}, Aadhaar {ward_aad}. Treating {p3.dr} regn no {ward_pin}.",
        "CLAIM FORM\n1a. Insured's ID {id1}\n2. Patient {p1.lf}\n3. Birth date {ndate} Sex F\n5. Address {addr} Tel {phone}\n17. Referring {p2.dr} 17b NPI {ten}\n21. A. I50.22 B. N18.31 C. E11.9\n24. {ndate} 11 99215 25\n33. Billing {ward_gp}, EIN {lic}",
        "Medicare/DVA item 116 bulk billed. {ward_p1.full}, Medicare {ward_mcare1}, ref {ward_p2.d} prov {ward_pin}, {ward_dt}. [DVA gold card {ward_no1}.|HCC {nine}.]",
        "Message taken {ward_t} by {ward_p1.f}: {ward_p2.m} {phone} wants results of [bloods|MRI|smear]. Says {ward_p3.d} promised a call {ward_rec}. [Going to {country} {ward_next}.|] pls ring after {ward_t}",
        "T/C [to|from] pt {ward_dt} – {ward_p1.full} c/o {sym} since starting {pill}. Advised stop, {ward_do}. [Using {ward_pharm} on {street}.|] EMIS updated. {ward_p2.d}",
        "VM left for {p1} on {phone}, 2nd attempt. [Spoke to {ward_rel} {p2.f}, no PHI given.|Mailbox full.] Will send letter to {addr}. {p3.x}",
        "From: {p1}\nTo: {p2.dr} (portal)\nSent: {stamp}\n\nHello, I've been getting {sym} since the {drug} was increased {ward_rec}. My {ward_rel} {p3.f} says I look pale. I work nights at {o1} so best to ring {phone} after {ward_t}. Do I still come on {date}?\n{p1.f}",
        "Re: Refill request. Hi {p1.f}, {p2.dr} has sent {pill} to {ward_pharm} in {city}. Please have {short} done before {date}. – {p3.f}, MA",
        "hi {ward_p1.lowd} its {ward_p2.lowf} ({ward_p3.lowf}'s mum) he still has {sym} and school ({ward_school}) wont have him back without a letter. can u email it to {p6.e} thx",
        "[Your|Reminder: your] appt with {p1.dr} at {ward_gp} is {date} at {time}. [Reply YES to confirm|Txt STOP to opt out]. {p2.f}, pls bring Medicare card. Enquiries {phone}",
        "Dear {ward_p1.m}, you have missed your [smear|retinal screening|anticoagulation clinic] appointment on {ndate} at {ward_gp}, {addr}. Please telephone {phone} quoting {ward_key}. If you no longer live here return to sender.",
        # Referrals, letters.
        "Dear {ward_p1.d}\n\nRe {ward_p2.full}, {ward_born}, {addr}, Tel {phone}\n\nThank you for seeing this [pleasant|delightful|] {-age.plain} year old {ward_trade} with {num}/12 of {sym}. {ward_bg}. {ward_ex}. [She is a practising {group}.|] [He is anxious as his {ward_rel} {ward_p3.f} had {dis}.|]\n\nKind regards\n{ward_p4.d}\n{ward_gp}\nProv No {ward_pin}",
        "URGENT 2WW referral [{ward_no1}] {ward_p1.full} {ward_key} {ward_born} – {finding}, {num} kg weight loss, FIT 84. WHO PS 1. Aware of suspected cancer. Avoid {ndate} to {ndate} (in {city}). Ref {ward_p2.d}, {ward_gp}, {zip}",
        "ref to derm: {ward_p1.low}, {ndate}, {phone}, {finding} on back changing, fam hx {ward_rel} melanoma, sees {ward_p2.lowd}. wants {city} clinic not {city}",
        "Diagnosis: {dis} ({year}), {epo} ({year}), {finding}\nMedication: {ward_rx}; {ward_rx}\n\nI reviewed {ward_p1.m} and [his|her] {ward_rel} {ward_p2.f} in the {city} clinic {ward_on}. [He|She] remains in {job} work at {o1}. [Echo at {ward_trust} was unchanged.|] I have not made another appointment but would be happy to see [him|her] again.\n\nDictated by {ward_p3.d}, typed {ndate} {ward_p4.in}",
        "To whom it may concern: {p1}, {ward_born}, passport {id1}, is under my care for {dis} and carries {pill} and needles on flight to {country} on {date}. {p2.dr}, {ward_gp}, {phone}",
        "Fit note: {p1} ({addr}) assessed {ndate}; not fit for work [at {o1}|as a {job}] because of {dis}, from {ndate} to {ndate}. {p2.dr}, {ward_gp}",
        "Occ health: {p1}, {job} with {o1}, employee no {id1}, referred by line manager {p2}. Audiogram, HAVS stage 1 (Stockholm). Fit with restrictions: no night work until {ward_dt}. Report emailed to {p2.e}.",
        "Needlestick: [HCA|RN|student] {ward_p1.full} (payroll {nine1}), {ward_t} {ward_on}, {-num}G needle, source pt {ward_p2.full} {ward_key}. Source HIV neg HCV pending. PEP {drug} started. Hep B titre 145.",
        "School nurse log\n{ward_t} {ward_p1.full} gr [2|4|7] – inhaler x2, back to class\n{ward_t} {ward_p2.full} – nosebleed, mom {ward_p3.f} called {phone}\n{ward_t} {ward_p4.full} – EpiPen expired, sent note to {ward_p5.m}",
        "Allergy action plan: {p1}, {ward_school}, class [3|5|7]B. Allergic to: [peanut|cow's milk|wasp]. Emergency contact 1) {p2} mother {phone} 2) {p3} {phone}. Jext 150 kept in office. {p4.dr} {ndate}",
        "Medical certificate: this is to certify that {ward_p1.mf}, S/o {ward_p2.full}, R/o {addr}, was under my treatment for {ward_dx} from {ndate} to {ndate} and is now fit to resume duties at {o1}. {ward_p3.d}, MBBS, Regn. No. {ward_pin}",
        "DVLA letter: {p1.ml}, driver no {lic1}, had [a first seizure|ICD fitted|{finding}] {ward_on}. Advised not to drive {plate}. Copy {p2.dr}.",
        # Consent, incident, trial, handover, lists.
        "CONSENT FORM 1\nPatient: {ward_p1.full} {ward_born} {ward_key}\nProcedure: {ward_op}\nRisks: bleeding, infection, {finding}\nSigned (patient): {ward_p1.full}  {ndate}\nHealth professional: {ward_p2.full}, {ward_title}\nInterpreter: {ward_p3.full}  Ref {id1}",
        "I, {p1}, [residing at {addr},|] [guardian|mother|spouse] of {p2}, hereby consent to {ward_op} by {p3.dr} at {hosp}. The risks were explained to me in my own language. Thumb impression LT. Witness: {p4} Date: {ndate}",
        "Datix {case}: {ward_dt} {ward_t}. [{pill} given to wrong patient: {ward_p1.full} (bed {num}) received dose meant for {ward_p2.full} (bed {num})|{ward_p1.m} slipped in bathroom|mislabelled sample]. Reported by {ward_p3.full}, {ward_title}. Duty of candour call to {ward_rel} {ward_p4.f} done. [Consultant {ward_p5.d} informed.|]",
        "incident: near miss. heparin syringe swapped, noticed by {ward_p1.sr} {ward_t}, pt {ward_p2.lowm} unharmed, band id {mrn1}, pump serial {id1}, told {ward_p3.lowd}",
        "Complaint ref {case} – {p1}, {ward_rel} of {p2} (deceased {ndate}), writes about [noise|delay in A&E|attitude of {p3.f}]. PALS officer {p4} rang {phone} {ward_rec}. Response due {date}.",
        "Trial screening: [subject|participant] {id1}, initials {p1.x}, site {ward_trust}, consented {ndate} v2.1 by {p2.dr}. ECOG 1. Ineligible: Hy's law. Randomisation no. {ward_no1}. CRA {p3} {p3.e}",
        "SAE form. Site PI {p1.dr}, {hosp}. Subject no. {id1}, DOB {ndate}. Event: {ill} grade 3 onset {ndate}, hospitalised at {ward_trust}. Study drug {med} held. Related: [possible|unlikely]. Reported {stamp} by {p2}",
        "SBAR {ward_t}\nS: {ward_p1.m} bed {num}, NEWS 7, {finding}\nB: day {num} post {ward_op}, {ward_p2.d}, {dis}\nA: {ward_vs}\nR: come now pls. ?{finding}. Caller {ward_p3.f} ext {ward_bleep}",
        "I-PASS: [watcher|stable]. {p1.l}, {-age.plain}M, {dis}, POD {num}. To do: {ward_do}; call {p2.f} ({ward_rel}) w/ update {phone}. If {finding} then {ward_do}. Synthesis by receiver {p3.l}.",
        "HANDOVER {ward_dt} night\n1  {ward_p1.ucl}  {-age.plain}F  {dis}  {ward_do}\n2  {ward_p2.ucl}  {-age.plain}M  {finding}  {ward_do}\n3  {ward_p3.ucl}  {-age.plain}M  {epo}  home {ward_next} ({ward_rel} {ward_p4.f} collecting)\n4  closed\nJobs: cannula {ward_p2.ucl}; bloods {ward_p1.ucl} {ward_t}",
        "¦ Bed ¦ Name ¦ Age ¦ Cons ¦ Dx ¦ EDD ¦\n¦---¦---¦---¦---¦---¦---¦\n¦ {num}A ¦ {ward_p1.ulf} ¦ {age.n} ¦ {ward_p2.l} ¦ {dis} ¦ {ward_dm} ¦\n¦ {num}B ¦ {ward_p3.ulf} ¦ {age.n} ¦ {ward_p2.l} ¦ {finding} ¦ {ward_dm} ¦\n¦ {num}C ¦ {ward_p4.ulf} ¦ {age.n} ¦ {ward_p5.l} ¦ {ill} ¦ tbc ¦",
        "Theatre list {ndate} – {ward_p1.d} – anaes {ward_p2.d}\n{ward_t} {ward_p3.full} {mrn1} {-age.plain}F {ward_op}\n{ward_t} {ward_p4.full} {mrn2} {-age.plain}M {ward_op} (latex)\n{ward_t} {ward_p5.full} {mrn3} {-age.plain}M TURP, GA+spinal",
        "clinic list {ward_p1.lowd} {ward_dm}: {ward_p2.low} (new), {ward_p3.low} (fu, {finding}), {ward_p4.low} dna x2, {ward_p5.low} + {ward_rel}",
        "On call this weekend: Med reg {ward_p1.full} bleep {ward_bleep}, SHO {ward_p2.full} bleep {ward_bleep}, Cons {ward_p3.d} via switch or {phone}. ICU {ward_p4.f} ext {ward_bleep}.",
        "whatsapp: [{ward_p1.f}|{ward_p1.ji}] can u see the lady in {num}, {ward_p2.l}, {finding} again. [{ward_p3.f} took bloods|k was 2.9]. also {ward_p4.l} family here want update, son is {job}",
        "swap pls - I'm on nights {ward_next} w {ward_p1.f}, need off as {ward_p2.f} is unwell. {ward_p3.f} cd u do? ext {ward_bleep} or {phone}",
        # Electronic fragments.
        "MSH¦^~\\&¦LAB¦{-abbr}¦EPR¦{-abbr}¦{ward_sec}¦¦ORU^R01¦{nine1}¦P¦2.4\nPID¦1¦¦{mrn1}^^^^MR¦¦{ward_p1.hl}¦¦{ward_day}¦F¦¦¦{addr}¦¦{phone}\nPV1¦1¦I¦W{num}^{num}^A¦¦¦¦{ward_pin}^{ward_p2.hl2}\nOBX¦1¦NM¦2823-3^K^LN¦¦5.9¦mmol/L¦3.5-5.1¦H",
        "PID¦¦¦{ward_nhs1}^^^NHS^NH¦¦{ward_p1.hl}^^^MR¦¦{ward_day}¦M\nNK1¦1¦{ward_p2.hl2}¦[SPO|MTH|FTH]¦¦{phone}\nAL1¦1¦DA¦{pill}¦SV¦RASH",
        "⦃\"resourceType\": \"Patient\", \"id\": \"{uuid}\", \"identifier\": [⟦⦃\"system\": \"urn:mrn\", \"value\": \"{mrn1}\"⦄⟧|⟦⦃\"use\": \"official\", \"value\": \"{ward_nhs1}\"⦄⟧], \"name\": ⟦⦃\"family\": \"{p1.l}\", \"given\": ⟦\"{p1.f}\"⟧⦄⟧, \"gender\": \"female\", \"birthDate\": \"{ndate}\", \"telecom\": ⟦⦃\"system\": \"phone\", \"value\": \"{phone}\"⦄⟧⦄",
        "⦃\"resourceType\": \"MedicationRequest\", \"status\": \"active\", \"intent\": \"order\", \"medicationCodeableConcept\": ⦃\"text\": \"{pill} {num} mg\"⦄, \"subject\": ⦃\"reference\": \"Patient/{mrn1}\", \"display\": \"{p1}\"⦄, \"authoredOn\": \"{stamp}\", \"requester\": ⦃\"display\": \"{p2.dr}\"⦄⦄",
        "<patient>\n  <name>{p1}</name>\n  <dob>{ndate}</dob>\n  <mrn>{mrn1}</mrn>\n  <attending npi=\"{ten}\">{p2}</attending>\n  <dx code=\"J18.9\">{dis}</dx>\n  <allergy>{pill}</allergy>\n</patient>",
        "patient:\n  surname: {p1.l}\n  forename: {p1.f}\n  hospital_no: {mrn1}\n  nok: {p2} ({ward_rel})\nadmission:\n  date: {stamp}\n  ward: {num}\n  reason: {finding}\nresus: full",
        "mrn;name;dob;ward;consultant;ews\n{mrn1};{ward_p1.ulf};{ndate};7B;{ward_p4.l};3\n{mrn2};{ward_p2.ulf};{ndate};7B;{ward_p4.l};0\n{mrn3};{ward_p3.ulf};{ndate};CDU;{ward_p5.l};5",
        "{stamp} AUDIT user={p1.u} ws={-abbr}-{big} ip={ip} action=[VIEW|PRINT|BREAK-GLASS] pt={mrn1} ({p2.lf}) reason=\"[direct care|own record|research]\"",
        "⟦{stamp}⟧ ALARM bed {num} {ward_p1.ucl} [SpO2 84 <88|ASYSTOLE|HR 148 >130] ack {ward_p2.in} {ward_t}",
        "DICOM: PatientName {ward_p1.hl} PatientID {mrn1} PatientBirthDate {ward_day} StudyDate {ward_day} AccessionNumber {ward_no1} Modality MR ReferringPhysicianName {ward_p2.hl2} InstitutionName {hosp}",
        "Wristband: {ward_p1.uls} / {ndate} / {ward_nhs1} / [F|M] / ALLERGY {pill}",
        "FAX\nTo: {ward_pharm} {phone}\nFrom: {ward_gp} {phone}\nRe: {p1.lf} {ward_born}\nPages: 3\n{pill} {num} mg #90 – {p2.dr}\nConfidential health information. If received in error call {p3.f}.",
        # Dictated, terse, other.
        "This is {p1.dr} dictating a clinic note on {p2}, medical record {mrn1}, date of service {date}. Period. New paragraph. The patient is a {sexage} here with [his|her] {ward_rel} {p3.f} comma {dis} full stop. Copy to {p4.dr} in {city}. End of dictation.",
        "next letter please {ward_p1.f}. to {ward_p2.d} at {ward_gp}. re {ward_p3.m}, born the {date}, lives {addr}. diagnosis {dis}. many thanks for asking me to see this gentleman query {finding}. yours et cetera",
        "{ward_p1.lowl} fu {finding}. no cp sob. {pill} ok. {ward_sx}. works {o1} on feet all day. rtc 3 mo. pharm {ward_pharm}. {ward_p2.in}",
        "{ward_p1.lowm} bp up again, missed {pill} while in {city} at {ward_rel}s. {ward_sx}. add {pill}. bloods {ward_next}",
        "58f dm htn, {ward_p1.lowf}, {ward_trade} no change, hba1c 8.1, feet ok (monofilament), retinal done {ward_dm} {city}, flu jab given, see {ward_p2.lowf} dsn",
        "[Pt states|pt reports] \"{ward_p1.f} at the front desk told me to come [today|in]\". [Prev pt of {ward_p2.d}, {city}, records requested from {ward_gp}.|] Here for {sym}.",
        "Collateral from {ward_p1.f} ({ward_rel}, {phone}): {ward_p2.m} independent until {date}, [drives|shops at the market in {city}], {ward_trade} until {year}; 4AT [0|4|8]. {ward_p3.f} the neighbour has spare key.",
        "Transport: stretcher, {ward_p1.full}, {ward_home} -> {hosp} OPD, {ndate} {ward_t}, O2 2L, escort {ward_p2.f}, booking ref {ward_no1}",
        "Homeless outreach: {ward_p1.f} (street name \"{ward_p2.f}\"), sleeps near {street}. [{nat.adj}, no papers.|Veteran.] Leg ulcer dressed. HCV RNA pos. Keyworker {ward_p3.full}, {o1}, {phone}.",
        "Genetics: proband {p1} ([BRCA2|MLH1|HTT CAG 43]). Sister {p2.f} ({age.n}) affected, brother {p3.f} d. {year}. Paternal family from {city}, {country}. Pedigree no {ward_no1}. Labs at {ward_trust}. {p4}, {ward_title}",
        "Dialysis: {ward_p1.full} MWF {ward_t}, dry wt 71.5, AVF L (brachiocephalic), Gambro filter, UF 2.4 L, K bath 2. Missed {ward_rec} – [transport|funeral of {ward_p2.f} in {city}]. Holiday dialysis at {ward_trust} from {ndate}.",
        "Transplant: recipient {ward_p1.full} {ward_key}, donor no {id1} (living donor {ward_rel} {ward_p2.f}). Tac 7.2, Cr 118. Cold ischaemia 9 h. EBV/CMV D+/R-. Coordinator {ward_p3.f} {phone}",
        "Optician letter: R -2.25/-0.50x90, L -2.00. IOP 24/26 (Goldmann). ?{finding}. Px {p1}, {ward_born}, {zip}. {p2}, GOC {ward_pin}, {ward_gp}. ",
        "Audiology: {p1} fitted bilateral [Phonak|Oticon|Starkey] aids, serial L {id1} R {id2}, on {ndate}. Works at {o1}, difficulty in meetings. Review {p2.f} {ward_next}.",
        "Device clinic: {p1.lf} {ward_born}. [Dual chamber|VVI|CRT-D] ICD serial {id1}, leads {id2}, implanted {ndate} ({hosp}, {p2.dr}). Threshold 0.75 V, battery 6.2 y. VT x1 {ward_dt} ATP. Home monitor user {p1.u}.",
        "Travel clinic: {p1} flying {date} to {country} and {country} [to see {ward_rel} {p2.f}|with {o1}]. Yellow fever cert no {id1}. Hep A, typhoid, Malarone. Passport {id2}.",
        "hx from {ward_rel} as pt {nat.adj} and no interpreter till {ward_t}. telephone interpreter {ward_p1.f}, id {nine1}. {ward_p2.m} says [pain since church|fell in shop on {street}]. {ward_ex}",
        "Covid/flu line list\n{ward_p1.in}, {age.n}, {ward_home}, onset {ward_dm}, PCR pos {ward_dm}, died {ward_dm}\n{ward_p2.in}, {age.n}, staff ({ward_trade}), onset {ward_dm}, recovered\n{ward_p3.in}, {age.n}, visitor from {city}, onset {ward_dm}",
        "TB contact tracing: index {p1}, {ward_trade}, [born {country}, arrived {year}|lodges at {addr}]. Contacts: {p2} ({ward_rel}), {p3} (colleague, {o1}), class at {ward_school}. Mantoux read {ward_dt}. {p4}, TB nurse",
        "Coronial: the deceased, {p1}, {ward_born}, late of {addr}, was reviewed by me on {date}. [He|She] had {dis} treated with {pill}. My last entry is timed {ward_t}. I make this statement from the notes. {p2.dr}, {ward_title}, {ward_trust}",
        "Thank you card: dear all on the ward, dad ({ward_p1.f}, bed {num}) and {ward_p5.aunt} loved your singing, specially {ward_p2.f} and {ward_p3.f} on nights. xx {ward_p4.f} and family, {city}",
        "Sputum AFB 2+; contact {p1.f} [son|d/o] {p2}, village {city}, dist. {region}, Nikshay ID {ward_aad}, ph {phone}. CBNAAT: RIF sensitive. Started HRZE wt band 3, DOTS provider {p3.f}.",
        "Patient name : {ward_p1.mf}\nAge/sex : {age.n}/M\nMRD : {mrn1}\nWard/bed : MICU/{num}\nDays : {num}\nC/S seen by {ward_p2.d}, {ward_p3.d}\nPt conscious oriented, {ward_sx}, {ward_sx}\nCVS S1S2 heard, RS AEBE, {finding}\nAdv\n- {ward_rx}\n- {ward_rx}\n- Inform SOS",
        "Verbal order: [{ward_p1.d}|NP {ward_p1.l}] ordered {pill} {dose} for {ward_p2.lf}, read back, {ward_t}. {ward_p3.sr}",
        "Blood glucose diary - {ward_p1.f}\n{ward_dm} bf 7.2 lunch 9.1 tea 12.4 (party at {ward_p2.f}'s)\n{ward_dm} bf 5.9 lunch 8.8 bed 3.4 hypo\n{ward_dm} bf 6.5 - sick, rang {ward_p3.f} DSN",
        "[Registration|New patient form]\nSurname {p1.l}   First names {p1.f}\nPreferred name {p2.f}\nBorn {ndate} in {city}, {country}\nPrevious GP {p3.dr}, {ward_gp}\nOccupation {job}\nEthnicity {group}\nNOK {p4} ({ward_rel}) {phone}\nSmoker N  Units/wk 6\nMedication {pill}, {pill}",
        # Further papers.
        "WorkCover certificate of capacity: worker {p1}, {ward_trade}, employer {o1}, injury {ndate} at {city} depot. Claim {ward_no1}. Capacity: modified duties, no lifting >5 kg, {ndate} to {ndate}. {p2.dr}, {ward_gp}, provider {ward_pin}. RTW coordinator {p3.f} {phone}",
        "NDIS / equipment: {ward_p1.full} ({ward_no1}) needs [tilt-in-space wheelchair|hoist|ventilator], serial {id1}, delivered {ward_dt} to {addr}. Support coordinator {ward_p2.full}, {o1}. Quote {-money}. [Mum {ward_p3.f} trained in use.|]",
        "MAR {ward_p1.ulf} {ward_born} rm {num}\n{pill} {num} mg  {ward_t} {ward_p2.in}  {ward_t} {ward_p3.in}\n{pill} {num} mg  {ward_t} {ward_p2.in}  {ward_t} R (refused)\n{pill} prn  {ward_t} {ward_p3.in} effect good",
        "Sticky note: [call {ward_p1.f} re {ward_p2.l} bloods|{ward_p2.l}'s {ward_rel} in corridor, wants {ward_p3.d}|{ward_p1.f} – bed {num} needs new venflon]. [ext {ward_bleep}|before {ward_t}|ta {ward_p4.f}]",
        "Sleep lab: {p1}, AHI 34, Epworth {num}. [AirSense|DreamStation] S/N {id1} on loan from {ndate}, return to {ward_trust}. Professional driver with {o1}, {plate}, told to inform DMV. cc {p2.dr}",
        "lost property: hearing aid + glasses, {ward_p1.lowm}, moved bed {num} to {ward_home} {ward_dm}, {ward_rel} {ward_p2.lowf} will collect, {phone}",
        "Ayushman / scheme claim: Beneficiary {p1}, card {ward_aad}, family head {p2}, district {city}, package [cataract|dialysis|PTCA], preauth {ward_no1} raised {stamp}, approved {-money}. Query: photo unclear. MEDCO {p3.f}",
        "GATE PASS\nPt {ward_p1.full} IP {ward_no1} bill cleared {ndate} {ward_t}. Attender {ward_p2.full}. Vehicle {plate}. Security {ward_p3.f}",
        "one star. waited 4 hrs at {hosp} with my {ward_rel} {p1.f}, {p2.dr} never looked up, nurse {p3.f} was lovely tho. still waiting for results from {ward_dm}. {p4.f}, {city}",
        "Med rec: source [{ward_pharm} phone {phone}|bubble pack|{ward_rel} {ward_p2.f}|GP fax {ward_gp}]. {ward_p1.full}: {ward_rx}; {ward_rx}; {ward_rx}; OTC [fish oil|St John's wort|Panadol]. Discrepancy: {pill} stopped {ward_on} by {ward_p3.d}.",
        "Interpreter booking {ward_no1}: {ward_dt} {ward_t}, clinic {num}, pt {ward_p1.full}, clinician {ward_p2.d}. Assigned {ward_p3.full} ({org}), mobile {phone}. Prefers female; [from {region}|{group} community].",
        "Bereavement call {ward_on} to {ward_p1.f}, {ward_rel} of the late {ward_p2.m}. Coping, staying with {ward_p3.f} in {city}. Ashes collected. Sent leaflet to {addr}. Next call {ward_next}. {ward_p4.f}, {ward_trust}",
        "⟦{ward_t}⟧ {ward_p1.f}: did bed {num} pee\n⟦{ward_t}⟧ {ward_p2.f}: 200 ml, bladder scan 380\n⟦{ward_t}⟧ {ward_p1.f}: ok straight cath, tell {ward_p3.l}\n⟦{ward_t}⟧ {ward_p2.f}: k. {ward_p4.m} son is here again",
        "Podiatry {ward_p1.full}, {age.n}. R hallux ulcer, Wagner 2, ABPI 0.7, Charcot L. Offloading boot. Drives for {o1}. Lives [{addr}|with {ward_p2.f}]. {ward_do}. {ward_p3.f} (pod)",
        "Screening recall: {p1}, {addr}. Your mammogram of {date} at the {city} unit needs further views. Assessment {date} {time}, ask for {ward_p2.sr}. Breast care nurse {p3.f} {phone}. {ward_nhs1}",
        # Of nobody.
        "[Call|Ring|Bleep|Dial] [2222|333|the arrest team] [and state \"adult cardiac arrest\"|, then start CPR 30:2]; {pill} 1 mg every 3–5 min; think 4Hs and 4Ts; {epo} [if|when] {finding}.",
        "[Protocol|Policy|SOP|Guideline] {-num}.{-num}: {epo} in [adults|children over 12|pregnancy]. Give {pill} {dose}; if {short} >[4.5|200|7.1] after 6 h, repeat. [Consult the on-call registrar.|Do not exceed {-num} mg in 24 h.] Applies to all wards.",
        "ORDER SET: {dis}\n☐ {pill} {dose}\n☐ {drug} {dose}\n☐ {short}, {short}, {short} [q6h|daily] x3\n☐ {exam}\n☐ NPO except meds\n☐ Notify provider if HR >120, SBP <90, UOP <30 mL/h",
        "Teaching round: {epo}, {epo} and {epo} – how do you tell them apart? A [58|72|34]-year-old [man|woman|farmer] with {sym} and {finding}; ECG shows {finding}. Which {short} is most useful?",
        "Case vignette (MCQ {-num}). A {sexage} presents with {sym}. BP 90/60, GCS 13. Best next step: A {exam} B {pill} C {drug} D {exam} E reassure.",
        "{Rare} [tablets|syrup|patches] {-num} mg. Do not take if allergic to {med} or if you have {dis}. Take one tablet twice a day with food. Common side effects: {sym}, {sym}. Tell your doctor or pharmacist if you are pregnant. Keep out of reach of children.",
        "WARD NOTICE: protected mealtimes 12-1 and 5-6. Visitors max two per bed. Please use gel. Nurse in charge wears the red badge. Fridge in the relatives' room is cleaned every week.",
        "[Visiting hours|Quiet time] [2pm-4pm|14:00–16:00]. Ring the bell. No flowers on [ICU|burns unit]. Children under 12 must be with an adult. TV cards from machine at main entrance.",
        "{pill} infusion: {-num} mg in 50 mL 5% dextrose, 2–10 mL/h, light-sensitive, central line only, compatible with {pill}, not with {pill}. Y-site table overleaf.",
        "Insulin sliding scale: BSL <4 treat hypo; 4–7.9 nil; 8–11.9 2 units; 12–15.9 4 units; >16 6 units and call doctor.",
        "Score: [Wells|Rockall|Glasgow-Blatchford|Waterlow|Braden|Norton|Ranson|Alvarado|Aldrete|Bishop] {-num} = [low|high] risk; cut-off 4; {epo} adds 1.5 points; age over 65 adds 1.",
        "Fasting times: solids 6 h, breast milk 4 h, clear fluids 2 h. Bowel prep starts at 6 pm on the day before. Hold {pill} 48 h, {drug} 5 days. Bring all tablets in their boxes.",
        "[Patient|The patient] [should|must] [sign|read] the consent form before {exam}. The [surgeon|anaesthetist|nurse] records the discussion in the notes. A witness signs if the patient cannot write.",
        "[Dear colleague|To all staff]: the {-abbr} form has changed. Old stock (form {-abbr}{-big}) to be destroyed. Use black ink, print surname in capitals, record date and time of each entry, and sign with your role.",
        "[Patient name|Name]: ____________ [DOB|Date of birth]: __/__/____ [MRN|Hospital no]: __________ Ward: ____ Consultant: ________\nAffix label here",
        "Name ______\nAddress ______\nNext of kin ______ Phone ______\nGP ______\nAllergies ______\nSignature ______ Date ______ (office use only)",
        "Differential for {finding} + {sym}: {dis}, {dis}, {epo}, {ill}, {ill}, drug-induced ({pill}, {drug}), {germ}. Red flags: {finding}, {sym}.",
        "Tips for new interns: eat, sleep, ask. {short} before {short}. Never give KCl push. If the nurse is worried, you are worried. Carry a {epo} card and two pens. The bleep battery is AAA.",
        "Isolation: [airborne|contact|droplet] for {germ}. N95, gown, gloves. Door closed, >12 ACH. Discontinue after three negative {short} 24 h apart. Cleaning with 1,000 ppm chlorine.",
        "Formulary: {pill} (green), {drug} (amber, shared care), {med} (red, specialist only). {drug} brand prescribing only. MHRA alert class 2 for {Rare} inhalers, quarantine all stock.",
        "Stock list ward {-num}: 20 x {epo} tubes, 5 x [Yankauer|Guedel|Foley 16 Fr|Robinson drain], 10 x 1L Hartmann's, 2 x {exam} kit, 40 x cannula 20G, 12 x {pill} amps.",
        "HbA1c 48 mmol/mol or over on two occasions = diabetes. 42–47 = at risk. Repeat yearly. Refer to [the prevention programme|dietitian]. See {body} [NG28|2024|].",
        "FHIR profile: Patient.name 1..* Patient.birthDate 1..1 Patient.identifier slice by system; MedicationRequest.requester must support; example value set [LOINC 2160-0|SNOMED 44054006|RxNorm 860975].",
        "OBX¦1¦NM¦718-7^Hemoglobin^LN¦¦¦g/dL¦12.0-16.0¦¦¦¦F (segment template, fields 5 and 8 filled by analyser)",
        "[Does|Should] the [ward|clinic|trust] [follow|use] {epo} [or|rather than] {epo}? Audit of {-num} notes: {-num}% complete, {-num}% illegible. Action: stickers, teaching at handover, re-audit.",
        "Journal club: {trial} – {drug} v placebo in {dis}, n={-big}, HR 0.79 (0.68–0.92), NNT {-num}, funded by industry; {trial} did not replicate. Who wants biscuits?",
        "Physio class circuits: 10 sit-to-stands, 10 heel raises, {epo} stretch 3 x 30 s, Borg 11–13, rest if pain >5/10. Bring water and flat shoes.",
        "Diet sheet – low [potassium|residue|FODMAP|sodium]: avoid bananas, Brussels sprouts, Bombay mix, Marmite; choose apples, white rice, Greek salad without olives. 60 mmol/day.",
        "Discharge checklist: cannula out, TTOs, sick note, transport, keys, letter to GP, follow-up booked, district nurse, family told, property returned.",
        "Drug chart codes: 1 refused 2 nil by mouth 3 not available 4 asleep 5 self-administering; X = see notes; sign every dose; rewrite at 14 days.",
        "Blank forms for the dummy patient live in the blue folder. Test record ZZTEST must not be used for real orders. Training password is on the wall chart.",
        "Emergency trolley: top drawer – {pill} x10, {pill} x6, {pill} x4; second – laryngoscope Mac 3 and 4, Miller 1, {epo} introducer, sizes 6–9 ETT; check daily and after use, tag number in book.",
        "Immunisation schedule: 8 weeks 6-in-1, rota, MenB; 12 weeks 6-in-1, PCV, rota; 16 weeks 6-in-1, MenB; 1 year Hib/MenC, MMR, PCV; 3y4m MMR, 4-in-1. Calpol dose on the leaflet.",
        "Coding: {dis} [E11.9|I10|J44.1|N39.0|K35.80], procedure [H01.1|0DTJ4ZZ|47562|W37.1], HRG FF37B, DRG 470, modifier 25, POS 11. Query the consultant if more than one primary.",
        "Nursing students: what does [Kussmaul|Cheyne-Stokes|Biot] breathing mean? Draw the {epo} triangle. Name four causes of {finding}. Where is {epo} sign elicited? Two points each.",
        "Handover rule: SBAR, no names in corridors, lists go in the confidential bin, phones on silent, start on time, 15 minutes. The nurse in charge and the registrar stay to the end.",
        "Sepsis six within the hour: cultures, {short}, urine output; oxygen, fluids 30 mL/kg, {pill} or {drug} if allergic. Reassess MAP >65. Escalate to outreach.",
        "Clozapine clinic: FBC weekly 18 weeks, then fortnightly to week 52, then 4-weekly. Green WCC >3.5. If missed >48 h restart at 12.5 mg. See {epo} nomogram.",
    ],
}
