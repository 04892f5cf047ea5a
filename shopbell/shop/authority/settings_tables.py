"""Authority and approvals on the settings pages."""

from django import forms
from django.db.models import F
from django.http import HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.settings_card import Card, add_card
from shopbell.core.settings_form import form_page
from shopbell.core.settings_pages import Column, settings_pages
from shopbell.core.settings_picture import describe

from .approval import ApprovalPolicy
from .authority import Authority, Scope, action_choices

APPROVALS = "settings-approvals"


class AuthorityForm(forms.ModelForm):
    class Meta:
        model = Authority
        fields = ["scope", "role", "action", "asks_first", "most", "most_a_day", "currency"]
        help_texts = {
            "scope": _(
                "A limit of a role comes before the one for every other agent. That one binds leads too: give those "
                "who approve a limit of their own, or only an admin can."
            ),
            "role": _("Only for agents with one role."),
            "action": _("A limit for one action comes before the one for every action."),
            "asks_first": _("Whatever it costs, somebody has to agree."),
            "most": _(
                "In the main unit: 50 is €50 or $50. Empty means no limit; 0 means only what costs nothing."
            ),
            "most_a_day": _("For everything together since midnight. Empty means no limit."),
            "currency": _(
                "EUR, for a limit in one currency alone. Empty means the same figure in all of them."
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["action"] = forms.ChoiceField(
            label=self.fields["action"].label, help_text=self.fields["action"].help_text, required=False,
            choices=action_choices,
        )  # fmt: skip

    def clean_currency(self) -> str:
        return self.cleaned_data["currency"].strip().upper()

    def clean(self) -> dict:
        said = super().clean() or {}
        if said.get("scope") == Scope.ROLE and not said.get("role"):
            self.add_error("role", _t("Choose whose limit it is."))
        if said.get("scope") != Scope.ROLE:
            said["role"] = None
        return said


class ApprovalForm(forms.ModelForm):
    class Meta:
        model = ApprovalPolicy
        fields = ["hours"]
        help_texts = {
            "hours": _("A request that nobody answers by then is not carried out, and whoever asked is told.")
        }


def _limit(row: Authority) -> str:
    if row.asks_first:
        return _t("always asks")
    parts = [
        f"{amount.normalize():f}" if amount is not None else "∞" for amount in (row.most, row.most_a_day)
    ]
    return f"{' / '.join(parts)} {row.currency}".strip()


describe(Authority, shown={"action": lambda name: str(dict(action_choices()).get(name, name))})

AUTHORITY: list[URLPattern] = settings_pages(
    Authority,
    door=agent_view(Permission.AGENT_MANAGE),
    form=AuthorityForm,
    group="people",
    slug="authority",
    icon="scale",
    label=_("Authority"),
    new=_("New limit"),
    lead=_(
        "How far agents and programs may go alone with orders. What goes further waits for a colleague who may."
    ),
    empty=_("No limit: whoever may act on orders decides alone."),
    rows=lambda: Authority.objects.select_related("role").annotate(name=F("role__name")),
    columns=[Column(_("At once / in a day"), _limit)],
)

add_card(
    Card(
        APPROVALS,
        _("Approvals"),
        _("How long a request for approval waits for an answer."),
        icon="clock-alert",
        permission=Permission.SETTINGS_MANAGE,
        forms=lambda: [ApprovalForm],
        group="orders",
        is_form=True,
    )
)


@agent_view(Permission.SETTINGS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def approvals(request: AgentRequest) -> HttpResponse:
    """GET /desk/settings/approvals/ is the form, POST saves it."""
    return form_page(
        request, ApprovalForm, ApprovalPolicy.current(), page=APPROVALS, title=_t("Approvals"),
        lead=_t("How far somebody may go alone is set under Authority; roles say who may approve."),
    )  # fmt: skip


URLS: list[URLPattern] = [path("desk/settings/approvals/", approvals, name=APPROVALS), *AUTHORITY]
