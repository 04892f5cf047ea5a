"""/desk/profile/notifications/: what an agent is told of and how, quiet hours, e-mail, and the devices for push."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shopbell.accounts.view import AgentRequest, agent_view

from ..choices import Choices, choices_of
from ..kind import TONES, Kind, Way
from ..push.device import Device
from ..push.vapid import own_key

DAYS = [
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
]
TICKED = [Way.CONSOLE, Way.PUSH, Way.MAIL]


class ChoicesForm(forms.ModelForm):
    working_days = forms.TypedMultipleChoiceField(
        label=_("Working days"),
        choices=DAYS,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The other days are quiet as a whole."),
        error_messages={"required": _("Choose at least one working day.")},
    )

    class Meta:
        model = Choices
        fields = [
            "has_quiet_hours", "quiet_from", "quiet_until", "working_days", "sounds_while_looking",
            "shows_subject", "away_minutes", "period_minutes",
        ]  # fmt: skip
        widgets = {
            "quiet_from": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "quiet_until": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }


@agent_view(None)
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: AgentRequest) -> HttpResponse:
    chosen = choices_of(request.user)
    form = ChoicesForm(request.POST or None, instance=chosen)
    if request.method == "POST":
        for kind in Kind:
            _choose(chosen, kind, request.POST)
        if form.is_valid():
            form.save()
            messages.success(request, _t("Saved."))
            return redirect("notification-choices")
    context = {
        "form": form,
        "agent": request.user,
        "rows": [_row(chosen, kind) for kind in Kind],
        "ways": TICKED,
        "tones": TONES,
        "devices": Device.objects.filter(agent=request.user),
        "vapid": own_key().public,
    }
    return render(request, "notifications/choices.html", context, status=422 if form.errors else 200)


def _choose(chosen: Choices, kind: Kind, said: Any) -> None:
    tone = said.get(f"tone-{kind}", "")
    ways = frozenset(way for way in TICKED if f"{way}-{kind}" in said)
    chosen.choose(kind, ways, tone if tone in TONES else "")


def _row(chosen: Choices, kind: Kind) -> dict[str, Any]:
    return {"kind": kind, "ways": chosen.ways_of(kind), "tone": chosen.tone_of(kind)}
