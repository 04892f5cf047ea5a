"""Macros: answers prepared once and put into the composer, where the agent reads them before sending.

The text may name what differs: `{{ customer.first_name }}`, `{{ agent.first_name }}`, `{{ team.name }}`,
`{{ shop.name }}`, `{{ hours.opening }}`, `{{ ticket.id }}`, `{{ order.number }}`; `{% if %}` and `|default` help where
a word may be missing. It sees plain words only, never the desk's objects; `macro_text.py` says what the language has.
A macro may also do something with the ticket when its words are sent (`macro_action.py`), and have its text in several
languages: the ticket's is taken first.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from jinja2 import UndefinedError

from shopbell.core.errors import Refused

from .macro_text import MAX_CHARACTERS, UNFIT, TooLong, compile_text, fill_in, refuse_unknown_names
from .ticket import Ticket

# more that every text may name, by the floor that knows it; filled in AppConfig.ready
SOURCES: dict[str, Callable[[Ticket], Mapping[str, Any]]] = {}


class MacroQuerySet(models.QuerySet["Macro"]):
    def usable_by(self, agent):
        """Macros for everybody and those of the agent's teams."""
        return self.filter(Q(team=None) | Q(team__in=agent.team_ids))

    def ranked_for(self, agent, now: datetime):
        """With `is_favourite` and `uses` in the last 30 days; favourites first, then what is used most."""
        used = Count("uses", filter=Q(uses__at__gt=now - timedelta(days=30)))
        mine = self.model.favourite_of.through.objects.filter(macro=OuterRef("pk"), agent=agent)
        ranked = self.annotate(uses_lately=used, is_favourite=Exists(mine))
        return ranked.order_by("-is_favourite", "-uses_lately", "position", "name", "id")


class Macro(models.Model):
    name = models.CharField(_("name"), max_length=120)
    text = models.TextField(_("text"), max_length=MAX_CHARACTERS)
    team = models.ForeignKey(
        "accounts.Team", models.CASCADE, null=True, blank=True, verbose_name=_("only for the team")
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    texts = models.JSONField(default=dict, blank=True, help_text="the text in other languages, by their code")
    actions = models.JSONField(default=list, blank=True, help_text="what it does besides (macro_action.py)")
    favourite_of = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="favourite_macros", blank=True
    )

    objects = MacroQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name", "id"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse in the form what could not be filled in for any ticket."""
        try:
            compile_text(self.text)
            refuse_unknown_names(self.text)
        except Refused as refusal:
            raise ValidationError({"text": str(refusal)}) from None

    def text_in(self, language: str) -> str:
        """The text in `language` (de-AT, then de), or the one there always is."""
        code = language.lower().replace("_", "-")
        return self.texts.get(code) or self.texts.get(code.split("-")[0]) or self.text


def words_of(ticket: Ticket, agent) -> dict[str, Any]:
    """What every macro may name; the floors above add theirs (the order)."""
    name = ticket.customer.name
    return {
        "customer": {"name": name, "first_name": name.split()[0] if name.split() else ""},
        "agent": {"name": str(agent), "first_name": agent.first_name},
        "ticket": {"id": ticket.pk, "subject": ticket.subject},
        "team": {"name": _team_of(ticket, agent)},
        **{word: parts(ticket) for word, parts in SOURCES.items()},
    }


def _team_of(ticket: Ticket, agent) -> str:
    """The team that the ticket waits with, else the agent's first."""
    team = ticket.team or (agent.teams.order_by("pk").first() if agent.pk else None)
    return team.name if team else ""


def render_macro(macro: Macro, words: Mapping[str, Any], language: str = "") -> str:
    """The macro's text in `language` with `words` filled in.

    Raises Refused with what is wrong in it, and where to mend it.
    """
    template = compile_text(macro.text_in(language))
    try:
        return fill_in(template, words)
    except UndefinedError as error:
        raise Refused(_missing_sentence(macro, words, error)) from None
    except TooLong:
        raise Refused(
            _t("The macro “%(name)s” becomes too long with the words of this ticket. Write it by hand.")
            % {"name": macro.name}
        ) from None
    except UNFIT:
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
