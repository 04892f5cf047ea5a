"""/desk/settings/spam/: GET is the form, with what the filter has learned; POST saves it."""

from datetime import timedelta

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.settings_card import Card, add_card
from shopbell.core.settings_form import form_page
from shopbell.tickets.spam import Spam

from ..spam.evidence import lessons
from ..spam.judging import SpamScore
from ..spam.policy import SpamPolicy

LATELY = timedelta(days=30)


class SpamPolicyForm(forms.ModelForm):
    class Meta:
        model = SpamPolicy
        fields = ["is_on", "strictness"]
        help_texts = {
            "is_on": _(
                "Such a mail waits in the view Spam: nobody is told, its sender hears nothing, no answer is promised."
            ),
            "strictness": _(
                "Whoever has ordered, proved an address or was answered before is never held, and no answer to your "
                "mails is."
            ),
        }


add_card(
    Card(
        "settings-spam",
        _("Spam"),
        _("Whether mail that nobody asked for is held, and how careful the filter is."),
        icon="shield-alert",
        permission=Permission.SETTINGS_MANAGE,
        forms=lambda: [SpamPolicyForm],
        is_form=True,
        group="shop",
    )
)


@agent_view(Permission.SETTINGS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def spam(request: AgentRequest) -> HttpResponse:
    lately = SpamScore.objects.filter(message__created_at__gt=timezone.now() - LATELY)
    return form_page(
        request, SpamPolicyForm, SpamPolicy.current(), page="settings-spam", template="email/spam.html",
        lessons=lessons(), held=lately.count(),
        freed=lately.exclude(message__ticket__in=Spam.objects.values("ticket")).count(),
    )  # fmt: skip
