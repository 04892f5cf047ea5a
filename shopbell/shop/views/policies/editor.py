"""A rule and its versions: GET shows the form, POST writes a version or rehearses it; …/back/ takes an older one."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_http_methods, require_POST

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Refused
from shopbell.core.row_key import row_key
from shopbell.core.settings_pages import PREVIEW
from shopbell.shop.policies.area import Area, area_named
from shopbell.shop.policies.draft import Draft
from shopbell.shop.policies.in_words import conditions_in_words, differences, language_name
from shopbell.shop.policies.place import PAGE
from shopbell.shop.policies.policy import Outcome, Policy, PolicyVersion
from shopbell.shop.policies.rehearsal import Rehearsal, start_rehearsal
from shopbell.shop.policies.wording import sentence_of

from .form import LANGUAGES, PolicyForm
from .saving import save_policy, write

MOST_VERSIONS = 50


@dataclass(frozen=True)
class Told:
    """A version as the list of versions tells it."""

    version: PolicyVersion
    changes: list[tuple[str, str, str]]
    counts: bool
    is_newest: bool
    now: datetime

    @property
    def is_to_come(self) -> bool:
        return self.version.effective_from > self.now


@agent_view(Permission.POLICY_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AgentRequest) -> HttpResponse:
    """A new rule; `about` names what for."""
    tried = _tried(request)
    about = request.POST.get("about", "") or request.GET.get("about", "")
    area = area_named(tried.action if tried else about)
    draft = tried.said if tried else Draft(outcome="refuse" if area.is_action else "allow")
    return _edit(request, area, None, draft, tried)


@agent_view(Permission.POLICY_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: AgentRequest, row_id: int) -> HttpResponse:
    policy = get_object_or_404(Policy, pk=row_id)
    tried = _tried(request)
    return _edit(request, area_named(policy.action), policy, tried.said if tried else policy.draft, tried)


@agent_view(Permission.POLICY_MANAGE)
@require_POST
def back(request: AgentRequest, row_id: int, number: int) -> HttpResponse:
    """Write once more what an older version says, from now."""
    policy = get_object_or_404(Policy, pk=row_id)
    version = get_object_or_404(policy.versions, number=number)
    draft = Draft.of(version)
    draft.effective_from = draft.effective_until = None
    draft.note = _t("As in version %(number)s") % {"number": number}
    write(policy, draft, by=request.user)
    messages.success(request, _t("It says again what it said in version %(number)s.") % {"number": number})
    return redirect("settings-policies-edit", policy.pk)


def _tried(request: AgentRequest) -> Rehearsal | None:
    """The rehearsal (`rehearsal`) of which somebody goes on writing."""
    pk = row_key(request.GET.get("rehearsal", ""))
    return Rehearsal.objects.filter(agent=request.user, pk=pk).first() if pk else None


def _edit(
    request: AgentRequest, area: Area, policy: Policy | None, draft: Draft, tried: Rehearsal | None
) -> HttpResponse:
    form = PolicyForm(request.POST or None, area=area, policy=policy, draft=draft, tried=tried)
    if request.method == "POST" and request.headers.get("HX-Target") == PREVIEW:
        form.is_valid()
        return HttpResponse(_face(form))
    if request.method == "POST" and form.is_valid() and (saved := _saved(form, area, policy, request)):
        if isinstance(saved, Rehearsal):
            return redirect("policy-rehearsal", saved.pk)
        messages.success(request, _t("Saved."))
        return redirect(f"{reverse(PAGE)}?about={saved.action}#{saved.action}")
    shown = {
        "form": form, "area": area, "policy": policy, "preview": _face(form),
        "versions": _told(policy) if policy else [],
    }  # fmt: skip
    return render(request, "shop/policies/editor.html", shown, status=422 if form.errors else 200)


def _saved(
    form: PolicyForm, area: Area, policy: Policy | None, request: AgentRequest
) -> Policy | Rehearsal | None:
    """The policy once it is written, or the rehearsal; None when that was refused, which is put on the form."""
    said = {"title": form.cleaned_data["title"], "is_public": form.cleaned_data.get("is_public", False)}
    try:
        if "rehearsal" in request.POST:
            return start_rehearsal(area.name, form.draft, by=request.user, policy=policy, **said)
        known = form.cleaned_data.get("known")
        return save_policy(policy, area, form.draft, by=request.user, known=known, **said)
    except (Refused, ValidationError) as refusal:
        form.add_error(None, str(refusal))
        return None


def _face(form: PolicyForm) -> str:
    """What people will read, in every language in which something is written."""
    draft = getattr(form, "draft", None) or form.was
    languages = [each for each in LANGUAGES if draft.sentences.get(each)] or [get_language() or "en"]
    face = {
        "when": conditions_in_words(draft.conditions),
        "outcome": Outcome(draft.outcome),
        "sentences": [(each, language_name(each), sentence_of(draft, each)) for each in languages],
        "has_problem": bool(form.errors),
    }
    return mark_safe(render_to_string("shop/policies/_face.html", face))  # noqa: S308 (ours, which escapes)


def _told(policy: Policy) -> list[Told]:
    """The versions from the newest, each with what it changed."""
    now = timezone.now()
    versions = list(policy.versions.select_related("agent").order_by("-number")[: MOST_VERSIONS + 1])
    counting = policy.version_at(now)
    told = []
    for version, older in zip(versions, [*versions[1:], None], strict=True):
        changes = differences(Draft.of(older), Draft.of(version)) if older else []
        told.append(Told(version, changes, version == counting, version == versions[0], now))
    return told[:MOST_VERSIONS]
