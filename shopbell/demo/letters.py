"""Mails have a beginning and an end; chats have not."""

import random
import re

from shopbell.accounts.models import Agent
from shopbell.customers.models import Customer

from .words import first_name

HELLO = {
    "en": ["Hello,", "Dear team,", "Hi there,", "Good morning,", ""],
    "de": ["Guten Tag,", "Hallo,", "Liebes Team,"],
    "fr": ["Bonjour,", "Madame, Monsieur,"],
    "es": ["Hola:", "Buenos días:"],
    "ar": ["مرحباً،", "السلام عليكم،"],
}
BYE = {
    "en": ["Kind regards", "Thanks", "Best", "Many thanks"],
    "de": ["Freundliche Grüße", "Viele Grüße", "Danke und Gruß"],
    "fr": ["Cordialement", "Merci d'avance", "Bien à vous"],
    "es": ["Un saludo", "Gracias y saludos"],
    "ar": ["مع الشكر", "تحياتي"],
}
DEAR = {"en": "Hello {},", "de": "Guten Tag {},", "fr": "Bonjour {},", "es": "Hola {}:", "ar": "مرحباً {}،"}
OURS = {
    "en": "Best wishes",
    "de": "Herzliche Grüße",
    "fr": "Bien cordialement",
    "es": "Un cordial saludo",
    "ar": "مع أطيب التحيات",
}

GREETED = re.compile(r"(?:Hello|Hi|Guten Tag|Hallo|Bonjour|Hola|Buenos días|مرحباً)(?: [^\s,:،]+)?[,:،] *")


def as_mail(text: str, customer: Customer, language: str, chance: random.Random, *, is_first: bool) -> str:
    """What the customer wrote, as a mail; answers to answers are shorter."""
    name = customer.name if is_first else first_name(customer.name)
    if not is_first and chance.random() < 0.5:
        return f"{text}\n\n{name}"
    hello = chance.choice(HELLO[language])
    text = without_greeting(text) if hello else text
    return "\n\n".join(part for part in (hello, text, f"{chance.choice(BYE[language])}\n{name}") if part)


def as_answer(text: str, customer: Customer, language: str, agent: Agent, chance: random.Random) -> str:
    """What the agent answers, as a mail."""
    name = customer.name if language == "de" else first_name(customer.name)
    hello = DEAR[language].format(name) if name else chance.choice(HELLO["en"][:1])
    return f"{hello}\n\n{without_greeting(text)}\n\n{OURS[language]}\n{agent.first_name}"


def without_greeting(text: str) -> str:
    """A line of a chat greets in the same breath; a mail has its greeting above."""
    rest = GREETED.sub("", text, count=1) if GREETED.match(text) else text
    return rest[:1].upper() + rest[1:]
