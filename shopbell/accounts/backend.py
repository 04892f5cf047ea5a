"""Who a session belongs to: the agent with their role and teams, in one query for every page."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from shopbell.core.prepared import Prepared

from .agent import Agent
from .team import Membership

TEAMS = Membership.objects.filter(agent=OuterRef("pk")).order_by("team").values("team")
SIGNED_IN = Prepared(
    lambda agent: (
        Agent.objects.select_related("role")
        .annotate(member_of=ArraySubquery(TEAMS))
        .filter(pk=agent, is_active=True)
        .order_by()
    ),
    agent=int,
)


class Backend(AuthenticationBackend):
    def get_user(self, user_id: int) -> Agent | None:
        agent = SIGNED_IN.first(agent=user_id)
        if agent is not None:
            agent.team_ids = tuple(agent.__dict__.pop("member_of"))
        return agent
