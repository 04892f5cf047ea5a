"""The contact form: works without JavaScript, routes by what is ticked, and is answered by e-mail.

The first reason ticked classifies the ticket and chooses its team; the others become tags, so that
what people want is counted whole. What is asked besides depends on what is ticked (`field.py`), and fills in the
ticket's fields. Files that came with a form that lacks something wait for its next try. Sending the same page twice
makes one ticket.
"""

import uuid
from contextlib import suppress
from typing import Any

from django import forms
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.core.errors import Refused
from shopbell.core.reader import kept_language
from shopbell.core.storable import storable
from shopbell.customers.block import is_blocked
from shopbell.customers.customer import Customer, find_or_create_customer
from shopbell.customers.identity import Kind, normal
from shopbell.tickets.attachment import Attachment, attach_uploads, keep_attachment
from shopbell.tickets.field_value import fill_field
from shopbell.tickets.message import Message, receive_message
from shopbell.tickets.reason import ContactReason, Stage
from shopbell.tickets.reason_names import name_for_shoppers
from shopbell.tickets.rule_note import add_rule_note
from shopbell.tickets.spam import mark_spam
from shopbell.tickets.tag import Tag, tag_ticket
from shopbell.tickets.ticket import Ticket, create_ticket, one_line

from ..assistants import assistants_at, tell_wish
from ..expectation import promise_answer
from ..holding import hold_if_spam
from ..inbox import Inbox, set_inbox
from ..offering import Offer, Question, offers_for
from .asking import OWN_ORDERS, box_for, check_answers
from .field import Asks, FormField, questions_at
from .files import FilesField, keep_files, kept_files, owner_of, refuse_too_many
from .given_order import RULE, look_up_orders, numbers_given
from .topics import topics_at
from .work import doubt_of, new_task, spend_task

MAX_CHARACTERS = 50_000
AGREED = "agreed_in_form"  # what is noted


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
    order_number = forms.CharField(
        label=_("Order number"),
        max_length=60,
        required=False,
        help_text=_("As in the mail about your order: it is not the number of a question."),
        widget=forms.TextInput(attrs=OWN_ORDERS),
    )
    reasons = forms.ModelMultipleChoiceField(
        ContactReason.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    assistant = forms.CharField(required=False, max_length=20)  # drawn by the template, as radio buttons
    enclosed = FilesField(label=_("Files"), required=False, help_text=_("Pictures or documents, up to ten."))
    client_id = forms.UUIDField(widget=forms.HiddenInput)
    task = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    answer = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
    offered = forms.CharField(required=False, max_length=1, widget=forms.HiddenInput)  # answers were offered
    # a field that people do not see and machines fill in; the name is one that they like
    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
    )

    def __init__(self, data=None, files=None, *, inbox: Inbox):
        begins = {"client_id": uuid.uuid4(), "task": new_task(inbox)}
        super().__init__(data, files, initial=begins, auto_id="contact_%s")
        self.inbox = inbox
        self.kept: list[Attachment] = []
        self.doubt = ""  # why it may come from a program
        self.agreement = str(inbox.settings.get("consent") or "")
        if self.agreement:
            self.fields["consent"] = forms.BooleanField(
                label=self.agreement, error_messages={"required": _t("Without this we may not read it.")}
            )
        topics = topics_at(inbox)
        self.fields["reasons"].queryset = topics  # type: ignore[attr-defined]
        self.fields["reasons"].label_from_instance = lambda reason: name_for_shoppers(reason.name)  # type: ignore[attr-defined]
        self.questions = questions_at(inbox, topics)
        for question in self.questions:
            self.fields[question.key] = box_for(question)
        if any(question.asks == Asks.ORDER for question in self.questions):
            del self.fields["order_number"]

    def asked(self) -> list[dict[str, Any]]:
        """The questions as they are drawn, each with the places among the boxes of the topics that open it."""
        places = {box.data["value"].value: place for place, box in enumerate(self["reasons"], start=1)}
        return [
            {
                "question": question,
                "box": self[question.key],
                "places": [places[topic] for topic in question.topic_ids if topic in places],
            }
            for question in self.questions
        ]

    def reasons_by_stage(self) -> list[tuple[str, list]]:
        """The boxes to tick below the name of their stage, what most people write about first."""
        boxes = list(self["reasons"])
        stages = [Stage.AFTER, Stage.BEFORE, Stage.DURING]
        for place, box in enumerate(boxes, start=1):
            box.data["attrs"]["data-topic"] = place
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

    def clean(self) -> dict[str, Any]:
        """What was sent, without the answers to questions of topics that are not ticked."""
        answers = super().clean() or {}
        number = answers.get("client_id")
        if number and not self.is_from_a_machine:
            self.kept = kept_files(number, self._ticked_files())
        try:
            self.doubt = doubt_of(answers.get("task") or "", answers.get("answer") or "", self.inbox)
        except Refused as refusal:
            self.add_error(None, str(refusal))
            self.give_new_task()
        check_answers(self, self.questions, {reason.pk for reason in answers.get("reasons") or ()})
        files = [*self.kept, *self.new_files]
        try:
            refuse_too_many(len(files), sum(getattr(each, "size_bytes", 0) or each.size for each in files))
        except forms.ValidationError as error:
            self.add_error("enclosed", error)
        return self.cleaned_data

    def _ticked_files(self) -> list[str]:
        return self.data.getlist("kept") if isinstance(self.data, QueryDict) else []

    @property
    def new_files(self) -> list:
        """The files that came this time, and are as they should be."""
        photos = [each.key for each in self.questions if each.asks == Asks.PHOTOS]
        return [file for key in ("enclosed", *photos) for file in self.cleaned_data.get(key) or ()]

    def give_new_task(self) -> None:
        """Have the page that comes back do its work anew."""
        data = self.data.copy()  # type: ignore[attr-defined]
        data["task"], data["answer"] = new_task(self.inbox), ""
        self.data = data

    def answers(self) -> list[Offer]:
        """Answers that were not offered yet, once: a script offers them while somebody writes, the page without one."""
        if self.cleaned_data.get("offered") or self.is_from_a_machine:
            return []
        return self.near()

    def near(self) -> list[Offer]:
        reasons = tuple(self.cleaned_data.get("reasons") or ())
        return offers_for(
            Question(self.cleaned_data.get("text", ""), get_language() or "en", reasons=reasons)
        )

    def mark_offered(self) -> None:
        """Have the page that comes back be sent at once."""
        data = self.data.copy()  # type: ignore[attr-defined]
        data["offered"] = "1"
        self.data = data

    def keep_files(self) -> None:
        """Have the good files of a form that comes back wait for its next try, whatever is wrong with one of them."""
        number = self.cleaned_data.get("client_id")
        if not number or self.is_from_a_machine:
            return
        good = self._good_files()
        sizes = [each.size_bytes for each in self.kept] + [each.size for each in good]
        with suppress(forms.ValidationError):
            refuse_too_many(len(sizes), sum(sizes))
            self.kept += keep_files(good, number)

    def _good_files(self) -> list:
        keys = [key for key, field in self.fields.items() if isinstance(field, FilesField)]
        return [
            file
            for key in keys
            for file in self.fields[key].sorted(self[key].data)[0]  # type: ignore[attr-defined]
        ]

    def faults(self) -> list[tuple[str, str, str]]:
        """What is wrong, field by field: where it stands on the page, what the field is called, and the first fault."""
        return [
            (self[key].id_for_label or "contact-form", str(self[key].label), str(errors[0]))
            for key, errors in self.errors.items()
            if key in self.fields
        ]


@transaction.atomic
def send_contact(form: ContactForm) -> Ticket:
    """The ticket of a valid form; the same form again returns the ticket that is there.

    Raises Refused when another form was sent with its task.
    """
    answers = form.cleaned_data
    customer = find_or_create_customer(
        Kind.EMAIL, answers["email"], name=one_line(storable(answers["name"])), source="form"
    )
    Customer.objects.select_for_update().get(pk=customer.pk)  # the same form twice at once waits here
    sent = Message.objects.filter(client_id=answers["client_id"], ticket__customer=customer)
    if known := sent.select_related("ticket").first():
        return known.ticket
    spend_task(answers["task"], answers["client_id"])
    reasons = list(answers["reasons"])
    ticket = create_ticket(
        customer=customer,
        channel="form",
        subject=_subject(answers),
        by=customer,
        reason=reasons[0] if reasons else None,
        language=kept_language(),
        team=next((reason.team for reason in reasons if reason.team), None) or form.inbox.team,
    )
    set_inbox(ticket, form.inbox, typed_address=answers["email"])
    for reason in reasons[1:]:
        tag_ticket(ticket, Tag.objects.get_or_create(name=reason.name[:60])[0], by=customer)
    message, _is_new = receive_message(
        ticket, _text(form), customer=customer, channel="form", client_id=answers["client_id"]
    )
    tell_wish(ticket, form.inbox, answers["assistant"])
    _fill_fields(ticket, form.questions, answers)
    look_up_orders(ticket, numbers_given(form.questions, answers))
    if form.agreement:
        add_rule_note(ticket, AGREED, by=RULE, words=form.agreement)
    attach_uploads(message, [str(each.pk) for each in form.kept], uploaded_by=owner_of(answers["client_id"]))
    for file in form.new_files:
        keep_attachment(file.chunks(), name=file.name, content_type=file.content_type or "", message=message)
    if is_blocked(Kind.EMAIL, answers["email"]):
        mark_spam(ticket)
    else:
        hold_if_spam(message, signs=[form.doubt] if form.doubt else [])
    if not ticket.is_spam:
        promise_answer(message)  # the page that thanks tells it before the mail does
    return ticket


def _fill_fields(ticket: Ticket, questions: list[FormField], answers: dict) -> None:
    for question in questions:
        if question.field and (value := answers[question.key]) is not None:
            fill_field(ticket, question.field, value, by=ticket.customer)


def _text(form: ContactForm) -> str:
    answers = form.cleaned_data
    numbers = numbers_given(form.questions, answers)
    said = [f"{_('Order number')}: {number}" for number in numbers]
    return "\n\n".join([answers["text"], *said])


def _subject(answers: dict) -> str:
    first = next(line.strip() for line in answers["text"].splitlines() if line.strip())
    return first if len(first) <= 120 else f"{first[:119].rsplit(' ', 1)[0]}…"
