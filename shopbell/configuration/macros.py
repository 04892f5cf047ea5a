"""Macros in the configuration file: what they do names teams, tags and reasons, and agents by their address."""

from typing import Any

from django.utils.translation import gettext as _t

from shopbell.accounts.models import Agent, Team
from shopbell.core.errors import Refused
from shopbell.shop.macro_step import read_deed
from shopbell.tickets.macro_action import ME
from shopbell.tickets.macro_text import compile_text, refuse_unknown_names
from shopbell.tickets.models import ContactReason, Macro, Tag
from shopbell.tickets.snooze_step import HOW_LONG
from shopbell.tickets.status import Status
from shopbell.tickets.ticket import Priority

from .reasons import find_reason, path_of
from .section import Part, Section, column, find_named, pointer


def _find_agent(called: Any) -> Any:
    if called == ME:
        return ME
    agent = Agent.objects.filter(email__iexact=str(called)).first()
    if agent is None:
        raise Refused(_t("There is no agent with the address “%(name)s”.") % {"name": called})
    return agent.pk


def _one_of(choices: list[Any]):
    def find(called: Any) -> Any:
        if called not in choices:
            raise Refused(_t("A step cannot set “%(name)s”.") % {"name": called})
        return called

    return find


def _told_agent(value: Any) -> Any:
    return ME if value == ME else Agent.objects.filter(pk=value).values_list("email", flat=True).first()


def _told_name(model: Any):
    return lambda pk: model.objects.filter(pk=pk).values_list("name", flat=True).first()


def _told_reason(pk: Any) -> Any:
    reason = ContactReason.objects.select_related("parent").filter(pk=pk).first()
    return path_of(reason) if reason else None


def _find_deed(called: Any) -> str:
    read_deed(str(called))
    return str(called)


STEPS = {  # what a step does: how its target is told, and how it is found
    "status": (lambda value: value, _one_of([each.value for each in Status if each != Status.NEW])),
    "priority": (lambda value: value, _one_of([each.value for each in Priority])),
    "snooze": (lambda value: value, _one_of(list(HOW_LONG))),
    "assign": (_told_agent, _find_agent),
    "team": (_told_name(Team), lambda called: find_named(Team, str(called)).pk),
    "tag": (_told_name(Tag), lambda called: find_named(Tag, str(called)).pk),
    "reason": (_told_reason, lambda called: find_reason(called).pk),
    "order": (lambda value: value, _find_deed),
}


def _told_steps(macro: Any) -> list[dict[str, Any]]:
    """The steps in names; one whose target is gone does nothing, and is left out."""
    steps = [
        {"do": step["do"], "to": STEPS[step["do"]][0](step.get("to"))}
        for step in macro.actions
        if step.get("do") in STEPS
    ]
    return [step for step in steps if step["to"] is not None]


def _put_steps(macro: Any, steps: list[Any]) -> None:
    others = [step for step in macro.actions if step.get("do") not in STEPS]
    macro.actions = [*others, *map(_step, steps)]


def _step(step: Any) -> dict[str, Any]:
    if not isinstance(step, dict) or set(step) != {"do", "to"} or step["do"] not in list(STEPS):
        raise Refused(
            _t('A step is written {"do": …, "to": …}, and does one of: %(known)s.')
            % {"known": ", ".join(STEPS)}
        )
    return {"do": step["do"], "to": STEPS[step["do"]][1](step["to"])}


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
        Part("steps", list, _told_steps, _put_steps),
        column("position", int),
    ],
    rows=lambda: Macro.objects.select_related("team").order_by("position", "name", "id"),
)
