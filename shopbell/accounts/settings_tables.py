"""Teams and roles on the settings pages: which fields they have and what a change must respect."""

from django import forms
from django.db import transaction
from django.db.models import Count
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from shopbell.core.settings_pages import Column, settings_pages
from shopbell.core.settings_picture import describe

from .agent import Agent
from .handover import remove_team
from .keeper import require_keeper
from .permission import Permission
from .role import Role
from .settings_facets import MAY_SIGN_IN, MEMBERS, TEAMS_OF_AN_AGENT, named_permissions
from .team import Membership, Team
from .view import agent_view


class TeamForm(forms.ModelForm):
    members = forms.ModelMultipleChoiceField(
        label=_("Members"),
        queryset=Agent.objects.filter(is_active=True),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They see the tickets of the team, if their role lets them."),
    )
    leads = forms.ModelMultipleChoiceField(
        label=_("Leads"),
        queryset=Agent.objects.filter(is_active=True),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A lead is a member too."),
    )

    class Meta:
        model = Team
        fields = ["name", "description"]
        help_texts = {
            "name": _("Agents read it in the list and give tickets to it."),
            "description": _("What customers need from it: Where is my order, returns, advice."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            memberships = list(self.instance.memberships.all())
            self.initial["members"] = [each.agent_id for each in memberships]
            self.initial["leads"] = [each.agent_id for each in memberships if each.is_lead]

    @transaction.atomic
    def save(self, commit: bool = True) -> Team:
        team = super().save(commit)
        leads = set(self.cleaned_data["leads"])
        members = leads | set(self.cleaned_data["members"])
        # inactive agents are not on the form: their place is kept for their return
        team.memberships.filter(agent__is_active=True).exclude(agent__in=members).delete()
        for agent in members:
            Membership.objects.update_or_create(team=team, agent=agent, defaults={"is_lead": agent in leads})
        return team


class RoleForm(forms.ModelForm):
    permissions = forms.MultipleChoiceField(
        label=_("What it allows"),
        choices=Permission.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Whatever is not ticked is refused. The first four say which tickets exist for them at all."
        ),
    )

    class Meta:
        model = Role
        fields = ["name", "permissions"]
        help_texts = {"name": _("What their work is called: Agent, Lead, Night shift.")}

    @transaction.atomic
    def save(self, commit: bool = True) -> Role:
        role = super().save(commit)
        require_keeper()
        return role


def _deleting_team(team) -> str:
    count = team.tickets.count()
    if not count:
        return ""
    return ngettext("%(count)s ticket is with this team.", "%(count)s tickets are with this team.", count) % {
        "count": count
    }


def _kept_role(role) -> str:
    """Why it cannot be deleted: somebody has it."""
    count = role.agent_count
    if not count:
        return ""
    return ngettext(
        "%(count)s agent has this role. Give them another one first.",
        "%(count)s agents have this role. Give them another one first.",
        count,
    ) % {"count": count}


describe(Team, more=[MEMBERS])
describe(Role, shown={"permissions": named_permissions}, check=require_keeper)
describe(
    Agent,
    only=["email", "name", "role", "capacity"],
    more=[TEAMS_OF_AN_AGENT, MAY_SIGN_IN],
    check=require_keeper,
)

TEAMS: list[URLPattern] = settings_pages(
    Team,
    door=agent_view(Permission.SETTINGS_MANAGE),
    form=TeamForm,
    group="people",
    icon="users-round",
    label=_("Teams"),
    new=_("New team"),
    lead=_("Agents who answer the same kind of need. Tickets go to a team first, then to one of its agents."),
    empty=_("No team yet: tickets wait for anybody."),
    rows=lambda: Team.objects.annotate(agent_count=Count("memberships")).order_by("name"),
    columns=[
        Column(pgettext_lazy("what it answers", "For"), lambda team: team.description),
        Column(_("Agents"), lambda team: team.agent_count, is_number=True),
    ],
    in_use=_deleting_team,
    heirs=lambda team: Team.objects.exclude(pk=team.pk).order_by("name"),
    heir_label=_("Its tickets, macros, inboxes and contact reasons go to"),
    nobody=_("No team: they are for everybody"),
    remove=remove_team,
)

ROLES: list[URLPattern] = settings_pages(
    Role,
    door=agent_view(Permission.AGENT_MANAGE),
    form=RoleForm,
    group="people",
    icon="shield-check",
    label=_("Roles"),
    new=_("New role"),
    lead=_("What agents may see and do. Every agent has one role."),
    empty=_("No role yet."),
    rows=lambda: Role.objects.annotate(agent_count=Count("agents")).order_by("name"),
    columns=[
        Column(_("Permissions"), lambda role: len(role.permissions), is_number=True),
        Column(_("Agents"), lambda role: role.agent_count, is_number=True),
    ],
    kept=_kept_role,
)
