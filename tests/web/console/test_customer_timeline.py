"""The timeline of a customer: everything of all tickets, newest first, paged by place, as far as the agent may see."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.customers.note import write_note
from shopbell.shop.models import Order
from shopbell.tickets.assignment import assign_ticket
from shopbell.tickets.deletion import delete_ticket
from shopbell.tickets.event import Verb, record
from shopbell.tickets.message import add_note, receive_message
from shopbell.tickets.models import Message
from shopbell.tickets.sitting_in import sit_in
from shopbell.tickets.ticket import create_ticket
from shopbell.tickets.whisper import whisper
from shopbell.web.console.customer_timeline import timeline_of

NOW = timezone.now()


@pytest.fixture
def story(mina, bo, late_parcel):
    """Two tickets with messages and a note, an order before them, a note on Mina; some of it at the same moment."""
    second = create_ticket(customer=mina, channel="chat", subject="And a lamp?", team=late_parcel.team)
    for hours in (1, 1, 3):
        receive_message(second, f"{hours}", customer=mina, channel="chat", at=NOW - timedelta(hours=hours))
    add_note(late_parcel, "Carrier is slow.", by=bo)
    Order.objects.create(
        external_id="1", number="20311", customer=mina, currency="EUR", placed_at=NOW - timedelta(hours=1)
    )
    Order.objects.create(external_id="2", number="20312", customer=mina, currency="EUR", placed_at=None)
    write_note("Likes tea.", customer=mina, by=bo)
    return mina


def kinds(timeline):
    return [entry.kind for entry in timeline.entries]


def test_everything_stands_in_one_line_newest_first(story, ada):
    timeline = timeline_of(story, ada)

    assert sorted(kinds(timeline)) == sorted(["ticket"] * 2 + ["message"] * 5 + ["order", "note"])
    assert [entry.at for entry in timeline.entries] == sorted(
        (entry.at for entry in timeline.entries), reverse=True
    )


@pytest.mark.parametrize("size", [1, 2, 3, 5])
@pytest.mark.parametrize("shown", ["", "messages", "tickets", "orders", "notes"])
def test_pages_follow_each_other_without_gap_or_double(story, ada, shown, size):
    whole = [entry.place for entry in timeline_of(story, ada, shown=shown).entries]
    seen, after = [], ""
    while True:
        page = timeline_of(story, ada, shown=shown, after=after, size=size)
        seen += [entry.place for entry in page.entries]
        after = page.next
        if not after:
            break

    assert seen == whole and len(set(seen)) == len(seen)


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("messages", {"message"}),
        ("tickets", {"ticket"}),
        ("orders", {"order"}),
        ("notes", {"message", "note"}),
    ],
)
def test_one_kind_is_shown_alone(story, ada, shown, expected):
    assert set(kinds(timeline_of(story, ada, shown=shown))) == expected


def test_nothing_is_shown_that_the_agent_may_not_see(story, cy):
    assert set(kinds(timeline_of(story, cy))) == {"order", "note"}
    cy.role.permissions = ["customer:read"]
    cy.role.save()
    assert set(kinds(timeline_of(story, type(cy).objects.get(pk=cy.pk)))) == {"note"}


def test_a_reply_that_was_taken_back_is_not_there(story, ada):
    Message.objects.filter(text="3").update(unsent_at=NOW)

    assert "3" not in [entry.it.text for entry in timeline_of(story, ada, shown="messages").entries]


@pytest.mark.parametrize("after", ["x", "1.2", "-.1.1", "1.1.1", "9" * 18 + ".1.1"])
def test_a_made_up_place_breaks_nothing(story, ada, after):
    timeline_of(story, ada, after=after)


@pytest.mark.requirement("R66")
def test_the_page_shows_it_and_its_parts_alone(desk, story, bo):
    browser, address = desk(bo), f"/desk/customers/{story.pk}/"
    page = browser.get(address).content.decode()
    for words in ("#20311", "Carrier is slow.", "And a lamp?", "Likes tea.", "noted on the customer"):
        assert words in page, words

    part = browser.get(f"{address}?show=orders", headers={"HX-Request": "true", "HX-Target": "timeline"})
    assert "#20311" in part.content.decode() and "Carrier is slow." not in part.content.decode()
    assert "<html" not in part.content.decode()


def test_the_page_blocks_and_lets_in_again(desk, story, ada):
    browser = desk(ada)
    assert "Block Mina Okafor?" in browser.get(f"/desk/customers/{story.pk}/block/").content.decode()

    browser.post(f"/desk/customers/{story.pk}/block/", {"reason": "Insults", "days": "7"})
    assert "Blocked" in browser.get(f"/desk/customers/{story.pk}/").content.decode()
    browser.post(f"/desk/customers/{story.pk}/unblock/")
    assert "badge-broken" not in browser.get(f"/desk/customers/{story.pk}/").content.decode()


def test_the_export_holds_all_that_is_kept_and_no_secret(desk, story, ada, bo):
    from shopbell.customers.customer import claim_identity

    claim_identity(story, "visitor", "the-secret-of-a-browser", source="chat")

    answer = desk(ada).get(f"/desk/customers/{story.pk}/export/")

    data, text = answer.json(), answer.content.decode()
    assert data["name"] == "Mina Okafor" and data["notes"][0]["text"] == "Likes tea."
    assert {ticket["subject"] for ticket in data["tickets"]} == {"Where is my parcel?", "And a lamp?"}
    assert [order["number"] for order in data["orders"]] == ["20311", "20312"]
    assert "Carrier is slow." in text and "the-secret-of-a-browser" not in text
    assert "attachment" in answer.headers["Content-Disposition"]
    assert desk(bo).get(f"/desk/customers/{story.pk}/export/").status_code == 403


def test_the_export_leaves_out_what_agents_say_to_and_do_with_each_other(desk, story, late_parcel, ada, bo):
    assign_ticket(late_parcel, bo, by=bo)
    sit_in(late_parcel, by=ada)
    whisper(late_parcel, "Offer them a new one.", by=ada)
    record(late_parcel, Verb.LOOKED_UNSEEN, by=ada)

    text = desk(ada).get(f"/desk/customers/{story.pk}/export/").content.decode()

    assert "Carrier is slow." in text and '"assigned"' in text
    for words in ("Offer them", "whispered", "sat_in", "looked_unseen"):
        assert words not in text, words


@pytest.mark.parametrize(
    ("who", "permissions", "subjects", "left_out"),
    [
        ("root", None, {"Where is my parcel?", "And a lamp?", "Whose lamp?"}, (0, 1, 0)),
        ("ada", None, {"Where is my parcel?", "And a lamp?", "Whose lamp?"}, (0, 1, 0)),
        ("bo", ["ticket:read_team", "order:read"], {"Where is my parcel?", "And a lamp?"}, (1, 1, 0)),
        ("cy", ["ticket:read_team"], {"Whose lamp?"}, (2, 1, 2)),
        ("bo", ["ticket:read_own"], set(), (3, 1, 2)),
    ],
)
def test_the_export_holds_what_its_agent_may_see_and_says_what_it_left_out(
    desk, story, advice, who, permissions, subjects, left_out, request
):
    agent = request.getfixturevalue(who)
    create_ticket(customer=story, channel="chat", subject="Whose lamp?", team=advice)
    delete_ticket(create_ticket(customer=story, channel="chat", subject="Forget this."), by=None)
    if permissions:
        agent.role.permissions = ["customer:read", "customer:export", *permissions]
        agent.role.save()

    data = desk(agent).get(f"/desk/customers/{story.pk}/export/").json()

    assert {ticket["subject"] for ticket in data["tickets"]} == subjects
    assert tuple(data["left_out"].values()) == left_out
    assert len(data["orders"]) == 2 - left_out[2]
