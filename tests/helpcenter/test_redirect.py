"""Old addresses lead on, wherever they stood, and none of Shopbell's own is taken away."""

from importlib import import_module

import pytest
from django.apps import apps

from shopbell.core.errors import Refused
from shopbell.helpcenter.old_address import old_path
from shopbell.helpcenter.redirect import Redirect, lead
from tests.public_world import open_guide

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45")]
TABLE = "/desk/settings/help-redirects/"


@pytest.mark.parametrize(
    "old", ["/hc/en-us/articles/115", "/help/hc/en-us/articles/115/", "/hc/en-us/articles/115/"]
)
def test_an_old_address_leads_on_at_the_path_it_had(client, write, old):
    text = write("How to pay")
    Redirect.objects.create(path="hc/en-us/articles/115", article=text.article)

    answer = client.get(old)
    assert (answer.status_code, answer.headers["Location"]) == (
        301, f"/help/en/articles/{text.article_id}/how-to-pay/",
    )  # fmt: skip
    assert client.get("/hc/nowhere").status_code == 404 and client.post(old).status_code in (404, 405)


def test_a_page_of_ours_that_lacks_something_leads_nowhere(client, write):
    Redirect.objects.create(path="contact/none", article=write("How to pay").article)

    assert client.get("/contact/none/").status_code == 404


def test_it_leads_to_a_category_a_guide_or_a_policy_in_the_language_it_names(
    client, sending_back, write, ada, centre
):
    write("How to pay")
    centre.languages = ["en", "de"]
    centre.save()
    guide = open_guide(sending_back, ada)
    Redirect.objects.create(path="hc/de/sections/4", category=sending_back)
    Redirect.objects.create(path="kb/step", guide=guide)
    Redirect.objects.create(path="agb", policy="returns")

    def led(address):
        return client.get(address).headers["Location"]

    assert led("/hc/de/sections/4") == f"/help/de/topics/{sending_back.slug}/"
    assert led("/kb/step") == f"/help/en/guides/{guide.slug}/"
    assert led("/agb") == "/help/en/policies/returns/"


@pytest.mark.parametrize(
    "address",
    [
        "/desk/tickets/",
        "https://shop.example/help/en/",
        "en/articles/2000000000",
        "/policies/returns/",
        "static/x.css",
        "/help/",
    ],
)
def test_what_shopbell_answers_itself_leads_nowhere_else(address):
    with pytest.raises(Refused):
        old_path(address)


@pytest.mark.parametrize("address", ["hc/115?x=1", "https://shop.example/hc/115#top"])
def test_what_would_be_cut_off_is_told(address):
    with pytest.raises(Refused, match="“hc/115”"):
        old_path(address)


def test_an_admin_chooses_by_title_and_sees_titles(desk, root, write, sending_back):
    write("How to pay")
    write("How to pay by card")
    admin = desk(root)
    page = admin.get(f"{TABLE}new/").content.decode()
    assert "<datalist" in page and "How to pay by card (article" in page

    def said(place, path="hc/1"):
        answer = admin.post(f"{TABLE}new/", {"path": path, "place": place})
        return answer.status_code, answer.content.decode()

    assert "choose one" in said("how to")[1]
    assert said("By Card")[0] == 302 and said("Returns and refunds", "hc/2")[0] == 302
    assert "leads to “How to pay by card” already" in said("How to pay")[1]
    listed = admin.get(TABLE).content.decode()
    assert "How to pay by card" in listed and "Returns and refunds (policy)" in listed


def test_an_address_that_was_copied_leads_on_as_it_is_read(client, write, root):
    article = write("How to pay").article

    assert lead("https://shop.example/hc/r%C3%BCckgabe%00/", article, by=root).path == "hc/rückgabe"
    assert client.get("/hc/r%C3%BCckgabe").status_code == 301
    with pytest.raises(Refused):
        old_path("/%64esk/tickets/")


def test_what_is_no_address_is_refused(desk, root):
    with pytest.raises(Refused):
        old_path("http://[x")
    answer = desk(root).post(f"{TABLE}new/", {"path": "http://[x", "place": ""})
    assert answer.status_code == 422


def test_old_addresses_that_were_kept_as_copied_lead_on_after_the_upgrade(client, write):
    article = write("How to pay").article
    for path in ("hc/r%C3%BCckgabe", "hc/%C3%BC", "hc/ü", "hc/100%"):
        Redirect.objects.create(path=path, article=article)
    upgrade = import_module("shopbell.helpcenter.migrations.0020_read_old_addresses_as_they_are")

    upgrade.unquote_paths(apps, None)

    assert client.get("/hc/r%C3%BCckgabe").status_code == 301
    kept = {"hc/rückgabe", "hc/%C3%BC", "hc/ü", "hc/100%"}
    assert set(Redirect.objects.values_list("path", flat=True)) == kept
