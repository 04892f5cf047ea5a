"""A name is kept for who asked for it and has not joined yet: who comes second hears it at once, and loses no words."""

import pytest
from django.core import mail as outbox
from django.test import Client

from shopbell.community.joining import LASTS
from shopbell.community.models import Joining, Profile
from shopbell.community.profile import choose_pseudonym
from shopbell.community.pseudonym import skeleton
from shopbell.core.errors import Refused
from tests.channels.email.conftest import work

from .joins import JOIN, NEW, hidden_in, join, link, press, question
from .pages import read

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R51")]
ASK = "/community/en/ask/"
TAKEN = "Somebody here has this name"


@pytest.fixture
def other(community):
    """Another browser, that was here before."""
    browser = Client()
    browser.get(JOIN)
    return browser


@pytest.mark.parametrize("name", ["Night owl", "night 0wl"])
def test_who_asks_for_it_second_hears_so_at_once_and_keeps_their_words(client, lamps, other, name):
    client.get(JOIN)
    join(client)
    kept = hidden_in(other.post(ASK, question()))

    refused = other.post(JOIN, kept | {"email": "lou@stranger.example", "pseudonym": name})

    page = refused.content.decode()
    assert refused.status_code == 422 and TAKEN in page and "Does the Alma &lt;dim&gt;?" in page
    assert NEW not in page
    work()
    assert [mail.to for mail in outbox.outbox] == [[NEW]]


def test_who_mistyped_their_address_asks_for_the_name_again(client, community):
    client.get(JOIN)
    join(client, "nel@stranger.example")

    assert join(client, NEW).status_code == 302
    press(client, link())
    assert Profile.objects.get().pseudonym == "Night owl"


def test_nobody_learns_with_which_address_a_name_was_asked_for(client, other):
    client.get(JOIN)
    join(client)

    assert join(other, NEW).status_code == join(other, "lou@stranger.example").status_code == 422


def test_members_do_not_take_it_either_and_it_is_free_after_a_day(client, community, theo):
    join(client)
    with pytest.raises(Refused, match=TAKEN):
        choose_pseudonym(theo, "Night owl")
    joining = Joining.objects.get()
    joining.created_at -= LASTS
    joining.save()

    assert choose_pseudonym(theo, "Night owl").pseudonym == "Night owl"


def test_who_asked_twice_is_called_so_by_either_link(client, community):
    for _again in range(2):
        join(client)
        client.get(JOIN)

    press(Client(), link())

    assert Profile.objects.get().pseudonym == "Night owl"


def test_a_name_that_is_gone_all_the_same_is_told_before_the_button_is_pressed(client, lamps, theo):
    kept = hidden_in(client.post(ASK, question()))
    client.post(JOIN, kept | {"email": NEW, "pseudonym": "Night owl"})
    Profile.objects.create(customer=theo, pseudonym="Night owl", looks_like=skeleton("Night owl"))

    page = read(client, link())

    assert TAKEN in page and "You are about to take part as" not in page
    assert 'name="pseudonym" value="Night owl"' in page and "Does the Alma &lt;dim&gt;?" in page
