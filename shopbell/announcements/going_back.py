"""Going back to before a change: what stood then is said again, by the verb that says such things."""

import re
from typing import Any

from django.db import transaction

from shopbell.accounts.permission import Permission
from shopbell.helpcenter.article_files import ADDRESS
from shopbell.helpcenter.help_file import HelpFile

from .announcement import Announcement, write_announcement
from .history import Change, State, moment_of, state_of
from .incident import Incident, IncidentUpdate, Kind
from .part import StatusPart
from .publishing import About, change_incident, correct_update


@transaction.atomic
def go_back(change: Change, *, by: Any) -> None:
    """Say again what stood before `change`. Raises Refused as the verbs do, where the shop changed since."""
    by.require(Permission.STATUS_PUBLISH)
    thing = change.thing
    if isinstance(thing, Incident):
        change_incident(thing, _about(state_of(thing) | _changed(change)), by=by)
    elif isinstance(thing, IncidentUpdate):
        correct_update(thing, change.before["texts"], by=by)
    else:
        _write(thing, state_of(thing) | _changed(change), by=by)


def _changed(change: Change) -> State:
    """What stood before of all that the change itself changed: whether an incident ended meanwhile is not undone."""
    return {name: said for name, said in change.before.items() if said != change.after[name]}


def _about(state: State) -> About:
    parts = list(StatusPart.objects.filter(pk__in=state["parts"]))  # those that are there still
    starts_at, ends_at = moment_of(state["starts_at"]), moment_of(state["ends_at"])
    return About(Kind(state["kind"]), state["titles"], parts, starts_at, ends_at)


def _write(announcement: Announcement, state: State, *, by: Any) -> None:
    """Its words and picture; when it is shown stays as it is today."""
    found = re.search(ADDRESS, state["cover"])
    cover = HelpFile.objects.filter(pk=found[1]).first() if found else None
    write_announcement(
        announcement, state["words"], by=by, publish_at=announcement.publish_at, cover=cover,
        seen=announcement.revision,
    )  # fmt: skip
