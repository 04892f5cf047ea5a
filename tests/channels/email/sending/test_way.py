"""The whole way over real sockets: a mail in, a ticket, an answer out, the customer's answer in the same ticket."""

from email import message_from_bytes, policy

import pytest

from shopbell.channels.delivery import Delivery
from shopbell.channels.reply import send_reply
from shopbell.tickets.models import Ticket

from ..conftest import mail, work

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.requirement("R19", "R20")
def test_a_mail_becomes_a_ticket_and_the_answers_stay_in_it(door, relay, ada, settings):
    door.send(mail("It should have come on Tuesday.\n\n-- \nMina"))
    work()

    ticket = Ticket.objects.get()
    assert ticket.subject == "Where is my parcel?"
    assert ticket.customer.address == "mina@shopper.example"
    received = ticket.messages.get()
    assert received.text == "It should have come on Tuesday."
    assert "Mina" in received.quoted_text

    acknowledgement = message_from_bytes(relay.mails[0].content, policy=policy.default)
    assert acknowledgement["subject"] == f"Re: Where is my parcel? [#{ticket.pk}]"
    assert acknowledgement["auto-submitted"] == "auto-replied"
    assert acknowledgement["in-reply-to"] == "<first@shopper.example>"

    reply = send_reply(ticket, "It is on the way, dear Mina.", by=ada)
    Delivery.objects.filter(message=reply).update(not_before="2020-01-01T00:00Z")
    release_held_jobs()
    work()
    answer = message_from_bytes(relay.mails[1].content, policy=policy.default)
    assert answer["from"].addresses[0].display_name == "Ada (Care)"
    assert answer["reply-to"].addresses[0].username.startswith("care+")
    assert "It is on the way" in answer.get_body(("plain",)).get_content()

    door.send(
        mail(
            "Thank you!",
            message_id="<second@shopper.example>",
            in_reply_to=answer["message-id"],
            subject=answer["subject"],
        ),
        to=answer["reply-to"].addresses[0].addr_spec,
    )
    work()
    assert Ticket.objects.count() == 1
    assert [each.text for each in ticket.messages.order_by("pk")] == [
        "It should have come on Tuesday.", "It is on the way, dear Mina.", "Thank you!",
    ]  # fmt: skip
    assert ticket.customer.identities.get().is_verified


def release_held_jobs():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set scheduled_at = null")
