"""Word lists of our own that fill slots."""

MONTHS = "January February March April May June July August September October November December".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
STATES = (
    "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH "
    "OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY"
).split()
STATE_NAMES = (
    "Alabama,Alaska,Arizona,Arkansas,California,Colorado,Connecticut,Delaware,Florida,Georgia,Hawaii,Idaho,Illinois,"
    "Indiana,Iowa,Kansas,Kentucky,Louisiana,Maine,Maryland,Massachusetts,Michigan,Minnesota,Mississippi,Missouri,"
    "Montana,Nebraska,Nevada,New Hampshire,New Jersey,New Mexico,New York,North Carolina,North Dakota,Ohio,Oklahoma,"
    "Oregon,Pennsylvania,Rhode Island,South Carolina,South Dakota,Tennessee,Texas,Utah,Vermont,Virginia,Washington,"
    "West Virginia,Wisconsin,Wyoming,Ontario,Quebec,British Columbia,Alberta,Bavaria,Saxony,Catalonia,Andalusia,"
    "Lombardy,Tuscany,Sicily,Normandy,Brittany,Corsica,Flanders,Scotland,Wales,England,Northern Ireland,Ulster,"
    "Transylvania,Silesia,Crimea,Chechnya,Dagestan,Kerala,Punjab,Maharashtra,Gujarat,Queensland,Victoria,Tasmania,"
    "Yorkshire,Cornwall,Kent,Essex,Sussex,Anatolia,Kurdistan,Europe,Asia,Africa,Latin America,the Middle East,"
    "the Balkans,the Caucasus,Scandinavia,the Midwest,the West Coast,Siberia,the North Caucasus,the Black Sea coast"
).split(",")
NATIONS = {
    "Turkey": "Turkish", "Russia": "Russian", "Ukraine": "Ukrainian", "Poland": "Polish", "Romania": "Romanian",
    "Bulgaria": "Bulgarian", "Italy": "Italian", "France": "French", "Germany": "German", "Austria": "Austrian",
    "Greece": "Greek", "Cyprus": "Cypriot", "the United Kingdom": "British", "Ireland": "Irish", "Spain": "Spanish",
    "Portugal": "Portuguese", "the Netherlands": "Dutch", "Belgium": "Belgian", "Switzerland": "Swiss",
    "Sweden": "Swedish", "Norway": "Norwegian", "Denmark": "Danish", "Finland": "Finnish", "Estonia": "Estonian",
    "Latvia": "Latvian", "Lithuania": "Lithuanian", "the Czech Republic": "Czech", "Slovakia": "Slovak",
    "Hungary": "Hungarian", "Slovenia": "Slovenian", "Croatia": "Croatian", "Serbia": "Serbian",
    "Bosnia and Herzegovina": "Bosnian", "Montenegro": "Montenegrin", "Albania": "Albanian", "Moldova": "Moldovan",
    "Georgia": "Georgian", "Armenia": "Armenian", "Azerbaijan": "Azerbaijani", "Iceland": "Icelandic",
    "Malta": "Maltese", "the United States": "American", "Canada": "Canadian", "Mexico": "Mexican",
    "Brazil": "Brazilian", "Argentina": "Argentine", "Chile": "Chilean", "Colombia": "Colombian",
    "China": "Chinese", "Japan": "Japanese", "India": "Indian", "Pakistan": "Pakistani", "Iran": "Iranian",
    "Iraq": "Iraqi", "Syria": "Syrian", "Lebanon": "Lebanese", "Israel": "Israeli", "Egypt": "Egyptian",
    "Algeria": "Algerian", "Morocco": "Moroccan", "Tunisia": "Tunisian", "Somalia": "Somali", "Nigeria": "Nigerian",
    "Kenya": "Kenyan", "South Africa": "South African", "Australia": "Australian", "New Zealand": "New Zealand",
    "Vietnam": "Vietnamese", "Thailand": "Thai", "Korea": "Korean", "the Philippines": "Filipino",
    "Afghanistan": "Afghan", "Sri Lanka": "Sri Lankan", "Bangladesh": "Bangladeshi", "Uzbekistan": "Uzbek",
    "Kazakhstan": "Kazakh", "Luxembourg": "Luxembourgish", "Cuba": "Cuban", "Jamaica": "Jamaican",
}
GROUPS = (
    "Kurdish,Roma,Muslim,Christian,Jewish,Catholic,Orthodox,Protestant,Hindu,Sikh,Buddhist,Sunni,Shia,Chechen,"
    "Tamil,Hispanic,African-American,Asian,Latino,Caucasian,Jehovah's Witness,Republican,Democrat,European,"
    "Scottish,Welsh,English,Basque,Catalan,Flemish,Arab,Tatar,Ossetian,Abkhaz,Turkish-Cypriot,Greek-Cypriot"
).split(",")
COMPANY_WORDS = (
    "Global,Pacific,Northern,United,National,First,Advanced,Summit,Pioneer,Blue Ridge,Evergreen,Cascade,Apex,Sterling,"
    "Harbor,Liberty,Vertex,Quantum,Nova,Stellar,Atlas,Phoenix,Zenith,Crescent,Golden Gate,Silver Oak,Redwood,Lakeside,"
    "Riverside,Capital,Premier,Metro,Trans,Inter,Euro,Omni,Delta,Alpha,Sigma,Crystal,Emerald,Maple,Iron Mountain,"
    "Bright,Clear,Swift,North Star,Bluebird,Granite,Keystone,Meridian,Acme,Initech,Globex,Umbrella,Soylent,Hooli,"
    "Stark,Wayne,Vandelay,Wonka,Cyberdyne,Tyrell,Aperture,Massive,Contoso,Fabrikam,Northwind,Consolidated,Amalgamated"
).split(",")
COMPANY_KINDS = (
    "Industries,Technologies,Solutions,Systems,Logistics,Consulting,Holdings,Partners,Energy,Pharmaceuticals,"
    "Financial,Insurance,Bank,Airlines,Foods,Media,Telecom,Electronics,Motors,Construction,Properties,Capital,"
    "Healthcare,Labs,Software,Networks,Analytics,Security,Dynamics,Robotics,Biotech,Retail,Trading,Group,Ventures"
).split(",")
COMPANY_ENDS = (
    "Inc,Inc.,LLC,Ltd,Ltd.,Corp,Corp.,Corporation,Group,PLC,plc,GmbH,AG,S.A.,SpA,B.V.,Co.,Limited,& Co,and Sons,"
    "& Associates,LLP,S.p.A.,Oy,AB,OOO,a.s.,d.o.o."
).split(",")
BRANDS = (
    "Google,Microsoft,Apple,Amazon,Facebook,Twitter,Netflix,IBM,Intel,Oracle,Samsung,Sony,Toyota,Honda,Ford,BMW,Siemens,"
    "Bosch,Nestle,Unilever,Pfizer,Bayer,Novartis,Walmart,Target,Starbucks,McDonald's,Nike,Adidas,Boeing,Airbus,"
    "Vodafone,Verizon,AT&T,T-Mobile,Comcast,Disney,HBO,CNN,BBC,Reuters,ESPN,NBC,Fox News,New York Times,Guardian,"
    "Amazon Web Services,Goldman Sachs,JPMorgan Chase,Wells Fargo,Citibank,HSBC,Barclays,Deutsche Bank,Visa,"
    "Mastercard,PayPal,Uber,Lyft,Airbnb,Tesla,SpaceX,NASA,FBI,CIA,IRS,NHS,WHO,UNICEF,FIFA,UEFA,NBA,NFL,NATO,UN,EU,"
    "Gazprom,Lukoil,Renault,Peugeot,Volkswagen,Philips,Nokia,Ericsson,IKEA,H&M,Zara,Tesco,Sainsbury's,Lidl,Aldi,"
    "Costco,Home Depot,CVS,Walgreens,Kaiser Permanente,UnitedHealthcare,Aetna,Cigna,Humana,Blue Cross Blue Shield,"
    "Mayo Clinic,Cleveland Clinic,Johns Hopkins,Red Cross,Amnesty International,Greenpeace,Human Rights Watch,"
    "Manchester United,Real Madrid,Lakers,Yankees,Red Sox,Chicago Bulls,Arsenal,Chelsea,Liverpool,Bayern Munich,"
    "Black Sabbath,The Beatles,Rolling Stones,Nirvana,Radiohead,Metallica,Pink Floyd,Led Zeppelin,Coldplay,U2"
).split(",")
STREETS = (
    "Main Oak Maple Cedar Pine Elm Washington Lake Hill Park View Spring River Church Mill Walnut Chestnut Sunset "
    "Highland Jackson Lincoln Madison Franklin Willow Sycamore Birch Cherry Adams Center Union Court Prospect School "
    "Station Victoria King Queen High London Broad Green Bridge Garden Meadow Forest Valley Ridge Bay Harbor Ocean"
).split()
STREET_KINDS = (
    "Street,St,St.,Avenue,Ave,Ave.,Road,Rd,Rd.,Drive,Dr,Lane,Ln,Boulevard,Blvd,Court,Ct,Place,Pl,Way,Circle,Terrace,"
    "Parkway,Highway,Square,Crescent,Close,Gardens,Alley,Trail,Throughway"
).split(",")
JOBS = (
    "lawyer,nurse,teacher,engineer,accountant,software developer,journalist,police officer,civil servant,taxi driver,"
    "farmer,electrician,plumber,carpenter,chef,waiter,cashier,sales manager,data analyst,security analyst,student,"
    "project manager,product manager,pharmacist,dentist,architect,pilot,librarian,mechanic,truck driver,receptionist,"
    "loan officer,judge,prosecutor,social worker,professor,researcher,graphic designer,bus driver,businessman,"
    "shopkeeper,army officer,doctor,surgeon,paramedic,firefighter,editor,musician,photographer,hairdresser,"
    "bookkeeper,translator,interpreter,lecturer,writer,author,web developer,backend developer,systems administrator,"
    "real estate agent,insurance broker,bank clerk,tax consultant,financial advisor,HR manager,recruiter,office manager,"
    "administrative assistant,secretary,warehouse worker,forklift driver,factory worker,welder,machinist,construction worker,"
    "bricklayer,roofer,painter,baker,butcher,bartender,barista,flight attendant,hotel manager,travel agent,tour guide,"
    "kindergarten teacher,special education teacher,school principal,tutor,midwife,registered nurse,RN,veterinarian,vet,"
    "physiotherapist,psychologist,therapist,dental hygienist,lab technician,radiologist,biologist,chemist,physicist,"
    "civil engineer,mechanical engineer,electrical engineer,network engineer,security guard,soldier,sailor,fisherman,"
    "gardener,cleaner,janitor,nanny,caregiver,store manager,sales associate,marketing manager,copywriter,video editor,"
    "interior designer,fashion designer,tailor,actor,singer,dancer,coach,personal trainer,trucker,courier,postman"
).split(",")
STUDIES = (
    "Biology,Physics,Economics,Nursing,Education,Computer Science,Mathematics,Law,History,Psychology,Marketing,Finance,"
    "Mechanical Engineering,Business Administration,Social Work,Public Health,Linguistics,Architecture,Philosophy"
).split(",")
DOMAINS = "gmail.com yahoo.com outlook.com hotmail.com icloud.com protonmail.com aol.com mail.com example.com".split()
CLINICS = (
    "General Hospital,Memorial Hospital,Medical Center,Regional Medical Center,University Hospital,Children's Hospital,"
    "Community Hospital,Health System,Clinic,Family Practice,Urgent Care,Cancer Center,Heart Institute,Rehabilitation Center"
).split(",")
SAINTS = "St. Mary's,St. Joseph's,St. Luke's,Mount Sinai,Mercy,Good Samaritan,Sacred Heart,Providence,Baptist,Methodist".split(",")
STEMS = "bronch cardi nephr hepat arthr dermat my neur oste gastr enter col cyst mening encephal pneumon thromb lymph angi chondr spondyl rhin ot kerat vascul pancreat cholangi thyroid aden fibr lip hem leuk erythr myel glomerul tendin burs fasci mast prostat vagin cervic endometr salping".split()
ENDS = "itis itis itis opathy osis oma emia algia ectomy otomy oscopy plasty ography iolitis omalacia uria orrhea oplegia otrophy oedema ogenic otoxic osclerosis omegaly oblastoma osarcoma".split()
DRUG_ENDS = "mab zumab ximab tinib ciclib pril olol statin cillin mycin azole tidine sartan gliptin gliflozin glutide parin oxacin vir caine setron lukast zepam prazole dipine amide olone onide cept ximin rolac xaban triptan dronate profen oxetine azine barbital terol tropium lamide platin rubicin taxel fungin cycline".split()
VOWELS, SOUNDS = "aeiouy", "b br c cl d dr f fl g gl h j k l m n p pr r s st t tr v x z zy th".split()
