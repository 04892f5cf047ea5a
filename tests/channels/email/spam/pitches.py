"""Mails that are spam, and how the desk takes them in."""

from shopbell.channels.email.receive import receive
from shopbell.reactions import EVENTS, REACTIONS
from shopbell.tickets.models import Ticket

from ..conftest import mail

WORDS = """Hello Sir,
I came across your website and it does not rank on the first page of Google. We are a leading SEO agency and guarantee
top rankings, organic traffic and quality backlinks at an affordable price. Reply for a free audit report and our packages.
"""


def pitch(number=1, sender="Seo Team <rank@seo.example>", text=WORDS, **headers) -> bytes:
    return mail(text, **{"from": sender, "subject": "Your website ranking on Google", "message_id": f"<{number}@seo.example>"} | headers)  # fmt: skip


def ticket_of(raw: bytes) -> Ticket:
    return Ticket.objects.get(pk=receive(raw)["ticket"])


def work() -> None:
    """Call the reactions to all that has happened, each once more."""
    for event in EVENTS.all():
        for reaction in REACTIONS:
            if event.verb in reaction.verbs:
                reaction.react(event)


FRAGMENT = {"headers": {"HX-Request": "true"}}
