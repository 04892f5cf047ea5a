"""Names that people can see. One of invisible characters alone is a row without a name, and one that turns the
direction of what follows makes nonsense of every sentence it stands in.

Marks that only join letters (Persian, emoji) or lean a word to a side are a part of many names and stay.
"""

import re
import unicodedata

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import CharField
from django.utils.translation import gettext as _

from .errors import Refused

TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
BLANK_LETTERS = set("\u115f\u1160\u2800\u3164\uffa0")  # letters by their kind, of which nothing is drawn
NAMES = {"name", "title", "label"}  # how columns with names are called


def fault_of_name(name: str) -> str:
    """What is wrong with a name that is not empty, as a sentence; empty for one that is well."""
    if TURNING.search(name):
        return _(
            "There is an invisible character in it that turns the direction of what is written. Type it anew."
        )
    if not any(map(_is_seen, name)):
        return _("Nothing of it can be seen. Write at least one letter.")
    return ""


def _is_seen(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNPS" and character not in BLANK_LETTERS


def seen(name: str) -> str:
    """`name`, which may be empty. Raises Refused for one that nobody can read."""
    if name and (fault := fault_of_name(name)):
        raise Refused(fault)
    return name


def made_seen(name: str) -> str:
    """A name that came from outside, without what turns its direction; empty if nothing of it can be seen."""
    kept = TURNING.sub("", name)
    return kept if any(map(_is_seen, kept)) else ""


def refuse_unseen(name: str) -> None:
    """A validator. Raises ValidationError for a name that nobody can read."""
    if fault := fault_of_name(name):
        raise ValidationError(fault)


def guard_names() -> None:
    """Let every column of the desk that holds a name refuse such a one, in whatever form or file it is written."""
    for model in apps.get_models():
        if model.__module__.startswith("shopbell."):
            for column in model._meta.local_concrete_fields:
                is_name = isinstance(column, CharField) and column.name in NAMES
                if is_name and refuse_unseen not in column.validators:
                    column.validators.append(refuse_unseen)
