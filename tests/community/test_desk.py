"""The community on the desk: queues, decisions, tickets."""

import re
import uuid
from datetime import timedelta

import pytest

from shopbell.community import queue
from shopbell.community.models import Board, Post, Topic, TopicTicket
from shopbell.community.profile import choose_pseudonym
from shopbell.community.state import State
from shopbell.community.views import desk as desk_views
from shopbell.community.voicing import report, thank
from shopbell.customers.block import is_customer_blocked
from shopbell.customers.merge import merge_customers
from shopbell.web.console.customer_export import exported_customer
from tests.cast import customer
from tests.channels.form.test_held import SPAM

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R51")]


@pytest.fixture
def desk(client, ada):
    client.force_login(ada)
    return client


def decide(desk, post, what, **more):
    return desk.post(f"/desk/community/posts/{post.pk}/decision/", {"what": what, **more})


def test_what_waits_is_looked_at_and_shown(desk, careful, begin):
    post = begin().posts.get()
    page = desk.get("/desk/community/").content.decode()
    assert "It has a small socket." in page and "One of the first posts of somebody new" in page

    answer = decide(desk, post, "approve", queue="waiting")

    assert answer.headers["Location"] == "/desk/community/waiting/"
    assert Post.objects.get().state == State.SHOWN
    assert "small socket" not in desk.get("/desk/community/").content.decode()


def test_who_moderates_reads_what_made_a_post_look_like_spam(desk, begin, say, moth):
    post = say(begin(), SPAM, by=moth)

    page = desk.get("/desk/community/").content.decode()

    assert post.why == "spam" and "What made it look like spam" in page
    clues = re.findall(r'<mark dir="auto">([^<]+)</mark> <span class="figures">(\d+)%', page)
    assert clues and all(50 < int(share) < 100 and word.lower() in SPAM.lower() for word, share in clues)


def test_a_board_has_its_name_in_the_language_of_who_moderates(desk, ada, lamps, begin):
    lamps.names.create(language="ar", name="المصابيح والإضاءة")
    ada.language = "ar"
    ada.save()
    topic = begin()

    page = desk.get(f"/desk/community/topics/{topic.pk}/").content.decode()

    assert "المصابيح والإضاءة" in page and "Lamps and light" not in page


def test_every_queue_opens_and_says_when_it_is_empty(desk, community):
    for name in ("waiting", "reported", "unanswered", "hidden"):
        assert "Everything has been looked at." in desk.get(f"/desk/community/{name}/").content.decode()


def test_every_question_without_an_answer_is_met_once_the_oldest_first(
    desk, begin, say, firefly, moth, monkeypatch
):
    monkeypatch.setattr(queue, "PAGE", 2)
    monkeypatch.setattr(desk_views, "PAGE", 2)
    old = begin("Which bulb is oldest?")
    begun = [old, *(begin(f"Which bulb {number}?") for number in range(4))]
    Topic.objects.filter(pk=begun[3].pk).update(created_at=old.created_at - timedelta(days=9))
    say(begin("Which bulb was answered?"), "An E14.", by=moth)
    begin("Look at my lamp", kind="talk")

    met, path = [], "/desk/community/unanswered/"
    while path:
        page = desk.get(path).content.decode()
        met += re.findall(r"Which bulb [^<]*", page)
        more = re.search(r'rel="next" href="([^"]*)"', page)
        path = f"/desk/community/unanswered/{more[1]}" if more else ""

    assert met == [each.title for each in (begun[3], old, *begun[1:3], begun[4])]


def test_a_refusal_without_a_reason_is_refused_and_one_with_it_is_taken_back(desk, careful, begin):
    post = begin().posts.get()
    assert decide(desk, post, "refuse").status_code == 422

    decide(desk, post, "refuse", reason="Advertising")
    assert "Advertising" in desk.get("/desk/community/hidden/").content.decode()
    desk.post(f"/desk/community/decisions/{post.decisions.get().pk}/undo/", {"queue": "hidden"})

    post.refresh_from_db()
    assert post.state == State.WAITING


def test_who_advertises_is_blocked(desk, begin, mina):
    post = begin().posts.get()

    decide(desk, post, "block", reason="Advertising")

    post.refresh_from_db()
    assert post.state == State.HIDDEN and is_customer_blocked(mina.pk)


def test_an_agent_answers_a_topic_in_its_ticket(desk, begin):
    topic = begin()

    answer = desk.post(f"/desk/community/topics/{topic.pk}/ticket/")

    ticket = TopicTicket.objects.get().ticket
    assert answer.headers["Location"] == f"/desk/tickets/{ticket.pk}/"
    page = desk.get(answer.headers["Location"]).content.decode()
    assert "small socket" in page and "Community" in page


def test_an_agent_who_would_answer_as_a_shopper_is_shown_the_way_at_the_desk(desk, begin):
    topic = begin()
    answer = f"/community/en/topics/{topic.pk}/answer/"
    written = {"text": "It takes the small one.", "client_id": str(uuid.uuid4())}

    pages = [
        desk.get(f"/community/en/topics/{topic.pk}/{topic.slug}/"),
        desk.get(answer),
        desk.post(answer, written),
    ]

    for page in pages:
        assert f'"/desk/community/topics/{topic.pk}/">Open this topic at the desk' in page.content.decode()
    assert "Join the community" in pages[2].content.decode()
    assert "Open the community at the desk" in desk.get("/community/en/join/").content.decode()


def test_an_agent_who_may_not_moderate_is_told_so_and_others_read_nothing_of_a_desk(client, begin, bo):
    topic = begin()
    address = f"/community/en/topics/{topic.pk}/{topic.slug}/"
    assert "at the desk" not in client.get(address).content.decode()

    client.force_login(bo)

    page = client.get(address).content.decode()
    assert "your role does not write here for the shop" in page and "/desk/community/" not in page


def test_a_topic_is_pinned_and_locked(desk, begin):
    topic = begin()

    desk.post(f"/desk/community/topics/{topic.pk}/standing/", {"pinned": "1"})
    desk.post(f"/desk/community/topics/{topic.pk}/standing/", {"locked": "1"})

    topic.refresh_from_db()
    assert topic.is_pinned and topic.is_locked
    assert "Pinned" in desk.get("/community/en/boards/lamps/").content.decode()


def test_a_moderator_says_what_solved_it_and_takes_that_back(desk, begin, say, moth, firefly):
    topic = begin()
    post = say(topic, "An E14.", by=moth)
    assert "This solved it" in desk.get(f"/desk/community/topics/{topic.pk}/").content.decode()

    for chosen, best in ((post.pk, post), ("", None)):
        desk.post(f"/desk/community/topics/{topic.pk}/solution/", {"post": chosen})
        topic.refresh_from_db()
        assert topic.accepted == best

    other = say(begin("Which shade?"), "Linen.", by=moth)
    refused = desk.post(f"/desk/community/topics/{topic.pk}/solution/", {"post": other.pk})
    assert refused.status_code == 404


def test_a_topic_is_put_on_the_board_where_it_belongs_under_a_title_that_says_it(desk, client, begin):
    topic = begin("HELP!!!")
    Board.objects.create(slug="kitchen").names.create(language="en", name="Kitchen")

    desk.post(
        f"/desk/community/topics/{topic.pk}/standing/", {"board": "kitchen", "title": "Which bulb fits?\n"}
    )

    topic.refresh_from_db()
    assert (topic.board.slug, topic.title) == ("kitchen", "Which bulb fits?")
    empty = desk.post(f"/desk/community/topics/{topic.pk}/standing/", {"board": "kitchen", "title": " "})
    assert empty.status_code == 422


def test_the_shop_begins_topics_also_where_nobody_else_may(desk, lamps, ada):
    lamps.is_open = False
    lamps.save()
    form = {
        "language": "ar",
        "board": "lamps",
        "kind": "talk",
        "title": "New lamps",
        "text": "They are **here**.",
        "client_id": uuid.uuid4(),
    }
    assert "Lamps and light" in desk.get("/desk/community/new/").content.decode()

    for _again in range(2):
        desk.post("/desk/community/new/", form)

    topic = Topic.objects.get()
    assert (topic.author.agent, topic.language, topic.state) == (ada, "ar", State.SHOWN)
    assert desk.post("/desk/community/new/", form | {"title": ""}).status_code == 422


def test_the_queues_say_how_much_waits(desk, careful, begin, firefly):
    for number in range(3):
        begin(f"Which bulb {number}?")

    page = desk.get("/desk/community/hidden/").content.decode()

    assert re.search(r"Waits to be looked at <span[^>]*>3</span>", page) and "Reported <span" not in page


def test_the_settings_open_it_and_name_its_boards(client, root, db):
    client.force_login(root)

    client.post("/desk/settings/community/", {"is_on": "on", "looked_at_first": 3, "ticket_after_hours": ""})
    client.post("/desk/settings/community-boards/new/", {"slug": "lamps", "position": 1, "name_en": "Lamps"})

    client.logout()
    assert "Lamps" in client.get("/community/en/").content.decode()


def test_the_export_of_a_customer_has_what_they_wrote_thanked_and_reported(
    begin, say, mina, moth, firefly, ada
):
    topic = begin()
    answer = say(topic, "An E14, surely.", by=moth)
    thank(answer, by=firefly, is_on=True)
    report(answer, "He sells lamps.", by=firefly)

    (told,) = exported_customer(mina, ada)["community"]

    assert told["name"] == "Firefly"
    assert [each["text"] for each in told["posts"]] == ["It has a small socket."]
    assert [each["topic"] for each in told["thanked"]] == [topic.title]
    assert [each["text"] for each in told["reported"]] == ["He sells lamps."]


def test_the_export_has_all_names_of_who_was_merged_however_often(begin, say, mina, theo, moth, firefly, ada):
    say(begin(), "An E14, surely.", by=moth)
    rosa = customer("Rosa Lund")
    choose_pseudonym(rosa, "Glow-worm")
    merge_customers(mina, theo, by=ada)
    merge_customers(rosa, mina, by=ada)

    told = {each["name"]: each["posts"] for each in exported_customer(rosa, ada)["community"]}

    assert set(told) == {"Firefly", "Night moth", "Glow-worm"}
    assert told["Night moth"][0]["text"] == "An E14, surely." and not told["Glow-worm"]


def test_who_wrote_nothing_here_has_nothing_of_it_in_the_export(mina, community, ada):
    assert exported_customer(mina, ada)["community"] == []
