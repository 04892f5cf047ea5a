"""/desk/settings/agents/: who answers here. Invite, change role and teams, deactivate, bring back."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shopbell.core.errors import Refused
from shopbell.core.mail_server import has_mail_server
from shopbell.core.settings_card import Card, add_card
from shopbell.core.settings_edition import Edition, save_form
from shopbell.core.settings_history import note_change, note_made
from shopbell.core.unique_words import in_our_words

from ..agent import Agent
from ..handover import bring_back_agent, count_open_work, deactivate_agent
from ..invitation import invite_again, invite_agent, link
from ..keeper import require_keeper
from ..permission import Permission
from ..team import Team
from ..view import AgentRequest, agent_view

PAGE, FOUND = "settings-agents", 5


class AgentForm(forms.ModelForm):
    teams = forms.ModelMultipleChoiceField(
        label=_("Teams"),
        queryset=Team.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Whose tickets they answer. Without a team they see what waits for anybody."),
    )

    class Meta:
        model = Agent
        fields = ["name", "role", "capacity"]
        help_texts = {
            "name": _("Colleagues see all of it, shoppers only the first name."),
            "email": _("They sign in with it, and the invitation goes there."),
            "capacity": _("The wall shows how many of them they have."),
            "role": _("What they may see and do; what that is stands in Settings › Roles."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].empty_label = "–"  # type: ignore[attr-defined]
        if "capacity" in self.fields:  # who invites need not know it yet
            self.fields["capacity"].required = False
        if self.instance.pk:
            self.initial["teams"] = self.instance.team_ids

    def clean_capacity(self) -> int:
        typed = self.cleaned_data["capacity"]
        return self.instance.capacity if typed is None else typed

    @transaction.atomic
    def save(self, commit: bool = True) -> Agent:
        agent = super().save(commit)
        agent.teams.set(self.cleaned_data["teams"])  # those who stay keep their lead
        require_keeper()
        return agent


class InviteForm(AgentForm):
    class Meta(AgentForm.Meta):
        fields = ["name", "email", "role"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        in_our_words(self)


def _named(word: str) -> list[tuple[str, str]]:
    found = Agent.objects.filter(Q(name__icontains=word) | Q(email__icontains=word)).order_by("name", "id")
    return [(str(agent), reverse("agent-edit", args=[agent.pk])) for agent in found[:FOUND]]


add_card(
    Card(
        PAGE,
        _("Agents"),
        _("Who answers here: invite, change roles and teams, deactivate."),
        icon="user-round-plus",
        permission=Permission.AGENT_MANAGE,
        forms=lambda: [InviteForm],
        group="people",
        rows=_named,
    )
)


@agent_view(Permission.AGENT_MANAGE)
@require_safe
def agents(request: AgentRequest) -> HttpResponse:
    rows = (
        Agent.objects.select_related("role", "availability")
        .prefetch_related("teams")
        .order_by("-is_active", "name", "id")
    )
    return render(request, "accounts/agents.html", {"agents": rows, "now": timezone.now()})


@transaction.atomic
def invite(form: InviteForm, *, by: Agent) -> Agent:
    """Invite whom the valid form names. Raises Refused for an address that is taken."""
    agent = invite_agent(**form.cleaned_data, by=by)
    note_made(PAGE, agent, by=by)
    return agent


@agent_view(Permission.AGENT_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def invite_page(request: AgentRequest) -> HttpResponse:
    form = InviteForm(request.POST or None)
    if form.is_valid():
        try:
            agent = invite(form, by=request.user)
        except Refused as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, _invited(agent))
            return redirect("agent-edit", agent.pk)
    return render(request, "accounts/agent_invite.html", {"form": form}, status=422 if form.errors else 200)


@agent_view(Permission.AGENT_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def agent_edit(request: AgentRequest, agent_id: int) -> HttpResponse:
    agent = get_object_or_404(Agent, pk=agent_id)
    name, edition = str(agent), Edition.of(request, agent)
    form = AgentForm(request.POST or None, instance=agent)
    if form.is_valid() and save_form(request, form, PAGE, edition):
        messages.success(request, _t("Saved."))
        return redirect("settings-agents")
    shown = {"form": form, "agent": agent, "name": name, "link": link(agent), "edition": edition}
    shown["open_count"] = count_open_work(agent)
    return render(request, "accounts/agent.html", shown, status=422 if form.errors else 200)


def _invited(agent: Agent) -> str:
    if not has_mail_server():
        return _t(
            "Invited. The mail waits in the outbox: no mail server is set. Hand the link over yourself."
        )
    return _t("Invited. The link is on its way to %(email)s.") % {"email": agent.email}


def _went_back(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "%(count)s open ticket went back to its queue.",
        "%(count)s open tickets went back to their queues.",
        count,
    ) % {"count": count}


@agent_view(Permission.AGENT_MANAGE)
@require_POST
def agent_active(request: AgentRequest, agent_id: int) -> HttpResponse:
    """POST active=yes or no: whether the agent may come in. Open tickets of one who may not go back to their queues."""
    agent = get_object_or_404(Agent, pk=agent_id)
    if request.POST.get("active") == "yes":
        with note_change(PAGE, agent, by=request.user):
            bring_back_agent(agent)
        messages.success(request, _t("%(name)s may sign in again.") % {"name": agent})
        return redirect("settings-agents")
    with note_change(PAGE, agent, by=request.user):
        count = deactivate_agent(agent, by=request.user)
    told = _t("%(name)s can no longer sign in.") % {"name": agent}
    messages.success(request, f"{told} {_went_back(count)}".strip())
    return redirect("settings-agents")


@agent_view(Permission.AGENT_MANAGE)
@require_POST
def agent_invite_again(request: AgentRequest, agent_id: int) -> HttpResponse:
    agent = get_object_or_404(Agent, pk=agent_id, is_active=True)
    invite_again(agent, by=request.user)
    messages.success(request, _invited(agent))
    return redirect("agent-edit", agent.pk)
