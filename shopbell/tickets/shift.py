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


def open_tickets_of(agent: Agent, *, seen_by: Agent):
    """What `agent` would leave behind, as far as who hands it over may see it, the longest wait first."""
    tickets = Ticket.objects.visible_to(seen_by).unsolved().filter(assignee=agent)
    return tickets.order_by("waiting_since", "pk")


@transaction.atomic
def hand_over(
    agent: Agent, words: Mapping[int, Words], *, by: Agent, team: Team | None = None, to: Agent | None = None
) -> list[Brief]:
    """Transfer those open tickets of `agent` that `words` names by id; all of them or (Refused) none.

    `by` is the agent at the end of their shift, or a lead when somebody went without handing over.
    Returns the briefs, which share one batch, so that `take_back_transfers` can undo the whole.
    """
    if not words:
        raise Refused(_t("Choose the tickets to hand over."))
    tickets = open_tickets_of(agent, seen_by=by).filter(pk__in=list(words)[:MOST])
    if not tickets.exists():
        raise Refused(_t("None of these tickets is open any more."))
    batch = uuid.uuid4()
    return [
        transfer_ticket(ticket, words[ticket.pk], by=by, team=team, agent=to, batch=batch)
        for ticket in tickets.order_by(
            "pk"
        )  # always in one order: two who hand over at once do not wait in a ring
    ]
