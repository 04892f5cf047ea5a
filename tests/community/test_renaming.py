"""A name that speaks for the shop or offends is taken off: with a reason that is told, kept, and taken back."""

import pytest
from django.core import mail

from shopbell.community.models import Renaming
from shopbell.community.profile import choose_pseudonym
from shopbell.community.pseudonym import skeleton
from shopbell.community.renaming import give_name_back, take_name_off
from shopbell.core.errors import Forbidden, Refused
from tests.channels.email.conftest import work

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R51")]


def test_they_are_called_neutrally_and_told_why(firefly, ada):
    made = take_name_off(firefly, "It sounds like the shop.", by=ada)
    work()

    firefly.refresh_from_db()
    assert firefly.pseudonym == f"Member {firefly.pk}" and made.before == "Firefly"
    (told,) = mail.outbox
    assert "It sounds like the shop." in told.body and "/community/en/name/" in told.body


def test_it_is_taken_back_once_and_not_over_what_they_chose(firefly, ada):
    made = take_name_off(firefly, "Rude", by=ada)
    give_name_back(made, by=ada)
    give_name_back(made, by=ada)
    firefly.refresh_from_db()
    assert (firefly.pseudonym, firefly.looks_like) == ("Firefly", skeleton("Firefly"))

    again = take_name_off(firefly, "Rude", by=ada)
    choose_pseudonym(firefly.customer, "Glow worm")
    with pytest.raises(Refused, match="chosen another"):
        give_name_back(again, by=ada)


def test_the_name_that_was_taken_off_is_not_chosen_again(mina, firefly, ada):
    take_name_off(firefly, "Rude", by=ada)

    with pytest.raises(Refused, match="moderator"):
        choose_pseudonym(mina, "F1refly")


def test_a_name_that_somebody_has_by_now_is_not_given_back(firefly, moth, ada):
    made = take_name_off(firefly, "Rude", by=ada)
    choose_pseudonym(moth.customer, "Firefly")

    with pytest.raises(Refused, match="Somebody here"):
        give_name_back(made, by=ada)


def test_a_neutral_name_that_is_taken_gives_way(firefly, moth, ada):
    choose_pseudonym(moth.customer, f"Member {firefly.pk}")

    assert take_name_off(firefly, "Rude", by=ada).after == f"Member {firefly.pk + 1_000_000}"


def test_it_needs_a_reason_and_a_moderator(firefly, ada, bo):
    with pytest.raises(Refused, match="Say why"):
        take_name_off(firefly, " ", by=ada)
    with pytest.raises(Forbidden):
        take_name_off(firefly, "Rude", by=bo)


def test_a_moderator_does_it_where_the_post_stands(begin, firefly, ada, desk):
    topic = begin()
    browser, where = desk(ada), f"/desk/community/topics/{topic.pk}/"
    assert "Take the name off…" in browser.get(where).content.decode()

    browser.post(f"/desk/community/members/{firefly.pk}/name/", {"reason": "Rude", "topic": topic.pk})
    page = browser.get(where).content.decode()
    assert "took off the name “Firefly”" in page and f"Member {firefly.pk}" in page

    browser.post(f"/desk/community/members/{firefly.pk}/name/", {"back": "1", "topic": topic.pk})
    firefly.refresh_from_db()
    assert firefly.pseudonym == "Firefly" and Renaming.objects.get().undone_at
