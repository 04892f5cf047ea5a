"""Who one is and who may come in: /desk/profile/, /desk/settings/, the doors from outside, and faces."""

from django.urls import URLPattern, URLResolver, path

from .settings_tables import ROLES, TEAMS
from .views import (
    agents,
    availability,
    face,
    failed_jobs,
    join,
    machine,
    presence_policy,
    profile,
    session,
    settings_history,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("first-admin/<str:token>/", join.first_admin, name="first-admin"),
    path("join/<str:token>/", join.join, name="join"),
    path("faces/<str:key>/", face.face, name="face"),
    path("desk/profile/", profile.profile, name="profile"),
    path("desk/profile/sessions/<int:session_id>/end/", session.session_end, name="session-end"),
    path("desk/availability/", availability.availability, name="availability"),
    path("desk/settings/history/", settings_history.history, name="settings-history"),
    path("desk/settings/history/<int:change_id>/undo/", settings_history.undo, name="setting-undo"),
    path("desk/settings/machine/", machine.machine, name="settings-machine"),
    path("desk/settings/agents/", agents.agents, name="settings-agents"),
    path("desk/settings/agents/new/", agents.invite_page, name="agent-invite"),
    path("desk/settings/agents/<int:agent_id>/", agents.agent_edit, name="agent-edit"),
    path("desk/settings/agents/<int:agent_id>/active/", agents.agent_active, name="agent-active"),
    path(
        "desk/settings/agents/<int:agent_id>/invite-again/",
        agents.agent_invite_again,
        name="agent-invite-again",
    ),
    path("desk/settings/presence/", presence_policy.presence_policy, name="settings-presence"),
    path("desk/settings/jobs/", failed_jobs.failed_jobs, name="settings-jobs"),
    path("desk/settings/jobs/again/", failed_jobs.jobs_again, name="jobs-again"),
    *TEAMS,
    *ROLES,
]
