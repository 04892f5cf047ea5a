"""The console in the languages that it speaks: readable, accessible and no wider than the screen."""

import pytest
from playwright.sync_api import expect

from .axe import assert_accessible
from .conftest import PHONE, WIDE
from .walking import box


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize(
    ("language", "direction", "send_it"),
    [("de", "ltr", "Senden"), ("fr", "ltr", "Envoyer"), ("es", "ltr", "Enviar"), ("ar", "rtl", "إرسال")],
)
def test_a_ticket_is_answered(screen, bo, late_parcel, care, size, language, direction, send_it):
    bo.language = language
    bo.save()
    page = screen(bo, size=size)
    page.goto(f"/desk/tickets/{late_parcel.pk}/")
    expect(page.locator("html")).to_have_attribute("dir", direction)
    assert_accessible(page)

    box(page).fill("It left us yesterday.")
    page.get_by_role("button", name=send_it, exact=True).click()

    expect(page.locator("#entries")).to_contain_text("It left us yesterday.")


def test_from_right_to_left_the_panel_is_on_the_left(screen, bo, late_parcel):
    bo.language = "ar"
    bo.save()
    page = screen(bo)
    page.goto(f"/desk/tickets/{late_parcel.pk}/")

    places = [page.locator(each).bounding_box()["x"] for each in ("#panel", "#ticket", ".rail")]
    assert places == sorted(places)
