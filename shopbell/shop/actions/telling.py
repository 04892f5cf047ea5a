"""What the customer was told of an action: what was noted with it, or else the first reply in its ticket afterwards."""

from django.db.models import Q

from shopbell.tickets.message import Kind, Message

from .run import ActionRun


def reply_after(run: ActionRun) -> Message | None:
    """The first reply to the customer in the ticket of `run` since it was settled; None when there is none."""
    if run.ticket_id is None or run.settled_at is None:
        return None
    ours = Q(agent__isnull=False) | ~Q(rule="")
    replies = Message.objects.filter(ours, ticket=run.ticket_id, kind=Kind.REPLY, unsent_at=None)
    return replies.filter(created_at__gte=run.settled_at).order_by("created_at", "pk").first()
