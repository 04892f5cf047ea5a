"""Troubleshooting guides among what the one search finds, for whoever may read them."""

import pytest

from shopbell.helpcenter.article import Access
from shopbell.helpcenter.guides.publishing import change_guide, publish_guide, withdraw_guide
from shopbell.search.help.find import find
from shopbell.search.help.index import index_due
from shopbell.search.help.sources import Reader
from tests.helpcenter.guides.conftest import change, parcel, published  # noqa: F401
from tests.helpcenter.guides.test_reading import HOME

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45", "R46")]
TITLE = "My parcel has not come"


def test_a_guide_is_found_by_its_name_and_by_what_stands_at_its_steps(titles, published):  # noqa: F811
    assert titles("parcel not come", kinds=["guide"]) == [TITLE]
    assert titles("give it two days", kinds=["guide"]) == [TITLE]
    assert titles("not for days", kinds=["guide"]) == [TITLE]


def test_a_guide_that_is_not_published_or_taken_back_is_not_found(titles, parcel, ada):  # noqa: F811
    assert titles("parcel not come", kinds=["guide"]) == []

    publish_guide(parcel, by=ada, seen=parcel.revision)
    assert titles("parcel not come", kinds=["guide"]) == [TITLE]

    withdraw_guide(parcel, by=ada)
    assert titles("parcel not come", kinds=["guide"]) == []


def test_what_is_written_later_is_not_found_until_it_is_published(titles, published, change, ada):  # noqa: F811
    guide = change(published, 1, title="Did the courier ring?")
    assert titles("courier ring", kinds=["guide"]) == []

    guide.refresh_from_db()
    publish_guide(guide, by=ada, seen=guide.revision)
    assert titles("courier ring", kinds=["guide"]) == [TITLE]


@pytest.mark.parametrize(
    ("access", "who"),
    [
        (Access.PUBLIC, {"stranger", "customer", "agent"}),
        (Access.CUSTOMERS, {"customer", "agent"}),
        (Access.AGENTS, {"agent"}),
    ],
)
def test_who_may_not_read_a_guide_does_not_find_it(titles, published, ada, mina, access, who):  # noqa: F811
    change_guide(published, by=ada, access=access)
    readers = {"stranger": Reader(), "customer": Reader(customer=mina), "agent": Reader(agent=ada)}

    found = {
        name for name, reader in readers.items() if titles("parcel not come", reader=reader, kinds=["guide"])
    }
    assert found == who


def test_a_row_that_is_a_moment_old_gives_nothing_away(titles, published, ada, monkeypatch):  # noqa: F811
    assert titles("parcel not come", kinds=["guide"]) == [TITLE]
    change_guide(published, by=ada, access=Access.AGENTS)
    monkeypatch.setattr("shopbell.search.help.find.index_due", lambda *_args, **_more: 0)

    assert find("parcel not come", language="en", reader=Reader(), kinds=["guide"]).hits == []


def test_a_guide_leads_to_its_first_step_and_is_counted_among_the_kinds(client, published):  # noqa: F811
    while index_due():
        pass
    page = client.get("/help/en/search/", {"q": "parcel not come"}).content.decode()

    assert f'href="{HOME}"' in page
    assert "kind=guide" in page
