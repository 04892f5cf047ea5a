"""Macros in the configuration file: their texts in all languages, and what they do."""

from typing import Any

from django.utils.translation import gettext as _t

from shopbell.accounts.models import Team
from shopbell.core.errors import Refused
from shopbell.tickets.macro_text import compile_text, refuse_unknown_names
from shopbell.tickets.models import Macro

from .section import Part, Section, column, pointer
from .steps import OF_MACROS, steps_part


def _put_texts(macro: Any, texts: dict[str, Any]) -> None:
    for code, text in texts.items():
        if not isinstance(text, str):
            raise Refused(_t("The text in “%(code)s” must be a text.") % {"code": code})
        compile_text(text)
        refuse_unknown_names(text)
    macro.texts = texts


MACROS = Section(
    "macros",
    "settings-macros",
    Macro,
    identity=("name", "team"),
    parts=[
        column("name"),
        pointer("team", Team),
        column("text"),
        Part("texts", dict, lambda macro: macro.texts, _put_texts),
        steps_part("actions", OF_MACROS),
        column("position", int),
    ],
    rows=lambda: Macro.objects.select_related("team").order_by("position", "name", "id"),
)
