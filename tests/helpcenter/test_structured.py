"""What search engines read of the help centre: it can be read by programs, and says no more than the page."""

import html

import pytest

from shopbell.channels.brand import Brand
from shopbell.helpcenter.body import text_of_body
from tests.structured_data import DATA, checked_data

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R46")]


@pytest.fixture(autouse=True)
def shop(db):
    return Brand.objects.create(pk=1, name="Wexmoor", logo="wex.webp")


def data_at(client, address) -> dict:
    """The data of a page by kind, held against schema.org."""
    return checked_data(client.get(address).content.decode())


def read(client, address) -> str:
    return " ".join(html.unescape(text_of_body(DATA.sub("", client.get(address).content.decode()))).split())


def test_an_article_that_asks_is_answered_with_its_own_text_as_far_as_it_is_short(client, write):
    long = "".join(f"<p>Day {day} </script> of the way.</p>" for day in range(400))
    asked = write(
        "How long does it take?", f"<p>Two to <b>four</b> days.</p>{long}", summary="What to expect."
    )
    address = f"/help/en/articles/{asked.article_id}/{asked.slug}/"

    (told,) = data_at(client, address)["FAQPage"]["mainEntity"]
    answer = told["acceptedAnswer"]["text"]
    assert told["name"] == "How long does it take?"
    assert answer.startswith("Two to four days.") and answer.endswith("of the way.")
    assert 2_900 < len(answer) <= 3_000 and " ".join(answer.split()) in read(client, address)


def test_what_is_no_question_and_a_list_of_summaries_are_no_page_of_questions(client, write):
    write("How long does it take?", summary="What to expect.")
    write("What does it cost?", summary="All about prices.")
    plain = write("All about boxes")

    assert "FAQPage" not in data_at(client, "/help/en/topics/returns/")
    assert "FAQPage" not in data_at(client, f"/help/en/articles/{plain.article_id}/{plain.slug}/")


def test_an_article_says_where_it_stands_from_the_help_centre_down(client, write):
    text = write("How to pay")
    address = f"/help/en/articles/{text.article_id}/how-to-pay/"

    told = data_at(client, address)
    crumbs = told["BreadcrumbList"]["itemListElement"]
    assert [(each["position"], each["name"]) for each in crumbs] == [
        (1, "Help centre"), (2, "Send something back"), (3, "How to pay"),
    ]  # fmt: skip
    assert all(client.get(each["item"]).status_code == 200 for each in crumbs)
    assert "Article" in told


def test_steps_are_a_how_to(client, write):
    text = write("How to pack", '<ol class="steps"><li>Fold</li><li>Close & seal</li></ol>')

    steps = data_at(client, f"/help/en/articles/{text.article_id}/how-to-pack/")["HowTo"]["step"]
    assert [each["text"] for each in steps] == ["Fold", "Close & seal"]


def test_policies_say_where_they_stand(client, centre):
    crumbs = data_at(client, "/help/en/policies/returns/")["BreadcrumbList"]["itemListElement"]

    assert [each["name"] for each in crumbs] == ["Help centre", "Our policies", "Returns and refunds"]


def test_an_article_is_by_the_shop_and_its_publisher_has_its_logo(client, write):
    text = write("How to pay")

    told = data_at(client, f"/help/en/articles/{text.article_id}/how-to-pay/")["Article"]
    assert told["author"] == told["publisher"]
    assert told["publisher"]["name"] == "Wexmoor" and told["publisher"]["url"].endswith("/help/")
    assert told["publisher"]["logo"]["url"].endswith("/logo/wex.webp/")


def test_a_shop_without_a_name_publishes_under_none(client, write, shop):
    shop.delete()
    text = write("How to pay")

    page = client.get(f"/help/en/articles/{text.article_id}/how-to-pay/").content.decode()
    assert "Article" in page and "publisher" not in page
