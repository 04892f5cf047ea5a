"""Who a mail says that it is from, where answers go, and the archive: each inbox's own choice."""

import pytest

from shopbell.channels.delivery import deliver
from shopbell.channels.email.joining.party import is_own, is_party
from shopbell.channels.email.models import SideConversation
from shopbell.channels.email.receive import receive
from shopbell.channels.email.sending.addressees import answer_to
from shopbell.channels.email.side import start_side_conversation
from shopbell.channels.models import Inbox
from shopbell.channels.reply import send_reply
from shopbell.tickets.models import Ticket

from ..conftest import mail, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(care):
    return Ticket.objects.get(pk=receive(mail())["ticket"])


def set_up(inbox: Inbox, **settings) -> None:
    inbox.settings = settings
    inbox.save()


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({}, "Ada (Care)"),
        ({"sender_style": "both", "sender_name": "Wexmoor"}, "Ada (Wexmoor)"),
        ({"sender_style": "agent"}, "Ada"),
        ({"sender_style": "house", "sender_name": "Wexmoor"}, "Wexmoor"),
        ({"sender_style": "house"}, "Care"),
    ],
)
def test_an_inbox_says_who_writes(question, care, ada, settings, name):
    set_up(care, **settings)

    assert (
        read(send_reply(question, "Soon.", by=ada).deliveries.get())["from"].addresses[0].display_name == name
    )


def test_answers_go_where_the_inbox_says(question, care, ada):
    set_up(care, reply_to="help@wexmoor.example")
    sent = read(send_reply(question, "Soon.", by=ada).deliveries.get())

    assert sent["reply-to"] == "help@wexmoor.example"
    back = mail(
        "Thanks", message_id="<2@x.example>", in_reply_to=sent["message-id"], to="help@wexmoor.example"
    )
    assert receive(back)["ticket"] == question.pk


def test_an_address_that_is_another_inbox_keeps_the_token(question, care, ada):
    Inbox.objects.create(channel="email", name="Help", address="help@shop.example")
    set_up(care, reply_to="help@shop.example")
    sent = read(send_reply(question, "Soon.", by=ada).deliveries.get())

    assert sent["reply-to"].startswith("help+") and sent["reply-to"].endswith("@shop.example")


def test_the_address_for_answers_is_the_desk_s_own(question, care):
    set_up(care, reply_to="help@wexmoor.example")
    receive(
        mail(
            "And?",
            message_id="<2@x.example>",
            in_reply_to="<first@shopper.example>",
            cc="help@wexmoor.example",
        )
    )

    assert is_own("help@wexmoor.example") and not is_party(question, "help@wexmoor.example")
    assert answer_to(question, None, is_to_all=True).cc == []


def test_the_archive_gets_a_blind_copy_of_what_agents_write(question, care, ada):
    set_up(care, archive="archive@wexmoor.example")
    reply = send_reply(question, "Soon.", by=ada)
    start_side_conversation(question, to="parcels@carrier.example", subject="Parcel", text="Where?", by=ada)

    shown, copy = (read(each) for each in reply.deliveries.order_by("pk"))
    side = SideConversation.objects.get().entries.get().message.deliveries.get(purpose="archive")
    assert shown["to"] == copy["to"] == "Mina Okafor <mina@shopper.example>"
    assert "archive" not in shown.as_string()
    assert "Soon." in copy.get_body(("plain",)).get_content()
    assert read(side)["to"] == "parcels@carrier.example"
    assert "Where?" in read(side).get_body(("plain",)).get_content()
    assert not is_party(question, "archive@wexmoor.example")


def test_what_no_agent_wrote_is_not_archived(question, care):
    set_up(care, archive="archive@wexmoor.example")

    assert send_reply(question, "I am a bot.", by="Bot").deliveries.count() == 1


def test_the_thread_speaks_of_the_archive_only_when_it_fails(desk, question, care, ada):
    set_up(care, archive="archive@wexmoor.example")
    reply = send_reply(question, "Soon.", by=ada)
    page = f"/desk/tickets/{question.pk}/"

    assert "archive@" not in desk(ada).get(page).content.decode()
    reply.deliveries.filter(purpose="archive").update(state="failed", error="550 no")
    assert "Not delivered to archive@wexmoor.example" in desk(ada).get(page).content.decode()


FORM = {
    "name": "Care", "address": "care@shop.example", "is_active": "on", "email-sender_name": "Wexmoor",
    "email-sender_style": "agent", "email-reply_to": "Help@Wexmoor.example", "email-archive": "a@wexmoor.example",
}  # fmt: skip


def test_an_admin_sets_it_and_sees_it_before(desk, root, care):
    page = f"/desk/settings/inboxes/{care.pk}/"
    shown = desk(root).post(page, FORM, headers={"HX-Target": "preview"}).content.decode()
    assert "Answers go to Help@Wexmoor.example" in shown and "Blind copy to a@wexmoor.example" in shown
    assert '<b dir="auto">Ada</b>' in shown

    desk(root).post(page, FORM)
    care.refresh_from_db()
    assert (care.setting("reply_to"), care.setting("archive")) == (
        "help@wexmoor.example",
        "a@wexmoor.example",
    )


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("reply_to", "nobody", "address"),
        ("archive", "nobody", "address"),
        ("archive", "care@shop.example", "every copy would become a ticket"),
    ],
)
def test_what_would_not_work_is_refused(desk, root, care, field, typed, sentence):
    answered = desk(root).post(f"/desk/settings/inboxes/{care.pk}/", FORM | {f"email-{field}": typed})

    assert answered.status_code == 422 and sentence in answered.content.decode()


def test_a_host_that_knows_no_plus_gets_answers_at_the_plain_address(question, care, ada, relay):
    set_up(care, has_tokens=False)
    reply = send_reply(question, "Soon.", by=ada)
    sent = read(reply.deliveries.get())
    deliver(reply.deliveries.get().pk)

    assert sent["reply-to"] == "care@shop.example" and relay.mails[0].mail_from == "care@shop.example"
    answer = mail("Thanks", message_id="<2@shopper.example>", in_reply_to=sent["message-id"])
    assert receive(answer)["ticket"] == question.pk
