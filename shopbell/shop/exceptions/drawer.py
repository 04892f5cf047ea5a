"""An exception in the drawer of an action: what is chosen for it, and the precedents beside its cost."""

from django.http import QueryDict
from django.utils import timezone

from shopbell.core.row_key import row_key

from ..actions.preview import Preview
from ..actions.waiver import Waiver
from .exception import product_ids
from .precedent import Precedents, precedents_of
from .reason import ExceptionReason

MOST_WORDS, MOST_RULES = 500, 10


def waiver_from(data: QueryDict) -> Waiver | None:
    """The exception that was chosen; None when none was."""
    rules = waived_in(data)
    if not rules:
        return None
    chosen = row_key(data.get("exception-reason", ""))
    reason = ExceptionReason.objects.filter(pk=chosen, is_active=True).first() if chosen else None
    words = data.get("exception-words", "").replace("\0", "").strip()[:MOST_WORDS]
    return Waiver(rules[0], words, reason.pk if reason else None, also=tuple(rules[1:]))


def waived_in(data: QueryDict) -> list[str]:
    """The rules that an exception is to be made to, each once."""
    named = (each.strip()[:80] for each in data.getlist("waive")[:MOST_RULES])
    return list(dict.fromkeys(filter(None, named)))


def reasons_to_choose() -> list[ExceptionReason]:
    return list(ExceptionReason.objects.filter(is_active=True))


def precedents_beside(preview: Preview, waiver: Waiver | None) -> list[tuple[str, Precedents]]:
    """Each rule that `preview` passes over, with its precedents."""
    if not preview.ruling.waived:
        return []
    reason_id, at = waiver.reason_id if waiver else None, timezone.now()
    products = product_ids(preview.order, preview.parameters)
    return [
        (rule, precedents_of(rule, reason_id=reason_id, products=products, at=at))
        for rule in preview.ruling.waived_rules
    ]
