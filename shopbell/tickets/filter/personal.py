"""What a filter may ask of the agent who asks: `assignee:me`, what they have not read, their drafts. Where nobody asks,
as for a rule, it would be met by no ticket at all."""

from django.utils.translation import gettext as _t

from shopbell.core.errors import Refused

from .condition import Filter

# by field; floors above may add their own
PERSONAL: dict[str, set[str]] = {
    "assignee": {"me"},
    "team": {"mine"},
    "is": {"unread"},
    "has": {"draft"},
}


def refuse_personal(conditions: Filter) -> None:
    """Raise Refused when any of the conditions needs an agent who asks."""
    if any(PERSONAL.get(each.field, set()) & set(map(str, each.values)) for each in conditions):
        raise Refused(
            _t(
                "This holds whoever looks, so nobody is “me” and nothing is unread. Name the agent or the team."
            )
        )
