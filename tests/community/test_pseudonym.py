"""Pseudonyms: nobody's own name is shown, and nobody poses as somebody else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopbell.channels.brand import Brand
from shopbell.community.models import Profile
from shopbell.community.profile import choose_pseudonym, staff_profile
from shopbell.community.pseudonym import skeleton, tidy_pseudonym
from shopbell.core.errors import Refused

pytestmark = pytest.mark.requirement("R51")


@pytest.mark.parametrize(
    "other", ["firefly", "F1refly", "Fírefly", "Fire fly", "fire.fly", "Firefⅼy", "Fіrеflу", "FIREFLY"]
)
def test_names_that_look_alike_are_one(other):
    assert skeleton(other) == skeleton("Firefly")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["ab", "x" * 31, "mina@shop.example", "www.shop.org", "Admin", "Supp0rt", "...", ""]
)
def test_what_is_no_name_is_refused(name):
    with pytest.raises(Refused):
        tidy_pseudonym(name)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "is_taken"),
    [
        ("Wexmoor Support", False), ("Our Tеam", False), ("Kundenservice 7", False), ("L’équipe", False),
        ("فريق المتجر", False), ("Wexmoor and Pell", False), ("WexmoorPell 2", False), ("Wexmoor", False),
        ("The Wexmoor Shop", False), ("Pell Online", False),
        ("Supporter of lamps", True), ("Teamwork", True), ("Pell mell", True), ("Shop online", True),
    ],
)  # fmt: skip
def test_nobody_speaks_for_the_shop_by_their_name(name, is_taken):
    Brand.objects.create(pk=1, name="Wexmoor & Pell")

    if is_taken:
        assert tidy_pseudonym(name) == name
    else:
        with pytest.raises(Refused, match="kept for the shop"):
            tidy_pseudonym(name)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("shop", "name"), [("Bell", "Isabella"), ("Ada", "Ramadan"), ("Store", "Bookstore fan")]
)
def test_a_short_name_of_a_shop_may_be_within_another_word(shop, name):
    Brand.objects.create(pk=1, name=shop)

    assert tidy_pseudonym(name) == name
    with pytest.raises(Refused, match="kept for the shop"):
        tidy_pseudonym(f"The {shop}")


@given(st.text(min_size=1, max_size=40))
def test_a_look_looks_like_itself(name):
    assert skeleton(skeleton(name)) == skeleton(name)


@pytest.mark.django_db
def test_a_name_is_given_once_and_can_be_changed(mina, theo, community):
    choose_pseudonym(mina, "  Lamp   lover ")

    with pytest.raises(Refused, match="looks like it"):
        choose_pseudonym(theo, "1amp lover")
    choose_pseudonym(mina, "Firefly")
    assert choose_pseudonym(theo, "Lamp lover").pseudonym == "Lamp lover"
    assert Profile.objects.get(customer=mina).pseudonym == "Firefly"


@pytest.mark.django_db
def test_an_agent_is_called_by_the_first_name_that_shoppers_read_everywhere(ada):
    assert staff_profile(ada).pseudonym == "Ada"
    ada.name = "Adele Moreau"

    profile = staff_profile(ada)

    assert profile.pseudonym == "Adele" and profile.is_staff and Profile.objects.count() == 1
