"""What a shopper fills in to write: an answer in a question of theirs, or a new one."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from shopbell.channels.form.files import FilesField
from shopbell.core.errors import Refused
from shopbell.customers.customer import Customer
from shopbell.shop.order import Order
from shopbell.tickets.attachment import refuse_programs

MAX_CHARACTERS = 50_000


class WordsForm(forms.Form):
    text = forms.CharField(
        label=_("Your message"),
        max_length=MAX_CHARACTERS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write something first.")},
    )
    enclosed = FilesField(label=_("Files"), required=False, help_text=_("Pictures or documents, up to ten."))
    client_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data=None, files=None, **kwargs):
        super().__init__(data, files, initial={"client_id": uuid.uuid4()}, auto_id="words_%s", **kwargs)

    def clean_enclosed(self) -> list:
        for file in self.cleaned_data["enclosed"]:
            try:
                refuse_programs(file.name)
            except Refused as refusal:
                raise forms.ValidationError(str(refusal)) from None
        return self.cleaned_data["enclosed"]


class QuestionForm(WordsForm):
    order = forms.ModelChoiceField(
        Order.objects.none(), label=_("About which order?"), required=False, empty_label=_("None")
    )
    field_order = ("order", "text", "enclosed")

    def __init__(self, data=None, files=None, *, customer: Customer, **kwargs):
        super().__init__(data, files, **kwargs)
        self.fields["order"].queryset = customer.orders.all()  # type: ignore[attr-defined]
