"""Deleting an announcement, and bringing it back: for a month it lies where only the desk finds it."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.accounts.agent import agent_or_none
from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused
from shopbell.core.lock import hold_until_commit
from shopbell.helpcenter.unfilled import values_lacking

from .announcement import Announcement

KEPT = timedelta(days=30)


@transaction.atomic
def delete_announcement(announcement: Announcement, *, by: Any) -> None:
    """Take it from readers and from the list; twice changes nothing."""
    by.require(Permission.STATUS_PUBLISH)
    current = _held(announcement)
    if current is None or current.deleted_at:
        return
    current.deleted_at, current.deleted_by = timezone.now(), agent_or_none(by)
    current.publish_at_before = current.publish_at
    current.set_moment(None)
    current.revision += 1
    current.save()


@transaction.atomic
def bring_back_announcement(announcement: Announcement, *, by: Any) -> Announcement:
    """Let it be what it was: readers see it again, if they did. What waited for a moment that has passed meanwhile is a
    draft: nobody has read it, and bringing it back publishes nothing. So is what names a value that no policy has when
    it would be read. Twice changes nothing; Refused when it is gone.
    """
    by.require(Permission.STATUS_PUBLISH)
    current = _held(announcement)
    if current is None:
        raise Refused(_("It is gone for good: what was deleted is kept for a month."))
    if current.deleted_at:
        moment, current.publish_at_before = current.publish_at_before, None
        is_unread = moment is not None and current.deleted_at < moment <= timezone.now()
        current.set_moment(None if is_unread or values_unset(current, moment) else moment)
        current.deleted_at = current.deleted_by = None
        current.revision += 1
        current.save()
    return current


def values_unset(announcement: Announcement, moment: datetime | None) -> list[str]:
    """What its texts name of policies that are not there when readers see it, `moment` being its own (None: never)."""
    if moment is None:
        return []
    bodies = announcement.texts.values_list("body", flat=True)
    return values_lacking(*bodies, at=max(moment, timezone.now()))


def sweep_deleted(now: datetime) -> int:
    """Delete for good what was deleted a month ago; returns how many."""
    old = list(Announcement.objects.filter(deleted_at__lt=now - KEPT).values_list("pk", flat=True))
    Announcement.objects.filter(pk__in=old, deleted_at__lt=now - KEPT).delete()
    return len(old)


def _held(announcement: Announcement) -> Announcement | None:
    hold_until_commit("announcements")  # as writing one does
    return Announcement.objects.select_for_update().filter(pk=announcement.pk).first()
