"""A shopper's browser has begun a ticket, by the form, a chat or a question in the portal.

Floors above that want to know add themselves.
"""

from collections.abc import Callable

from django.http import HttpRequest

# (the request that began it, the ticket's key); each must bear being called twice, as when an answer was lost
BEGUN: list[Callable[[HttpRequest, int], None]] = []


def tell_begun(request: HttpRequest, ticket_id: int) -> None:
    for hear in BEGUN:
        hear(request, ticket_id)
