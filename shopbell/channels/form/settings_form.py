"""What an admin may set for the contact form of an inbox: who may show it, what it offers, its colour."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..accent import COLOUR
from ..brand import Brand
from ..inbox import Inbox
from ..origins_field import OriginsField
from .apps import SETTINGS
from .topics import all_topics, topic_key
from .translated_lines import WordsByLanguage

MOST_CONSENT = 500


class TopicsField(forms.MultipleChoiceField):
    """Topics to tick; the configuration file says them as lines."""

    class Boxes(forms.CheckboxSelectMultiple):
        def value_from_datadict(self, data, files, name):
            if hasattr(data, "getlist"):
                return data.getlist(name)
            return [line for line in str(data.get(name) or "").splitlines() if line]

    widget = Boxes

    def valid_value(self, value) -> bool:
        return True  # one that was renamed or switched off since leaves nothing out

    def clean(self, value) -> list[str]:
        return [str(each) for each in super().clean(value)]


class FormInboxForm(forms.Form):
    origins = OriginsField(
        required=False,
        help_text=_(
            "One per line, like https://shop.example. Only their pages can show the form within them; it always "
            "has a page of its own."
        ),
    )
    topics_left_out = TopicsField(
        label=_("Topics left out"),
        required=False,
        help_text=_("What is ticked here cannot be chosen in this form."),
    )
    consent = forms.CharField(
        label=_("Consent"),
        required=False,
        max_length=MOST_CONSENT,
        help_text=_(
            "A sentence to be ticked before sending, such as that health data are read. Empty: none."
        ),
    )
    consents = WordsByLanguage(
        label=_("Consent in other languages"),
        longest=MOST_CONSENT,
        help_text=_(
            "One language per line, like “de: Sie dürfen meine Angaben lesen.” Others read the sentence above. The "
            "ticket keeps what was agreed to as it was read."
        ),
    )
    accent = forms.CharField(
        label=_("Colour"),
        help_text=_("The colour of its buttons; the words on them stay readable."),
        widget=forms.TextInput(attrs={"type": "color"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        topics = [(topic_key(each), f"{each.get_stage_display()} › {each.name}") for each in all_topics()]
        self.fields["topics_left_out"].choices = topics  # type: ignore[attr-defined]

    def clean(self) -> dict:
        said = super().clean() or self.cleaned_data
        if said.get("consents") and not said.get("consent"):
            self.add_error(
                "consent", _("Write it for all first; other languages may then say it in their words.")
            )
        return said

    def clean_accent(self) -> str:
        if not COLOUR.fullmatch(self.cleaned_data["accent"]):
            raise forms.ValidationError(_("Write the colour like #8a5a0b."))
        return self.cleaned_data["accent"].lower()


def settings_form(data, inbox: Inbox) -> FormInboxForm:
    """The form of `inbox` with what is set; when valid, its `cleaned_data` is the new `inbox.settings`."""
    begins = SETTINGS if inbox.pk else SETTINGS | {"accent": Brand.current().colour}
    now = {name: inbox.settings.get(name, default) for name, default in begins.items()}
    return FormInboxForm(data, initial=now | {"origins": "\n".join(now["origins"])}, prefix="form")
