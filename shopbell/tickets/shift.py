"""The end of a shift: an agent's open tickets go to a team or a colleague in one go, each with a brief."""

import uuid
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _t

from shopbell.accounts.agent import Agent
from shopbell.accounts.team import Team
from shopbell.core.errors import Refused

from .ticket import Ticket
from .transfer import Brief, Words, transfer_ticket

MOST = 500  # in one go


def open_tickets_of(agent: Agent):
    """What an agent would leave behind, the longest wait first."""
    return Ticket.objects.visible_to(agent).unsolved().filter(assignee=agent).order_by("waiting_since", "pk")


@transaction.atomic
def hand_over(
    agent: Agent, words: Mapping[int, Words], *, by: Agent, team: Team | None = None, to: Agent | None = None
) -> list[Brief]:
    """Transfer those open tickets of `agent` that `words` names by id; all of them or (Refused) none.

    Returns the briefs, which share one batch, so that `take_back_transfers` can undo the whole.
    """
    if not words:
        raise Refused(_t("Choose the tickets to hand over."))
    tickets = open_tickets_of(agent).filter(pk__in=list(words)[:MOST])
    batch = uuid.uuid4()
    return [
        transfer_ticket(ticket, words[ticket.pk], by=by, team=team, agent=to, batch=batch)
        for ticket in tickets.order_by(
            "pk"
        )  # always in one order: two who hand over at once do not wait in a ring
    ]
