"""Sharing a draft on request: colleagues who read the ticket see it, and one of them may take it over."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.core.bus import publish
from shopbell.core.errors import Refused
from shopbell.core.prepared import Prepared

from .attachment import Attachment
from .draft import Draft, Words, write_draft
from .message import Kind
from .ticket import Ticket


def _shared(ticket: int, agent: int):
    shared = Draft.objects.filter(ticket=ticket, is_shared=True).exclude(agent=agent)
    return shared.select_related("agent").order_by("pk")


SHARED = Prepared(_shared, ticket=int, agent=int)


def shared_drafts(ticket: Ticket, agent: Agent) -> list[Draft]:
    """What colleagues of `agent` have written in `ticket` and share."""
    return SHARED(ticket=ticket.pk, agent=agent.pk)


@transaction.atomic
def share_draft(ticket: Ticket, kind: Kind | str, *, is_shared: bool, by: Agent) -> Draft:
    """Let colleagues see the draft of `by`, or no longer. Refused when there is none yet."""
    ticket.lock()
    draft = Draft.objects.filter(ticket=ticket, agent=by, kind=kind).first()
    if draft is None:
        raise Refused(_("Write something first: there is no draft to share yet."))
    if draft.is_shared != is_shared:
        draft.is_shared = is_shared
        draft.save(update_fields=["is_shared"])
        publish(f"ticket-{ticket.pk}")
    return draft


@transaction.atomic
def take_over_draft(ticket: Ticket, draft_id: int, *, by: Agent) -> Draft:
    """Make a shared draft one's own, with its files, behind what one has written already.

    Refused when it is not there or not shared any more.
    """
    ticket.lock()
    shared = Draft.objects.filter(ticket=ticket, pk=draft_id, is_shared=True).exclude(agent=by).first()
    if shared is None:
        raise Refused(_("This draft is not shared any more."))
    Attachment.objects.filter(draft=shared).update(uploaded_by=f"agent-{by.pk}")
    own = Draft.objects.filter(ticket=ticket, agent=by, kind=shared.kind).first()
    mine = own.says if own else Words()
    whole = mine.followed_by(shared.says, own.client_id if own else uuid.uuid4())
    draft = write_draft(own or Draft(ticket=ticket, agent=by, kind=shared.kind, version=0), whole)
    former = shared.agent_id
    shared.delete()
    publish(f"ticket-{ticket.pk}", f"agent-{by.pk}", f"agent-{former}")
    return draft
