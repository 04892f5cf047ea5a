"""Writing a troubleshooting guide in a browser."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from shopbell.helpcenter.category import Category
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.guides.guide import Guide
from shopbell.helpcenter.guides.publishing import publish_guide
from shopbell.helpcenter.guides.tree import Kind
from shopbell.helpcenter.guides.writing import begin_guide, write_step
from shopbell.shop.product import Product, Variant

from .axe import assert_accessible
from .conftest import PHONE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.requirement("R49")]


def test_a_button_forgets_nothing_that_was_typed_in_other_steps(screen, ada):
    HelpCentre.objects.create(pk=1, languages=["en"])
    guide = begin_guide("en", "My lamp is dark", Category.objects.create(slug="lamps"), by=ada)
    said = {"title": "Is it plugged in?", "choices": [(0, "Yes", Kind.ANSWER)]}
    ending = write_step(guide, 1, "en", said, by=ada, seen=guide.revision).tree.first.choices[0].to
    page = screen(ada)
    page.goto(f"/desk/help/guides/{guide.pk}/")
    first, second = page.locator("#step-1"), page.locator(f"#step-{ending}")

    first.get_by_label("What is asked").fill("Is it plugged in and switched on?")
    second.get_by_label("Heading").fill("Change the bulb")
    with page.expect_navigation():
        second.get_by_role("button", name="Save the step").click()
    expect(first.get_by_label("What is asked")).to_have_value("Is it plugged in and switched on?")
    steps = Guide.objects.get().tree.steps
    assert [step.title["en"] for step in steps] == ["Is it plugged in and switched on?", "Change the bulb"]


def test_a_step_takes_a_picture_and_a_film_and_shows_them_and_its_product_on_a_phone(screen, ada):
    HelpCentre.objects.create(pk=1, languages=["en"])
    guide = begin_guide("en", "My lamp is dark", Category.objects.create(slug="lamps"), by=ada)
    bulb = Product.objects.create(external_id="1", name="Bulb")
    Variant.objects.create(product=bulb, external_id="1", sku="BULB", price_cents=900, currency="EUR")
    said = {"title": "Change the bulb", "kind": Kind.PRODUCT, "products": ["BULB"]}
    write_step(guide, 1, "en", said, by=ada, seen=guide.revision)
    file = io.BytesIO()
    Image.new("RGB", (1280, 720), "red").save(file, "PNG")
    page = screen(ada)
    page.goto(f"/desk/help/guides/{guide.pk}/")
    step = page.locator("#step-1")
    text = step.locator("[name=text]")
    text.fill("https://vimeo.com/76979871")
    with page.expect_file_chooser() as chooser:
        step.get_by_role("button", name="Picture or file").click()
    chooser.value.set_files({"name": "bulb.png", "mimeType": "image/png", "buffer": file.getvalue()})
    page.get_by_label("What does the picture show?").fill("A [new] bulb")
    page.get_by_role("button", name="Done").click()
    expect(text).to_have_value(re.compile(r"!\[A \\\[new\\\] bulb\]\(</help/files/"))
    with page.expect_navigation():
        step.get_by_role("button", name="Save the step").click()
    guide.refresh_from_db()
    publish_guide(guide, by=ada, seen=guide.revision)

    reading = screen(size=PHONE)
    reading.goto(f"/help/en/guides/{guide.slug}/")
    expect(reading.get_by_role("img", name="A [new] bulb")).to_be_visible()
    expect(reading.get_by_role("link", name="A film on Vimeo")).to_be_visible()
    assert_accessible(reading)  # nor does it scroll sideways
