"""What a person would put beside each topic of the demo shop's community, and beside some that it does not have. Judged
by reading, before anything was fitted to it. Used by benchmarks/beside.py.

Each line: the topic's title, the articles that are about the same, and the other topics that are, by a part of their
titles. One in brackets may stand there and is not missed; `-`: none is. A made-up topic has its language and its
product before, and its first post below.
"""

from dataclasses import dataclass

DEMO = """
Which bulb for the lamp “Dome”? | lamp-bulb (clocks-and-lamps) | Curlew
Lamp “Curlew” flickers on a dimmer | lamp-bulb clocks-and-lamps | Dome
Rug “Fjord” under a round table: which size? | rug-size | -
Show your reading corner | - | -
Shelf “Ladder” on a plasterboard wall | wall-fixings (assemble-furniture) | brick
Shelf “Ladder” on an old brick wall | wall-fixings (assemble-furniture) | plasterboard
Do the chairs “Alder” really stack by four? | - | -
Desk “Lark”: two 27″ screens on 120 cm? | - | -
Can the mirror “Pond” hang in a bathroom? | (wall-fixings) (care-of-wood) | -
My iron pan “Forge” has become sticky | cast-iron | holidays
Rust in the iron pan “Forge” after the holidays | cast-iron | sticky (Rust_spots)
Rust spots on the knife “Keel” after one night | knives (brass-and-metal) | sharpen (holidays)
How do you sharpen the knife “Keel”? | knives | Rust_spots
The kettle “Whistle” sings only one note | (brass-and-metal) (defect-after-a-while) | -
Is the bowl “Dip” safe in the oven with cheese on top? | dishwasher-and-oven | -
What do you do with a single espresso cup left? | (spare-parts) | -
Tumblers “Brook” and the dishwasher | dishwasher-and-oven | (crack)
Washing the covers of the “Nook” | linen-and-cotton (wool-and-rugs) | fade
Do the covers of the “Nook” fade in the sun? | (linen-and-cotton) (wool-and-rugs) (spare-parts) | Washing
How often do you oil the chopping board? | care-of-wood (wood-oak-or-walnut) | crack
A crack in the chopping board after the dishwasher | dishwasher-and-oven care-of-wood | oil (Tumblers)
Wall clock “Platform” loses ten minutes a week | clocks-and-lamps (defect-after-a-while) (warranty-what-is-covered) | -
Mould on the hammock “Sail” | (linen-and-cotton) | -
Moths! What really helps? | wool-and-rugs | -
Pepper mill “Bishop” turns but does not grind | (warranty-what-is-covered) (defect-after-a-while) (spare-parts) | -
Leinenvorhang „Breeze“: 240 oder 280 cm? | curtain-length (linen-and-cotton) | waschen
Leinenvorhang „Breeze“ waschen: läuft er ein? | linen-and-cotton (curtain-length) | 240
Stehlampe „Pier“ kippelt auf dem Teppich | (assemble-furniture) | -
Euer bester Handgriff beim Umzug? | (spare-parts) (part-missing) | -
Schmortopf „Hearth“ auf Induktion | (cast-iron) | Angebranntes
Angebranntes im Schmortopf „Hearth“ | (cast-iron) (dishwasher-and-oven) | Induktion
Teekanne „Plum“ tropft | - | -
Küchenwaage „Gram“ zeigt „Lo“ | (clocks-and-lamps) (defect-after-a-while) | -
Wasserflecken auf der Bank „Mill“ | care-of-wood (wood-oak-or-walnut) | Rotweinfleck
Rotweinfleck auf dem Tisch „Rill“ | care-of-wood (wood-oak-or-walnut) | Wasserflecken
Wie lagert ihr die Seife „Gorse“? | - | -
هل بطانية «مور» مناسبة لمن عنده حساسية من الصوف؟ | (wool-and-rugs) (return-a-gift) | -
كيف أنظّف مقلاة الحديد بعد السمك؟ | cast-iron | صدأ
صدأ في مقلاة الحديد بعد السفر | cast-iron | السمك
بقعة قهوة على سجادة «فيورد» | wool-and-rugs | وبر
وبر القطة على سجادة «فيورد» | wool-and-rugs | قهوة
هل الكوب «أوتر» آمن في المايكروويف؟ | dishwasher-and-oven | ديب
هل الوعاء «ديب» آمن في الفرن والمايكروويف؟ | dishwasher-and-oven | أوتر
"""

# kept apart: nothing was fitted to them
APART = """
en | candle-beeswax | Beeswax candles burn down on one side | candles | -
    The window is shut and still they lean and drip on the cloth. Do you turn them, or is the wick to blame?
en | stool-penny | Stool “Penny” arrived with a loose leg | assemble-furniture arrived-broken (spare-parts) | -
    The screw turns and turns. Is that a matter for the warranty, or do I tighten it differently?
en | table-round | Wine ring on the walnut table | care-of-wood (wood-oak-or-walnut) | (oil)
    Somebody put a glass down without a mat. Oil, steel wool or a new party?
en | blanket-moor | My blanket “Moor” sheds like a sheep | wool-and-rugs | (Moths)
    It is two weeks old, and I find wool on everything. Does that stop?
en | curtain-linen | Curtains down to the floor or shorter? | curtain-length | -
    The rail is 2.55 m up. I cannot decide whether they should touch the boards.
en | plate-tide | Grey scratches on the plates “Tide” | dishwasher-and-oven | -
    They look like pencil lines, and they came from the forks. Do they go away again?
en | - | What are you cooking on the first day of snow? | - | -
    Here it is onion soup and a book. Tell me yours.
en | watering-can | Watering can “Spring” in brass: brown hands, brown can | brass-and-metal | -
    Mine has turned dark where I hold it. How do you keep it shiny?
en | - | Which of you has met the founder? | - | -
    I read that she weaves herself. Is that so?
en | chair-alder | Oak or black for the chairs “Alder”? | wood-oak-or-walnut (care-of-wood) | (Alder)
    The table is oak. We have two children with crayons. Which one shows less?
en | desk-lark | Is the desk “Lark” easy to put together alone? | assemble-furniture (large-pieces) | (Lark)
    I live on the third floor and have one pair of hands and a screwdriver.
en | - | How many books fit on your bedside table? | - | -
    I am at eleven, and it is a matter of balance by now.
de | knife-bread | Brotmesser „Saw“ schneidet nicht mehr | knives | -
    Es drückt die Semmeln platt. Schleift ihr die Zähne selbst?
de | blanket-moor | Motten im Schrank! | wool-and-rugs | -
    Drei kleine Löcher in der Decke. Was hilft gegen die Biester?
de | mirror-round | Spiegel „Pond“ an der Rigipswand | wall-fixings | -
    Er wiegt acht Kilo. Welche Dübel nehmt ihr?
de | - | Was steht bei euch auf der Fensterbank? | - | -
    Bei uns drei Tomaten und eine Katze.
de | pan-iron | Rost in der Eisenpfanne | cast-iron | -
    Einmal im Wasser stehen lassen, schon ist sie rot. Ist sie hin?
de | lamp-dome | Leuchtmittel für die „Dome“ | lamp-bulb | -
    Welche Fassung hat sie, und darf es mehr als 9 Watt sein?
ar | knife-chef | بقع صدأ على السكين | knives (brass-and-metal) | (صدأ_في)
    تركتها ليلة في الحوض. كيف أزيل البقع؟
ar | - | ماذا تقرؤون هذه الأيام؟ | - | -
    أبحث عن كتاب لأمسيات الشتاء الطويلة.
ar | lamp-dome | أي مصباح يناسب «دوم»؟ | lamp-bulb (clocks-and-lamps) | -
    هل يعمل مفتاح اللمس مع كل مصباح؟
ar | clock-station | ساعة الحائط تتأخر | clocks-and-lamps (defect-after-a-while) (warranty-what-is-covered) | -
    غيّرت البطارية وما زالت تتأخر عشر دقائق في الأسبوع.
"""


@dataclass(frozen=True)
class Judged:
    """A topic, and what belongs beside it."""

    title: str
    articles: dict[str, bool]  # by name, whether it is missed
    topics: dict[str, bool]  # by a part of their titles
    language: str = ""
    product: str = ""
    text: str = ""


def judged() -> list[Judged]:
    """The topics of the demo shop."""
    rows = (line.split(" | ") for line in DEMO.strip().splitlines())
    return [Judged(title, _named(articles), _named(topics)) for title, articles, topics in rows]


def judged_apart() -> list[Judged]:
    """Others, that it does not have."""
    lines = APART.strip().splitlines()
    rows = [(line.split(" | "), text.strip()) for line, text in zip(lines[::2], lines[1::2], strict=True)]
    return [
        Judged(title, _named(articles), _named(topics), language, product, text)
        for (language, product, title, articles, topics), text in rows
    ]


def _named(said: str) -> dict[str, bool]:
    names = [] if said == "-" else said.split()
    return {name.strip("()").replace("_", " "): not name.startswith("(") for name in names}
