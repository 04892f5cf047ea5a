"""What search engines read of the help centre: it can be read by programs, and says no more than the page."""

import html
import json
import re

import pytest

from shopbell.helpcenter.body import text_of_body

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R46")]
DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
MUST = {  # what schema.org and the search engines ask of each kind
    "Article": {"headline", "datePublished", "dateModified", "mainEntityOfPage"},
    "HowTo": {"name", "step"},
    "FAQPage": {"mainEntity"},
    "BreadcrumbList": {"itemListElement"},
}


def data_at(client, address) -> dict:
    """The data of a page by kind; each names its vocabulary and what its kind must have."""
    page = client.get(address).content.decode()
    found = [json.loads(each) for each in DATA.findall(page)]
    for each in found:
        assert each["@context"] == "https://schema.org" and MUST[each["@type"]] <= each.keys()
    return {each["@type"]: each for each in found}


def read(client, address) -> str:
    return " ".join(html.unescape(text_of_body(DATA.sub("", client.get(address).content.decode()))).split())


def test_a_category_of_questions_is_a_page_of_questions_with_the_answers_that_stand_on_it(client, write):
    write("How long does it take?", summary="Two to four working days.")
    write("What does it cost?", summary="Nothing </script><b>at all</b>.")
    write("All about boxes", summary="No question.")
    address = "/help/en/topics/returns/"

    told = data_at(client, address)["FAQPage"]["mainEntity"]
    assert [each["name"] for each in told] == ["How long does it take?", "What does it cost?"]
    for each in told:
        assert each["@type"] == "Question" and each["acceptedAnswer"]["@type"] == "Answer"
        assert each["name"] in read(client, address) and each["acceptedAnswer"]["text"] in read(
            client, address
        )


def test_one_question_or_texts_of_another_language_make_no_page_of_questions(client, write):
    write("How long does it take?", summary="Two to four working days.")
    write("Was kostet es?", language="de", summary="Nichts.")

    assert "FAQPage" not in data_at(client, "/help/en/topics/returns/")


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
