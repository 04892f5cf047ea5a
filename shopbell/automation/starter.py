"""The starter set: rules that most shops want, switched off until somebody looked at them. It is added by a click.

What the desk does without rules is not here: the acknowledgement (each inbox has its switch), and the search for order
numbers in what customers write.
"""

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from shopbell.core.settings_history import note_made
from shopbell.segments.segment import Segment
from shopbell.tickets.macro import Macro
from shopbell.tickets.models import ContactReason
from shopbell.tickets.status import Status
from shopbell.tickets.tag import make_tag
from shopbell.tickets.ticket import Priority

from .rule import Hours, Rule
from .rule_step import ANSWER_WHERE_READ
from .schedule import Schedule, Since
from .trigger import Trigger

DAY = 24
NOBODY = _("Nobody is here")
ANGRY = """
unacceptable, outrageous, disgrace, ridiculous, furious, scam, fraud, lawyer, worst service, never again, fed up
inakzeptabel, unverschämt, frechheit, betrug, anwalt, nie wieder, skandal, unfassbar, stinksauer
inadmissible, scandaleux, honteux, arnaque, avocat, plus jamais, furieux, inacceptable
inaceptable, vergüenza, estafa, abogado, nunca más, indignante, furioso
غير مقبول, فضيحة, احتيال, محامي, أسوأ خدمة, لن أشتري
"""
AWAY: str | Promise = _(
    "Hello{% if customer.first_name %} {{ customer.first_name }}{% endif %},\n\nthank you for your message. We are "
    "closed at the moment and will answer you as soon as somebody is here. {{ hours.opening }}.\n\n{{ shop.name }}"
)
FOLLOW_UP: str | Promise = _(
    "Hello{% if customer.first_name %} {{ customer.first_name }}{% endif %},\n\nwe are waiting for your answer to go "
    "on. If the matter is settled, there is nothing you need to do.\n\n{{ shop.name }}"
)
CLOSING: str | Promise = _(
    "Hello{% if customer.first_name %} {{ customer.first_name }}{% endif %},\n\nwe have not heard from you, so we "
    "take the matter for settled. If it is not, just answer this message and it goes on.\n\n{{ shop.name }}"
)
SPOKEN = [code for code, _name in settings.LANGUAGES if "-" not in code]


@transaction.atomic
def add_starter_set(*, by) -> list[Rule]:
    """Add what of the starter set is not there yet, switched off; returns it."""
    added: list[Rule] = []
    for kind, name, say in RULES:
        if kind.objects.filter(name__in=[*_in_all_languages(name).values(), str(name)]).exists():
            continue
        rule: Rule = kind(name=str(name))
        conditions = say(rule)
        if conditions is None:
            continue
        rule.keep(conditions)
        rule.save()
        note_made(f"settings-{rule._meta.model_name}s", rule, by=by)
        added.append(rule)
    return added


def _set(rule: Rule, *steps: tuple[str, Any], **parts: Any) -> None:
    rule.steps = [{"do": kind, "to": to} for kind, to in steps]
    for name, value in parts.items():
        setattr(rule, name, value)


# what each of them does: puts that into the rule, and returns its conditions; None where it makes no sense here


def _angry(rule: Rule) -> str:
    words = [word.strip() for line in ANGRY.strip().splitlines() for word in re.split("[,،]", line)]
    _set(rule, ("priority", int(Priority.HIGH)), occasions=["received"], words=words)
    return "-priority:high,urgent"


def _vip_first(rule: Rule) -> str:
    _set(rule, ("priority", int(Priority.HIGH)), occasions=["opened"])
    return f'segment:"{_vip()}" -priority:high,urgent'


def _promise_first(rule: Rule) -> str:
    _set(rule, ("priority", int(Priority.HIGH)), occasions=["at_risk"])
    return "-priority:high,urgent"


def _tag_returns(rule: Rule) -> str | None:
    """Left out where the shop calls its returns otherwise: another reason would tag what is none."""
    if not ContactReason.objects.filter(name="Return", parent=None).exists():
        return None
    _set(rule, ("tag", make_tag(_t("return")).pk), occasions=["opened", "classified"])
    return 'reason:"Return"'


def _nobody_here(rule: Rule) -> str:
    _set(rule, ("answer", _macro(NOBODY, AWAY)), occasions=["opened"], hours=Hours.CLOSED)
    return "-channel:chat"


def _follow_up(rule: Rule) -> str:
    answer = _macro(_("Follow up"), FOLLOW_UP)
    _set(rule, ("answer", answer), since=Since.PENDED, after_hours=3 * DAY, hours=Hours.OPEN)
    return ""


def _close(rule: Rule) -> str:
    answer, solved = (ANSWER_WHERE_READ, _macro(_("Closing"), CLOSING)), ("status", str(Status.SOLVED))
    _set(rule, answer, solved, since=Since.PENDED, after_hours=7 * DAY, hours=Hours.OPEN)
    return ""


RULES: list[tuple[type[Trigger] | type[Schedule], str | Promise, Callable[[Rule], str | None]]] = [
    (Trigger, _("Angry customer first"), _angry),
    (Trigger, _("VIP first"), _vip_first),
    (Trigger, _("Promise at risk first"), _promise_first),
    (Trigger, _("Tag returns"), _tag_returns),
    (Trigger, NOBODY, _nobody_here),
    (Schedule, _("Follow up after three days"), _follow_up),
    (Schedule, _("Close after a week of silence"), _close),
]


def _vip() -> str:
    """The name of the segment of good customers; made when there is none."""
    segment = Segment.objects.filter(name__iexact="VIP").first()
    if segment is None:
        segment = Segment(name="VIP")
        segment.keep("spent:>500")
        segment.save()
    return segment.name


def _macro(name: str | Promise, text: str | Promise) -> int:
    """The macro of that name, made with its text in every language that the desk speaks."""
    texts = _in_all_languages(text)
    macro, _is_new = Macro.objects.get_or_create(
        name=str(name), team=None, defaults={"text": str(text), "texts": texts}
    )
    return macro.pk


def _in_all_languages(words: str | Promise) -> dict[str, str]:
    said = {}
    for code in SPOKEN:
        with override(code):
            said[code] = str(words)
    return said
