"""The demo shop's customers: invented people of many countries and scripts, their addresses and their cards."""

import random
from datetime import datetime, timedelta

from shopbell.customers.identity import Identity, Kind
from shopbell.customers.models import Customer
from shopbell.shop.models import PaymentMethod
from shopbell.shop.payment import MethodKind

from .shop import CURRENCY

# country | language | zone | share | first names | last names | cities | streets
PLACES = """
GB | en | Europe/London | 17 | Mina Theo Harriet Callum Priya Owen Zadie Rhys Imogen Kwame Nell Joss | Okafor Brandt Ashdown Pryce Mehta Lorimer Quayle Banister Osei Tamblyn | Leeds Bristol Norwich Dundee Swansea | 14 Mill Lane, 3 Harbour Row, 88 Station Road, 27 Orchard Street
DE | de | Europe/Berlin | 13 | Jonas Greta Lukas Annika Emre Thekla Moritz Frieda Henning Leonie | Thoma Lindqvist Yilmaz Rauch Sommerfeld Petersen Aumann Vogt Wagenknecht | Leipzig Bremen Freiburg Kiel Dresden | Lindenallee 12, Am Markt 5, Gartenweg 31, Hafenstraße 7
FR | fr | Europe/Paris | 11 | Amélie Luc Océane Bastien Inès Mathis Élodie Yanis Margaux Rémi | Rousseau Lemoine Benali Garnier Kerouac Delahaye Faure Nguyen | Lyon Nantes Lille Annecy Rennes | 8 rue des Lilas, 41 quai du Port, 2 place du Marché, 19 chemin Vert
ES | es | Europe/Madrid | 8 | Lucía Álvaro Carmen Iker Nerea Mateo Paloma Unai | Ibáñez Quintero Segura Etxeberria Robles Peña Montoya | Valencia Bilbao Granada Vigo | Calle del Pozo 6, Avenida del Mar 22, Plaza Nueva 3
IT | it | Europe/Rome | 5 | Luca Giulia Pietro Chiara Noemi Dario | Bianchi Sartori Marchetti Fontana Lombardo | Torino Bari Padova | Via dei Mulini 9, Corso Italia 14, Via Nuova 3
NL | nl | Europe/Amsterdam | 4 | Sanne Bram Fenna Joris Noor | van Dijk, de Graaf, Hoekstra, El Amrani, Visser | Utrecht Groningen Breda | Kerkstraat 4, Singel 118, Dorpsweg 20
SE | sv | Europe/Stockholm | 3 | Saga Viktor Tuva Elias Åsa | Nyström Hellberg Lindgren Öberg | Malmö Uppsala Luleå | Storgatan 11, Björkvägen 8
PL | pl | Europe/Warsaw | 4 | Zofia Jakub Maja Szymon Łucja | Wójcik Zieliński Krawczyk Gołąb Żuk | Gdańsk Poznań Wrocław | ul. Lipowa 7, ul. Długa 33/4
GR | el | Europe/Athens | 4 | Ελένη Νίκος Κατερίνα Γιώργος Δέσποινα | Παπαδάκη Αντωνίου Καραγιάννης Μακρή | Θεσσαλονίκη Πάτρα Χανιά | Οδός Ερμού 15, Λεωφόρος Νίκης 40
UA | uk | Europe/Kyiv | 4 | Оксана Тарас Соломія Богдан Леся | Коваленко Шевчук Бондар Мельник | Львів Одеса Чернівці | вул. Садова 9, вул. Шевченка 27
BG | bg | Europe/Sofia | 2 | Мария Димитър Елица Стоян | Иванова Георгиев Тодорова Петров | Пловдив Варна | ул. Роза 5, бул. Марица 81
MA | ar | Africa/Casablanca | 4 | ليلى يوسف أمينة كريم هدى | العلوي بنسعيد الإدريسي التازي | الرباط فاس طنجة | ١٢ شارع النخيل, ٧ زنقة البحر
AE | ar | Asia/Dubai | 2 | سارة عمر نور خالد | المنصوري الكعبي الشامسي | دبي الشارقة | شارع الواحة 20, شارع المرسى 4
IL | he | Asia/Jerusalem | 3 | נועה איתי תמר יונתן | לוי מזרחי שרון כהן | חיפה רחובות | רחוב הגפן 8, שדרות הים 30
JP | ja | Asia/Tokyo | 3 | 陽菜 蓮 美咲 健太 | 田中 森本 高橋 小川 | 札幌 神戸 | 桜通り2-14, 港町5-3
CN | zh | Asia/Shanghai | 2 | 晓梅 志强 雨涵 | 王 李 陈 | 杭州 成都 | 柳树街18号, 湖滨路6号
KR | ko | Asia/Seoul | 2 | 서연 민준 지우 | 김 박 최 | 부산 대구 | 은행나무길 12, 바다로 45
US | en | America/New_York | 8 | Noor Diego Abigail Marcus Thuy Everett Rosa Jamal | Osman Castellano Whitaker Freeman Tran Lindholm Abrams | Portland Savannah Duluth Tucson | 410 Maple Street, 77 Ferry Road, 1289 Cedar Avenue
BR | pt | America/Sao_Paulo | 3 | Beatriz Thiago Iara Caetano | Nogueira, Figueiredo, da Silva | Recife Curitiba | Rua das Flores 52, Avenida Norte 300
NG | en | Africa/Lagos | 2 | Adaeze Tunde Ifeoma Femi | Adeyemi Nwosu Balogun | Lagos Enugu | 6 Palm Close, 15 Bridge Street
VN | vi | Asia/Ho_Chi_Minh | 1 | Linh Minh | Nguyễn Trần Phạm | Huế | 24 Đường Sen
"""
PROVIDERS = ["mailbox.example", "post.example", "quickmail.example", "letters.example"]
BRANDS = ["visa", "mastercard", "amex"]


def build_people(
    count: int, chance: random.Random, now: datetime
) -> tuple[list[Customer], list[Identity], list[PaymentMethod]]:
    """`count` customers with a verified e-mail address and one to three payment methods, not yet saved."""
    places = [_place(line) for line in PLACES.strip().splitlines()]
    customers: list[Customer] = []
    identities: list[Identity] = []
    methods: list[PaymentMethod] = []
    for number in range(count):
        place = chance.choices(places, [p["share"] for p in places])[0]
        joined = now - timedelta(days=chance.triangular(95, 1400, 200), seconds=chance.randrange(86400))
        customer = _customer(place, chance, joined)
        customers.append(customer)
        address = f"shopper{number + 1}@{chance.choice(PROVIDERS)}"
        if place["language"] in {"en", "de", "fr", "es", "it", "nl", "sv", "pt"}:
            address = f"{_latin(customer.name)}{number + 1}@{chance.choice(PROVIDERS)}"
        identities.append(
            Identity(customer=customer, kind=Kind.EMAIL, value=address, source="shop", verified_at=joined)
        )
        methods += _methods(customer, number, chance)
    return customers, identities, methods


def postal_address(customer: Customer, chance: random.Random) -> dict[str, str]:
    """Where an order of this customer goes."""
    place = next(p for p in map(_place, PLACES.strip().splitlines()) if p["country"] == customer.country)
    return {
        "name": customer.name,
        "line1": chance.choice(place["streets"]),
        "line2": "",
        "city": customer.city,
        "region": "",
        "postcode": str(chance.randint(10000, 98999)),
        "country": customer.country,
    }


def _place(line: str) -> dict:
    country, language, zone, share, first, last, cities, streets = (part.strip() for part in line.split("|"))
    return {
        "country": country,
        "language": language,
        "zone": zone,
        "share": int(share),
        "first": first.split(),
        "last": [name.strip() for name in (last.split(",") if "," in last else last.split())],
        "cities": cities.split(),
        "streets": [street.strip() for street in streets.split(",")],
    }


def _customer(place: dict, chance: random.Random, joined: datetime) -> Customer:
    first, last = chance.choice(place["first"]), chance.choice(place["last"])
    family_first = place["country"] in {"JP", "CN", "KR"}
    glue = "" if place["country"] in {"CN", "KR"} else " "
    return Customer(
        name=f"{last}{glue}{first}" if family_first else f"{first} {last}",
        language=place["language"],
        time_zone=place["zone"],
        city=chance.choice(place["cities"]),
        country=place["country"],
        background=chance.choice(BACKGROUNDS) if chance.random() < 0.12 else "",
        created_at=joined,
    )


def _methods(customer: Customer, number: int, chance: random.Random) -> list[PaymentMethod]:
    kinds = chance.choice(
        [["card"], ["card"], ["card", "gift_card"], ["paypal"], ["paypal", "card"], ["bank", "gift_card"]]
    )
    return [
        PaymentMethod(
            customer=customer,
            external_id=f"method-{number + 1}-{kind}",
            kind=MethodKind(kind),
            brand=chance.choice(BRANDS) if kind == "card" else "",
            last_four=f"{chance.randrange(10000):04}" if kind == "card" else "",
            balance_cents=chance.choice([0, 500, 1250, 2000, 5000, 7540]) if kind == "gift_card" else None,
            currency=CURRENCY,
        )
        for kind in kinds
    ]


def _latin(name: str) -> str:
    import unicodedata

    plain = unicodedata.normalize("NFKD", name.lower().replace("ß", "ss").replace("ø", "o"))
    return "".join(c if c.isascii() and c.isalnum() else "." if c == " " else "" for c in plain)


BACKGROUNDS = [
    "Furnishes holiday flats and orders several of a kind. Likes one parcel rather than three.",
    "Runs a small café; asked for invoices with the company's name.",
    "Was sent a chipped plate in spring; we replaced it within two days and were thanked for it.",
    "Prefers to be written to, works nights.",
    "Bought most of the kitchen from us. Knows the range better than the catalogue does.",
    "Collects from the depot on foot: heavy parcels only with a day's notice.",
    "Allergic to lanolin, asks about wool each time.",
]
