"""A question as it is written into a form, the contact form or the one of the portal: words, topics, what is asked of
those, files.

The first reason ticked classifies the ticket and chooses its team; the others become tags, so that what people want is
counted whole. What is asked besides depends on what is ticked (`field.py`), and fills in the ticket's fields. Files
of a form that lacks something wait for its next try. Sending the same page twice makes one ticket.
"""

import uuid
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.core.reader import kept_language
from shopbell.customers.customer import Customer
from shopbell.tickets.attachment import Attachment, attach_uploads, keep_attachment
from shopbell.tickets.field_value import fill_field
from shopbell.tickets.message import Message, receive_message
from shopbell.tickets.reason import ContactReason, Stage
from shopbell.tickets.reason_names import name_for_shoppers
from shopbell.tickets.rule_note import add_rule_note
from shopbell.tickets.tag import make_tag, tag_ticket
from shopbell.tickets.ticket import Ticket, create_ticket

from ..assistants import assistants_at, tell_wish
from ..inbox import Inbox, set_inbox
from ..offering import Offer, Question, offers_for
from .asking import box_for, check_answers
from .field import FORM_CHANNELS, Asks, questions_at
from .files import FilesField, keep_files, kept_files, owner_of, refuse_too_many
from .given_order import RULE, look_up_orders, numbers_given
from .topics import topics_at
from .translated_lines import said_in_language

MAX_CHARACTERS = 50_000
AGREED = "agreed_in_form"  # what is noted


def consent_of(inbox: Inbox) -> str:
    """What is to be agreed to in the form of `inbox`, in the language that speaks now; empty where nothing is."""
    said = said_in_language(inbox.settings.get("consents") or {}, get_language() or "")
    return str(said or inbox.settings.get("consent") or "")


class TopicForm(forms.Form):
    """`inbox`: whose topics and questions are asked. One without a contact page has none, nor has no inbox at all."""

    text = forms.CharField(
        label=_("How can we help?"),
        max_length=MAX_CHARACTERS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": _("Write something first.")},
    )
    reasons = forms.ModelMultipleChoiceField(
        ContactReason.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    assistant = forms.CharField(required=False, max_length=20)  # drawn by the template, as radio buttons
    enclosed = FilesField(label=_("Files"), required=False, help_text=_("Pictures or documents, up to ten."))
    client_id = forms.UUIDField(widget=forms.HiddenInput)
    offered = forms.CharField(required=False, max_length=1, widget=forms.HiddenInput)  # answers were offered

    def __init__(self, data=None, files=None, *, inbox: Inbox | None):
        super().__init__(data, files, initial={"client_id": uuid.uuid4()}, auto_id="contact_%s")
        self.inbox = inbox
        self.kept: list[Attachment] = []
        # one with a contact page, where the same is asked
        self.form_inbox = inbox if inbox and inbox.channel in FORM_CHANNELS else None
        self.agreement = consent_of(self.form_inbox) if self.form_inbox else ""
        if self.agreement:
            self.fields["consent"] = forms.BooleanField(
                label=format_html("<bdi>{}</bdi>", self.agreement),
                error_messages={"required": _t("Without this we may not read it.")},
            )
        topics = topics_at(self.form_inbox) if self.form_inbox else ContactReason.objects.none()
        self.fields["reasons"].queryset = topics  # type: ignore[attr-defined]
        self.fields["reasons"].label_from_instance = lambda reason: name_for_shoppers(reason.name)  # type: ignore[attr-defined]
        self.questions = questions_at(self.form_inbox, topics) if self.form_inbox else []
        for question in self.questions:
            self.fields[question.key] = box_for(question)

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
        offered = assistants_at(self.form_inbox) if self.form_inbox else []
        return [each | {"is_chosen": str(each["id"]) == chosen} for each in offered]

    @property
    def is_from_a_machine(self) -> bool:
        return False

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


def sent_before(customer: Customer, client_id: uuid.UUID) -> Ticket | None:
    """The ticket that this form of theirs opened; the same form at once waits here, in the caller's transaction."""
    Customer.objects.select_for_update().get(pk=customer.pk)
    sent = Message.objects.filter(client_id=client_id, ticket__customer=customer)
    known = sent.select_related("ticket").first()
    return known.ticket if known else None


def open_ticket(form: TopicForm, *, customer: Customer, channel: str, typed_address: str = "") -> Message:
    """Open the ticket of a valid `form` with all that it says; in the caller's transaction."""
    answers = form.cleaned_data
    numbers = numbers_given(form.questions, answers)
    text = "\n\n".join([answers["text"], *(f"{_('Order number')}: {number}" for number in numbers)])
    message = begin_ticket(
        customer,
        text,
        channel=channel,
        inbox=form.inbox,
        client_id=answers["client_id"],
        reasons=list(answers["reasons"]),
        typed_address=typed_address,
    )
    ticket = message.ticket
    if form.form_inbox:
        tell_wish(ticket, form.form_inbox, answers["assistant"])
    for question in form.questions:
        if question.field and (value := answers[question.key]) is not None:
            fill_field(ticket, question.field, value, by=customer)
    look_up_orders(ticket, numbers)
    if form.agreement:
        add_rule_note(ticket, AGREED, by=RULE, words=form.agreement)
    attach_uploads(message, [str(each.pk) for each in form.kept], uploaded_by=owner_of(answers["client_id"]))
    for file in form.new_files:
        keep_attachment(file.chunks(), name=file.name, content_type=file.content_type or "", message=message)
    return message


def begin_ticket(
    customer: Customer,
    text: str,
    *,
    channel: str,
    inbox: Inbox | None,
    client_id: uuid.UUID,
    reasons: Sequence[ContactReason] = (),
    typed_address: str = "",
) -> Message:
    """Open a ticket with `text`, classified and routed by the first of `reasons`; in the caller's transaction."""
    team = next((reason.team for reason in reasons if reason.team), None) or (inbox.team if inbox else None)
    ticket = create_ticket(
        customer=customer,
        channel=channel,
        subject=first_line(text),
        by=customer,
        reason=reasons[0] if reasons else None,
        language=kept_language(),
        team=team,
    )
    if inbox:
        set_inbox(ticket, inbox, typed_address=typed_address)
    for reason in reasons[1:]:
        tag_ticket(ticket, make_tag(reason.name[:60]), by=customer, is_topic=True)
    return receive_message(ticket, text, customer=customer, channel=channel, client_id=client_id)[0]


def first_line(text: str) -> str:
    """The beginning of `text` as a subject."""
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return first if len(first) <= 120 else f"{first[:119].rsplit(' ', 1)[0]}…"
