"""What news of no ticket says, what stands above it, and where it leads."""

from babel.numbers import format_decimal
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shopbell.announcements.incident import IncidentUpdate, said_in
from shopbell.announcements.reading import ShownUpdate
from shopbell.channels.registry import CHANNELS
from shopbell.core.reader import locale
from shopbell.helpcenter.ask import Ask, AskKind
from shopbell.helpcenter.centre import HelpCentre
from shopbell.promises.unequal import WEEKS, UnequalNeed

from .notification import Notification

PAGE = "equal"


def unequal_words(noticed: UnequalNeed) -> str:
    said = _("%(need)s: %(worst)s waits %(times)s times as long as %(best)s")
    if noticed.team:
        said = _("%(need)s (%(team)s): %(worst)s waits %(times)s times as long as %(best)s")
    return said % {
        "team": noticed.team,
        "need": noticed.reason,
        "worst": _label(noticed.worst),
        "best": _label(noticed.best),
        "times": format_decimal(round(noticed.times, 1), locale=locale()),
    }


def asked_words(asked: Ask, who: str) -> str:
    if asked.kind == AskKind.REVIEW:
        return _("%(who)s asks you to look it over before it is published") % {"who": who}
    if asked.kind == AskKind.CHANGE:
        return _("%(who)s sends it back: %(note)s") % {"who": who, "note": asked.note}
    if asked.kind == AskKind.FAULTY:
        return _("It was not published at its moment: %(note)s") % {"note": asked.note}
    if asked.is_unowned and asked.kind == AskKind.DUE:
        return _("This is due to be looked over, and nobody sees to it")
    if asked.is_unowned:
        return _("Something in this may not be true any more, and nobody sees to it")
    if asked.kind == AskKind.DUE:
        of_guide, of_article = (
            _("It is due that you look over this guide of yours"),
            _("It is due that you look over this article of yours"),
        )
    else:
        of_guide, of_article = (
            _("Something in this guide of yours may not be true any more"),
            _("Something in this article of yours may not be true any more"),
        )
    return of_guide if asked.guide_id else of_article


def incident_words(update: IncidentUpdate) -> str:
    """How it stands and what was said, as shoppers read it; for work that was planned, what was said alone."""
    said = ShownUpdate(update, said_in(update.texts, _chain()))
    return _("%(state)s: %(text)s") % {"state": said.words, "text": said.text} if said.words else said.text


def _chain() -> list[str]:
    centre = HelpCentre.current()
    return centre.chain(centre.nearest(get_language() or ""))


def words_of(row: Notification) -> str:
    """What a notification of no ticket says; empty for that of a change to many."""
    if row.unequal:
        return unequal_words(row.unequal)
    if row.incident_update:
        return incident_words(row.incident_update)
    return asked_words(row.ask, str(row.ask.by or "Shopbell")) if row.ask else ""


def heading_of(row: Notification) -> str:
    """What stands above it, as the subject does above that of a ticket."""
    if row.unequal:
        return _("Equal treatment")
    if row.incident_update:
        return said_in(row.incident_update.incident.titles, _chain())
    return row.ask.title or _("Article") if row.ask else _("Many tickets")


def address_of(row: Notification) -> str:
    """Where it leads; empty for a change to many."""
    if row.unequal:
        return figures_of(row.unequal)
    if row.incident_update:
        return reverse("status-desk-update", args=[row.incident_update.pk])
    if row.ask and row.ask.guide_id:
        return reverse("help-desk-guide", args=[row.ask.guide_id])
    return reverse("help-desk-article", args=[row.ask.article_id, row.ask.language]) if row.ask else ""


def figures_of(noticed: UnequalNeed) -> str:
    """Its figures on the page of equal treatment, of the team alone that it is about."""
    team = f"&team={noticed.team_id}" if noticed.team_id else ""
    return f"{reverse(PAGE)}?weeks={WEEKS}{team}#need-{noticed.reason_id}"


def _label(kind: str) -> str:
    return str(CHANNELS[kind].label) if kind in CHANNELS else kind
