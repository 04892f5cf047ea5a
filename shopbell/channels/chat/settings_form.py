"""What an admin may set for a chat inbox; the inbox's settings page shows it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..accent import COLOUR
from ..brand import Brand
from ..inbox import Inbox
from ..origins_field import OriginsField
from .apps import SETTINGS
from .greeting import LONGEST, GreetingsField

ASKED = [
    ("no", _("Do not ask")),
    ("optional", _("Ask, may be left empty")),
    ("required", _("Ask, must be answered")),
]


class ChatInboxForm(forms.Form):
    origins = OriginsField(
        help_text=_(
            "One per line, like https://shop.example. Only their pages can show the chat; with none it shows "
            "nowhere."
        )
    )
    greeting = forms.CharField(
        label=_("Greeting"),
        help_text=_("The first words that a shopper reads. Empty: our own."),
        max_length=LONGEST,
        required=False,
    )
    greetings = GreetingsField(
        help_text=_(
            "One per line, with the code of its language: de: Schön, dass Sie da sind. Whoever reads another language "
            "reads the one above."
        ),
        required=False,
    )
    ask_name = forms.ChoiceField(
        label=_("Name"), choices=ASKED, help_text=_("Whether a shopper says who they are before they write.")
    )
    ask_email = forms.ChoiceField(
        label=_("E-mail"),
        choices=ASKED,
        help_text=_("With an address a chat can go on by e-mail when the shopper has left."),
    )
    ask_reason = forms.ChoiceField(
        label=_("Contact reason"), choices=ASKED, help_text=_("Sends the chat to the team for that reason.")
    )
    continue_after_seconds = forms.IntegerField(
        label=_("Continue by e-mail after (seconds)"),
        help_text=_("A reply that the shopper's page did not fetch by then is mailed."),
        min_value=10,
        max_value=24 * 3600,
    )
    messages_a_minute = forms.IntegerField(
        label=_("Messages a shopper may send in a minute"),
        help_text=_("Nobody types more than a few; a program that floods the desk is stopped."),
        min_value=5,
        max_value=6000,
    )
    call_back = forms.ChoiceField(
        label=_("Calls back"),
        choices=[
            ("open", _("Offer them while somebody is there, and in business hours")),
            ("no", _("Offer none")),
        ],
        help_text=_(
            "A shopper leaves a number and a time, and keeps their place. Offer it only if somebody calls then."
        ),
    )
    callers = forms.IntegerField(
        label=_("How many call at the same time"),
        help_text=_(
            "An hour with as many calls as they can make in it is not offered any more. 0: everybody of the team who "
            "may answer."
        ),
        min_value=0,
        max_value=500,
    )
    call_minutes = forms.IntegerField(
        label=_("Minutes that a call takes"),
        help_text=_("With what is done before and after it: 15 make four calls an hour for each who calls."),
        min_value=2,
        max_value=60,
    )
    visited_days = forms.IntegerField(
        label=_("Days to keep visited pages and searches"),
        help_text=_(
            "Only shoppers who agreed to it tell them, by Shopbell.consent(true). 0: none are taken."
        ),
        min_value=0,
        max_value=365,
    )
    position = forms.ChoiceField(
        label=_("Place of the button"),
        choices=[("end", _("At the end of the line")), ("start", _("At its start"))],
        help_text=_("Below, at the right or the left of the shop's page; the other way round in Arabic."),
    )
    accent = forms.CharField(
        label=_("Colour"),
        help_text=_("The colour of the button and the top of the chat; the words on it stay readable."),
        widget=forms.TextInput(attrs={"type": "color"}),
    )

    def clean_accent(self) -> str:
        if not COLOUR.fullmatch(self.cleaned_data["accent"]):
            raise forms.ValidationError(_("Write the colour like #8a5a0b."))
        return self.cleaned_data["accent"].lower()


def settings_form(data, inbox: Inbox) -> ChatInboxForm:
    """The form of `inbox` with what is set; when valid, its `cleaned_data` is the new `inbox.settings`."""
    begins = SETTINGS if inbox.pk else SETTINGS | {"accent": Brand.current().colour}
    now = {name: inbox.settings.get(name, default) for name, default in begins.items()}
    lines = {name: "\n".join(now[name]) for name in ("origins", "greetings")}
    form = ChatInboxForm(data, initial=now | lines, prefix="chat")
    if inbox.pk and not now["origins"]:
        form.fields["origins"].required = False  # made so: on the desk's own address alone
    return form
