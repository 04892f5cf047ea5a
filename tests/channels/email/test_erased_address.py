"""What the desk's own rules say of the erased in tickets of others names them no more."""

import pytest

from shopbell.channels.email.joining import token
from shopbell.channels.email.receive import receive
from shopbell.channels.email.side import start_side_conversation
from shopbell.channels.models import Delivery
from shopbell.customers.customer import find_or_create_customer
from shopbell.customers.erasure import erase_customer
from shopbell.customers.identity import Kind
from shopbell.tickets.models import Message
from shopbell.tickets.rule_note import add_rule_note

from .conftest import mail, work

EVE = "eve@home.example"


@pytest.fixture
def eve(db):
    return find_or_create_customer(Kind.EMAIL, EVE, name="Eve", source="email")


def erased(customer, ada) -> None:
    erase_customer(customer, str(customer), by=ada)
    work()


def test_a_rules_note_in_anothers_ticket_forgets_the_address_and_keeps_the_words_below(eve, late_parcel, ada):
    named = f"Eve <{EVE}>, bo@desk.example"
    note, _is_new = add_rule_note(
        late_parcel, "sent_by_program", below="Dear both", by="Mail", recipients=named
    )
    other, _is_new = add_rule_note(late_parcel, "complained", by="Mail", recipient="not" + EVE)
    before = (other.text, other.told)
    erased(eve, ada)

    note.refresh_from_db()
    other.refresh_from_db()
    assert note.said == note.text == "Sent from a mail program to …, bo@desk.example:\n\nDear both"
    assert EVE not in str(note.told) and (other.text, other.told) == before


def test_a_note_of_a_code_that_is_known_no_more_forgets_it_too(eve, late_parcel, ada):
    note, _is_new = add_rule_note(late_parcel, "complained", below="Ask her", by="Mail", recipient=EVE)
    Message.objects.filter(pk=note.pk).update(told={**note.told, "code": "of an earlier version"})
    erased(eve, ada)

    note.refresh_from_db()
    assert note.said.startswith("… told their mail provider") and note.said.endswith("\n\nAsk her")
    assert EVE not in str(note.told)


@pytest.mark.parametrize("name", ["Al", "Eve", ""])
def test_a_short_name_of_who_answered_aside_blanks_no_other_word(care, late_parcel, ada, eve, name):
    start_side_conversation(
        late_parcel, to="parcels@home.example", subject="Parcels of Ali", text="Where?", by=ada
    )
    delivery = Delivery.objects.get(purpose="side")
    to = f"care+{token.sign(late_parcel.pk, delivery.pk)}@shop.example"
    receive(mail("In Lyon.", to=to, message_id="<a1@home.example>", **{"from": f"{name} <{EVE}>"}))
    erased(eve, ada)

    data = late_parcel.events.get(verb="side_answered").data
    assert data["subject"] == "Parcels of Ali" and data["sender"] == "…"
