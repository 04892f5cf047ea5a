"""Conditions that are written on a settings form: the field for them, and what the screen may say while they are typed.

Each place that holds conditions registers how they are understood there (`WRITTEN`); the screen asks by its name.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse_lazy
from django.utils.functional import Promise, lazy
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from shopbell.accounts.permission import Permission
from shopbell.tickets.status import UNSOLVED
from shopbell.tickets.ticket import Ticket

from .condition import Asker, Filter
from .contradiction import refuse_contradiction
from .field import FIELDS, Fields
from .language import parse
from .query import question

MOST_LETTERS = 2_000


@dataclass(frozen=True)
class Written:
    """Conditions of one place. `refuse` raises Refused for what is understood, but must not stand there."""

    permission: Permission
    refuse: Callable[[Filter], None]
    reached: Callable[[Filter], QuerySet]  # what meets them now
    told: Callable[[int], str]  # how many that are
    fields: Fields = field(default_factory=lambda: FIELDS)

    def read(self, text: str) -> Filter:
        """What `text` means. Raises Refused with the word that is wrong."""
        conditions = parse(text, Asker.of(None), self.fields)
        self.refuse(conditions)
        refuse_contradiction(conditions)
        return conditions


WRITTEN: dict[str, Written] = {}


TYPED = r"-?[a-z][a-z-]*:\S*[^\s.,;]"
EXAMPLES = re.compile(rf"(?<!\S){TYPED}(?: {TYPED})*")


def kept_together(help_text: str | Promise) -> SafeString:
    """`help_text`, which is HTML of our own, with its examples of conditions from left to right, and each on one line
    with its minus."""
    return mark_safe(EXAMPLES.sub(_example, str(help_text)))  # noqa: S308 (no words but the desk's own)


def _example(found: re.Match[str]) -> str:
    words = " ".join(f'<span class="condition-typed">{each}</span>' for each in found[0].split())
    return f'<bdi dir="ltr">{words}</bdi>'


class ConditionsField(forms.CharField):
    """A line for conditions of the place `name`, which the script completes and explains while they are typed."""

    def __init__(self, *, name: str, **more: Any) -> None:
        attrs = {
            "data-conditions": reverse_lazy("conditions-read", args=[name]),
            "data-offers": reverse_lazy("conditions-offers", args=[name]),
            "autocomplete": "off", "autocapitalize": "off", "spellcheck": "false", "dir": "auto",
        }  # fmt: skip
        if "help_text" in more:
            more["help_text"] = lazy(kept_together, str)(more["help_text"])
        super().__init__(max_length=MOST_LETTERS, widget=forms.TextInput(attrs=attrs), **more)


def open_tickets(conditions: Filter) -> QuerySet:
    """The unsolved tickets that meet `conditions`, as nobody in particular sees them."""
    standing = Ticket.objects.undeleted().standing().filter(spam__isnull=True, status__among=UNSOLVED)
    return standing.filter(question(conditions, Asker.of(None)))


def open_tickets_told(count: int) -> str:
    return ngettext(
        "%(count)s open ticket meets this now.", "%(count)s open tickets meet this now.", count
    ) % {"count": count}
