"""The home of the help centre says first what shoppers read most."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.helpcenter.article import Access
from shopbell.helpcenter.article_read import ReadDay
from shopbell.helpcenter.most_read import DAYS, FEWEST_READINGS, MOST
from shopbell.helpcenter.publishing import withdraw

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45")]


@pytest.fixture
def read(db):
    """Note that the article of a text was read: read(text, 12, days_ago=3)."""

    def read(text, times=FEWEST_READINGS, *, language="en", days_ago=0, unknown=0):
        day = timezone.localdate() - timedelta(days=days_ago)
        ReadDay.objects.create(article=text.article, language=language, day=day, reads=times, unknown=unknown)

    return read


def named(client, language="en"):
    """The titles in the list, in their order."""
    home = client.get(f"/help/{language}/").content.decode()
    _before, _mark, after = home.partition('id="help-most"')
    return [
        each.partition("</a>")[0].rpartition(">")[2]
        for each in after.partition("</section>")[0].split("<li>")[1:]
    ]


def test_what_was_read_most_stands_first_and_categories_keep_their_order(client, write, read):
    first, second, third = write("Pay"), write("Send back"), write("Cancel")
    read(first), read(second, 20), read(second, 20, days_ago=1), read(third, 5, unknown=25)  # fmt: skip

    assert named(client) == ["Send back", "Cancel", "Pay"]
    shelf = client.get("/help/en/").content.decode().partition("help-shelves")[2]
    assert shelf.index("Pay") < shelf.index("Send back") < shelf.index("Cancel")


def test_a_shop_may_leave_the_list_off(client, write, read, desk, root):
    for title in ("Pay", "Send back", "Cancel"):
        read(write(title))
    assert len(named(client)) == 3

    kept = {"is_on": "on", "languages": "en, de", "follow_days": 3, "review_days": 365}
    assert desk(root).post("/desk/settings/help/", kept).status_code == 302
    assert named(client) == []
    desk(root).post("/desk/settings/help/", kept | {"shows_most_read": "on"})
    assert len(named(client)) == 3


def test_nothing_stands_there_while_too_little_was_read_or_long_ago(client, write, read):
    texts = [write(title) for title in ("Pay", "Send back", "Cancel")]
    read(texts[0], 90), read(texts[1], 90), read(texts[2], FEWEST_READINGS - 1)  # fmt: skip
    read(texts[2], 90, days_ago=DAYS)

    assert named(client) == []


def test_as_often_read_stand_in_the_order_in_which_they_were_begun_and_no_more_than_a_few(
    client, write, read
):
    for number in range(MOST + 2):
        read(write(f"Title {number}"))

    assert named(client) == [f"Title {number}" for number in range(MOST)]


def test_each_language_has_its_own(client, write, read):
    texts = [write(f"Title {number}") for number in range(3)]
    for number, text in enumerate(texts):
        read(text)
        write(f"Titel {number}", language="de", article=text.article)
        read(text, 10 * number, language="de")

    assert named(client) == ["Title 0", "Title 1", "Title 2"]
    assert named(client, "de") == []  # Titel 0 was not read, which leaves two


def test_only_what_the_reader_may_see_stands_there(client, desk, ada, write, read, root, minutes):
    texts = [write(f"Title {number}") for number in range(4)]
    hidden = write("For agents", access=Access.AGENTS)
    for each in [*texts, hidden]:
        read(each, 50)
    withdraw(texts[0], by=root)

    assert named(client) == ["Title 1", "Title 2", "Title 3"]
    assert named(desk(ada)) == ["Title 1", "Title 2", "Title 3", "For agents"]
