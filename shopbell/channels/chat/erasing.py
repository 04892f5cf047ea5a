"""A customer who is erased is known by no browser: each of theirs begins anew when it writes again."""

from shopbell.customers.erasure import Doomed, Part
from shopbell.tickets.attachment import Attachment

from .session import ChatSession
from .visitor import Visitor


def forget_browsers(doomed: Doomed) -> None:
    visitors = Visitor.objects.filter(customer__in=doomed.ids)
    owners = [f"visitor-{pk}" for pk in visitors.values_list("pk", flat=True)]
    Attachment.objects.filter(message=None, uploaded_by__in=owners).delete()  # on their way up, never sent
    visitors.delete()


def erase_sessions_elsewhere(ids: list[int]) -> int:
    """Chats of theirs in tickets of others, once merges are taken back: what is left there leads to nobody."""
    return ChatSession.objects.filter(owner__in=ids).exclude(ticket__customer__in=ids).delete()[0]


PART = Part(at_once=forget_browsers, some=erase_sessions_elsewhere)
