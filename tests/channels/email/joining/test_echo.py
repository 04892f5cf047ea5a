"""Our own mail that comes back says nothing new: a note where it left, and nobody is answered."""

import pytest

from shopbell.channels.email.authenticity.verdict import Standing, Verdict
from shopbell.channels.email.inbound import _process
from shopbell.channels.email.joining.party import is_party
from shopbell.channels.email.models import EmailMessage
from shopbell.channels.email.raw_mail import Arrival, Door, keep
from shopbell.channels.email.receive import receive
from shopbell.channels.email.reparse import read_again
from shopbell.channels.email.sending.acknowledge import acknowledge
from shopbell.channels.email.sending.outbound import compose
from shopbell.tickets.models import Message, Ticket
from shopbell.tickets.status import Status, set_status

from ..conftest import mail


@pytest.fixture
def sent(queued) -> bytes:
    """Ada's reply to Mina, as it left."""
    return compose(queued).as_bytes()


def test_it_is_a_note_in_the_ticket_that_it_left(sent, late_parcel):
    set_status(late_parcel, Status.SOLVED)
    told = receive(sent)

    note = Message.objects.get(pk=told["message"])
    late_parcel.refresh_from_db()
    assert told["ticket"] == late_parcel.pk
    assert note.is_note
    assert "came back to care@shop.example" in note.text
    assert late_parcel.status == Status.SOLVED
    assert acknowledge(note) is None
    assert not receive(sent)["is_new"]


def test_its_bytes_stay_within_reach_and_reading_again_changes_nothing(sent, desk, ada):
    told = receive(sent)

    raw = desk(ada).get(f"/mail/{told['message']}/raw")
    assert b"".join(raw.streaming_content if raw.streaming else [raw.content]) == sent
    assert not [each for each in read_again() if each.message_id == told["message"]]


def test_somebody_elses_mail_under_our_message_id_is_read_like_any_other(queued, late_parcel):
    ours = compose(queued).headers["Message-ID"]
    told = receive(mail("Look here", message_id=ours, **{"from": "eve@evil.example"}))

    assert told["ticket"] != late_parcel.pk
    assert told["text"] == "Look here"
    assert EmailMessage.objects.get(pk=told["message"]).is_automatic


def test_a_forged_address_of_ours_makes_no_echo(queued, late_parcel, care):
    raw = mail("Pay here", message_id=compose(queued).headers["Message-ID"], **{"from": "care@shop.example"})
    row = keep(Arrival(raw, Door.SMTP, "eve@evil.example", inbox_id=care.pk))
    message = _process(row, Verdict(Standing.FORGED, sender="care@shop.example"))

    assert message.ticket != late_parcel
    assert message.text == "Pay here"


def test_who_plays_us_lets_nobody_in(queued, late_parcel):
    ours = compose(queued).headers["Message-ID"]
    told = receive(mail("x", message_id=ours, to="eve@evil.example", **{"from": "care@shop.example"}))

    assert told["ticket"] == late_parcel.pk
    assert not is_party(late_parcel, "eve@evil.example")


def test_our_address_with_a_foreign_message_id_opens_a_ticket_of_its_own(queued, late_parcel):
    told = receive(mail("Written at home", message_id="<home@mac.local>", **{"from": "care@shop.example"}))

    assert told["ticket"] != late_parcel.pk
    assert acknowledge(Ticket.objects.get(pk=told["ticket"]).messages.get()) is None
