"""What shoppers write into a form, in whole sentences, and whether the help centre answers it: written apart from the
articles, by their names alone. Used by benchmarks/offers.py.

Each line: language, the articles that are right, parted by commas (`-`: none is, so nothing should be offered), and the
question.
"""

LINES = """
en|arrived-broken|Hi, my lamp arrived yesterday and the shade is broken. What should I do now?
en|track-your-parcel,when-will-it-arrive|Hello, I ordered last Tuesday and still have no idea where my parcel is. Can you tell me?
en|when-is-the-money-back,refund-not-arrived|I sent the chair back two weeks ago and have not seen my refund yet, when will I get my money?
en|return-something,how-long-to-return|I would like to send back the vase I bought, it does not fit our shelf. How do I do that?
en|change-the-address|I made a mistake with the delivery address, can I still change it please?
en|cancel-an-order,too-late-to-cancel|Please cancel my order, I ordered the wrong thing.
en|invoice,invoice-for-a-company|Could you send me an invoice for my last order? My accountant asks for it.
en|coupon-does-not-work|The coupon from your newsletter does not work at the checkout.
en|gift-card-balance|How can I find out how much is left on my gift card?
en|card-declined|My credit card was declined although there is enough money on it
en|delivered-but-not-here|The tracking says delivered but nothing was here, and my neighbours have not seen it either.
en|return-label-no-printer|I have no printer at home, how can I get the return label?
en|charged-twice|You have charged my card twice for the same order!
en|where-we-deliver|Do you deliver to Norway as well?
en|express|I need the table by Friday, is there express delivery?
en|change-size-or-colour,exchange-something|I ordered the blue cushion but wanted the green one, can I change the colour?
en|no-confirmation-mail|I have ordered but did not get any confirmation mail
de|arrived-broken|Hallo, meine Lampe ist gestern zerbrochen angekommen. Was soll ich jetzt machen?
de|track-your-parcel,when-will-it-arrive|Guten Tag, ich habe letzte Woche bestellt, wo bleibt mein Paket?
de|when-is-the-money-back,refund-not-arrived|Ich habe den Stuhl vor zwei Wochen zurückgeschickt, wann bekomme ich mein Geld zurück?
de|return-something,how-long-to-return|Ich möchte die Vase zurückschicken, wie geht das?
de|change-the-address|Ich habe die falsche Lieferadresse angegeben. Kann man die Adresse noch ändern?
de|cancel-an-order,too-late-to-cancel|Bitte stornieren Sie meine Bestellung, ich habe mich vertan.
de|invoice,invoice-for-a-company|Ich brauche noch eine Rechnung für meine letzte Bestellung.
de|coupon-does-not-work|Der Gutschein aus dem Newsletter funktioniert nicht.
de|return-label-no-printer|Ich habe keinen Drucker, wie komme ich an das Etikett für die Rücksendung?
ar|track-your-parcel,when-will-it-arrive|مرحبا، طلبت الأسبوع الماضي ولم يصل الطرد حتى الآن، أين طلبي؟
ar|change-the-address|أخطأت في عنوان التوصيل، هل يمكنني تغييره؟
ar|cancel-an-order,too-late-to-cancel|أريد إلغاء طلبي من فضلكم
ar|when-is-the-money-back,refund-not-arrived|متى أستعيد نقودي بعد الإرجاع؟
en|-|Do you have any jobs for a carpenter in your workshop?
en|-|I am a journalist and would like to interview your founder about wood.
en|-|What is the weather like in Lisbon tomorrow?
en|-|We offer search engine optimisation for your website, first page guaranteed.
en|-|My dog ate a candle, should I call a vet?
en|-|hello
en|-|Hello, I have a question for you please
en|-|asdf jkl qwertz
en|-|Thank you so much, your team was wonderful last time!
en|-|Is the oak in your tables from a certified forest?
en|lamp-bulb|Which bulb fits into the brass reading lamp?
en|-|Can I speak to Ottilie please, she called me this morning.
en|-|You people are the worst, I am so angry
en|-|Do you know how tall the Eiffel tower is?
en|-|Would the sofa look good with a green wall?
de|-|Hallo, ich habe eine Frage
de|-|Suchen Sie noch Mitarbeiter für Ihre Werkstatt?
de|-|Wie wird morgen das Wetter in Berlin?
de|-|Wir bieten Ihnen günstige Suchmaschinenoptimierung an.
de|-|Passt das Sofa zu einer grünen Wand?
de|-|Vielen Dank, das war super!
ar|-|مرحبا
ar|-|ما هو الطقس غدا في القاهرة؟
ar|-|هل لديكم وظائف شاغرة؟
"""

# what a guide, a policy or a topic of the demo shop's community answers: written apart from them, by their names alone
OTHER_LINES = """
en|policy:shipping|What do you charge for shipping, and from what amount on is it free?
en|policy:shipping|How many working days does delivery take?
en|policy:returns|How many days do I have to return something, and who pays for it?
en|policy:warranty|How long is the warranty on your furniture?
en|policy:exchanges|Can I exchange an item for another one, and what does an exchange cost?
en|policy:privacy|How long do you keep my data? I am asking about privacy.
en|policy:orders|Until when can an order still be changed or cancelled?
en|guide:my-parcel-has-not-come|My parcel has not come and I do not know what to do now.
en|topic:Which bulb for the lamp “Dome”?|Which bulb do I need for the Dome lamp?
en|topic:Rug “Fjord” under a round table: which size?|Which size of the Fjord rug goes under a round table?
en|topic:Shelf “Ladder” on a plasterboard wall|We have plasterboard walls, can we put up the Ladder shelf?
en|topic:My iron pan “Forge” has become sticky|The Forge iron pan is sticky since I cooked with it, what did I do wrong?
en|topic:Rust spots on the knife “Keel” after one night|My knife has rust spots, how do I get them off?
en|topic:Is the bowl “Dip” safe in the oven with cheese on top?|Can the bowl Dip go into the oven?
en|topic:Washing the covers of the “Nook”|Can I wash the covers of the Nook armchair?
en|topic:How often do you oil the chopping board?|How often should a chopping board be oiled?
en|topic:Wall clock “Platform” loses ten minutes a week|My wall clock Platform is losing minutes every week
en|topic:Mould on the hammock “Sail”|There is mould on our hammock after the winter
de|policy:shipping|Was kostet der Versand, und ab wann ist er kostenlos?
de|policy:returns|Wie lange kann ich etwas zurückgeben, und wer zahlt die Rücksendung?
de|policy:warranty|Wie lange gilt die Garantie auf Ihre Möbel?
"""
_PARCEL = ("guide:my-parcel-has-not-come",)
ALSO = {  # what answers beside an article
    "track-your-parcel": _PARCEL,
    "when-will-it-arrive": (*_PARCEL, "policy:shipping"),
    "delivered-but-not-here": _PARCEL,
    "when-is-the-money-back": ("policy:returns",),
    "refund-not-arrived": ("policy:returns",),
    "return-something": ("policy:returns",),
    "how-long-to-return": ("policy:returns",),
    "change-the-address": ("policy:orders",),
    "cancel-an-order": ("policy:orders",),
    "too-late-to-cancel": ("policy:orders",),
    "exchange-something": ("policy:exchanges",),
    "where-we-deliver": ("policy:shipping",),
    "express": ("policy:shipping",),
    "arrived-broken": ("policy:warranty",),
}


def questions() -> list[tuple[str, list[str], str]]:
    """Language, the right articles (none: nothing is to be offered), and the question."""
    return _read(LINES)


def about_other_kinds() -> list[tuple[str, list[str], str]]:
    """The same of questions that something else answers than an article."""
    return _read(OTHER_LINES)


def _read(lines: str) -> list[tuple[str, list[str], str]]:
    rows = (line.split("|", 2) for line in lines.strip().splitlines())
    return [(language, [] if right == "-" else right.split(","), text) for language, right, text in rows]
