"""The contact form: a question (`topic_form.py`) from who is not known, with their name and address. Works without
JavaScript, routes by what is ticked, and is answered by e-mail."""

from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shopbell.core.errors import Refused
from shopbell.core.storable import storable
from shopbell.customers.block import is_blocked
from shopbell.customers.customer import find_or_create_customer
from shopbell.customers.identity import Kind, normal
from shopbell.tickets.spam import mark_spam
from shopbell.tickets.ticket import Ticket, one_line

from ..expectation import promise_answer
from ..holding import hold_if_spam
from ..inbox import Inbox
from .asking import OWN_ORDERS
from .field import Asks
from .topic_form import TopicForm, open_ticket, sent_before
from .work import doubt_of, new_task, spend_task


class ContactForm(TopicForm):
    name = forms.CharField(
        label=_("Your name"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Please tell us your name.")},
    )
    email = forms.EmailField(
        label=_("Your e-mail"),
        max_length=320,
        help_text=_("We send the answer there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Please leave your e-mail address, so that we can answer you.")},
    )
    order_number = forms.CharField(
        label=_("Order number"),
        max_length=60,
        required=False,
        help_text=_("As in the mail about your order: it is not the number of a question."),
        widget=forms.TextInput(attrs=OWN_ORDERS),
    )
    task = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    answer = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
    # a field that people do not see and machines fill in; the name is one that they like
    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
    )
    field_order = ("name", "email", "text", "order_number")

    inbox: Inbox

    def __init__(self, data=None, files=None, *, inbox: Inbox):
        super().__init__(data, files, inbox=inbox)
        self.initial["task"] = new_task(inbox)
        self.doubt = ""  # why it may come from a program
        if any(question.asks == Asks.ORDER for question in self.questions):
            del self.fields["order_number"]

    @property
    def is_from_a_machine(self) -> bool:
        return bool(self.data.get("website"))

    def clean_email(self) -> str:
        try:
            return normal(Kind.EMAIL, self.cleaned_data["email"])
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        try:
            self.doubt = doubt_of(answers.get("task") or "", answers.get("answer") or "", self.inbox)
        except Refused as refusal:
            self.add_error(None, str(refusal))
            self.give_new_task()
        return self.cleaned_data

    def give_new_task(self) -> None:
        """Have the page that comes back do its work anew."""
        data = self.data.copy()  # type: ignore[attr-defined]
        data["task"], data["answer"] = new_task(self.inbox), ""
        self.data = data


@transaction.atomic
def send_contact(form: ContactForm) -> Ticket:
    """The ticket of a valid form; the same form again returns the ticket that is there.

    Raises Refused when another form was sent with its task.
    """
    answers = form.cleaned_data
    customer = find_or_create_customer(
        Kind.EMAIL, answers["email"], name=one_line(storable(answers["name"])), source="form"
    )
    if known := sent_before(customer, answers["client_id"]):
        return known
    spend_task(answers["task"], answers["client_id"])
    message = open_ticket(form, customer=customer, channel="form", typed_address=answers["email"])
    ticket = message.ticket
    if is_blocked(Kind.EMAIL, answers["email"]):
        mark_spam(ticket)
    else:
        hold_if_spam(message, signs=[form.doubt] if form.doubt else [])
    if not ticket.is_spam:
        promise_answer(message)  # the page that thanks tells it before the mail does
    return ticket
