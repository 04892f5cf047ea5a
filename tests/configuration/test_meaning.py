"""Whether the search finds by meaning goes from one desk to another in the configuration file."""

import pytest

from shopbell.configuration.meaning import MEANING
from shopbell.core.errors import Refused
from shopbell.search.meaning.setting import Meaning

pytestmark = pytest.mark.django_db


def test_what_is_told_makes_the_same_elsewhere_and_changes_nothing_here(root):
    Meaning.objects.create(pk=1, is_on=True, languages=["en", "fr"])
    told = MEANING.told()
    assert told == [{"on": True, "languages": ["en", "fr"]}] and MEANING.apply(told, by=root) == []
    Meaning.objects.all().delete()

    MEANING.apply(told, by=root)

    assert Meaning.current().is_on and Meaning.current().languages == ["en", "fr"]


@pytest.mark.parametrize("languages", [[], ["tlh"], [7]])
def test_languages_that_nobody_knows_are_refused(languages, root):
    with pytest.raises(Refused):
        MEANING.apply([{"on": True, "languages": languages}], by=root)
    assert not Meaning.objects.exists()
