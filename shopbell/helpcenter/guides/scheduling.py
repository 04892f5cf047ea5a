"""Publishing a guide at a moment. It is looked over then: what it leads to, or names, may be gone.

Unlike an article, which is published as it was when that was said, a guide that changes is not published then any more
(`writing.save_tree`): its writers make it one step at a time.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from shopbell.accounts.agent import agent_or_none
from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused

from ..article_text import MOST_TITLE
from ..ask import MOST_NOTE, AskKind, ask
from ..scheduling import NoMoment
from .guide import Guide
from .publishing import fault_of, put_out
from .writing import held_guide


@transaction.atomic
def schedule_guide(guide: Guide, at: datetime, *, by: Any, seen: int) -> None:
    """Have the draft published at `at`, which must be to come.

    Raises Refused when the moment is over, when readers see the draft already, when it has a fault, or names a value
    that no policy has then, and when it is not the revision `seen`.
    """
    by.require(Permission.HELP_PUBLISH)
    if at <= timezone.now():
        raise NoMoment(_("This moment is over. Choose a later one, or publish now."))
    held = held_guide(guide, by, seen)
    if not held.is_changed:
        raise Refused(_("Nothing has changed: readers see this already."))
    if fault := fault_of(held, at):
        raise NoMoment(fault)
    held.publish_at, held.scheduled_by = at, agent_or_none(by)
    held.save(update_fields=["publish_at", "scheduled_by"])


@transaction.atomic
def unschedule_guide(guide: Guide, *, by: Any) -> None:
    """Let the draft wait until somebody publishes it; whoever may change it may do this too."""
    by.require(Permission.HELP_WRITE)
    _take_off_moment(guide.lock())


def publish_due_guides(now: datetime, portion: int = 50) -> int:
    """Look over what is scheduled for `now` or before, and publish what has no fault; how many guides those were. Safe
    with several workers."""
    due = _due(now).order_by("publish_at", "pk").values_list("pk", flat=True)
    return sum(_publish_one(pk, now) for pk in due[:portion])


def _due(now: datetime) -> QuerySet[Guide]:
    return Guide.objects.filter(publish_at__lte=now)


@transaction.atomic
def _publish_one(pk: int, now: datetime) -> bool:
    """One that somebody holds waits for the next look."""
    held = _due(now).select_for_update(skip_locked=True).filter(pk=pk).first()
    if not held:
        return False
    by = held.scheduled_by
    _take_off_moment(held)
    to = held.owner or by or held.author
    with override(to.language if to else get_language()):
        fault = fault_of(held)
    if not fault:
        put_out(held, by)
        return True
    title = str(held)[:MOST_TITLE]
    held.sent_back = ask(held, to, AskKind.FAULTY, title=title, note=fault[:MOST_NOTE])
    held.save(update_fields=["sent_back"])
    return True


def _take_off_moment(held: Guide) -> None:
    held.publish_at = held.scheduled_by = None
    held.save(update_fields=["publish_at", "scheduled_by"])
