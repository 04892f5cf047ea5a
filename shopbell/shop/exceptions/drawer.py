"""An exception in the drawer of an action: what is chosen for it, and the precedents beside its cost."""

from django.http import QueryDict
from django.utils import timezone

from shopbell.core.row_key import row_key

from ..actions.preview import Preview
from ..actions.waiver import Waiver
from .exception import product_ids
from .precedent import Precedents, precedents_of
from .reason import ExceptionReason

MOST_WORDS = 500


def waiver_from(data: QueryDict) -> Waiver | None:
    """The exception that was chosen; None when none was."""
    rule = data.get("waive", "").strip()[:80]
    if not rule:
        return None
    chosen = row_key(data.get("exception-reason", ""))
    reason = ExceptionReason.objects.filter(pk=chosen, is_active=True).first() if chosen else None
    words = data.get("exception-words", "").replace("\0", "").strip()[:MOST_WORDS]
    return Waiver(rule, words, reason.pk if reason else None)


def reasons_to_choose() -> list[ExceptionReason]:
    return list(ExceptionReason.objects.filter(is_active=True))


def precedents_beside(preview: Preview, waiver: Waiver | None) -> Precedents | None:
    """Of the exception that `preview` shows; None where it shows none."""
    if not preview.ruling.waived_rule:
        return None
    return precedents_of(
        preview.ruling.waived_rule,
        reason_id=waiver.reason_id if waiver else None,
        products=product_ids(preview.order, preview.parameters),
        at=timezone.now(),
    )
