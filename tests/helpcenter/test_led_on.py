"""A page of ours that was taken back leads on where somebody says so, and answers again once it is there again."""

import pytest

from shopbell.community.models import Board
from shopbell.core.errors import Forbidden, Refused
from shopbell.helpcenter.article import Access, Article
from shopbell.helpcenter.article_draft import write_draft
from shopbell.helpcenter.category import Category
from shopbell.helpcenter.category_change import delete_category
from shopbell.helpcenter.guides.publishing import change_guide, publish_guide, withdraw_guide
from shopbell.helpcenter.leading import place_named
from shopbell.helpcenter.publishing import publish, withdraw
from shopbell.helpcenter.redirect import Redirect, lead, lead_on
from tests.public_world import open_guide

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45")]
TABLE = "/desk/settings/help-redirects/"


def led(client, address):
    answer = client.get(address)
    return answer.status_code, answer.headers.get("Location", "")


@pytest.fixture
def other(write):
    """The article that says it now, in two languages."""
    text = write("Pay by card")
    write("Mit Karte zahlen", language="de", article=text.article)
    return text.article


def test_an_article_that_was_taken_back_leads_on_in_the_language_of_its_address(client, write, other, root):
    text = write("How to pay")
    withdraw(text, by=root)
    row = lead(f"https://shop.example/help/en/articles/{text.article_id}/how-to-pay/", other, by=root)

    assert row.path == f"en/articles/{text.article_id}"
    there = f"/help/en/articles/{other.pk}/pay-by-card/"
    assert led(client, f"/help/en/articles/{text.article_id}/") == (301, there)
    assert led(client, f"/help/en/articles/{text.article_id}/another-title/") == (301, there)
    assert led(client, f"/help/de/articles/{text.article_id}/") == (
        301, f"/help/de/articles/{other.pk}/mit-karte-zahlen/",
    )  # fmt: skip
    kept = client.get(f"/help/en/articles/{text.article_id}/").headers["Cache-Control"]
    assert "no-store" in kept  # no browser holds on to it when the article comes back


def test_an_article_that_is_published_again_answers_itself(client, write, other, root):
    text = write("How to pay")
    draft = withdraw(text, by=root)
    lead(f"en/articles/{text.article_id}", other, by=root)
    publish(draft, by=root)

    assert led(client, f"/help/en/articles/{text.article_id}/how-to-pay/") == (200, "")
    text.article.access = Access.CUSTOMERS
    text.article.save()
    assert (
        led(client, f"/help/en/articles/{text.article_id}/how-to-pay/")[0] == 404
    )  # it is there, for others


def test_what_readers_find_leads_nowhere_else(write, sending_back, other, ada, root):
    open_guide(sending_back, ada)
    Board.objects.create(slug="lamps")

    for there in (
        f"/help/en/articles/{other.pk}/", f"/help/de/articles/{other.pk}/", "/help/en/topics/returns/",
        "/help/en/guides/open/", "/community/en/boards/lamps/", "en/articles/2000000000",
    ):  # fmt: skip
        with pytest.raises(Refused, match="itself answers"):
            lead(there, other, by=root)


def test_a_category_a_guide_and_a_board_that_are_gone_lead_on(client, sending_back, other, ada, root):
    empty = Category.objects.create(slug="empty")
    delete_category(empty, by=root)
    guide = open_guide(sending_back, ada)
    change_guide(guide, by=root, slug="parcel")
    withdraw_guide(guide, by=root)
    for gone in ("/help/en/topics/empty/", "/help/en/guides/open/2/", "/community/en/boards/lamps/"):
        lead(gone, other, by=root)

    there = (301, f"/help/de/articles/{other.pk}/mit-karte-zahlen/")
    assert led(client, "/help/de/topics/empty/") == there
    assert led(client, "/help/de/guides/parcel/3/") == led(client, "/help/de/guides/open/") == there
    assert led(client, "/community/de/boards/lamps/") == there
    guide.refresh_from_db()
    publish_guide(guide, by=root, seen=guide.revision)
    Board.objects.create(slug="lamps")
    assert led(client, "/help/de/guides/parcel/") == (200, "")
    assert led(client, "/help/de/guides/open/") == (301, "/help/de/guides/parcel/")
    assert led(client, "/community/de/boards/lamps/")[0] != 301


def test_it_leads_on_over_what_was_taken_back_since_and_never_in_a_circle(client, write, other, root):
    first, second = write("How to pay"), write("Paying")
    draft = withdraw(first, by=root)
    lead(f"en/articles/{first.article_id}", second.article, by=root)
    withdraw(second, by=root)
    assert led(client, f"/help/en/articles/{first.article_id}/") == (404, "")

    lead(f"en/articles/{second.article_id}", other, by=root)
    assert led(client, f"/help/en/articles/{first.article_id}/") == (
        301, f"/help/en/articles/{other.pk}/pay-by-card/",
    )  # fmt: skip
    lead(f"en/articles/{second.article_id}", first.article, by=root)
    assert led(client, f"/help/en/articles/{first.article_id}/") == (404, "")
    publish(draft, by=root)
    assert led(client, f"/help/en/articles/{second.article_id}/")[0] == 301


def test_it_leads_to_no_category_in_which_this_reader_finds_nothing(client, write, other, root):
    inner = Category.objects.create(slug="inner")
    text = write("How to pay")
    ours = write("Ours", access=Access.AGENTS).article
    ours.category = inner
    ours.save()
    withdraw(text, by=root)
    Redirect.objects.create(path=f"en/articles/{text.article_id}", category=inner)

    assert led(client, f"/help/en/articles/{text.article_id}/") == (404, "")


@pytest.mark.parametrize("number", ["9" * 30, "9" * 5000])
def test_a_number_that_no_article_can_have_leads_nowhere(client, centre, number):
    assert client.get(f"/help/en/articles/{number}/").status_code == 404


def test_who_takes_an_article_back_says_where_it_leads(client, desk, root, write, other):
    text = write("How to pay")
    editor, there = desk(root), f"/desk/help/{text.article_id}/en/"
    assert "leads on to" not in editor.get(there).content.decode()
    withdraw(text, by=root)
    assert "leads on to" in editor.get(there).content.decode()

    said = editor.post(f"/desk/help/{text.article_id}/leads-on/", {"place": "by card", "language": "en"})
    assert said.headers["Location"] == there
    page = editor.get(there).content.decode()
    assert f'value="Pay by card (article {other.pk})"' in page
    assert led(client, f"/help/en/articles/{text.article_id}/")[0] == 301
    assert "Pay by card" in editor.get(TABLE).content.decode()

    editor.post(f"/desk/help/{text.article_id}/leads-on/", {"place": "nothing like it"})
    assert "Nothing has this title" in editor.get(there).content.decode()
    editor.post(f"/desk/help/{text.article_id}/leads-on/", {"place": ""})
    assert not Redirect.objects.exists()


def test_who_takes_a_guide_back_says_where_it_leads(client, desk, root, ada, sending_back, other):
    guide = open_guide(sending_back, ada)
    editor, there = desk(root), f"/desk/help/guides/{guide.pk}/"
    assert "leads on to" not in editor.get(there).content.decode()
    withdraw_guide(guide, by=root)
    assert "leads on to" in editor.get(there).content.decode()

    editor.post(f"{there}leads-on/", {"place": "by card"})
    assert led(client, "/help/en/guides/open/") == (301, f"/help/en/articles/{other.pk}/pay-by-card/")


def test_a_draft_that_nobody_has_read_leads_nowhere_yet(desk, root, sending_back):
    article = Article.objects.create(category=sending_back, language="en")
    write_draft(article, "en", {"title": "New", "summary": "", "body": ""}, by=root)

    assert "leads on to" not in desk(root).get(f"/desk/help/{article.pk}/en/").content.decode()


def test_only_who_publishes_says_where_it_leads_and_only_of_what_is_gone(write, other, bo, root):
    text = write("How to pay")
    with pytest.raises(Refused):
        lead_on(f"en/articles/{text.article_id}", place_named("by card"), by=root)
    withdraw(text, by=root)
    with pytest.raises(Forbidden):
        lead_on(f"en/articles/{text.article_id}", place_named("by card"), by=bo)


@pytest.mark.parametrize("number", ["0", "0/foo", "999999999999999999999999", "999999999999999999999999/foo"])
def test_an_address_of_no_article_is_not_found(client, other, number):
    assert led(client, f"/help/en/articles/{number}/") == (404, "")


def test_nothing_leads_on_to_what_is_for_agents(write, other, root):
    text = write("How to pay")
    withdraw(text, by=root)
    other.access = Access.AGENTS
    other.save()

    with pytest.raises(Refused, match="for agents"):
        lead(f"en/articles/{text.article_id}", other, by=root)
    assert not Redirect.objects.exists()
