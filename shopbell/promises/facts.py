"""What changes which goals apply to a ticket, field by field of the filter, and what says whose hours count.

Most of it stands in the timeline: such an event leaves a mark in its own transaction (`keeping.py`). The rest comes
without an event, as a customer who joins a segment, an order that the shop system moves on, a day that passes: for
policies that ask for it, all unsolved tickets are compared every few minutes (`drift.py`). A test has every field here.
"""

from shopbell.tickets.event import Verb

_BEGUN = {Verb.CREATED, Verb.SPLIT_OFF, Verb.MERGED, Verb.UNMERGED, Verb.RESTORED}
_WRITTEN = {Verb.RECEIVED, Verb.REPLIED, Verb.NOTED, Verb.UNSENT}
_STATUS = {Verb.OPENED, Verb.PENDED, Verb.HELD, Verb.SOLVED, Verb.REOPENED}
_HOLDER = {
    *(Verb.ASSIGNED, Verb.UNASSIGNED, Verb.MOVED, Verb.TAKEN_OVER),
    *(Verb.TRANSFERRED, Verb.TRANSFER_UNDONE),
}
_CHANNEL = {Verb.CONTINUED, Verb.INBOX_CHANGED}
_ORDERS = {Verb.ORDER_LINKED, Verb.ORDER_UNLINKED}
_CALLS = {Verb.CALL_ASKED, Verb.CALL_DECLINED, Verb.CALLED, Verb.CALL_UNDONE}

# by field: after which events its answer may be another one
TOLD_BY: dict[str, set[Verb]] = {
    "status": _STATUS,
    "assignee": _HOLDER,
    "team": _HOLDER,
    "tag": {Verb.TAGGED, Verb.UNTAGGED},
    "is": _STATUS | _HOLDER | _WRITTEN | {Verb.SNOOZED, Verb.WOKEN, Verb.MARKED_SPAM, Verb.UNMARKED_SPAM},
    "has": _WRITTEN,
    "reason": {Verb.CLASSIFIED},
    "stage": {Verb.STAGE_CHOSEN},
    "priority": {Verb.PRIORITIZED},
    "complexity": {Verb.COMPLEXITY_FOUND, Verb.COMPLEXITY_CHOSEN},
    "customer": {Verb.CUSTOMER_CHANGED},
    "company": {Verb.CUSTOMER_CHANGED},
    "language": {Verb.RECEIVED},
    "segment": {Verb.CUSTOMER_CHANGED},
    "solved": _STATUS,
    "field": {Verb.FILLED},
    "subject": {Verb.RENAMED},
    "channel": _CHANNEL,
    "inbox": _CHANNEL,
    "sender": {Verb.RECEIVED},
    "order": _ORDERS,
    "order-state": _ORDERS,
    "order-value": _ORDERS,
    "product": _ORDERS | {Verb.PRODUCT_LINKED, Verb.PRODUCT_UNLINKED},
    "parcel": _ORDERS | {Verb.PARCEL_STUCK, Verb.PARCEL_MOVED},
    "callback": _CALLS,
    "calldue": _CALLS,
    "incident": {Verb.INCIDENT_JOINED, Verb.INCIDENT_LEFT},
}

# besides, or only, without an event: by what others write of the customer or the order, by looking, or by the hour
UNTOLD = {
    *("customer", "company", "segment"),  # of the customer
    *("order", "order-state", "order-value", "product", "parcel"),  # of the order
    *("created", "updated", "solved", "calldue"),  # by the hour
    *("language", "sender", "first-contact"),  # found out later
    "incident",  # of whether it runs
}

STAYS = {"number"}  # from the first moment

FACTS: set[Verb] = _BEGUN.union(*TOLD_BY.values())
