"""Triggers and schedules on the settings pages: in their order, with a switch, and a dry run beside the form."""

from collections.abc import Sequence
from datetime import time
from typing import Any

from babel.dates import format_time, get_day_names
from babel.lists import format_list
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import agent_view
from shopbell.core.errors import Refused
from shopbell.core.reader import locale
from shopbell.core.row_key import row_key
from shopbell.core.settings_pages import Column, settings_pages
from shopbell.core.settings_picture import describe
from shopbell.tickets.filter.in_words import in_words
from shopbell.tickets.filter.shown import shown
from shopbell.tickets.macro import Macro
from shopbell.tickets.macro_action import Step, preview
from shopbell.tickets.ticket import Ticket

from .answering import answer_in_words
from .matching import with_newest
from .occasion import OCCASIONS
from .rehearsal import DAYS, MOST, Hits, rehearse
from .rule import Hours, Rule, nobody
from .rule_form import RuleForm, ScheduleForm, TriggerForm
from .rule_step import ANSWER_WHERE_READ, WEBHOOK
from .schedule import Schedule, Since
from .trigger import Trigger
from .webhook import Webhook
from .webhook_budget import left_out_words

SHOWN, MORE = 10, 50  # tickets of a dry run, and by how many the list grows
WORDS_TOLD = 3  # of those that a rule waits for, in a list
ANSWERS = {"answer", ANSWER_WHERE_READ}


def steps_told(steps: Sequence[Step]) -> list[str]:
    """What the steps do, a sentence each; one whose target is gone is told too: the rule leaves it out."""
    gone = _t("One step is left out: what it names is gone.")
    return [(preview([step], "rule") or [gone])[0] for step in steps]


def steps_in_words(steps: Sequence[Step]) -> str:
    return " · ".join(steps_told(steps))


def _deeds(rules: Sequence[Rule]) -> list[str]:
    """What each does, and whether its calls were left out of late."""
    webhooks, now = Webhook.objects.in_bulk(), timezone.now()
    told = []
    for rule in rules:
        called = [
            webhooks[step["to"]] for step in rule.steps if step["do"] == WEBHOOK and step["to"] in webhooks
        ]
        said = [steps_in_words(rule.steps), left_out_words(called, now)]
        told.append(" · ".join(filter(None, said)))
    return told


def _order(rule: Rule) -> SafeString:
    """Its switch, and the buttons that move it."""
    address = reverse(f"settings-{rule._meta.model_name}s-order", args=[rule.pk])
    shown = render_to_string("automation/_order.html", {"rule": rule, "address": address})
    return mark_safe(shown)  # noqa: S308 (our own template, which escapes)


def _face(form: RuleForm) -> str:
    """What the rule does, and how often it would have done so."""
    rule = form.instance
    context = {
        "steps": steps_told(rule.steps),
        "conditions": [*(in_words(each, nobody()) for each in rule.filter), *_beside_conditions(rule)],
        "when": _when(rule),
        "hits": _rehearsed(rule) if form.says_which else None,
        "days": DAYS,
        "counts_open": bool(rule.filter),
        "is_asleep": isinstance(rule, Trigger) and not rule.occasions,
    }
    return mark_safe(render_to_string("automation/_face.html", context))  # noqa: S308 (it escapes)


def _rehearsed(rule: Rule) -> Hits:
    """Its dry run, made once for a page."""
    rule.hits = rule.hits or rehearse(rule, timezone.now())
    return rule.hits


def _hits(request: HttpRequest, form: RuleForm) -> str:
    """The tickets of the dry run that the reader may open, with what their customers wrote, and an answer.

    `shown` of the address says how many, up to all that were counted.
    """
    rule = form.instance
    if not form.says_which or not (ids := _rehearsed(rule).ids):
        return ""
    asked = row_key(request.GET.get("shown", ""))
    most = min(max(asked, SHOWN), MOST)
    visible = Ticket.objects.visible_to(request.user).filter(pk__in=ids).select_related("customer", "team")
    tickets = list(with_newest(visible.order_by("-pk"))[: most + 1])
    context = {
        "tickets": tickets[:most],
        "answer": _example(rule, tickets[0]) if tickets else None,
        "grown_from": max(most - MORE, SHOWN) if asked else None,
        "more": most + MORE if len(tickets) > most else None,
    }
    return mark_safe(render_to_string("automation/_hits.html", context, request=request))  # noqa: S308 (it escapes)


def _example(rule: Rule, ticket: Ticket) -> dict[str, Any] | None:
    """The answer that `ticket` would have had, or why none; None for a rule that gives none."""
    to = next((step["to"] for step in rule.steps if step["do"] in ANSWERS), None)
    macro = Macro.objects.filter(pk=to).first() if to else None
    if macro is None:
        return None
    try:
        return {"ticket": ticket, "text": answer_in_words(ticket, macro)}
    except Refused as refusal:
        return {"ticket": ticket, "refusal": str(refusal)}


def _starter(request: HttpRequest) -> SafeString:
    return mark_safe(render_to_string("automation/_starter.html", request=request))  # noqa: S308 (it escapes)


def _occasions_in_words(names: Sequence[str]) -> str:
    return " · ".join(str(OCCASIONS[name].label) for name in names if name in OCCASIONS)


def _when(rule: Rule) -> str:
    if isinstance(rule, Trigger):
        return _occasions_in_words(rule.occasions)
    assert isinstance(rule, Schedule)
    if rule.since == Since.CLOCK:
        return _t("%(days)s at %(time)s") % {
            "days": _days_in_words(rule.days),
            "time": time_in_words(rule.at),
        }
    return ngettext(
        "%(hours)s hour since %(moment)s", "%(hours)s hours since %(moment)s", rule.after_hours
    ) % {"hours": rule.after_hours, "moment": rule.get_since_display()}


def _conditions(rule: Rule) -> str:
    narrowed = [shown(rule.filter, nobody())] if rule.conditions else []
    told = [(each,) for each in [*narrowed, *_beside_conditions(rule)]]
    # in one element, since a phone sets each part of a cell beside the other
    return format_html("<span>{}</span>", format_html_join(" · ", "{}", told) or _t("every ticket"))


def _beside_conditions(rule: Rule) -> list[str]:
    """What else a ticket has to meet: the words that the rule waits for, and its hours."""
    told = []
    if rule.words:
        words = [f"“{each}”" for each in rule.words[:WORDS_TOLD]]
        is_whole = len(rule.words) <= WORDS_TOLD
        said = format_list(words, "or", locale()) if is_whole else ", ".join([*words, "…"])
        told.append(_t("the customer writes %(words)s") % {"words": said})
    if rule.hours != Hours.ANY:
        told.append(rule.get_hours_display())
    return told


def _days_in_words(days: Sequence[int]) -> str:
    names = get_day_names("abbreviated", locale=locale())
    return ", ".join(names[day] for day in sorted(days))


def time_in_words(at: time | None) -> str:
    return format_time(at, "short", locale=locale()) if at else "–"


SHARED = ["name", "is_on", "position", "conditions", "words", "hours", "steps"]
SHOWN_AS = {"steps": steps_in_words, "conditions": lambda conditions: Trigger(conditions=conditions).text}
describe(Trigger, only=[*SHARED, "occasions"], shown={**SHOWN_AS, "occasions": _occasions_in_words})
describe(
    Schedule, only=[*SHARED, "since", "after_hours", "days", "at"], shown={**SHOWN_AS, "days": _days_in_words}
)
DRY_RUN = _("What it does, and would have done")
COLUMNS = [
    Column(_("When"), _when),
    Column(_("Conditions"), _conditions),
    Column(_("What it does"), cells=_deeds),
    Column(_("On, and in which order"), _order),
]

TRIGGERS: list[URLPattern] = settings_pages(
    Trigger,
    door=agent_view(Permission.SETTINGS_MANAGE),
    form=TriggerForm,
    icon="workflow",
    slug="triggers",
    label=_("Triggers"),
    new=_("New trigger"),
    lead=_("What the desk does by itself when something happens to a ticket. They run in this order."),
    empty=_("No trigger yet: the desk does nothing by itself."),
    columns=COLUMNS,
    preview=_face,
    preview_title=DRY_RUN,
    examples=_hits,
    foot=_starter,
)

SCHEDULES: list[URLPattern] = settings_pages(
    Schedule,
    door=agent_view(Permission.SETTINGS_MANAGE),
    form=ScheduleForm,
    icon="calendar-clock",
    slug="schedules",
    label=_("Schedules"),
    new=_("New schedule"),
    lead=_(
        "What the desk does by itself as time passes: follow up, remind, close. Each acts once on a ticket."
    ),
    empty=_("No schedule yet: nothing happens to a ticket that nobody touches."),
    columns=COLUMNS,
    preview=_face,
    preview_title=DRY_RUN,
    examples=_hits,
    foot=_starter,
)
