"""/desk/settings/tokens/: GET lists the tokens, POST makes one and shows it once; POST …/<id>/revoke/ ends it."""

from datetime import datetime, time

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.errors import Forbidden, Refused
from shopbell.core.settings_card import Card, add_card
from shopbell.core.settings_picture import Facet, describe

from ..scope import Scope
from ..token import PAGE, Token, make_token, revoke_token


class TokenForm(forms.ModelForm):
    scopes = forms.MultipleChoiceField(
        label=_("What it may be used for"),
        help_text=_("The most it may do; an agent's own role still counts."),
        choices=Scope,
        widget=forms.CheckboxSelectMultiple,
    )
    expires_on = forms.DateField(
        label=pgettext_lazy("token", "Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: until it is revoked."),
    )

    class Meta:
        model = Token
        fields = ["name", "agent", "scopes", "calls_a_minute"]
        help_texts = {
            "name": _("Which program uses it: the stock feed, the returns portal."),
            "agent": _(
                "It sees and does what this agent may. Nobody: it is a service, and acts under its own name."
            ),
            "calls_a_minute": _("Anything beyond that is refused and told when to try again."),
        }

    def __init__(self, *args, by: Agent | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        colleagues = Agent.objects.filter(is_active=True)
        if by and not by.may(Permission.AGENT_MANAGE):
            colleagues = colleagues.filter(pk=by.pk)
        choice = self.fields["agent"]
        choice.queryset, choice.empty_label = colleagues, _t("Nobody: a service")  # type: ignore[attr-defined]


add_card(
    Card(
        PAGE,
        _("API tokens"),
        _("Tokens that let the shop's programs in: what each may do, and when it was last used."),
        icon="plug",
        permission=Permission.SETTINGS_MANAGE,
        forms=lambda: [TokenForm],
        group="desk",
    )
)

describe(  # moments are no settings elsewhere; these two are what ends a token
    Token,
    more=[
        Facet("end", pgettext_lazy("token", "Last day"), lambda row: str(row.expires_at or "")[:10]),
        Facet("is_revoked", _("Revoked"), lambda row: row.revoked_at is not None),
    ],
)


@agent_view(Permission.SETTINGS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: AgentRequest) -> HttpResponse:
    form = TokenForm(request.POST or None, by=request.user)
    made, secret = None, ""
    if request.method == "POST" and form.is_valid():
        try:
            made, secret = _make(form, request.user)
            form = TokenForm(by=request.user)
        except (Refused, Forbidden) as refusal:
            form.add_error(None, str(refusal))
    context = {
        "form": form,
        "made": made,
        "secret": secret,
        "tokens": Token.objects.select_related("agent", "made_by"),
        "now": timezone.now(),
    }
    return render(request, "api/tokens.html", context, status=422 if form.errors else 200)


@agent_view(Permission.SETTINGS_MANAGE)
@require_POST
def revoke(request: AgentRequest, token_id: int) -> HttpResponse:
    token = get_object_or_404(Token, pk=token_id)
    revoke_token(token, by=request.user)
    messages.success(request, _t("%(name)s opens nothing any more.") % {"name": token})
    return redirect(PAGE)


def _make(form: TokenForm, by: Agent) -> tuple[Token, str]:
    told = form.cleaned_data
    last = told["expires_on"]
    end = timezone.make_aware(datetime.combine(last, time.max)) if last else None
    return make_token(
        told["name"], told["scopes"], by=by, agent=told["agent"], expires_at=end,
        calls_a_minute=told["calls_a_minute"],
    )  # fmt: skip
