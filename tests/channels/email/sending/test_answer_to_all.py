"""An answer to all reaches all but the desk, and says nothing that was said to fewer."""

import pytest

from shopbell.channels.email.joining import token
from shopbell.channels.email.receive import receive
from shopbell.channels.email.sending.outbound import compose
from shopbell.channels.email.sending.readable import readable
from shopbell.channels.email.side import start_side_conversation
from shopbell.channels.reply import send_reply
from shopbell.core.errors import Refused
from shopbell.customers.customer import claim_identity
from shopbell.tickets.addressees import Addressees
from shopbell.tickets.models import Message, Ticket
from shopbell.tickets.note import write_note
from tests.channels.email.sending.addressed import LAWYER, MINA, PARTNER, to

from ..conftest import mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def family(care):
    """A question of Mina's that she sent to Kofi and to her mother too."""
    told = receive(mail(to=f"care@shop.example, {PARTNER}", cc="mother@shopper.example"))
    return Ticket.objects.get(pk=told["ticket"])


def test_an_answer_to_all_reaches_all_but_the_desk(desk, family, ada):
    address = f"/desk/tickets/{family.pk}/addressees/"

    assert desk(ada).get(address).json() == {"to": [MINA], "cc": []}
    assert desk(ada).get(f"{address}?all=1").json() == {
        "to": [MINA],
        "cc": [PARTNER, "mother@shopper.example"],
    }


def test_an_answer_to_another_who_takes_part_goes_to_them(desk, family, ada):
    told = receive(
        mail(
            "Me too",
            message_id="<k@x.example>",
            in_reply_to="<first@shopper.example>",
            to="care@shop.example",
            **{"from": PARTNER},
        )
    )
    address = f"/desk/tickets/{family.pk}/addressees/?message={told['message']}"

    assert desk(ada).get(address).json() == {"to": [PARTNER], "cc": [MINA]}
    assert desk(ada).get(f"{address}&all=1").json() == {"to": [PARTNER], "cc": [MINA]}


def test_who_was_put_into_the_last_answer_is_reached_by_the_next(desk, question, ada, answer):
    assert desk(ada).get(f"/desk/tickets/{question.pk}/addressees/?all=1").json()["cc"] == [PARTNER]


def test_what_is_typed_is_completed_from_the_ticket_and_the_customers(desk, family, ada, theo):
    claim_identity(theo, "email", "thea@elsewhere.example", source="shop")
    address = f"/desk/tickets/{family.pk}/addressees/people/"

    def found(typed):
        return [each["address"] for each in desk(ada).get(address, {"q": typed}).json()["people"]]

    assert found("") == [MINA, PARTNER, "mother@shopper.example"]
    assert found("ko") == [PARTNER]
    assert set(found("the")) == {"theo@shopper.example", "thea@elsewhere.example"}
    start_side_conversation(family, to="parcels@carrier.example", subject="x", text="Where?", by=ada)
    assert found("parc") == ["parcels@carrier.example"]
    assert ada.email in found(ada.name[:3])


@pytest.mark.parametrize("chosen", [Addressees(to=LAWYER), Addressees(to=LAWYER, bcc=MINA)])
def test_an_answer_goes_to_the_customer_too(question, ada, chosen):
    with pytest.raises(Refused, match="Write to somebody else"):
        send_reply(question, "Between us: she is right.", by=ada, addressees=chosen)

    assert question.messages.count() == 1


@pytest.mark.parametrize(("copy", "is_quoted"), [("", False), (f"Cc: {MINA}\n", True)])
def test_what_another_wrote_to_the_desk_alone_is_not_quoted(question, answer, ada, copy, is_quoted):
    raw = mail("Do not pay her.", message_id="<k@x.example>", to="care@shop.example", **{"from": PARTNER})
    reference = f"In-Reply-To: {token.message_id(question.pk, to(answer, PARTNER).pk)}\n"
    told = Message.objects.get(pk=receive((reference + copy).encode() + raw)["message"])
    assert told.ticket == question

    later = send_reply(question, "We look into it.", by=ada, in_reply_to_id=told.pk)

    assert ("Do not pay her." in compose(later.deliveries.get()).text) is is_quoted
    assert told not in readable(question.messages.all())
    assert answer in readable(question.messages.all())


def test_a_note_is_not_quoted(question, ada):
    note = write_note(question, "She is difficult.", by=ada)

    later = send_reply(question, "We look into it.", by=ada, in_reply_to_id=note.pk)

    assert "difficult" not in compose(later.deliveries.get()).text
