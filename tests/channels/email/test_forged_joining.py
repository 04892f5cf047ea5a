"""Which tickets a mail joins whose sender is forged: none but by a token that was given to them."""

import pytest

from shopbell.channels.delivery import Delivery
from shopbell.channels.email.joining.token import message_id
from shopbell.channels.email.side import start_side_conversation
from shopbell.channels.reply import send_reply
from shopbell.customers.models import Identity
from tests.channels.email.checked_mail import answered, arrives, genuine, names, reply_address_of

from .authenticity.conftest import world
from .conftest import mail

__all__ = ["answered", "arrives", "names", "world"]


def test_a_forged_sender_joins_no_ticket_by_a_reference(arrives, mina):
    asked = arrives(genuine())

    forged = arrives(
        mail("Refund to another account.", message_id="<f@x.example>", in_reply_to="<first@shopper.example>")
    )

    assert forged.ticket != asked.ticket
    assert "its sender is forged" in forged.ticket.messages.get(kind="note").text


@pytest.mark.requirement("R20")
def test_a_genuine_sender_joins_by_a_reference(arrives, mina):
    asked = arrives(genuine())

    again = arrives(genuine("And?", message_id="<b@shopper.example>", in_reply_to="<first@shopper.example>"))

    assert again.ticket == asked.ticket


def test_whoever_answers_with_our_token_joins_and_is_marked_all_the_same(answered, arrives):
    ticket, token = answered

    forged = arrives(mail("Thanks.", message_id="<t@x.example>", to=token))

    assert forged.ticket == ticket
    assert forged.email.sender_check.standing == "forged"


def test_the_token_of_a_mail_to_somebody_else_does_not_let_a_forger_in(answered, arrives, theo):
    ticket, token = answered
    Delivery.objects.filter(message__ticket=ticket, purpose="reply").update(recipient="theo@shopper.example")

    assert arrives(mail("Thanks.", message_id="<t@x.example>", to=token)).ticket != ticket


def test_the_message_id_of_a_mail_to_them_does_not_let_a_forger_in(answered, arrives):
    """Programs name it in what they answer to all, and in what they pass on."""
    ticket, _token = answered
    ours = f"<{message_id(ticket.pk, Delivery.objects.get(purpose='reply').pk)}>"

    assert arrives(mail("Thanks.", message_id="<t@x.example>", in_reply_to=ours)).ticket != ticket
    assert arrives(genuine("Thanks.", message_id="<g@x.example>", in_reply_to=ours)).ticket == ticket


@pytest.mark.parametrize(("is_genuine", "is_verified"), [(True, True), (False, False)])
def test_an_answer_proves_the_address_only_when_its_sender_is_not_forged(
    answered, arrives, is_genuine, is_verified
):
    ticket, token = answered
    Identity.objects.filter(value="mina@shopper.example").update(verified_at=None, source="email")
    answer = {"message_id": "<t@x.example>", "to": token}

    arrives(genuine("Thanks.", **answer) if is_genuine else mail("Thanks.", **answer))

    assert (
        Identity.objects.get(value="mina@shopper.example", customer=ticket.customer).is_verified
        == is_verified
    )


def test_a_claim_that_a_forged_mail_made_is_never_proven_by_an_answer(arrives, mina, bo):
    forged = arrives(mail())
    delivery = Delivery.objects.get(message=send_reply(forged.ticket, "Is this you?", by=bo))
    token = reply_address_of(delivery)

    arrives(genuine("No!", message_id="<no@shopper.example>", to=token))

    assert not forged.customer.identities.get().is_verified
    forged.customer.refresh_from_db()
    assert forged.customer.merged_into is None


@pytest.mark.parametrize(
    ("writer", "joins"), [("lea@shopper.example", True), ("theo@shopper.example", False)]
)
def test_a_forged_sender_joins_a_side_conversation_only_with_the_token_of_their_own(
    arrives, late_parcel, bo, writer, joins
):
    """Both were asked at the side; the mail says that it is Lea's, with the token of a mail to `writer`."""
    to = "lea@shopper.example, theo@shopper.example"
    start_side_conversation(
        late_parcel, to=to, subject="Parcel 4711", text="Where is it?", by=bo, client_id=None
    )
    delivery = Delivery.objects.get(purpose="side", recipient=writer)
    answer = reply_address_of(delivery)

    message = arrives(
        mail("Pay here.", message_id="<s@x.example>", to=answer, **{"from": "lea@shopper.example"})
    )

    assert message.email.sender_check.standing == "forged"
    assert (message.ticket == late_parcel) == joins
