"""What the guide asks: less than the settings pages do, so that the first steps are short; those change all of it."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.channels.models import Inbox
from shopbell.channels.origin import exact_origin
from shopbell.core.errors import Refused
from shopbell.customers.identity import Kind, normal

WAYS = [
    ("chat", _("A chat on the shop's pages")),
    ("email", _("An e-mail address")),
    ("form", _("A contact form")),
]


class FirstInboxForm(forms.Form):
    channel = forms.ChoiceField(
        label=_("How shoppers reach you first"),
        choices=WAYS,
        initial="chat",
        widget=forms.RadioSelect,
        help_text=_("More ways can follow; they all lead to the same desk."),
    )
    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("Shoppers read it as the sender's name.")
    )
    page = forms.CharField(
        label=_("Address of the shop"),
        required=False,
        help_text=_("For the chat, like https://shop.example. Empty: you try it out here first."),
    )
    address = forms.CharField(
        label=_("E-mail address"), required=False, help_text=_("For e-mail, like care@shop.example.")
    )

    def clean(self) -> dict:
        words = super().clean() or {}
        if words.get("channel") == "chat" and words.get("page") and not exact_origin(words["page"].strip()):
            self.add_error("page", _t("Write it like https://shop.example, without a page after it."))
        if words.get("channel") == "email":
            self._clean_address(words)
        return words

    def _clean_address(self, words: dict) -> None:
        try:
            words["address"] = normal(Kind.EMAIL, words.get("address", ""))
        except Refused as refusal:
            self.add_error("address", str(refusal))
            return
        if Inbox.objects.filter(channel="email", address=words["address"]).exists():
            self.add_error("address", _t("Another inbox has this address."))

    def inbox(self, colour: str) -> Inbox:
        """The inbox that the valid form asks for, not saved."""
        words = self.cleaned_data
        inbox = Inbox(channel=words["channel"], name=words["name"])
        if inbox.channel == "email":
            inbox.address = words["address"]
        elif inbox.channel == "chat":
            page = exact_origin(words["page"].strip()) if words["page"] else ""
            inbox.settings = {"origins": [page or settings.SITE_URL], "accent": colour}
        return inbox
