"""What the console's frame asks of the routing: whether tickets are offered, and whether one can be asked for."""

from jinja2 import Environment

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.core.prepared import Prepared

from .pulling import queues_to_pull
from .team_routing import Mode, TeamRouting

PUSHED = Prepared(lambda: TeamRouting.objects.filter(mode=Mode.PUSH))


def is_offered_work(agent: Agent) -> bool:
    """Whether tickets may be offered to `agent`; every page asks."""
    if not agent.may(Permission.TICKET_REPLY):
        return False
    return any(each.team_id is None or each.team_id in agent.team_ids for each in PUSHED())


def can_ask_for_next(agent: Agent) -> bool:
    return agent.may(Permission.TICKET_ASSIGN) and bool(queues_to_pull(agent))


def install(environment: Environment) -> None:
    environment.globals.update(is_offered_work=is_offered_work, can_ask_for_next=can_ask_for_next)
