"""Who a session belongs to: the agent with their role, in one query for every page."""

from allauth.account.auth_backends import AuthenticationBackend

from .agent import Agent


class Backend(AuthenticationBackend):
    def get_user(self, user_id: int) -> Agent | None:
        return Agent.objects.select_related("role").filter(pk=user_id, is_active=True).first()
