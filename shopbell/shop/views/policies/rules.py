"""/desk/settings/policies/: every rule by what it is about, in the order in which they are asked; and moving one."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.settings_card import Card, add_card
from shopbell.shop.policies.area import areas
from shopbell.shop.policies.in_words import conditions_in_words
from shopbell.shop.policies.place import PAGE, move_policy
from shopbell.shop.policies.policy import Outcome, Policy, PolicyVersion
from shopbell.shop.policies.wording import sentence_of

from .form import PolicyForm

FOUND = 5


@dataclass(frozen=True)
class Rule:
    """A rule as the list shows it: as it counts now, else as it will."""

    policy: Policy
    version: PolicyVersion
    is_in_effect: bool
    has_more_to_come: bool
    is_reached: bool  # no rule before it holds always

    @property
    def when(self) -> str:
        return conditions_in_words(self.version.conditions)

    @property
    def sentence(self) -> str:
        return sentence_of(self.version, get_language() or "en")


def _named(word: str) -> list[tuple[str, str]]:
    rows = Policy.objects.filter(title__icontains=word)[:FOUND]
    return [(str(row), reverse("settings-policies-edit", args=[row.pk])) for row in rows]


add_card(
    Card(
        PAGE,
        _("Policies"),
        _("What the shop allows, refuses or leaves to approval, by which terms, and what customers read."),
        icon="scale",
        permission=Permission.POLICY_MANAGE,
        forms=lambda: [PolicyForm],
        rows=_named,
        group="orders",
    )
)


@agent_view(Permission.POLICY_MANAGE)
@require_safe
def rules(request: AgentRequest) -> HttpResponse:
    """GET: all of them; those of `about` unfolded."""
    by_area: dict[str, list[Rule]] = {name: [] for name in areas()}
    for rule in _rules():
        by_area.setdefault(rule.policy.action, []).append(rule)
    shown = [(area, by_area[name]) for name, area in areas().items()]
    return render(
        request, "shop/policies/rules.html", {"shown": shown, "about": request.GET.get("about", "")}
    )


@agent_view(Permission.POLICY_MANAGE)
@require_POST
def move(request: AgentRequest, row_id: int) -> HttpResponse:
    """POST step -1 or 1."""
    policy = get_object_or_404(Policy, pk=row_id)
    move_policy(policy, -1 if request.POST.get("step") == "-1" else 1, by=request.user)
    return redirect(f"{reverse(PAGE)}?about={policy.action}#{policy.action}")


def _rules() -> list[Rule]:
    now = timezone.now()
    found: list[Rule] = []
    closed: set[str] = set()  # areas in which a rule holds always
    for policy in Policy.objects.prefetch_related("versions").order_by("action", "position", "pk"):
        versions = list(policy.versions.all())  # in order of their numbers
        if not versions:
            continue
        in_effect = [each for each in versions if _counts(each, now)]
        shown = in_effect[-1] if in_effect else versions[-1]
        to_come = versions[-1].effective_from > now
        found.append(Rule(policy, shown, bool(in_effect), to_come, policy.action not in closed))
        if in_effect and not shown.conditions and shown.outcome != Outcome.REST:
            closed.add(policy.action)
    return found


def _counts(version: PolicyVersion, now: datetime) -> bool:
    has_ended = version.effective_until is not None and version.effective_until <= now
    return version.effective_from <= now and not has_ended
