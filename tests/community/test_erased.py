"""What stays of a member who is erased."""

from importlib import import_module

import pytest
from django.apps import apps

from shopbell.community.models import Post, Topic
from shopbell.community.moderation import hide, restore
from shopbell.community.state import State
from shopbell.community.writing import edit_post
from shopbell.core.errors import Refused

from .pages import address, read

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R51")]


def test_when_somebody_is_erased_their_posts_stay_as_a_deleted_members(client, begin, say, moth, theo, ada):
    from shopbell.customers.erasure import erase_customer, preview_of

    topic = begin()
    say(topic, "An E14.", by=moth)
    assert any("Posts in the community" in each for each in preview_of(theo).stays)

    erase_customer(theo, "Theo Brandt", by=ada)

    page = read(client, address(topic))
    assert "An E14." in page and "Deleted member" in page and "Night moth" not in page
    assert Post.objects.filter(author=None).get().state == State.SHOWN


def test_of_somebody_erased_nothing_stays_that_nobody_reads(begin, say, moth, theo, firefly, ada):
    from shopbell.customers.erasure import erase_customer

    topic = begin()
    edited, hidden = say(topic, "I am Theo. An E14.", by=moth), say(topic, "I am Theo Brandt.", by=moth)
    edit_post(edited, "An E14.", by=moth)
    hide(hidden, "Names somebody", by=ada)
    waits = begin("Theo asks", "Mail theo@shopper.example", by=moth)

    erase_customer(theo, "Theo Brandt", by=ada)

    left = {each.pk: each for each in Post.objects.filter(author=None)}
    assert left[edited.pk].text == "An E14." and not edited.versions.exists()
    assert [left[each].text for each in (hidden.pk, waits.posts.get().pk)] == ["", ""]
    assert Topic.objects.get(pk=waits.pk).title == "—"
    with pytest.raises(Refused, match="words were erased"):
        restore(left[hidden.pk], by=ada)


def test_what_was_erased_before_that_was_noted_is_not_offered_to_be_shown_again(
    begin, say, moth, firefly, ada
):
    migration = import_module("shopbell.community.migrations.0008_say_what_was_erased_before")
    topic = begin()
    erased, hidden, shown = (say(topic, text, by=moth) for text in ("Gone.", "Bad words.", "An E14."))
    for post in (erased, hidden):
        hide(post, "Names somebody", by=ada)
    Post.objects.filter(pk=erased.pk).update(text="", html="", author=None)

    migration.note_what_was_erased(apps, None)

    assert list(Post.objects.filter(why="erased")) == [erased]
    erased.refresh_from_db()
    with pytest.raises(Refused, match="words were erased"):
        restore(erased, by=ada)
    restore(hidden, by=ada)
