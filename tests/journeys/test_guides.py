"""Writing a troubleshooting guide in a browser."""

import pytest
from playwright.sync_api import expect

from shopbell.helpcenter.category import Category
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.guides.guide import Guide
from shopbell.helpcenter.guides.tree import Kind
from shopbell.helpcenter.guides.writing import begin_guide, write_step

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
