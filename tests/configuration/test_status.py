"""The parts of the status page go from one desk to another in the configuration file."""

import pytest

from shopbell.announcements.models import StatusPart
from shopbell.configuration.sections import sections
from shopbell.configuration.status import PARTS
from shopbell.core.errors import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R136")]


@pytest.fixture
def payments(db):
    part = StatusPart.objects.create(slug="payments", position=3, words=["card", "paypal"])
    part.names.create(language="en", name="Payments", description="Cards and PayPal.")
    part.names.create(language="ar", name="الدفع")
    return part


def test_what_is_told_makes_the_same_parts_elsewhere_and_the_same_again_changes_nothing(payments, root):
    told = PARTS.told()
    assert PARTS.apply(told, by=root) == [] and PARTS in sections()
    payments.delete()

    assert PARTS.apply(told, by=root)

    assert PARTS.told() == told
    assert told == [
        {
            "slug": "payments",
            "names": {"ar": ["الدفع", ""], "en": ["Payments", "Cards and PayPal."]},
            "position": 3,
            "words": ["card", "paypal"],
        }
    ]


@pytest.mark.parametrize(
    "entry",
    [{"slug": "payments", "words": [1]}, {"slug": "payments", "names": {"en": "x"}}, {"slug": "not a slug"}],
)
def test_what_cannot_be_meant_is_refused(entry, payments, root):
    with pytest.raises(Refused):
        PARTS.apply([entry], by=root)
