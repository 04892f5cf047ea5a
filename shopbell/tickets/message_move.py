"""Moving messages to another ticket, with everything that hangs on them: for merging and for splitting.

Files, deliveries, reactions, mentions and mail headers point at the message and go along. A ticket holds an id of a
sender once (`client_id`); where two tickets hold the same one, the message that moves gets another for as long.
"""

import uuid

from django.db.models import QuerySet

from .message import Message
from .ticket import Ticket


def move_messages(
    messages: QuerySet[Message], taker: Ticket, *, names: dict[str, str] | None = None
) -> tuple[list[int], dict[str, str]]:
    """Give `messages` to `taker`, whose lock and theirs the caller holds.

    Returns their ids, and the `client_id` by id of those that had to be renamed; `names` are such of an earlier move,
    which they get back.
    """
    rows = list(messages.order_by("pk").values_list("pk", "client_id"))
    ids = [pk for pk, _client_id in rows]
    taken = set(Message.objects.filter(ticket=taker).exclude(pk__in=ids).values_list("client_id", flat=True))
    renamed, given_back = {}, {}
    for pk, client_id in rows:
        wanted = uuid.UUID((names or {}).get(str(pk), str(client_id)))
        if wanted in taken:
            renamed[str(pk)] = str(wanted)
            Message.objects.filter(pk=pk).update(client_id=uuid.uuid4())
        elif wanted != client_id:
            given_back[pk] = wanted  # once it has left the ticket that holds another of this id
        taken.add(wanted)
    Message.objects.filter(pk__in=ids).update(ticket=taker)
    for pk, wanted in given_back.items():
        Message.objects.filter(pk=pk).update(client_id=wanted)
    return ids, renamed
