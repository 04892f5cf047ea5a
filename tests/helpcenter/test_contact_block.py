"""The doors to a person on every page of the help centre: what they are called, where they lead, what they promise."""

import pytest
from django.utils import timezone

from shopbell.channels.doors import doors
from shopbell.channels.inbox import Inbox
from shopbell.promises.business_hours import BusinessHours, empty_rules
from shopbell.promises.usual_reply import UsualReply
from tests.channels.chat.conftest import be_there

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45")]


def test_each_door_tells_the_hours_and_the_time_of_its_own_inbox(client, write, contact_inbox, bo):
    write("How to pay")
    be_there(bo)
    chat = Inbox.objects.create(channel="chat", name="Talk to us")
    other = Inbox.objects.create(channel="form", name="For companies")
    always = {**empty_rules(), "week": [[[0, 1440]]] * 7}
    for name, inbox, rules in (
        ("Round the clock", chat, always),
        ("Never", other, {**empty_rules(), "week": [[]] * 7}),
    ):
        BusinessHours.objects.create(name=name, rules=rules).inboxes.set([inbox])
    said = {"tickets": 20, "median_seconds": 60, "measured_at": timezone.now()}
    UsualReply.objects.create(inbox=chat, channel="chat", most_seconds=300, **said)
    UsualReply.objects.create(inbox=contact_inbox, channel="form", most_seconds=24 * 3600, **said)

    found = [(each.name, each.address, each.opening) for each in doors("en")]
    assert found == [
        ("Chat", f"/chat/{chat.public_key}/?lang=en", "Open round the clock"),
        ("Contact form: Write to us", f"/contact/{contact_inbox.public_key}/?lang=en", ""),
        (
            "Contact form: For companies",
            f"/contact/{other.public_key}/?lang=en",
            "Closed until further notice",
        ),
    ]
    assert [each.usual.rpartition(": ")[2] for each in doors("en")] == [
        "up to 5 minutes",
        "up to 24 hours",
        "",
    ]
    page = client.get("/help/en/").content.decode()
    assert page.index("Chat</b>") < page.index("Write to us") < page.index("For companies")
    assert client.get(f"/chat/{chat.public_key}/").status_code == 200


@pytest.mark.requirement("R111")
@pytest.mark.parametrize(
    ("week", "opening"),
    [([[]] * 7, "Closed until further notice"), ([[[0, 1440]]] * 7, "Nobody is here right now")],
)
def test_a_chat_where_nobody_is_tells_the_time_of_a_message_that_is_left(db, week, opening):
    chat = Inbox.objects.create(channel="chat", name="Talk to us")
    BusinessHours.objects.create(name="Chat", rules={**empty_rules(), "week": week}).inboxes.set([chat])
    said = {"inbox": chat, "tickets": 20, "median_seconds": 60, "measured_at": timezone.now()}
    UsualReply.objects.create(channel="chat", most_seconds=300, **said)

    (door,) = doors("en")
    assert (door.opening, door.usual) == (opening, "Leave a message: you will get the answer by e-mail.")
    UsualReply.objects.create(channel="form", most_seconds=8 * 3600, **said)
    (door,) = doors("en")
    assert (door.opening, door.usual) == (opening, "Leave a message: the answer usually takes up to 8 hours")


def test_a_door_is_called_what_it_is_and_opens_in_the_language_of_the_page(client, write, contact_inbox):
    write("So zahlen Sie", language="de")

    page = client.get("/help/de/").content.decode()
    address = f"/contact/{contact_inbox.public_key}/?lang=de"
    assert f'<a href="{address}"><b dir="auto">Kontaktformular</b>' in page
    assert '<html lang="de"' in client.get(address).content.decode()


def test_every_page_has_the_doors_to_a_person(client, write, contact_inbox):
    text = write("How to send a lamp back")

    for page in (
        "/help/en/",
        "/help/en/topics/returns/",
        f"/help/en/articles/{text.article_id}/{text.slug}/",
    ):
        assert f"/contact/{contact_inbox.public_key}/" in client.get(page).content.decode()
