"""What the console's frame asks of the routing: whether tickets are offered, and whether one can be asked for."""

from uuid import uuid4

from jinja2 import Environment

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.channels.inbox import Inbox
from shopbell.core.prepared import Prepared

from .pulling import queues_to_pull
from .team_routing import ROUTED, Mode, TeamRouting


def is_offered_work(agent: Agent) -> bool:
    """Whether tickets may be offered to `agent`; every page asks."""
    if not agent.may(Permission.TICKET_REPLY):
        return False
    pushed = [each.team_id for each in _routed(agent) if each.mode == Mode.PUSH]
    return any(team is None or team in agent.team_ids for team in pushed) or bool(CALLING())


# where shoppers may ask for calls, those are offered whatever way the tickets go otherwise
CALLING = Prepared(
    lambda: (
        Inbox.objects.filter(channel="chat", is_active=True)
        .exclude(settings__has_key="call_back", settings__call_back="no")
        .order_by()[:1]
    )
)


def _routed(agent: Agent) -> list[TeamRouting]:
    """How the teams route, asked once for a page: kept with the agent, who is read anew for each."""
    if not hasattr(agent, "routings_of_page"):
        agent.routings_of_page = list(ROUTED())  # type: ignore[attr-defined]
    return agent.routings_of_page  # type: ignore[attr-defined]


def can_ask_for_next(agent: Agent) -> bool:
    return agent.may(Permission.TICKET_ASSIGN) and bool(queues_to_pull(agent, _routed(agent)))


def new_press() -> str:
    """What tells one press of a button from another: each time that the button is drawn it is a new one."""
    return uuid4().hex


def install(environment: Environment) -> None:
    environment.globals.update(
        is_offered_work=is_offered_work, can_ask_for_next=can_ask_for_next, new_press=new_press
    )
