import uuid
from types import SimpleNamespace

import pytest

from shopbell.channels.form import work as work_of_form
from shopbell.community.from_ticket import PublicWords, answer_for_topic, ask_for_topic
from shopbell.community.models import Board, Community
from shopbell.community.profile import choose_pseudonym
from shopbell.community.writing import NewTopic, begin_topic, write_post
from shopbell.core import rate
from shopbell.helpcenter.centre import HelpCentre
from tests.helpcenter.from_ticket.conftest import ANSWER, QUESTION, washed
from tests.portal.conftest import minas, theos

__all__ = ["ANSWER", "QUESTION", "minas", "theos", "washed"]
NOON = 1_800_000_000.0


@pytest.fixture
def community(db, returns):
    """An open community in two languages, where everybody's first words are shown at once."""
    HelpCentre.objects.create(pk=1, languages=["en", "ar"])
    return Community.objects.create(pk=1, is_on=True, looked_at_first=0, team=returns)


@pytest.fixture
def careful(community):
    """The same, where the first two posts of somebody new are looked at."""
    community.looked_at_first = 2
    community.save()
    return community


@pytest.fixture
def lamps(community):
    board = Board.objects.create(slug="lamps")
    board.names.create(language="en", name="Lamps and light")
    return board


@pytest.fixture
def firefly(mina, community):
    """Mina, as she is called here."""
    return choose_pseudonym(mina, "Firefly")


@pytest.fixture
def moth(theo, community):
    """Theo, as he is called here."""
    return choose_pseudonym(theo, "Night moth")


@pytest.fixture
def begin(lamps, firefly):
    """Begin a topic: begin("Title", by=…)."""

    def begin(title="Which bulb fits the Alma?", text="It has a small socket.", *, by=firefly, **more):
        wish = NewTopic(lamps, more.pop("language", "en"), title, text, **more)
        return begin_topic(wish, by=by, client_id=uuid.uuid4())

    return begin


@pytest.fixture
def say():
    """Answer in a topic: say(topic, "words", by=…)."""

    def say(topic, text, *, by):
        return write_post(topic, text, by=by, client_id=uuid.uuid4())

    return say


@pytest.fixture
def words(lamps):
    return PublicWords(lamps, "en", "Washing a cover", QUESTION, ANSWER)


@pytest.fixture
def agreed(washed, words, ada):
    asked = ask_for_topic(washed, words, by=ada)
    answer_for_topic(asked, is_given=True)
    asked.refresh_from_db()
    return asked


@pytest.fixture
def one_window(monkeypatch):
    """All limits count in one window, whatever the hour."""
    clock = SimpleNamespace(time=lambda: NOON)
    monkeypatch.setattr(rate, "time", clock)
    monkeypatch.setattr(work_of_form, "time", clock)
