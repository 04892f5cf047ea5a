"""The contact form: works without JavaScript, routes by what is ticked, and is answered by e-mail.

The first reason ticked classifies the ticket and chooses its team; the others become tags, so that
what people want is counted whole. Sending the same page twice makes one ticket.
"""

import uuid
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shopbell.core.errors import Refused
from shopbell.core.storable import storable
from shopbell.customers.block import is_blocked
from shopbell.customers.customer import Customer, find_or_create_customer
from shopbell.customers.identity import Kind, normal
from shopbell.tickets.attachment import keep_attachment, refuse_programs
from shopbell.tickets.message import Message, receive_message
from shopbell.tickets.reason import ContactReason, Stage
from shopbell.tickets.spam import mark_spam
from shopbell.tickets.tag import Tag, tag_ticket
from shopbell.tickets.ticket import Ticket, create_ticket, one_line

from ..assistants import assistants_at, tell_wish
from ..holding import hold_if_spam
from ..inbox import Inbox, set_inbox
from .files import FilesField

MAX_CHARACTERS = 50_000


class ContactForm(forms.Form):
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
    text = forms.CharField(
        label=_("How can we help?"),
        max_length=MAX_CHARACTERS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": _("Write something first.")},
    )
    order_number = forms.CharField(label=_("Order number"), max_length=60, required=False)
    reasons = forms.ModelMultipleChoiceField(
        ContactReason.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    assistant = forms.CharField(required=False, max_length=20)  # drawn by the template, as radio buttons
    enclosed = FilesField(label=_("Files"), required=False, help_text=_("Pictures or documents, up to ten."))
    client_id = forms.UUIDField(widget=forms.HiddenInput)
    # a field that people do not see and machines fill in; the name is one that they like
    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
    )

    def __init__(self, data=None, files=None, *, inbox: Inbox):
        super().__init__(data, files, initial={"client_id": uuid.uuid4()}, auto_id="contact_%s")
        self.inbox = inbox
        self.fields["reasons"].queryset = ContactReason.objects.filter(parent=None, is_active=True)  # type: ignore[attr-defined]

    def reasons_by_stage(self) -> list[tuple[str, list]]:
        """The boxes to tick below the name of their stage, what most people write about first."""
        boxes = list(self["reasons"])
        stages = [Stage.AFTER, Stage.BEFORE, Stage.DURING]
        own = {stage: [box for box in boxes if box.data["value"].instance.stage == stage] for stage in stages}
        return [(str(stage.label), own[stage]) for stage in stages if own[stage]]

    def assistants(self) -> list[dict[str, Any]]:
        """Who may be asked for, the one that was chosen marked."""
        chosen = str(self["assistant"].value() or "")
        return [each | {"is_chosen": str(each["id"]) == chosen} for each in assistants_at(self.inbox)]

    @property
    def is_from_a_machine(self) -> bool:
        return bool(self.data.get("website"))

    def clean_email(self) -> str:
        try:
            return normal(Kind.EMAIL, self.cleaned_data["email"])
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def clean_text(self) -> str:
        if not self.cleaned_data["text"].strip():
            raise forms.ValidationError(_("Write something first."))
        return self.cleaned_data["text"]

    def clean_enclosed(self) -> list:
        for file in self.cleaned_data["enclosed"]:
            try:
                refuse_programs(file.name)
            except Refused as refusal:
                raise forms.ValidationError(str(refusal)) from None
        return self.cleaned_data["enclosed"]


@transaction.atomic
def send_contact(form: ContactForm) -> Ticket:
    """The ticket of a valid form; the same form again returns the ticket that is there."""
    answers = form.cleaned_data
    customer = find_or_create_customer(
        Kind.EMAIL, answers["email"], name=one_line(storable(answers["name"])), source="form"
    )
    Customer.objects.select_for_update().get(pk=customer.pk)  # the same form twice at once waits here
    known = (
        Message.objects.filter(client_id=answers["client_id"], ticket__customer=customer)
        .select_related("ticket")
        .first()
    )
    if known:
        return known.ticket
    reasons = list(answers["reasons"])
    ticket = create_ticket(
        customer=customer,
        channel="form",
        subject=_subject(answers),
        by=customer,
        reason=reasons[0] if reasons else None,
        language=get_language() or "",
        team=next((reason.team for reason in reasons if reason.team), None) or form.inbox.team,
    )
    set_inbox(ticket, form.inbox, typed_address=answers["email"])
    for reason in reasons[1:]:
        tag_ticket(ticket, Tag.objects.get_or_create(name=reason.name[:60])[0], by=customer)
    message, _is_new = receive_message(
        ticket, _text(answers), customer=customer, channel="form", client_id=answers["client_id"]
    )
    tell_wish(ticket, form.inbox, answers["assistant"])
    for file in answers["enclosed"]:
        keep_attachment(file.chunks(), name=file.name, content_type=file.content_type or "", message=message)
    if is_blocked(Kind.EMAIL, answers["email"]):
        mark_spam(ticket)
    else:
        hold_if_spam(message)
    return ticket


def _text(answers: dict) -> str:
    number = one_line(answers["order_number"])
    return f"{answers['text']}\n\n{_('Order number')}: {number}" if number else answers["text"]


def _subject(answers: dict) -> str:
    first = next(line.strip() for line in answers["text"].splitlines() if line.strip())
    return first if len(first) <= 120 else f"{first[:119].rsplit(' ', 1)[0]}…"
