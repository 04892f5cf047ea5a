"""A product's page in the shop shows what was asked about it, as everybody may read it."""

import pytest

from shopbell.community.moderation import hide
from shopbell.community.writing import accept_answer
from tests.shop.conftest import vase  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R52")]


@pytest.fixture
def product(vase):  # noqa: F811
    return vase.product


def told(client, product="vase-ondine", status=200, **more):
    answer = client.get("/community/questions.json", {"product": product, "lang": "en", **more})
    assert answer.status_code == status
    return answer.json() if status == 200 else answer


def test_a_product_has_its_questions_in_the_language_of_the_page_first(
    client, begin, say, moth, firefly, product
):
    arabic = begin("هل هي مانعة للتسرب؟", product=product, language="ar")
    english = begin("Is it watertight?", product=product)
    begin("Which bulb?")
    accept_answer(english, say(english, "Yes.", by=moth), by=firefly)

    said = told(client, product.external_id)

    assert [topic["title"] for topic in said["topics"]] == [english.title, arabic.title]
    assert [topic["state"] for topic in said["topics"]] == ["Solved", "No answer yet"]
    assert said["ask"].endswith(f"/community/en/ask/?product={product.pk}")
    assert told(client, product.external_id, lang="ar")["topics"][0]["title"] == arabic.title


def test_it_is_found_by_the_number_of_a_variant_and_by_its_page_too(client, begin, product):
    begin("Is it watertight?", product=product)
    product.page = "https://shop.example/vase"
    product.save()
    product.variants.update(sku="WP-7")

    assert told(client, "WP-7")["title"] == told(client, product.page)["title"]


def test_every_shop_may_read_it_and_nobody_is_told_who_asked(client, begin, product):
    begin("Is it watertight?", product=product)

    answer = client.get("/community/questions.json", {"product": product.external_id, "lang": "en"})

    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Mina" not in answer.content.decode() and "Firefly" not in answer.content.decode()


def test_what_is_hidden_unknown_or_closed_is_not_there(client, community, begin, product, root):
    topic = begin("Is it watertight?", product=product)
    hide(topic.posts.get(), "Not here.", by=root)

    assert told(client, product.external_id)["topics"] == []
    told(client, "nothing", status=404)
    told(client, "", status=404)
    community.is_on = False
    community.save()
    told(client, product.external_id, status=404)


def test_the_script_is_served_to_pages_of_any_origin(client):
    answer = client.get("/questions.js")

    assert answer.status_code in (200, 503)  # without the front end it says so
    if answer.status_code == 200:
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
