"""Who a session belongs to: the agent with their role, in one query for every page."""

from allauth.account.auth_backends import AuthenticationBackend

from shopbell.core.prepared import Prepared

from .agent import Agent

SIGNED_IN = Prepared(
    lambda agent: Agent.objects.select_related("role").filter(pk=agent, is_active=True).order_by(), agent=int
)


class Backend(AuthenticationBackend):
    def get_user(self, user_id: int) -> Agent | None:
        return SIGNED_IN.first(agent=user_id)
