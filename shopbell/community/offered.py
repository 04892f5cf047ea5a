"""Topics of the community as answers that are offered: questions whose asker accepted an answer, while it is open.

What is read in place is the question and that answer, with who said it; all else of the topic stands on its page.
"""

from collections.abc import Collection

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from shopbell.channels.offered import Kind, Page, Titled
from shopbell.helpcenter.centre import HelpCentre, speak

from .community import Community
from .post import Post
from .state import State
from .topic import Topic
from .words import plain_words

MOST_QUESTION = 400  # characters of the question that are shown above its answer


def answered() -> QuerySet[Topic]:
    """Topics that everybody reads, with an accepted answer that everybody reads; none while the community is closed."""
    if not Community.current().is_on or not HelpCentre.current().is_on:
        return Topic.objects.none()
    return Topic.objects.shown().filter(accepted__state=State.SHOWN)


def answers_of(numbers: Collection[int]) -> dict[int, str]:
    """The words of the accepted answer of each."""
    rows = answered().filter(pk__in=numbers).values_list("pk", "accepted__html")
    return {number: plain_words(html) for number, html in rows}


def read(number: int, language: str) -> Page | None:
    topic = answered().filter(pk=number).select_related("accepted__author").first()
    if not topic:
        return None
    asked = Post.objects.shown().filter(topic=topic, is_first=True).values_list("html", flat=True).first()
    with translation.override(None):
        speak(language)
        context = {"answer": topic.accepted, "asked": _in_short(plain_words(asked or ""))}
        html = render_to_string("community/_answer.html", context)
    address = reverse("community-topic", args=[_spoken(topic.language), topic.pk, topic.slug])
    return Page(topic.title, topic.language, html, address)


def open_in(numbers: Collection[int]) -> set[tuple[int, str]]:
    return set(answered().filter(pk__in=numbers).values_list("pk", "language"))


def titles(numbers: Collection[int]) -> dict[int, Titled]:
    rows = Topic.objects.shown().filter(pk__in=numbers)
    return {
        topic.pk: Titled(topic.title, topic.language, reverse("community-desk-topic", args=[topic.pk]))
        for topic in rows
    }


def _spoken(language: str) -> str:
    """The language of the page around a topic: its own where the centre has it."""
    return HelpCentre.current().nearest(language)


def _in_short(text: str) -> str:
    return text if len(text) <= MOST_QUESTION else f"{text[:MOST_QUESTION].rsplit(' ', 1)[0]}…"


TOPIC = Kind(_("Community"), "messages-square", _("Open in the community"), read, open_in, titles)
