"""Saying what is wrong: an incident begins with its first update, goes on with others, and ends with the last.

An update is on the page at once. Whoever is told by mail hears of it minutes later, so that until then it can be taken
back as if it had never been said; afterwards only the next update puts it right.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent, agent_or_none
from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused
from shopbell.core.lock import hold_until_commit
from shopbell.core.storable import storable
from shopbell.helpcenter.centre import HelpCentre

from .heard import TELLERS
from .history import note_change, state_of
from .incident import MOST_TEXT, MOST_TITLE, Incident, IncidentUpdate, Kind, State
from .part import StatusPart

TOLD_AFTER = timedelta(minutes=3)


@dataclass(frozen=True)
class Said:
    """What an update says: words by language, how it stands now, and by when there is news again."""

    texts: dict[str, str]
    state: State = State.INVESTIGATING
    next_news_at: datetime | None = None
    client_id: uuid.UUID = field(default_factory=uuid.uuid4)
    tells_tickets: bool = False


@dataclass(frozen=True)
class About:
    """What an incident is: its title by language, what it concerns, and from when to when as far as that is known."""

    kind: Kind
    titles: dict[str, str]
    parts: Iterable[StatusPart] = ()
    starts_at: datetime | None = None  # now
    ends_at: datetime | None = None


@transaction.atomic
def begin_incident(about: About, said: Said, *, by: Any) -> Incident:
    """Show an incident from now on, with its first update. Sent twice (by `client_id`) it is one.

    Raises Refused without a title or words in the centre's first language, and when it would end before it begins.
    """
    by.require(Permission.STATUS_PUBLISH)
    hold_until_commit("incidents that begin")  # the same form twice at once waits here
    known = IncidentUpdate.objects.filter(client_id=said.client_id).select_related("incident").first()
    if known:
        return known.incident
    starts_at = about.starts_at or timezone.now()
    incident = Incident(kind=about.kind, starts_at=starts_at)
    _write(incident, about)
    incident.save()
    incident.parts.set(about.parts)
    publish_update(incident, said, by=by)
    incident.refresh_from_db()
    return incident


@transaction.atomic
def change_incident(incident: Incident, about: About, *, by: Agent) -> None:
    """Put right what an incident is called, concerns, and when it is. Raises Refused as `begin_incident`."""
    by.require(Permission.STATUS_PUBLISH)
    current = hold_incident(incident)
    before = state_of(current)
    current.kind, current.starts_at = about.kind, about.starts_at or current.starts_at
    _write(current, about)
    current.save()
    current.parts.set(about.parts)
    note_change(current, before, by=by)


def _write(incident: Incident, about: About) -> None:
    incident.titles = _fit(about.titles, MOST_TITLE, _("Give the incident a title."))
    incident.ends_at = about.ends_at
    if about.ends_at and about.ends_at <= incident.starts_at:
        raise Refused(_("It would end before it begins."))


@transaction.atomic
def publish_update(incident: Incident, said: Said, *, by: Any) -> IncidentUpdate:
    """Say what is new. An incident is over with the update that says so, and goes on with any that follows.

    Sent twice (by `client_id`) it is said once. Raises Refused without words in the centre's first language, and when
    the next news would be due before now; Forbidden where it is said in tickets and `by` may not answer them.
    """
    by.require(Permission.STATUS_PUBLISH)
    if said.tells_tickets:
        by.require(Permission.TICKET_REPLY)
    current, now = hold_incident(incident), timezone.now()
    if known := IncidentUpdate.objects.filter(client_id=said.client_id).first():
        return known
    texts = _fit(said.texts, MOST_TEXT, _("Say what is known."))
    if said.next_news_at and said.next_news_at <= now:
        raise Refused(_("This moment is over. Choose a later one for the next news."))
    next_news_at = None if said.state == State.OVER else said.next_news_at
    update = IncidentUpdate.objects.create(
        incident=current, state=said.state, texts=texts, next_news_at=next_news_at, published_at=now,
        author=agent_or_none(by), client_id=said.client_id,
        began_before=current.starts_at, ended_before=current.ends_at, tells_tickets=said.tells_tickets,
    )  # fmt: skip
    _stand(current, update, now)
    for tell in TELLERS:
        tell(update, now)
    return update


def _stand(incident: Incident, update: IncidentUpdate, now: datetime) -> None:
    """Let `incident` be what its newest update says."""
    incident.state, incident.next_news_at = update.state, update.next_news_at
    if update.state == State.OVER:
        if incident.is_planned(now):
            incident.starts_at = now  # called off: it never was
        if not incident.is_over(now):
            incident.ends_at = now
    elif incident.is_over(now):
        incident.ends_at = None
    incident.save()


@transaction.atomic
def correct_update(update: IncidentUpdate, texts: dict[str, str], *, by: Any) -> IncidentUpdate:
    """Put the words of an update right; readers see that they were. Twice changes nothing, and nobody is mailed again.

    Raises Refused without words in the centre's first language, and when the update was taken back meanwhile.
    """
    by.require(Permission.STATUS_PUBLISH)
    current = hold_update(update)
    before = state_of(current)
    current.texts = _fit(texts, MOST_TEXT, _("Say what is known."))
    if note_change(current, before, by=by):
        current.edited_at = timezone.now()
        current.save(update_fields=["texts", "edited_at"])
    return current


@transaction.atomic
def take_back(update: IncidentUpdate, *, by: Agent) -> Incident | None:
    """Unsay the newest update; the incident is what it was before, and None when this was its first.

    Raises Refused once people are being told of it, and when another one followed.
    """
    by.require(Permission.STATUS_PUBLISH)
    incident = hold_incident(update.incident)
    newest, *before = incident.updates.select_for_update()[:2]  # not while it is being told
    if newest.pk != update.pk:
        raise Refused(_("Another update followed. Take that one back first."))
    if newest.told_at:
        raise Refused(_("People have been told of it. Say what is right now in another update."))
    newest.delete()
    if not before:
        incident.delete()
        return None
    incident.state, incident.next_news_at = before[0].state, before[0].next_news_at
    if newest.state == State.OVER:  # one that was planned was called off
        incident.starts_at = newest.began_before or incident.starts_at
    incident.ends_at = newest.ended_before
    incident.save()
    return incident


def hold_incident(incident: Incident) -> Incident:
    """`incident` as it is now, held until the transaction ends. Raises Refused when it was taken back meanwhile."""
    try:
        return incident.lock()
    except Incident.DoesNotExist:
        raise Refused(_("Somebody took it back meanwhile.")) from None


def hold_update(update: IncidentUpdate) -> IncidentUpdate:
    """`update` as it is now, held with its incident. Raises Refused when it was taken back meanwhile."""
    hold_incident(update.incident)
    current = IncidentUpdate.objects.select_for_update().filter(pk=update.pk).first()
    if current is None:
        raise Refused(_("Somebody took it back meanwhile."))
    return current


def _fit(words: dict[str, str], most: int, without: str) -> dict[str, str]:
    """`words` by language as they may be kept. Raises Refused."""
    kept = {code: storable(text).strip() for code, text in words.items()}
    kept = {code: text for code, text in kept.items() if text}
    if HelpCentre.current().language not in kept:
        raise Refused(without)
    if max(map(len, kept.values())) > most:
        raise Refused(_("That is too long: up to %(most)s characters.") % {"most": most})
    return kept
