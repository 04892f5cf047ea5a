"""Steps of macros and rules in the configuration file: they name teams, tags and reasons, agents by address."""

from collections.abc import Callable, Collection
from typing import Any, NamedTuple

from django.utils.translation import gettext as _t

from shopbell.accounts.models import Agent, Team
from shopbell.automation.models import Webhook
from shopbell.automation.rule_form import refuse_unfit
from shopbell.automation.rule_step import ANSWER_WHERE_READ, WEBHOOK
from shopbell.core.errors import Refused
from shopbell.shop.macro_step import read_deed
from shopbell.tickets.macro_action import ME
from shopbell.tickets.models import ContactReason, Macro, Tag
from shopbell.tickets.reason import find_reason, path_of
from shopbell.tickets.snooze_step import HOW_LONG
from shopbell.tickets.status import Status
from shopbell.tickets.ticket import Priority

from .section import Part, find_named, texts


class Way(NamedTuple):
    """How the target of a step is told, and how it is found."""

    tell: Callable[[Any], Any]
    find: Callable[[Any], Any]


def _as_it_is(value: Any) -> Any:
    return value


def _find_person(called: Any) -> Any:
    agent = Agent.objects.filter(email__iexact=str(called)).first()
    if agent is None:
        raise Refused(_t("There is no agent with the address “%(name)s”.") % {"name": called})
    return agent.pk


def _tell_person(pk: Any) -> Any:
    return Agent.objects.filter(pk=pk).values_list("email", flat=True).first()


def _one_of(choices: list[Any]) -> Way:
    def find(called: Any) -> Any:
        if called not in choices:
            raise Refused(_t("A step cannot set “%(name)s”.") % {"name": called})
        return called

    return Way(_as_it_is, find)


def _named(model: Any) -> Way:
    return Way(
        lambda pk: model.objects.filter(pk=pk).values_list("name", flat=True).first(),
        lambda called: find_named(model, str(called)).pk,
    )


def _tell_reason(pk: Any) -> Any:
    reason = ContactReason.objects.select_related("parent").filter(pk=pk).first()
    return path_of(reason) if reason else None


def _find_deed(called: Any) -> str:
    read_deed(str(called))
    return str(called)


def _find_answer(called: Any) -> int:
    macro = find_named(Macro, str(called))
    refuse_unfit(macro)
    return macro.pk


SHARED = {
    "status": _one_of([each.value for each in Status if each != Status.NEW]),
    "priority": _one_of([each.value for each in Priority]),
    "snooze": _one_of(list(HOW_LONG)),
    "assign": Way(_tell_person, _find_person),
    "team": _named(Team),
    "tag": _named(Tag),
    "reason": Way(_tell_reason, lambda called: find_reason(called).pk),
}
OF_MACROS = SHARED | {
    "assign": Way(
        lambda value: ME if value == ME else _tell_person(value),
        lambda called: ME if called == ME else _find_person(called),
    ),
    "order": Way(_as_it_is, _find_deed),
}
OF_RULES = SHARED | {
    "untag": _named(Tag),
    "answer": Way(_named(Macro).tell, _find_answer),
    ANSWER_WHERE_READ: Way(_named(Macro).tell, _find_answer),
    WEBHOOK: _named(Webhook),
    "note": Way(_as_it_is, lambda text: texts([text])[0]),
}


def steps_part(name: str, ways: dict[str, Way]) -> Part:
    """The key `steps`, kept in the column `name`. A step whose target is gone does nothing, and is left out."""

    def tell(row: Any) -> list[dict[str, Any]]:
        known = [step for step in getattr(row, name) if step.get("do") in ways]
        steps = [{"do": step["do"], "to": ways[step["do"]].tell(step.get("to"))} for step in known]
        return [step for step in steps if step["to"] is not None]

    def put(row: Any, steps: list[Any]) -> None:
        others = [step for step in getattr(row, name) if step.get("do") not in ways]
        setattr(row, name, [*others, *(_step(step, ways) for step in steps)])

    return Part("steps", list, tell, put)


def _step(step: Any, ways: dict[str, Way]) -> dict[str, Any]:
    refuse_unknown(step, ways)
    return {"do": step["do"], "to": ways[step["do"]].find(step["to"])}


def refuse_unknown(step: Any, known: Collection[str]) -> None:
    if not isinstance(step, dict) or set(step) != {"do", "to"} or step["do"] not in list(known):
        raise Refused(
            _t('A step is written {"do": …, "to": …}, and does one of: %(known)s.')
            % {"known": ", ".join(known)}
        )
