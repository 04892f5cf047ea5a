"""Who calls: an agent narrowed to the scopes of a token, or a service that has a name and no desk."""

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.core.errors import Forbidden

from .scope import permissions_of
from .token import Token


class Service:
    """A program under its own name. It answers what `visible_to` and `require` ask, as an agent does."""

    is_authenticated = True
    pk = None
    team_ids: tuple[int, ...] = ()

    def __init__(self, token: Token):
        self.name = token.name
        self.permissions = permissions_of(token.scopes)

    def __str__(self) -> str:
        return self.name

    def may(self, permission: Permission | str) -> bool:
        return str(permission) in self.permissions

    def require(self, permission: Permission | str) -> None:
        if not self.may(permission):
            raise Forbidden


Caller = Agent | Service


def caller_of(token: Token) -> Caller:
    """Who acts by `token`, with no more permissions than its scopes stand for."""
    if token.agent is None:
        return Service(token)
    agent = token.agent
    agent.__dict__["permissions"] = agent.permissions & permissions_of(
        token.scopes
    )  # in place of the cached one
    return agent


def actor_of(caller: Caller) -> Agent | str:
    """Who the timeline names: the agent, or the service by its name, as it names a rule."""
    return caller if isinstance(caller, Agent) else caller.name
