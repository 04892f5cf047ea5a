"""Letting news out at their moment: looked over then, for a policy may have lost what a text names."""

from datetime import datetime

from django.db import transaction

from shopbell.helpcenter.unfilled import values_lacking

from .announcement import Announcement


def publish_due_news(now: datetime) -> int:
    """Show what is scheduled for `now` or before; how many came out. Safe with several workers.

    What names a value that no policy has is a draft from then on, and the desk says which value it waits for.
    """
    due = Announcement.objects.due(now).order_by("publish_at", "pk").values_list("pk", flat=True)
    return sum(_let_out(pk, now) for pk in due)


@transaction.atomic
def _let_out(pk: int, now: datetime) -> bool:
    """One that somebody holds waits for the next look."""
    found = Announcement.objects.due(now).select_for_update(skip_locked=True).filter(pk=pk).first()
    if found is None:
        return False
    if values_lacking(*found.texts.values_list("body", flat=True)):
        found.publish_at = None
    found.is_scheduled = False
    found.save(update_fields=["publish_at", "is_scheduled"])
    return found.publish_at is not None
