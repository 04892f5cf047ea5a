"""New words of a post that everybody reads: what was approved stays, the new ones wait, and moderators see both."""

import pytest
from django.test import Client

from shopbell.accounts.letter import Letter
from shopbell.community import moderation
from shopbell.community.author_told import tell_author
from shopbell.community.exporting import exported_members
from shopbell.community.models import PostEdit
from shopbell.community.queue import in_queue
from shopbell.community.state import State
from shopbell.community.writing import accept_answer, edit_post, withdraw_post
from shopbell.core.errors import Refused
from shopbell.customers.erasure import erase_customer

from .pages import address, read

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R51")]
ELSEWHERE = "Cheaper lamps at https://elsewhere.example"


@pytest.fixture
def thanks(careful, begin, say, firefly, moth, ada):
    """An answer of somebody new that was approved, and that solved it."""
    topic = begin()
    moderation.approve(topic.posts.get(), by=ada)
    post = say(topic, "An E14.", by=moth)
    moderation.approve(post, by=ada)
    accept_answer(topic, post, by=firefly)
    return edit_post(post, ELSEWHERE, by=moth)


def waiting(post):
    return post.edits.waiting().get()


def test_an_approved_post_goes_on_saying_what_was_approved(client, thanks):
    topic = thanks.topic
    topic.refresh_from_db()

    page = read(client, address(topic))

    assert thanks.state == State.SHOWN and topic.answer_count == 1 and topic.accepted == thanks
    assert "An E14." in page and "elsewhere.example" not in page and waiting(thanks).why == "first"


def test_an_edit_that_adds_an_address_waits_from_whomever_it_comes(begin, say, moth):
    post = say(begin(), "An E14.", by=moth)

    post = edit_post(post, "Mail theo@shopper.example", by=moth)

    assert post.text == "An E14." and waiting(post).why == "address"


def test_its_author_reads_the_new_words_and_is_told_that_they_wait(theos, thanks):
    page = read(theos, address(thanks.topic))
    form = read(theos, f"/community/en/posts/{thanks.pk}/edit/")

    assert "Only you see your new words yet" in page and "elsewhere.example" in page
    assert "We look at your new words first." in form and "elsewhere.example" in form


def test_a_moderator_sees_what_differs_and_approves_it(thanks, client, ada):
    browser = Client()
    browser.force_login(ada)
    card = read(browser, "/desk/community/")
    assert "<del>An E14.</del>" in card and "<ins>Cheaper lamps at https://elsewhere.example</ins>" in card

    sent = {"what": "approve_edit", "edit": waiting(thanks).pk}
    assert browser.post(f"/desk/community/posts/{thanks.pk}/decision/", sent).status_code == 302

    assert "elsewhere.example" in read(client, address(thanks.topic)) and in_queue(ada, "waiting") == []
    assert thanks.versions.get().text == "An E14." and thanks.versions.get().was_shown


def test_nobody_approves_words_that_they_did_not_see(thanks, moth, ada):
    seen = waiting(thanks).pk
    edit_post(thanks, "Worse words.", by=moth)

    with pytest.raises(Refused, match="Its author has changed it since"):
        moderation.approve_edit(thanks, seen, by=ada)


@pytest.mark.parametrize("is_approved", [True, False])
def test_a_decision_about_new_words_can_be_taken_back(thanks, moth, ada, is_approved):
    edit = waiting(thanks)
    if is_approved:
        made = moderation.approve_edit(thanks, edit.pk, by=ada)
    else:
        made = moderation.refuse_edit(thanks, edit.pk, "Advertising", by=ada)
    moth.refresh_from_db()
    assert moth.refused_count == (0 if is_approved else 1)

    moderation.undo(made, by=ada)

    thanks.refresh_from_db()
    moth.refresh_from_db()
    assert thanks.text == "An E14." and thanks.state == State.SHOWN and not thanks.versions.exists()
    assert waiting(thanks) == edit and moth.refused_count == 0


def test_the_author_is_told_what_was_decided_about_the_change(thanks, ada):
    made = moderation.refuse_edit(thanks, waiting(thanks).pk, "No advertising, please.", by=ada)

    assert tell_author(made.pk)

    told = " ".join(Letter.objects.get().content.split())
    assert "Your change is not shown" in told and "No advertising, please." in told


def test_going_back_to_what_stands_there_or_taking_the_post_back_leaves_nothing_waiting(thanks, moth):
    edit_post(thanks, "An E14.", by=moth)
    assert not PostEdit.objects.exists()

    edit_post(thanks, ELSEWHERE, by=moth)
    withdraw_post(thanks, by=moth)
    assert not PostEdit.objects.exists()


def test_new_words_are_exported_and_erased_with_who_wrote_them(thanks, theo, ada):
    assert exported_members(theo)[0]["posts"][0]["not_shown"][0]["text"] == ELSEWHERE

    erase_customer(theo, "Theo Brandt", by=ada)

    assert not PostEdit.objects.exists()
