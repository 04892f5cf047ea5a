"""/desk/settings/answers/: GET is the form, POST saves it."""

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shopbell.accounts.permission import Permission
from shopbell.accounts.view import AgentRequest, agent_view
from shopbell.core.settings_card import Card, add_card
from shopbell.core.settings_form import form_page

from ..answer_policy import AnswerPolicy


class AnswerPolicyForm(forms.ModelForm):
    class Meta:
        model = AnswerPolicy
        fields = ["takes_on", "by_mail"]
        help_texts = {
            "takes_on": _("The customer's next words reach them. A ticket that somebody has stays theirs."),
            "by_mail": _(
                "The mail with their unread news then shows what the customer wrote, and what they answer becomes "
                "their reply, or a note. It must come from their own mailbox, which its signature (DKIM) or server "
                "(SPF) proves: whoever has that mailbox can answer in their name, also where signing in needs a "
                "second factor."
            ),
        }


add_card(
    Card(
        "settings-answers",
        _("Answers"),
        _("Whose a ticket is that somebody answered, and answers by e-mail."),
        icon="reply",
        permission=Permission.SETTINGS_MANAGE,
        forms=lambda: [AnswerPolicyForm],
        is_form=True,
        group="tickets",
    )
)


@agent_view(Permission.SETTINGS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def answer_policy(request: AgentRequest) -> HttpResponse:
    return form_page(
        request, AnswerPolicyForm, AnswerPolicy.current(), page="settings-answers", title=_("Answers"),
        lead=_("Whose a ticket becomes by being answered, and whether agents may answer from their mail program."),
    )  # fmt: skip
