"""An agent passes on what a customer wrote: the ticket is the customer's, and an agent may say that it is no forward."""

from datetime import UTC, datetime
from email.message import EmailMessage as Mail
from pathlib import Path

import pytest

from shopbell.channels.email.authenticity.verdict import Result, Standing, Verdict
from shopbell.channels.email.inbound import _process
from shopbell.channels.email.joining import writing
from shopbell.channels.email.joining.likely import Likely, attach_mail
from shopbell.channels.email.joining.not_passed_on import undo_passing_on
from shopbell.channels.email.joining.party import is_party, reply_address
from shopbell.channels.email.joining.passed_on import PassedMail
from shopbell.channels.email.raw_mail import Arrival, Door, keep
from shopbell.channels.email.receive import receive
from shopbell.channels.email.reparse import read_again
from shopbell.channels.email.sending.acknowledge import acknowledge
from shopbell.channels.email.sending.addressees import answer_to
from shopbell.channels.email.spam.scoring import Score
from shopbell.channels.reply import send_reply
from shopbell.core.errors import Refused
from shopbell.customers.block import block_customer
from shopbell.tickets.merge import merge_tickets
from shopbell.tickets.models import Message, Ticket
from shopbell.tickets.spam import is_spam
from shopbell.tickets.taking_back import take_back_reply
from shopbell.tickets.ticket import create_ticket

from ..conftest import mail

CORPUS = Path(__file__).resolve().parents[3] / "corpus/forwards"
RAW = (CORPUS / "gmail-en.eml").read_bytes()
QUESTION = "Hello, where is my parcel? Order 20311 has not come.\n\nMina"


PROVEN = Verdict(
    Standing.VERIFIED, sender="ada@desk.example", by="dkim", domain="desk.example", dmarc=Result.PASS
)


def told_by(verdict: Verdict | None, care) -> Message:
    """Ada's forward, with this verdict on who sent it."""
    return _process(keep(Arrival(RAW, Door.SMTP, "ada@desk.example", inbox_id=care.pk)), verdict)


@pytest.fixture
def passed(care, ada) -> Message:
    """Ada forwarded what Mina had written to her."""
    return Message.objects.get(pk=receive(RAW)["message"])


@pytest.mark.requirement("R16", "R20")
def test_the_ticket_is_the_customers_with_what_they_wrote_and_when(passed):
    ticket = passed.ticket

    assert ticket.customer.address == "mina@shopper.example"
    assert ticket.subject == "Where is my parcel?"
    assert passed.text == QUESTION
    assert passed.created_at == datetime(2026, 6, 3, 12, 5, tzinfo=UTC)
    assert passed.customer == ticket.customer
    assert not ticket.customer.identities.get().is_verified
    assert reply_address(ticket) == "mina@shopper.example"
    assert not is_party(ticket, "ada@desk.example")


def test_what_the_agent_wrote_above_it_is_a_note(passed):
    note = passed.ticket.messages.get(kind="note")

    assert "Please help her." in note.text
    assert "ada@desk.example" in note.text
    assert note.agent is None  # nobody has proven that she wrote it


def test_a_proven_agents_lines_are_their_own_note(care, ada):
    note = told_by(PROVEN, care).ticket.messages.get(kind="note")
    assert (note.agent, note.text) == (ada, "Please help her.")


@pytest.mark.parametrize(
    "verdict",
    [
        Verdict(Standing.FORGED, sender="ada@desk.example"),
        Verdict(Standing.UNVERIFIED, sender="ada@desk.example", dmarc=Result.FAIL),
        Verdict(Standing.PENDING, sender="ada@desk.example"),
    ],
    ids=["forged", "spoofed where the domain asks nobody to refuse it", "the DNS has not answered"],
)
def test_who_may_not_be_the_agent_passes_nothing_on(care, ada, mina, verdict):
    message = told_by(verdict, care)

    assert not PassedMail.objects.exists()
    assert message.ticket.customer.address == "ada@desk.example"
    assert message.email.sender_check.standing == verdict.standing


UNKNOWN = Verdict(Standing.UNVERIFIED, sender="ada@desk.example", dmarc=Result.UNKNOWN)


def test_who_is_not_proven_to_be_the_agent_vouches_for_nothing(care, ada, monkeypatch):
    monkeypatch.setattr(writing, "judge", lambda mail, thread, customer: Score(0.99, []))
    doubtful = told_by(UNKNOWN, care)

    assert PassedMail.objects.get().message == doubtful
    assert is_spam(doubtful.ticket)
    assert doubtful.ticket.messages.get(kind="note").agent is None
    assert doubtful.email.sender_check.standing == Standing.UNVERIFIED


def test_a_proven_agent_vouches_and_the_verdict_on_them_is_kept(care, ada, monkeypatch):
    monkeypatch.setattr(writing, "judge", lambda mail, thread, customer: Score(0.99, []))
    message = told_by(PROVEN, care)

    assert not is_spam(message.ticket)
    assert message.email.sender_check.verdict == PROVEN


@pytest.mark.parametrize("verdict", [None, PROVEN], ids=["nobody was asked", "proven"])
def test_what_a_blocked_customer_wrote_is_kept_as_spam_whoever_passes_it_on(care, ada, mina, verdict):
    block_customer(mina, by=ada)

    assert is_spam(told_by(verdict, care).ticket)


def test_a_shoppers_forward_is_the_shoppers_mail(care, theo):
    told = receive(RAW.replace(b"Ada Moreau <ada@desk.example>", b"Theo <theo@shopper.example>", 1))

    ticket = Ticket.objects.get(pk=told["ticket"])
    assert ticket.customer == theo
    assert "Please help her." in told["text"]
    assert "Order 20311" in told["text"]


def test_an_agent_with_a_question_of_their_own_is_a_customer(care, ada):
    told = receive(mail("May I order a lamp?", **{"from": "ada@desk.example"}))

    assert Ticket.objects.get(pk=told["ticket"]).customer.address == "ada@desk.example"


def test_the_customer_whom_the_forward_names_is_the_one_we_know(care, ada, mina):
    assert Message.objects.get(pk=receive(RAW)["message"]).ticket.customer == mina


def test_nobody_is_thanked_for_what_a_colleague_passed_on(passed):
    assert acknowledge(passed) is None
    assert passed.ticket.events.get(verb="not_acknowledged").data["why"] == "passed_on"


def test_pictures_of_the_mail_inside_are_kept(care, ada):
    told = receive((CORPUS / "attached.eml").read_bytes())

    message = Message.objects.get(pk=told["message"])
    assert message.text == QUESTION
    assert [each.content_type for each in message.attachments.all()] == ["message/rfc822"]


def test_it_shows_the_ticket_that_it_refers_to_and_joins_it_by_a_click_only(care, ada):
    question = Ticket.objects.get(pk=receive(mail("First"))["ticket"])
    raw = RAW.replace(b"MIME-Version", b"References: <first@shopper.example>\nMIME-Version")
    told = receive(raw)

    assert told["ticket"] != question.pk
    attach_mail(Likely.objects.get(opened=told["ticket"]), by=ada)
    assert Message.objects.get(pk=told["message"]).ticket == question


def test_whom_the_agent_copied_in_takes_no_part(care, ada):
    raw = RAW.replace(b"\nSubject:", b"\nCc: supplier@factory.example\nSubject:", 1)
    ticket = Ticket.objects.get(pk=receive(raw)["ticket"])

    assert not is_party(ticket, "supplier@factory.example")
    answer = answer_to(ticket, None, is_to_all=True)
    assert (answer.to, answer.cc) == (["mina@shopper.example"], [])


def test_the_archive_reads_it_the_same_way(passed):
    assert not [each.changes for each in read_again() if each.changes]


# --- not a forward -----------------------------------------------------------------------------------------------


def test_an_agent_says_that_it_is_none_and_that_it_is_after_all(passed, desk, ada):
    console = desk(ada)
    page = console.get(f"/desk/tickets/{passed.ticket_id}/").content.decode()
    assert "Not a forward" in page

    before = Message.objects.filter(ticket=passed.ticket).order_by("pk").values()
    first = list(before)
    console.post(f"/desk/messages/{passed.pk}/not-a-forward/")
    ticket = Ticket.objects.get(pk=passed.ticket_id)
    message = Message.objects.get(pk=passed.pk)
    assert ticket.customer.address == "ada@desk.example"
    assert ticket.subject == "Fwd: Where is my parcel?"
    assert message.customer == ticket.customer
    assert message.text.startswith("Please help her.")
    assert "Order 20311" in message.text
    assert ticket.messages.filter(unsent_at=None).count() == 1
    assert ticket.events.filter(verb="customer_changed").exists()
    assert not [each.changes for each in read_again() if each.changes]

    console.post(f"/desk/messages/{passed.pk}/not-a-forward/?redo=1")
    assert list(Message.objects.filter(ticket=ticket).order_by("pk").values()) == first
    assert Ticket.objects.get(pk=ticket.pk).customer.address == "mina@shopper.example"


def test_saying_it_twice_changes_nothing(passed, ada):
    forward = PassedMail.objects.get()
    undo_passing_on(forward, by=ada)
    undo_passing_on(forward, by=ada)

    assert passed.ticket.events.filter(verb="customer_changed").count() == 1


def test_what_people_changed_since_stays_as_it_is(passed, ada):
    ticket = Ticket.objects.get(pk=passed.ticket_id)
    ticket.subject = "Parcel to Leeds"
    ticket.save()
    send_reply(ticket, "It is on its way.", by=ada)
    before = Ticket.objects.filter(pk=ticket.pk).values().get()

    undo_passing_on(PassedMail.objects.get(), by=ada)
    ticket.refresh_from_db()
    assert (ticket.subject, ticket.preview) == ("Parcel to Leeds", "It is on its way.")
    undo_passing_on(PassedMail.objects.get(), by=ada, is_redone=True)

    assert Ticket.objects.filter(pk=ticket.pk).values().get() == before


def test_the_files_of_the_mail_inside_go_and_come_with_it(care, ada):
    inner = Mail()
    inner["From"], inner["Subject"], inner["Message-ID"] = (
        "mina@shopper.example",
        "Lamp",
        "<in@shopper.example>",
    )
    inner.set_content("It broke.")
    inner.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="bill.pdf")
    outer = Mail()
    outer["From"], outer["To"], outer["Subject"] = "ada@desk.example", "care@shop.example", "Fwd: Lamp"
    outer.set_content("See below.")
    outer.add_attachment(inner)
    message = Message.objects.get(pk=receive(outer.as_bytes())["message"])

    def names() -> list[str]:
        return sorted(message.attachments.values_list("name", flat=True))

    first = names()
    assert "bill.pdf" in first
    undo_passing_on(PassedMail.objects.get(), by=ada)
    assert "bill.pdf" not in names() and len(names()) == len(first) - 1
    undo_passing_on(PassedMail.objects.get(), by=ada, is_redone=True)
    assert names() == first


def test_in_the_ticket_that_it_was_merged_into_it_stays_a_forward(passed, theo, desk, ada):
    kept = create_ticket(customer=theo, channel="email", subject="We write to you")
    merge_tickets(kept, passed.ticket, by=ada, across_customers=True)

    with pytest.raises(Refused, match="no longer in the ticket that it opened"):
        undo_passing_on(PassedMail.objects.get(), by=ada)
    kept.refresh_from_db()
    assert (kept.customer, kept.subject) == (theo, "We write to you")
    assert "Not a forward" not in desk(ada).get(f"/desk/tickets/{kept.pk}/").content.decode()


def test_the_clock_runs_from_when_the_desk_got_it(passed, ada):
    def clock():
        return Ticket.objects.values_list("waiting_since", "last_message_at").get(pk=passed.ticket_id)

    before = clock()
    take_back_reply(send_reply(Ticket.objects.get(pk=passed.ticket_id), "Soon.", by=ada), by=ada)

    assert clock() == before
    assert before[0] > passed.created_at


def test_it_is_too_late_when_the_customer_has_written(passed, ada):
    raw = mail("Hello?", message_id="<m@x.example>", references="<gmail-en@desk.example>")
    assert receive(raw)["ticket"] == passed.ticket_id

    with pytest.raises(Refused, match="has written since"):
        undo_passing_on(PassedMail.objects.get(), by=ada)


def test_who_may_not_see_the_ticket_changes_nothing(passed, desk, cy):
    assert desk(cy).post(f"/desk/messages/{passed.pk}/not-a-forward/").status_code == 404
