"""How far a member is trusted: the rules that are written down, and no others."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from shopbell.community.models import Community, Profile
from shopbell.community.trust import LIMITS, Trust, trust_of

pytestmark = pytest.mark.requirement("R51")
NOW = timezone.now()
COUNTS = st.integers(0, 200)


def member(days=0, **counts) -> Profile:
    return Profile(created_at=NOW - timedelta(days=days), customer_id=1, **counts)


@pytest.mark.parametrize(
    ("counts", "level"),
    [
        ({"shown_count": 1, "days": 400}, Trust.NEW),
        ({"shown_count": 2}, Trust.KNOWN),
        ({"shown_count": 4, "refused_count": 5, "days": 400}, Trust.NEW),
        ({"shown_count": 10, "days": 13}, Trust.KNOWN),
        ({"shown_count": 10, "days": 14}, Trust.REGULAR),
        ({"shown_count": 19, "refused_count": 2, "days": 14}, Trust.KNOWN),
        ({"shown_count": 40, "days": 60}, Trust.REGULAR),
        ({"shown_count": 40, "days": 60, "accepted_count": 5}, Trust.TRUSTED),
        ({"shown_count": 40, "days": 60, "thanked_count": 25}, Trust.TRUSTED),
    ],
)
def test_levels_follow_from_what_others_made_of_the_posts(counts, level):
    assert trust_of(member(**counts), Community(), NOW) == level


@given(COUNTS, COUNTS, COUNTS, COUNTS, st.integers(0, 500))
def test_what_is_good_never_lowers_and_what_is_refused_never_raises(shown, thanked, accepted, refused, days):
    counts = {
        "shown_count": shown,
        "thanked_count": thanked,
        "accepted_count": accepted,
        "refused_count": refused,
    }
    level = trust_of(member(days, **counts), Community(), NOW)

    for better in ("shown_count", "thanked_count", "accepted_count"):
        assert trust_of(member(days, **(counts | {better: counts[better] + 1})), Community(), NOW) >= level
    assert trust_of(member(days + 1, **counts), Community(), NOW) >= level
    assert trust_of(member(days, **(counts | {"refused_count": refused + 1})), Community(), NOW) <= level


def test_a_higher_level_may_more():
    limits = [LIMITS[level] for level in Trust]

    assert limits == sorted(limits, key=lambda each: (each.posts_an_hour, each.votes_an_hour, each.links))
