"""What a shop asks those who wait, in the configuration file. Pictures and films are files, and stay out of it."""

from typing import Any

from django.utils.translation import gettext as _t

from shopbell.channels.models import Inbox
from shopbell.core.errors import Refused
from shopbell.tickets.reason import find_reason, path_of
from shopbell.waiting.models import Question
from shopbell.waiting.survey import MOST_CHOICES

from .section import Part, Section, column, pointer, texts


def _put_choices(question: Any, lines: list[Any]) -> None:
    if len(lines) == 1 or len(lines) > MOST_CHOICES:
        raise Refused(
            _t("Write two to %(most)s answers, each on a line of its own.") % {"most": MOST_CHOICES}
        )
    question.choices = "\n".join(texts(lines))


def _put_translations(question: Any, translations: dict[str, Any]) -> None:
    question.translations = dict(zip(translations, texts(list(translations.values())), strict=True))


def _put_reason(question: Any, path: list[Any]) -> None:
    question.reason = find_reason(path) if path else None


QUESTIONS = Section(
    "waiting_questions",
    "settings-questions",
    Question,
    identity=("text",),
    needed=("text",),
    parts=[
        column("text"),
        Part("choices", list, lambda question: question.choice_lines, _put_choices),
        Part("translations", dict, lambda question: dict(question.translations), _put_translations),
        pointer("inbox", Inbox),
        Part(
            "reason", list, lambda question: path_of(question.reason) if question.reason else [], _put_reason
        ),
        column("position", int),
        column("on", bool, "is_on"),
    ],
    rows=lambda: Question.objects.select_related("inbox", "reason__parent").order_by("position", "pk"),
)
