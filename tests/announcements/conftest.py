import uuid

import pytest

from shopbell.announcements.incident import Kind, State
from shopbell.announcements.models import StatusPart
from shopbell.announcements.publishing import About, Said, begin_incident
from shopbell.channels.brand import Brand
from shopbell.channels.inbox import Inbox
from shopbell.community.models import Board, Community
from shopbell.community.profile import choose_pseudonym
from shopbell.community.writing import NewTopic
from shopbell.community.writing import begin_topic as begin_a_topic
from shopbell.helpcenter.centre import HelpCentre


@pytest.fixture
def centre(db):
    return HelpCentre.objects.create(pk=1, languages=["en", "de"])


@pytest.fixture
def shop_form(returns):
    return Inbox.objects.create(name="Contact", channel="form", team=returns)


@pytest.fixture
def payments(centre):
    part = StatusPart.objects.create(slug="payments", words=["card", "paypal"])
    part.names.create(language="en", name="Payments")
    part.names.create(language="de", name="Zahlungen")
    return part


@pytest.fixture
def begin(payments, ada):
    """Begin an incident: begin("Title", text=…, kind=…)."""

    def begin(title="Cards are declined", *, text="The bank is slow.", kind=Kind.OUTAGE, by=ada, **more):
        said = {name: more.pop(name) for name in ("state", "next_news_at", "client_id") if name in more}
        about = About(kind, {"en": title}, more.pop("parts", [payments]), **more)
        return begin_incident(about, Said({"en": text}, **({"state": State.KNOWN} | said)), by=by)

    return begin


@pytest.fixture
def begin_topic(centre, mina, returns):
    """Begin a topic of Mina's in an open community: begin_topic("Title")."""
    Community.objects.create(pk=1, is_on=True, looked_at_first=0, team=returns)
    Brand.objects.update_or_create(pk=1, defaults={"name": "Wexmoor"})
    board = Board.objects.create(slug="paying")

    def begin_topic(title="Why is my card declined?"):
        wish = NewTopic(board, "en", title, "It worked last week.")
        return begin_a_topic(wish, by=choose_pseudonym(mina, "Firefly"), client_id=uuid.uuid4())

    return begin_topic
