"""The community and its boards go from one desk to another in the configuration file."""

import pytest

from shopbell.community.models import Board, Community
from shopbell.configuration.community import BOARDS, COMMUNITY
from shopbell.core.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def open_desk(returns):
    """A desk whose community is open, with a board that has two names."""
    Community.objects.create(
        pk=1,
        is_on=True,
        welcome="Hello",
        rules="Be kind.",
        texts={"rules_de": "Seid nett."},
        looked_at_first=3,
        ticket_after_hours=None,
        team=returns,
    )
    board = Board.objects.create(slug="lamps", icon="lamp", position=2, is_open=False)
    board.names.create(language="en", name="Lamps", description="And light.")
    board.names.create(language="de", name="Lampen")


def test_what_is_told_makes_the_same_community_elsewhere(open_desk, root):
    told, boards = COMMUNITY.told(), BOARDS.told()
    Community.objects.all().delete()
    Board.objects.all().delete()

    COMMUNITY.apply(told, by=root)
    BOARDS.apply(boards, by=root)

    assert (COMMUNITY.told(), BOARDS.told()) == (told, boards)
    assert told[0]["ticket_after_hours"] == "" and told[0]["team"] == "Returns"
    assert boards[0]["names"] == {"de": ["Lampen", ""], "en": ["Lamps", "And light."]}


def test_the_same_again_changes_nothing(open_desk, root):
    assert COMMUNITY.apply(COMMUNITY.told(), by=root) == BOARDS.apply(BOARDS.told(), by=root) == []


def test_a_name_that_is_left_out_goes_and_another_is_changed(open_desk, root):
    BOARDS.apply([{"slug": "lamps", "names": {"en": ["Light", ""]}}], by=root)

    names = Board.objects.get().names.values_list("language", "name", "description")
    assert list(names) == [("en", "Light", "")]


@pytest.mark.parametrize(
    ("section", "entry"),
    [
        (COMMUNITY, {"ticket_after_hours": "soon"}),
        (COMMUNITY, {"ticket_after_hours": "721"}),
        (BOARDS, {"slug": "lamps", "names": {"en": "Light"}}),
        (BOARDS, {"slug": "not a slug", "names": {}}),
    ],
)
def test_what_cannot_be_meant_is_refused(section, entry, open_desk, root):
    with pytest.raises(Refused):
        section.apply([entry], by=root)


@pytest.mark.parametrize(
    "texts", [{"de": "Hallo"}, {"title_de": "Hallo"}, {"welcome_de": 3}, {"welcome_de": "x" * 121}]
)
def test_texts_by_language_are_checked(open_desk, root, texts):
    with pytest.raises(Refused):
        COMMUNITY.apply([{"texts": texts}], by=root)
