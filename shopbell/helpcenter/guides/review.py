"""Having the draft of a guide looked over by who may publish it: asking them, sending it back, and what a change ends.

As with an article (`helpcenter/review.py`), but for all its languages at once.
"""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent, agent_or_none
from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused

from ..article_draft import refuse_reviewer
from ..article_text import MOST_TITLE
from ..ask import AskKind, ask
from ..review import fit_note, reviews_of
from .guide import Guide
from .writing import held_guide


@transaction.atomic
def ask_for_guide_review(guide: Guide, reviewer: Agent, *, by: Any) -> None:
    """Ask `reviewer`, who must be allowed to publish, once. Raises Refused otherwise, and when readers see the draft
    already."""
    by.require(Permission.HELP_WRITE)
    refuse_reviewer(reviewer)
    held = guide.lock()
    if not held.is_changed:
        raise Refused(_("Nothing has changed: readers see this already."))
    if held.reviewer_id == reviewer.pk:
        return
    held.reviewer, held.sent_back = reviewer, None
    held.save(update_fields=["reviewer", "sent_back"])
    ask(held, reviewer, AskKind.REVIEW, title=_title(held), by=agent_or_none(by))


@transaction.atomic
def send_guide_back(guide: Guide, note: str, *, by: Any, seen: int) -> None:
    """Ask who asked for the review, else who wrote last, to change what `note` says. The draft stays, and the note with
    it until somebody is asked to look it over anew, or it is published.

    Raises Refused without a note, when readers see it already, and when it is not the revision `seen`.
    """
    by.require(Permission.HELP_PUBLISH)
    note = fit_note(note)
    held = held_guide(guide, by, seen)
    if not held.is_changed:
        raise Refused(_("This draft is published already, or was dropped."))
    asked = reviews_of(held, held.language).filter(kind=AskKind.REVIEW).first()
    to = (asked and asked.by) or held.author
    held.sent_back = ask(held, to, AskKind.CHANGE, title=_title(held), by=agent_or_none(by), note=note)
    held.reviewer = None
    held.save(update_fields=["reviewer", "sent_back"])


def taken_off(before: Guide) -> Iterator[str]:
    """A sentence for each thing that a change took off the guide, which was as it is in `before`."""
    now = Guide.objects.only("reviewer", "publish_at").get(pk=before.pk)
    if before.reviewer and not now.reviewer_id:
        yield _("%(name)s is no longer asked to look it over: it says something else now.") % {
            "name": before.reviewer
        }
    if before.publish_at and not now.publish_at:
        yield _("It is no longer published at its moment: it says something else now.")


def _title(guide: Guide) -> str:
    return str(guide)[:MOST_TITLE]
