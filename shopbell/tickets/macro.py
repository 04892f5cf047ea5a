"""Macros: answers prepared once and put into the composer, where the agent reads them before sending.

The text may name what differs: `{{ customer.first_name }}`, `{{ agent.first_name }}`, `{{ ticket.id }}`,
`{{ order.number }}`; `{% if %}` and `|default` help where a word may be missing. It sees plain words only,
never the desk's objects; `macro_text.py` says what the language has.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from jinja2 import TemplateError, UndefinedError

from shopbell.core.errors import Refused

from .macro_text import MAX_CHARACTERS, TooLong, compile_text, fill_in
from .ticket import Ticket


class MacroQuerySet(models.QuerySet["Macro"]):
    def usable_by(self, agent):
        """Macros for everybody and those of the agent's teams."""
        return self.filter(Q(team=None) | Q(team__in=agent.team_ids))


class Macro(models.Model):
    name = models.CharField(_("name"), max_length=120)
    text = models.TextField(_("text"), max_length=MAX_CHARACTERS)
    team = models.ForeignKey(
        "accounts.Team", models.CASCADE, null=True, blank=True, verbose_name=_("only for the team")
    )
    position = models.PositiveIntegerField(_("position"), default=0)

    objects = MacroQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name", "id"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse in the form what could never be filled in."""
        from django.core.exceptions import ValidationError

        try:
            compile_text(self.text)
        except Refused as refusal:
            raise ValidationError({"text": str(refusal)}) from None


def words_of(ticket: Ticket, agent) -> dict[str, Any]:
    """What every macro may name; the floors above add theirs (the order)."""
    name = ticket.customer.name
    return {
        "customer": {"name": name, "first_name": name.split()[0] if name.split() else ""},
        "agent": {"name": str(agent), "first_name": agent.first_name},
        "ticket": {"id": ticket.pk, "subject": ticket.subject},
    }


def render_macro(macro: Macro, words: Mapping[str, Any]) -> str:
    """The macro's text with `words` filled in. Raises Refused with what is wrong in it, and where to mend it."""
    template = compile_text(macro.text)
    try:
        return fill_in(template, words)
    except UndefinedError as error:
        raise Refused(_missing_sentence(macro, words, error)) from None
    except TooLong:
        raise Refused(
            _t("The macro “%(name)s” becomes too long with the words of this ticket. Write it by hand.")
            % {"name": macro.name}
        ) from None
    except (
        TemplateError,
        ArithmeticError,
        TypeError,
        ValueError,
        LookupError,
        AttributeError,
        RecursionError,
    ):
        raise Refused(
            _t(
                "The macro “%(name)s” asks for something that macros cannot do. Correct it in Settings › Macros."
            )
            % {"name": macro.name}
        ) from None


def _missing_sentence(macro: Macro, words: Mapping[str, Any], error: UndefinedError) -> str:
    missing = re.findall(r"'([^']*)'", error.message or "")
    if missing[:1] == ["order"] and "order" not in words:
        sentence = _t(
            "The macro “%(name)s” names an order, and this ticket has none. Link one, or write it by hand."
        )
    else:
        sentence = _t(
            "The macro “%(name)s” names “%(missing)s”, which does not exist. Correct it in Settings › Macros."
        )
    return sentence % {"name": macro.name, "missing": missing[-1] if missing else "?"}
