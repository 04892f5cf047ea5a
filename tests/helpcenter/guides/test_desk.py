"""Writing a guide in the console."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shopbell.helpcenter.guides.guide import Guide
from shopbell.helpcenter.guides.tree import Kind
from shopbell.helpcenter.guides.writing import begin_guide, write_step
from shopbell.shop.product import Product, Variant

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R46", "R49")]


def send(browser, address, expect=302, **words) -> str:
    answer = browser.post(address, words)
    assert answer.status_code == expect, answer.content.decode()[:500]
    return html.unescape(answer.content.decode())


def test_a_lead_writes_a_guide_from_its_first_question_to_its_publication(desk, ada, client, sending_back):
    lead = desk(ada)
    send(
        lead,
        "/desk/help/guides/new/",
        title="My parcel has not come",
        category=sending_back.pk,
        language="en",
    )
    guide = Guide.objects.get()
    home = f"/desk/help/guides/{guide.pk}/"
    assert "The guide has a fault" in send(lead, f"{home}publication/", 422, seen=1)
    row = {"words-0": "No", "to-0": "new:answer"}
    send(lead, f"{home}steps/1/", seen=1, kind="question", title="Does it move?", text="", **row)
    guide.refresh_from_db()
    send(
        lead, f"{home}steps/{guide.tree.steps[1].id}/", seen=2, kind="answer", title="Wait", text="Two days."
    )
    page = lead.get(home).content.decode()
    assert "Every path ends." in page and page.count("<rect") == 2 and page.count("<path d=") == 1
    send(lead, f"{home}publication/", seen=3)

    assert "Does it move?" in client.get("/help/en/guides/my-parcel-has-not-come/").content.decode()
    assert "My parcel has not come" in lead.get("/desk/help/guides/").content.decode()


def test_who_saw_an_older_draft_is_told_and_keeps_what_was_typed(desk, bo, parcel):
    typed = {"kind": "question", "title": "Mine", "text": "", "words-0": "My choice", "to-0": "new:answer"}
    page = send(desk(bo), f"/desk/help/guides/{parcel.pk}/steps/1/", 422, seen=1, **typed)

    parcel.refresh_from_db()
    assert (
        "Ada Moreau has changed this guide meanwhile" in page
        and 'value="Mine"' in page
        and "My choice" in page
    )
    assert parcel.tree.first.title == {"en": "Does the parcel move?"}
    seen = re.search(r'name="seen" value="(\d+)"', page)[1]
    send(desk(bo), f"/desk/help/guides/{parcel.pk}/steps/1/", seen=seen, **typed)
    parcel.refresh_from_db()
    assert parcel.tree.first.title == {"en": "Mine"}


def test_the_last_change_is_taken_back_and_numbers_are_not_given_again(desk, ada, parcel, change):
    change(parcel, 1, choices=[(0, "Else", Kind.ANSWER)])
    parcel.refresh_from_db()
    numbers = parcel.tree.last_id
    send(desk(ada), f"/desk/help/guides/{parcel.pk}/undo/", seen=parcel.revision)

    parcel.refresh_from_db()
    assert [choice.words["en"] for choice in parcel.tree.first.choices] == ["Not for days", "Yes, today"]
    assert parcel.tree.last_id == numbers


def test_a_version_comes_back_as_the_draft(desk, ada, published, change):
    changed = change(published, 1, title="Changed")
    send(desk(ada), f"/desk/help/guides/{published.pk}/versions/1/", seen=changed.revision)

    published.refresh_from_db()
    assert published.tree.first.title == {"en": "Does the parcel move?"} and not published.is_changed


def test_the_first_step_stays_and_a_step_taken_away_leaves_choices_that_lead_nowhere(desk, ada, parcel):
    home = f"/desk/help/guides/{parcel.pk}/"
    assert "Everybody begins" in send(desk(ada), f"{home}steps/1/", 422, seen=parcel.revision, remove="1")
    gone = parcel.tree.first.choices[0].to
    send(desk(ada), f"{home}steps/{gone}/", seen=parcel.revision, remove="1")

    assert "“Not for days” leads nowhere" in html.unescape(desk(ada).get(home).content.decode())


def test_an_agent_writes_and_does_not_publish_open_or_delete(desk, bo, published):
    home, agent = f"/desk/help/guides/{published.pk}/", desk(bo)
    send(agent, f"{home}steps/", seen=published.revision, kind="answer")
    for verb, words in [("publication", {}), ("about", {"access": "agents"}), ("about", {"delete": "1"})]:
        send(agent, f"{home}{verb}/", 403, seen=published.revision + 1, **words)

    assert Guide.objects.get().access == "public"


def test_a_published_guide_is_taken_back_before_it_is_deleted(desk, ada, published):
    home, lead = f"/desk/help/guides/{published.pk}/", desk(ada)
    assert "Take it back first" in send(lead, f"{home}about/", 422, delete="1")
    send(lead, f"{home}publication/", withdraw="1")
    send(lead, f"{home}about/", delete="1")

    assert not Guide.objects.exists()


def test_the_draft_is_tried_before_anybody_reads_it(desk, ada, parcel, client):
    first = desk(ada).get(f"/desk/help/guides/{parcel.pk}/preview/en/").content.decode()
    onward = re.search(r'href="(/desk/help/guides/\d+/preview/en/[\d-]+/)"', first)[1]

    assert "Give it two days" in desk(ada).get(onward).content.decode()
    assert client.get("/help/en/guides/my-parcel-has-not-come/").status_code == 404


def test_a_step_that_is_kept_beside_another_tells_the_revision_or_why_not(desk, ada, parcel):
    json, step = {"accept": "application/json"}, f"/desk/help/guides/{parcel.pk}/steps/1/"
    typed = {"kind": "question", "title": "Does it move yet?", "text": ""}

    kept = desk(ada).post(step, typed | {"seen": parcel.revision}, headers=json)
    assert kept.json() == {"revision": parcel.revision + 1}
    late = desk(ada).post(step, typed | {"title": "No", "seen": 1}, headers=json | {"HX-Request": "true"})
    assert late.status_code == 409 and "has changed this guide meanwhile" in late.content.decode()


def test_products_are_named_one_to_a_line_and_too_many_are_refused(desk, ada, parcel):
    step = f"/desk/help/guides/{parcel.pk}/steps/1/"
    typed = {"kind": "product", "title": "These", "text": "", "place": ""}
    send(desk(ada), step, seen=parcel.revision, products="NOOK LAMP 2\r\nBULB, E14\r\n\r\n", **typed)
    parcel.refresh_from_db()
    assert parcel.tree.first.products == ["NOOK LAMP 2", "BULB, E14"]

    many = "\n".join(f"LAMP{number}" for number in range(13))
    page = send(desk(ada), step, 422, seen=parcel.revision, products=many, **typed)
    assert "up to 12 products" in page and "LAMP11" in page
    far = typed | {"kind": "action", "address": "https://" + "x" * 293}
    page = desk(ada).post(step, far | {"seen": parcel.revision}).content.decode()
    assert "up to 300 characters" in page
    parcel.refresh_from_db()
    assert parcel.tree.first.products == ["NOOK LAMP 2", "BULB, E14"]


def test_a_number_under_which_nothing_is_sold_is_named_to_who_writes(desk, ada, parcel, change):
    product = Product.objects.create(external_id="1", name="Lamp Nook")
    Variant.objects.create(product=product, external_id="1", sku="NOOK", price_cents=4900, currency="EUR")
    change(parcel, parcel.tree.first.choices[0].to, kind=Kind.PRODUCT, products=["NOOK", "NOOC"])

    page = desk(ada).get(f"/desk/help/guides/{parcel.pk}/").content.decode()

    assert "<bdi>Lamp Nook</bdi>" in page
    assert "Nothing is sold under NOOC" in page and "Nothing is sold under NOOK" not in page


def test_the_list_asks_the_policies_once_however_many_guides_name_a_value(ada, desk, sending_back):
    def begin(title):
        guide = begin_guide("en", title, sending_back, by=ada)
        told = '<var data-from="shipping.fee"></var>'
        write_step(
            guide, 1, "en", {"kind": Kind.ANSWER, "title": title, "text": told}, by=ada, seen=guide.revision
        )

    def asked():
        with CaptureQueriesContext(connection) as queries:
            page = desk(ada).get("/desk/help/guides/").content.decode()
        assert "Does it hum?" in page
        return sum('FROM "shop_policy' in each["sql"] for each in queries)

    begin("Does it hum?")
    asked()  # what is kept from here on
    few = asked()
    for number in range(4):
        begin(f"Parcel {number}")

    assert asked() == few > 0
