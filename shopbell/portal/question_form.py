"""What a shopper fills in to write: an answer in a question of theirs, or a new one."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shopbell.channels.form.asking import NEEDED
from shopbell.channels.form.field import Asks
from shopbell.channels.form.files import FilesField
from shopbell.channels.form.topic_form import MAX_CHARACTERS, TopicForm
from shopbell.channels.inbox import Inbox
from shopbell.core.row_key import row_key
from shopbell.customers.customer import Customer
from shopbell.shop.order import Order

from .own_action import orders_of
from .writer import told_of

MOST_ORDERS = 100  # to choose from
ANOTHER = "another"  # one that is not among them


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


class QuestionForm(TopicForm):
    """A new question, asked as in the contact form of `inbox`; about one of their orders, where they have any.

    What that form asks for the order number is chosen among them here: who has none writes it, as there.
    """

    order = forms.ChoiceField(label=_("About which order?"), required=False)
    field_order = ("order", "text")

    def __init__(
        self, data=None, files=None, *, customer: Customer, inbox: Inbox | None = None, order: str = ""
    ):
        super().__init__(data, files, inbox=inbox)
        self.own = orders_of(customer)
        self.initial["order"] = order
        self.order_questions = [each for each in self.questions if each.asks == Asks.ORDER]
        choices = self._choices(self.data.get("order", "") if self.is_bound else order)
        if not choices:
            del self.fields["order"]
            return
        self.questions = [each for each in self.questions if each.asks != Asks.ORDER]
        for question in self.order_questions:
            del self.fields[question.key]
        others = [(ANOTHER, _("An order that is not listed here"))] if self.order_questions else []
        self.fields["order"].choices = [("", _("None")), *choices, *others]  # type: ignore[attr-defined]

    def _choices(self, asked: str) -> list[tuple[str, str]]:
        """Their newest orders and the one that is asked for, each by its number and what they know it by."""
        newest = list(self.own.prefetch_related("lines")[:MOST_ORDERS])
        older = self.own.filter(pk=row_key(asked) or 0).exclude(pk__in=[each.pk for each in newest])
        return [
            (str(each.pk), " · ".join(part for part in (str(each), told_of(each)) if part))
            for each in [*newest, *older]
        ]

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        ticked = {reason.pk for reason in answers.get("reasons") or ()}
        needed = any(each.is_required and each.is_asked_of(ticked) for each in self.order_questions)
        if needed and "order" in self.fields and "order" not in self.errors and not answers.get("order"):
            self.add_error("order", NEEDED)
        return self.cleaned_data

    @property
    def about(self) -> Order | None:
        """The order of theirs that was chosen in a valid form."""
        return self.own.filter(pk=row_key(self.cleaned_data.get("order") or "") or 0).first()
