"""Going back to before a change: what stood then is said again, by the verb that says such things."""

import re
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from shopbell.accounts.permission import Permission
from shopbell.core.lock import hold_until_commit
from shopbell.helpcenter.article_files import ADDRESS
from shopbell.helpcenter.help_file import HelpFile

from .announcement import Announcement, write_announcement
from .history import Change, State, moment_of, state_of
from .incident import Incident, IncidentUpdate, Kind
from .incident import State as Stand
from .part import StatusPart
from .publishing import About, change_incident, correct_update, hold_incident, hold_update


@transaction.atomic
def go_back(change: Change, *, by: Any) -> None:
    """Say again what stood before `change`. Raises Refused as the verbs do, where the shop changed since."""
    by.require(Permission.STATUS_PUBLISH)
    thing = change.thing
    if isinstance(thing, Incident):
        current = hold_incident(thing)
        change_incident(current, _about(current, change), by=by)
    elif isinstance(thing, IncidentUpdate):
        update = hold_update(thing)
        correct_update(update, _put_back(update, change)["texts"], by=by)
    else:
        _write(thing, change, by=by)


def _put_back(thing: Any, change: Change) -> State:
    """What `thing` says now, with what the change itself changed as it stood before."""
    state = state_of(thing)
    for name, was in change.before.items():
        became = change.after[name]
        if was != became:
            state[name] = _languages(state[name], was, became) if isinstance(was, dict) else was
    return state


def _languages(now: State, was: State, became: State) -> State:
    """What other languages than those that were changed have got since stays."""
    changed = {code for code in {*was, *became} if was.get(code) != became.get(code)}
    kept = {code: said for code, said in now.items() if code not in changed}
    return kept | {code: said for code, said in was.items() if code in changed}


def _about(incident: Incident, change: Change) -> About:
    state = _put_back(incident, change)
    parts = list(StatusPart.objects.filter(pk__in=state["parts"]))  # those that are there still
    starts_at, ends_at = (_moment(name, incident, change) for name in ("starts_at", "ends_at"))
    return About(Kind(state["kind"]), state["titles"], parts, starts_at, ends_at)


def _moment(name: str, incident: Incident, change: Change) -> datetime | None:
    """The moment before the change, if it changed that. What was called over meanwhile does not run again."""
    now, was = getattr(incident, name), change.before[name]
    if was == change.after[name]:
        return now  # with its seconds
    before = moment_of(was)
    runs_again = name == "ends_at" and (before is None or before > timezone.now())
    return now if runs_again and incident.state == Stand.OVER else before


def _write(announcement: Announcement, change: Change, *, by: Any) -> None:
    """Its words and picture; when it is shown stays as it is today."""
    hold_until_commit("announcements")  # as writing one does: nobody changes it between looking and writing
    current = Announcement.objects.filter(pk=announcement.pk).first() or announcement
    state = _put_back(current, change)
    found = re.search(ADDRESS, state["cover"])
    cover = HelpFile.objects.filter(pk=found[1]).first() if found else None
    write_announcement(
        current, state["words"], by=by, publish_at=current.publish_at, cover=cover, seen=current.revision
    )
