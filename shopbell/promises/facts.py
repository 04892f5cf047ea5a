"""The events after which other goals may apply to a ticket: what filters ask about, and what says whose hours count."""

from shopbell.tickets.event import Verb

FACTS = {
    *(Verb.CREATED, Verb.RECEIVED, Verb.CONTINUED, Verb.INBOX_CHANGED, Verb.RENAMED),
    *(Verb.OPENED, Verb.PENDED, Verb.HELD, Verb.SOLVED, Verb.REOPENED),
    *(Verb.MERGED, Verb.UNMERGED, Verb.SPLIT_OFF, Verb.UNMARKED_SPAM, Verb.RESTORED),
    *(Verb.ASSIGNED, Verb.UNASSIGNED, Verb.MOVED, Verb.TRANSFERRED, Verb.TRANSFER_UNDONE, Verb.TAKEN_OVER),
    *(
        Verb.CLASSIFIED,
        Verb.STAGE_CHOSEN,
        Verb.COMPLEXITY_FOUND,
        Verb.COMPLEXITY_CHOSEN,
        Verb.PRIORITIZED,
        Verb.TAGGED,
        Verb.UNTAGGED,
        Verb.FILLED,
    ),
    *(Verb.CUSTOMER_CHANGED, Verb.ORDER_LINKED, Verb.ORDER_UNLINKED),
    *(Verb.PRODUCT_LINKED, Verb.PRODUCT_UNLINKED, Verb.PARCEL_STUCK, Verb.PARCEL_MOVED),
    *(Verb.SNOOZED, Verb.WOKEN),
}
