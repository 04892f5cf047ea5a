"""Macros: answers prepared once and put into the composer, where the agent reads them before sending.

The text may name what differs: `{{ customer.first_name }}`, `{{ agent.first_name }}`, `{{ ticket.id }}`,
`{{ order.number }}`; `{% if %}` and `|default` help where a word may be missing. It runs in Jinja's sandbox
over plain words only, never over the desk's objects, and without loops and calls, so it always ends at once.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from shopbell.core.errors import Refused

from .ticket import Ticket

MAX_CHARACTERS = 20_000
SANDBOX = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
NODES = (
    *(
        nodes.Template,
        nodes.Output,
        nodes.TemplateData,
        nodes.Name,
        nodes.Getattr,
        nodes.Const,
        nodes.If,
        nodes.CondExpr,
    ),
    *(nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Concat),
)


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
            check_text(self.text)
        except Refused as refusal:
            raise ValidationError({"text": str(refusal)}) from None


def check_text(text: str) -> None:
    """Raise Refused, with the line, when `text` is no macro: unreadable, or more than words, conditions and filters."""
    try:
        tree = SANDBOX.parse(text)
    except TemplateSyntaxError as error:
        raise Refused(_syntax_sentence(error)) from None
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, NODES):
            raise Refused(
                _t("Line %(line)s does more than a macro may. Use variables, {%% if %%} and filters only.")
                % {"line": node.lineno}
            )


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
    check_text(macro.text)
    try:
        return SANDBOX.from_string(macro.text).render(words)[:MAX_CHARACTERS]
    except UndefinedError as error:
        raise Refused(_missing_sentence(macro, words, error)) from None
    except (TemplateError, ArithmeticError, TypeError, ValueError, LookupError, AttributeError):
        raise Refused(
            _t(
                "The macro “%(name)s” asks for something that macros cannot do. Correct it in Settings › Macros."
            )
            % {"name": macro.name}
        ) from None


def _syntax_sentence(error: TemplateSyntaxError) -> str:
    return _t("Line %(line)s cannot be read: %(error)s. Write variables like {{ customer.first_name }}.") % {
        "line": error.lineno,
        "error": (error.message or "").rstrip("."),
    }


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
