"""The contact form, filled in with what a guide has learnt: its title, each question with what was chosen, a topic."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from shopbell.channels.inbox import Inbox
from shopbell.tickets.reason import ContactReason

from .reading import Shown


@dataclass(frozen=True)
class Asking:
    """Where the form is, and what its fields hold when it opens."""

    address: str
    fields: dict[str, str]


def asking_from(shown: Shown, language: str) -> Asking | None:
    """None where the shop has no contact form: the doors below the page are there all the same."""
    inbox = Inbox.objects.filter(is_active=True, channel="form").order_by("pk").first()
    if not inbox:
        return None
    fields = {"text": path_as_text(shown), "lang": language}
    topic = ContactReason.objects.filter(pk=shown.topic or 0, parent=None, is_active=True).first()
    if topic:
        fields["topic"] = str(topic.pk)
    return Asking(reverse("contact", args=[inbox.public_key]), fields)


def path_as_text(shown: Shown) -> str:
    """The way so far, a line for each answer, below room for what the shopper wants to say."""
    lines = [_("Guide: %(title)s") % {"title": shown.title}]
    lines += [f"• {stop.question} → {stop.choice}" for stop in shown.taken]
    lines += [f"• {shown.words}"] if shown.step.is_ending else []
    return "\n\n\n" + "\n".join(lines)
