"""Words that mean the same, in the configuration file."""

import json

import pytest

from shopbell.configuration.document import export_configuration, import_configuration
from shopbell.core.errors import Refused
from shopbell.search.help.synonym import Synonym

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("root"), pytest.mark.requirement("R56")]


def bring_in(*rows: dict) -> list:
    return import_configuration(json.dumps(json.loads(export_configuration()) | {"synonyms": list(rows)}))


def test_they_are_kept_folded_and_as_written_and_go_out_so_that_they_change_nothing():
    bring_in({"words": ["Sofa", "Canapé"], "language": "de"}, {"words": ["cod", "cash on delivery"]})

    assert [(row.words, row.language) for row in Synonym.objects.order_by("pk")] == [
        (["sofa", "canape"], "de"),
        (["cod", "cash on delivery"], ""),
    ]
    assert json.loads(export_configuration())["synonyms"][0]["words"] == ["Sofa", "Canapé"]
    assert import_configuration(export_configuration()) == []


def test_a_row_is_known_by_its_first_word_in_its_language():
    bring_in({"words": ["sofa", "couch"], "language": "en"})
    bring_in({"words": ["Sofa", "settee"], "language": "en"}, {"words": ["sofa", "divan"], "language": "fr"})

    assert list(Synonym.objects.order_by("language").values_list("words", flat=True)) == [
        ["sofa", "settee"],
        ["sofa", "divan"],
    ]


@pytest.mark.parametrize(
    "wrong",
    [{"words": ["sofa"]}, {"words": ["a", 7]}, {"words": ["a", "b"], "language": "xx"}, {"language": "en"}],
)
def test_what_the_page_refuses_is_refused(wrong):
    with pytest.raises(Refused):
        bring_in(wrong)
    assert not Synonym.objects.exists()
