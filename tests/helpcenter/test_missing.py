"""A missing, closed or refused page of a shopper's: a sentence in the shop's frame, with a way on."""

import pytest
from django.test import Client

from shopbell.channels.brand import Brand
from shopbell.helpcenter.article import Access

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45")]


@pytest.fixture
def shop(centre):
    return Brand.objects.create(pk=1, name="Wexmoor & Pell")


@pytest.mark.parametrize(
    "path",
    [
        "/help/fr/",
        "/help/en/articles/4711/x/",
        "/community/en/topics/4711/x/",
        "/portal/x/",
        "/contact/x/",
        "/hc/en-us/articles/999-foo",
        "/chat/x/",
        "/old-shop/lamps.html",
    ],
)
def test_what_is_not_there_leads_on_in_the_shops_own_frame(client, shop, contact_inbox, path):
    page = client.get(path)
    said = page.content.decode()

    assert page.status_code == 404
    assert 'role="search"' in said
    assert "There is nothing here" in said and "Wexmoor &amp; Pell" in said and "Ask a person" in said
    assert "/desk/" not in said and 'name="robots" content="noindex"' in said
    assert page.headers["Cache-Control"] == "private, no-store"


def test_no_person_is_named_where_none_can_be_asked(client, shop):
    said = client.get("/help/en/articles/4711/x/").content.decode()

    assert "Search for it above." in said and "person" not in said


def test_what_is_for_customers_looks_like_what_is_missing_and_both_offer_the_sign_in_that_leads_back(
    client, shop, write
):
    article = write("Only for those who bought").article
    article.access = Access.CUSTOMERS
    article.save()
    path = f"/help/en/articles/{article.pk}/only-for-those-who-bought/"

    closed, missing = client.get(path), client.get(path.replace(str(article.pk), "4711"))

    assert closed.status_code == missing.status_code == 404
    assert f'href="/portal/sign-in/?next={path}"' in closed.content.decode()
    assert closed.content.decode().replace(f"/{article.pk}/", "/4711/") == missing.content.decode()


def test_a_form_that_has_expired_says_so_in_the_frame(shop):
    page = Client(enforce_csrf_checks=True).post("/portal/sign-in/", {"address": "mina@shopper.example"})

    assert page.status_code == 403
    assert "This form has expired" in page.content.decode() and "/desk/" not in page.content.decode()


def test_the_desk_keeps_its_own_page(client, ada):
    client.force_login(ada)

    assert "Back to the desk" in client.get("/desk/nowhere/").content.decode()
    assert (
        client.get("/help/en/nowhere/", headers={"HX-Request": "true"})
        .content.decode()
        .startswith("There is nothing")
    )


def test_a_program_is_answered_as_one(client):
    said = client.get("/api/v1/nowhere")

    assert said.status_code == 404 and "json" in said.headers["Content-Type"]
