"""Writing first: an agent begins a ticket by a mail, and nothing is left of it when they take it back."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.channels.delivery import deliver
from shopbell.channels.email.receive import receive
from shopbell.channels.email.sending.first_message import write_first
from shopbell.channels.email.sending.suppression import Reason, suppress
from shopbell.channels.inbox import inbox_of
from shopbell.channels.models import Delivery, Inbox
from shopbell.core.errors import Refused
from shopbell.customers.block import block_customer
from shopbell.customers.customer import claim_identity
from shopbell.customers.models import Customer
from shopbell.tickets.addressees import Addressees
from shopbell.tickets.beginning import Beginning
from shopbell.tickets.deletion import erase_ticket
from shopbell.tickets.draft import Words, first_draft_of, keep_draft
from shopbell.tickets.event import Verb
from shopbell.tickets.filter.condition import Asker, Condition
from shopbell.tickets.filter.query import tickets_of
from shopbell.tickets.message import Message, add_note
from shopbell.tickets.models import Attachment, ContactReason, Draft, FirstMessage, Ticket
from shopbell.tickets.status import Status
from shopbell.tickets.taking_back import take_back_reply

from ..conftest import mail, read

pytestmark = pytest.mark.django_db
MINA = "mina@shopper.example"


@pytest.fixture(autouse=True)
def care(care):
    return care


def written(
    by, text="Your boots are ready.", *, to=MINA, cc="", bcc="", subject="Your boots", **more
) -> Message:
    beginning = Beginning.of({"subject": subject, **more.pop("beginning", {})})
    return write_first(text, by=by, addressees=Addressees(to, cc, bcc), beginning=beginning, **more)


def sent(message: Message, **which) -> None:
    Message.objects.filter(pk=message.pk).update(held_until=None)
    deliver(message.deliveries.get(**which).pk, now=timezone.now() + timedelta(minutes=1))


def test_a_message_begins_a_ticket_of_the_agents_with_the_customer_who_is_written_to(bo, mina, care, returns):
    ticket = written(bo).ticket
    assert (ticket.customer, ticket.subject, ticket.channel) == (mina, "Your boots", "email")
    assert (ticket.assignee, ticket.team, ticket.status) == (bo, returns, Status.OPEN)
    assert inbox_of(ticket) == care
    assert ticket.waiting_since is None
    verbs = list(ticket.events.order_by("pk").values_list("verb", flat=True))
    assert verbs == [Verb.CREATED, Verb.ASSIGNED, Verb.REPLIED]
    assert ticket.events.get(verb=Verb.CREATED).agent == bo


def test_the_answer_comes_back_into_the_ticket_and_nobody_is_thanked(bo, mina):
    message = written(bo)
    sent(message)
    reply_to = read(message.deliveries.get())["Reply-To"]
    answer = mail("What good news!", to=reply_to, subject="Re: Your boots")
    assert receive(answer)["ticket"] == message.ticket_id
    message.ticket.refresh_from_db()
    assert message.ticket.waiting_since
    assert not Delivery.objects.filter(purpose="acknowledgement").exists()


def test_a_new_address_makes_a_customer_of_the_name_that_stands_before_it(bo):
    ticket = written(bo, to='"Ida Sommer" <ida@new.example>').ticket
    assert (ticket.customer.name, ticket.customer.address) == ("Ida Sommer", "ida@new.example")


def test_a_customer_who_only_claims_the_address_is_meant_when_the_page_is_opened_from_theirs(bo, theo):
    claim_identity(theo, "email", "both@shopper.example", source="chat")
    ticket = written(bo, to="both@shopper.example", beginning={"customer": theo.pk}).ticket
    assert ticket.customer == theo
    assert written(bo, to=MINA, beginning={"customer": theo.pk}).ticket.customer != theo


def test_it_leaves_from_the_chosen_inbox_to_everybody_named(bo, mina, advice):
    fit = Inbox.objects.create(channel="email", name="Fitting", address="fit@shop.example", team=advice)
    message = written(bo, cc="theo@shopper.example", bcc="shop@own.example", beginning={"inbox": fit.pk})
    roles = message.deliveries.order_by("pk").values_list("role", "recipient")
    assert list(roles) == [("to", MINA), ("cc", "theo@shopper.example"), ("bcc", "shop@own.example")]
    sent(message, recipient=MINA)
    assert "fit@shop.example" in read(message.deliveries.get(recipient=MINA))["From"]
    assert message.ticket.team == advice


def test_status_and_reason_are_the_agents_choice(bo, mina):
    reason = ContactReason.objects.create(stage="after", name="Pick-up")
    ticket = written(bo, then=Status.PENDING, beginning={"reason": reason.pk}).ticket
    assert (ticket.status, ticket.reason) == (Status.PENDING, reason)


def test_sending_twice_begins_one_ticket(bo, mina):
    client_id = uuid.uuid4()
    assert written(bo, client_id=client_id) == written(bo, client_id=client_id)
    assert Ticket.objects.count() == 1
    with pytest.raises(Refused, match="sent already, with other words"):
        written(bo, "Something else", client_id=client_id)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"to": ""}, "Say in “To” to whom it goes."),
        ({"to": "mina at home"}, "is no e-mail address"),
        ({"to": "care@shop.example"}, "is an address of this desk"),
        ({"subject": " "}, "Write a subject"),
        ({"text": " "}, "Write something"),
        ({"beginning": {"inbox": 4711}}, "no longer in use"),
    ],
)
def test_what_cannot_be_sent_is_refused_and_leaves_nothing(bo, mina, changes, sentence):
    customers = Customer.objects.count()
    with pytest.raises(Refused, match=sentence):
        written(bo, **changes)
    assert not Ticket.objects.exists()
    assert Customer.objects.count() == customers


def test_whom_the_shop_does_not_write_to_is_refused(bo, mina, theo):
    suppress("gone@shopper.example", Reason.BOUNCED, "no such user")
    with pytest.raises(Refused, match="came back: no such user"):
        written(bo, cc="gone@shopper.example")
    block_customer(mina)
    with pytest.raises(Refused, match="blocked"):
        written(bo)
    with pytest.raises(Refused, match="blocked"):
        written(bo, to="theo@shopper.example", cc=MINA)


def test_without_an_inbox_in_use_nobody_writes_first(bo, mina, care):
    Inbox.objects.update(is_active=False)
    with pytest.raises(Refused, match="no e-mail inbox to send from"):
        written(bo)


def test_taking_it_back_leaves_no_ticket_and_the_words_where_they_were_begun(bo, mina, care):
    file = Attachment.objects.create(
        name="boots.pdf", content_type="application/pdf", size_bytes=1, uploaded_by=f"agent-{bo.pk}"
    )
    beginning = {"inbox": care.pk}
    message = written(bo, then=Status.PENDING, bcc="shop@own.example", uploads=[file.pk], beginning=beginning)
    draft = take_back_reply(message, by=bo)
    assert not Ticket.objects.visible_to(bo).exists()
    assert draft == first_draft_of(bo)
    assert (draft.text, draft.says.uploads) == ("Your boots are ready.", {file.pk})
    assert draft.says.beginning == Beginning("Your boots", care.pk)
    assert draft.says.addressees == Addressees(MINA, "", "shop@own.example")
    assert take_back_reply(Message.objects.get(pk=message.pk), by=bo) == draft
    for delivery in message.deliveries.all():
        deliver(delivery.pk, now=timezone.now() + timedelta(minutes=1))
    assert set(message.deliveries.values_list("state", flat=True)) == {"cancelled"}


def test_words_begun_since_come_after_those_that_are_taken_back(bo, mina):
    message = written(bo)
    keep_draft(None, "reply", Words("Another matter", addressees=Addressees("a@b.example")), by=bo, version=0)
    draft = take_back_reply(message, by=bo)
    assert draft.text == "Your boots are ready.\n\nAnother matter"
    assert draft.addressees["to"] == MINA


def test_a_ticket_in_which_a_colleague_wrote_stays(bo, ada, mina):
    message = written(bo)
    add_note(message.ticket, "They are in the shop.", by=ada)
    draft = take_back_reply(message, by=bo)
    assert draft.ticket == message.ticket
    assert Ticket.objects.visible_to(bo).get() == message.ticket
    assert first_draft_of(bo) is None


def test_a_draft_outlives_the_page_and_ends_when_it_is_sent(bo, ada, mina, late_parcel):
    words = Words("Your boo", beginning=Beginning("Your boots"), addressees=Addressees(MINA))
    kept = keep_draft(None, "reply", words, by=bo, version=0)
    assert first_draft_of(bo).says == words
    assert first_draft_of(ada) is None
    assert late_parcel.drafts.count() == 0
    written(bo, client_id=words.client_id, draft_version=kept.version)
    assert not Draft.objects.exists()


def test_a_first_draft_leaves_the_filter_for_drafts_as_it_is(bo, mina, late_parcel):
    keep_draft(None, "reply", Words("Your boo"), by=bo, version=0)
    without = [Condition("has", ("draft",), is_not=True)]
    assert list(tickets_of(without, Asker.of(bo))) == [late_parcel]


def test_erasing_the_ticket_erases_what_it_was_to_be(bo, mina, root):
    message = written(bo)
    take_back_reply(message, by=bo)
    assert erase_ticket(message.ticket, by=root)
    assert not FirstMessage.objects.exists()
