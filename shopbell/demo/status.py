"""The demo shop's status page and news: what went wrong of late, what is planned, and what the shop announced.

Nothing runs on the first day, so that no page begins with an alarm. All was told already: nothing is mailed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shopbell.announcements.announcement import Announcement, AnnouncementText
from shopbell.announcements.incident import Incident, IncidentUpdate, Kind, State
from shopbell.announcements.part import StatusPart, StatusPartName
from shopbell.helpcenter.markdown import to_body

from .staff import Staff

LANGUAGES = ("en", "de", "ar")
Said = tuple[str, str, str]  # in each of them

PARTS: dict[str, tuple[Said, list[str]]] = {
    "shop": (("The shop", "Der Shop", "المتجر"), ["website", "basket", "Warenkorb", "السلة"]),
    "payments": (("Payments", "Zahlungen", "الدفع"), ["card", "paypal", "Karte", "البطاقة"]),
    "delivery": (("Delivery", "Lieferung", "التوصيل"), ["parcel", "delivery", "Paket", "الطرد"]),
    "returns": (("Returns", "Rücksendungen", "المرتجعات"), ["return", "label", "Rücksendung", "الإرجاع"]),
}


@dataclass(frozen=True)
class Told:
    """An incident by hours from now, with its updates by hours from its beginning."""

    kind: Kind
    part: str
    begins: float
    lasts: float
    title: Said
    updates: list[tuple[float, State, Said]]


TOLD = [
    Told(
        Kind.DELAY, "delivery", -24 * 33, 52,
        ("Parcels to the coast are late", "Pakete an die Küste verspäten sich", "تأخر الطرود المتجهة إلى الساحل"),
        [
            (0, State.KNOWN, (
                "A storm holds the carrier's lorries. Parcels to the coast come a day or two later than we said.",
                "Ein Sturm hält die Wagen des Paketdienstes auf. Pakete an die Küste kommen ein bis zwei Tage später.",
                "عاصفة توقف شاحنات شركة الشحن. ستصل الطرود إلى الساحل متأخرة يوما أو يومين.",
            )),
            (26, State.WATCHING, (
                "The lorries drive again. What waited is on its way.",
                "Die Wagen fahren wieder. Was liegen blieb, ist unterwegs.",
                "عادت الشاحنات إلى السير، وما تأخر في الطريق الآن.",
            )),
            (52, State.OVER, (
                "Everything has arrived. Thank you for your patience.",
                "Alles ist angekommen. Danke für Ihre Geduld.",
                "وصل كل شيء. شكرا لصبركم.",
            )),
        ],
    ),
    Told(
        Kind.OUTAGE, "payments", -24 * 9 - 3, 1.5,
        ("Cards are declined", "Karten werden abgelehnt", "رفض البطاقات"),
        [
            (0, State.INVESTIGATING, (
                "Some cards are declined at the till. Nothing is charged then. PayPal works.",
                "Manche Karten werden an der Kasse abgelehnt. Abgebucht wird dann nichts. PayPal geht.",
                "تُرفض بعض البطاقات عند الدفع، ولا يُخصم شيء عندئذ. الدفع عبر PayPal يعمل.",
            )),
            (0.6, State.KNOWN, (
                "The bank that takes our cards has an outage and works on it.",
                "Die Bank, die unsere Karten annimmt, hat eine Störung und arbeitet daran.",
                "لدى المصرف الذي يعالج بطاقاتنا عطل، وهو يعمل على إصلاحه.",
            )),
            (1.5, State.OVER, (
                "Every card works again. Whose order failed can simply place it once more.",
                "Alle Karten gehen wieder. Wessen Bestellung scheiterte, bestellt einfach noch einmal.",
                "عادت كل البطاقات إلى العمل. من تعذر طلبه يمكنه تقديمه من جديد.",
            )),
        ],
    ),
    Told(
        Kind.MAINTENANCE, "shop", 24 * 4, 2,
        ("The shop rests for two hours", "Der Shop ruht zwei Stunden", "يتوقف المتجر ساعتين"),
        [
            (-24 * 6, State.INVESTIGATING, (
                "We move to faster machines. Baskets are kept; ordering goes on afterwards.",
                "Wir ziehen auf schnellere Rechner um. Warenkörbe bleiben; bestellt wird danach weiter.",
                "ننتقل إلى أجهزة أسرع. تبقى السلال محفوظة، ويستمر الطلب بعد ذلك.",
            )),
        ],
    ),
]  # fmt: skip


@dataclass(frozen=True)
class News:
    """An announcement by days from now; None is a draft. The texts are Markdown."""

    days: int | None
    words: dict[str, tuple[str, str, str]]  # by language: title, in short, text


NEWS = [
    News(-40, {
        "en": ("Sofas can be tried for a hundred days", "Sit on it, sleep on it, and send it back if it is not yours.",
               "From now on **every sofa** may stay with you for a hundred days before you decide.\n\n"
               "- We fetch it without a fee.\n- You get the whole price back.\n"
               "- A stain that can be cleaned does not matter."),
        "de": ("Sofas hundert Tage ausprobieren", "Sitzen, schlafen, und zurückgeben, wenn es nicht passt.",
               "Ab sofort darf **jedes Sofa** hundert Tage bei Ihnen bleiben, bevor Sie sich entscheiden.\n\n"
               "- Wir holen es kostenlos ab.\n- Sie bekommen den ganzen Preis zurück.\n"
               "- Ein Fleck, der sich reinigen lässt, macht nichts."),
        "ar": ("جربوا الأرائك مئة يوم", "اجلسوا وناموا، وأعيدوها إن لم تناسبكم.",
               "من الآن تبقى **كل أريكة** لديكم مئة يوم قبل أن تقرروا.\n\n"
               "- نأخذها من عندكم بلا رسوم.\n- يعود إليكم الثمن كله.\n- البقعة التي يمكن تنظيفها لا تهم."),
    }),
    News(-12, {
        "en": ("We answer on Saturdays too", "Chat and telephone from ten to two.",
               "Many of you have time for the house on Saturdays. So have we now: "
               "**from ten to two**, in the chat and on the telephone."),
        "de": ("Wir antworten jetzt auch samstags", "Chat und Telefon von zehn bis zwei.",
               "Viele von Ihnen haben samstags Zeit fürs Zuhause. Wir jetzt auch: "
               "**von zehn bis zwei**, im Chat und am Telefon."),
        "ar": ("نجيب الآن يوم السبت أيضا", "المحادثة والهاتف من العاشرة إلى الثانية.",
               "لدى كثير منكم وقت للبيت يوم السبت، ولدينا الآن كذلك: "
               "**من العاشرة إلى الثانية**، في المحادثة وعلى الهاتف."),
    }),
    News(None, {
        "en": ("Order in time for the holidays", "The last days for parcels that must arrive.",
               "The dates of the carriers are still to come."),
    }),
]  # fmt: skip


def tell_status(staff: Staff, now: datetime) -> None:
    """Keep parts, incidents and news as the verbs would have left them."""
    author = staff.agents[0]
    parts = {slug: _part(slug, place) for place, slug in enumerate(PARTS, 1)}
    for told in TOLD:
        _tell(told, parts[told.part], author, now)
    for news in NEWS:
        _announce(news, author, now)


def _part(slug: str, place: int) -> StatusPart:
    names, words = PARTS[slug]
    part = StatusPart.objects.create(slug=slug, position=place, words=words)
    StatusPartName.objects.bulk_create(
        StatusPartName(part=part, language=code, name=name)
        for code, name in zip(LANGUAGES, names, strict=True)
    )
    return part


def _tell(told: Told, part: StatusPart, author, now: datetime) -> None:
    begins = now + timedelta(hours=told.begins)
    if told.kind == Kind.MAINTENANCE:
        begins = begins.replace(minute=0, second=0, microsecond=0)  # somebody planned it
    incident = Incident.objects.create(
        kind=told.kind,
        state=told.updates[-1][1],
        titles=_said(told.title),
        starts_at=begins,
        ends_at=begins + timedelta(hours=told.lasts),
        created_at=begins + timedelta(hours=told.updates[0][0]),
    )
    incident.parts.set([part])
    for hours, state, words in told.updates:
        at = begins + timedelta(hours=hours)
        IncidentUpdate.objects.create(
            incident=incident, state=state, texts=_said(words), published_at=at, told_at=at, author=author
        )


def _announce(news: News, author, now: datetime) -> None:
    at = None if news.days is None else now + timedelta(days=news.days)
    made = Announcement(author=author, revision=1, created_at=at or now, changed_at=at or now)
    made.set_moment(at)
    made.save()
    for code, (title, summary, text) in news.words.items():
        AnnouncementText.objects.create(
            announcement=made, language=code, title=title, summary=summary, body=to_body(text)
        )


def _said(words: Said) -> dict[str, str]:
    return dict(zip(LANGUAGES, words, strict=True))
