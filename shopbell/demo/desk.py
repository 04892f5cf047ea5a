"""What the demo shop's desk is set up with: inboxes, tags and macros."""

from django.conf import settings

from shopbell.channels.brand import Brand
from shopbell.channels.inbox import Inbox
from shopbell.tickets.models import Macro, Tag

from .script import scripts
from .shop import DOMAIN, NAME
from .staff import Staff

CHAT_KEY = "wexmoor-pell-demo"  # known beforehand, so that the storefront's script tag never changes
GREETING = "Good to see you. What can we do for you?"
GREETINGS = [
    "de: Schön, dass Sie da sind. Was können wir für Sie tun?",
    "fr: Ravis de vous voir. Que pouvons-nous faire pour vous ?",
    "es: Nos alegra verle. ¿Qué podemos hacer por usted?",
    "ar: سعداء بزيارتكم. كيف يمكننا خدمتكم؟",
]
FORM_KEY = "wexmoor-pell-form"
MACROS = [
    ("Search at the carrier", None, "I have asked the carrier to search for your parcel, and I am keeping an eye on it myself. You hear from me tomorrow by noon, whatever they say."),
    ("Return label", "Returns and repairs", "Hello {{ customer.first_name }},\n\nyour return label is in your account below the order. Without a printer, show the code on your phone at the counter."),
    ("Replacement for damage", "Returns and repairs", "I am sorry that it came broken. You need not send anything back. Shall I send a new one, or would you rather have the money back?"),
    ("Refund times", "Payments and accounts", "The money has left us and goes back the way you paid. Banks take three to five working days."),
    ("Ask for the order number", None, "With pleasure. Could you tell me the number of your order? It is in the mail that you got from us, and it begins with 20."),
    ("Invoice to a company", "Payments and accounts", "Please tell me the exact name, address and tax number, and you have the invoice within an hour."),
    ("Back in stock", "Product advice", "It is being made again. Shall I write to you when it is here?"),
    ("Goodbye", None, "You are welcome, {{ customer.first_name }}. Just answer here if anything else turns up.\n\n{{ agent.first_name }}"),
]  # fmt: skip


def build_inboxes(staff: Staff) -> dict[str, Inbox]:
    """The shop's name, and one inbox per channel; the chat may be opened from this desk's own address only."""
    front = staff.teams["Orders and delivery"]
    origins = sorted(
        {settings.SITE_URL, f"http://localhost:{settings.PORT}", f"http://127.0.0.1:{settings.PORT}"}
    )
    rows = [
        Inbox(channel="chat", name=f"{NAME} chat", public_key=CHAT_KEY, settings={"origins": origins, "greeting": GREETING, "greetings": GREETINGS}),
        Inbox(channel="email", name=f"{NAME} care", address=f"care@{DOMAIN}", team=front, signature=f"{NAME}\nThings for the house, made to be kept"),
        Inbox(channel="form", name=f"{NAME} contact form", public_key=FORM_KEY),
    ]  # fmt: skip
    for inbox in rows:
        inbox.save()
    Brand.objects.create(
        pk=1, name=NAME, phone="+44 20 7946 0018", address=f"{NAME}\n14 Foundry Yard\nLondon E2 0QX"
    )
    return {inbox.channel: inbox for inbox in rows}


def build_tags() -> dict[str, Tag]:
    names = sorted({tag for script in scripts() for tag in script.tags})
    known = {tag.name: tag for tag in Tag.objects.filter(name__in=names)}
    fresh = [Tag(name=name) for name in names if name not in known]
    Tag.objects.bulk_create(fresh)
    return known | {tag.name: tag for tag in fresh}


def build_macros(staff: Staff) -> None:
    Macro.objects.bulk_create(
        Macro(name=name, team=staff.teams[team] if team else None, text=text, position=position)
        for position, (name, team, text) in enumerate(MACROS, start=1)
    )
