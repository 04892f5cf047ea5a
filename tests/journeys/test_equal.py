"""A lead hears that one channel waits longer, and looks at it; the admin plans the channels."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from shopbell.promises.unequal import watch_equality
from shopbell.routing.channel_plan import planned
from tests.promises.test_unequal import reason, unequal, versions  # noqa: F401 (fixtures)

from .axe import assert_accessible
from .conftest import PHONE


@pytest.mark.requirement("R10")
def test_a_lead_is_told_of_an_unequal_need_and_sees_its_figures(screen, ada, unequal, reason, shot):  # noqa: F811
    watch_equality(timezone.now())
    page = screen(ada)
    page.goto("/desk/notifications/")
    expect(page.get_by_text("E-mail waits 4.4 times as long as Chat")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Equal treatment").click()
    expect(page).to_have_url(re.compile(rf"/desk/equal/\?weeks=4&team=\d+#need-{reason.pk}$"))
    expect(page.locator(f"#need-{reason.pk}")).to_contain_text("E-mail waits 4.4 times as long as Chat")
    assert_accessible(page)
    shot(page, "equal-treatment")


@pytest.mark.requirement("R10")
def test_equal_treatment_fits_a_phone(screen, ada, unequal):  # noqa: F811
    page = screen(ada, size=PHONE)
    page.goto("/desk/equal/")
    expect(page.get_by_role("heading", name="Mix of channels")).to_be_attached()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    scale, card = (
        page.locator(".equal-steps text").last.bounding_box(),
        page.locator(".equal-lines").bounding_box(),
    )
    assert scale["x"] >= card["x"] and scale["x"] + scale["width"] <= card["x"] + card["width"] + 1


@pytest.mark.requirement("R5")
def test_the_plan_of_a_channel_is_accessible(screen, root):
    plan = planned().get(channel="chat")
    page = screen(root)
    for address in ("", f"{plan.pk}/"):
        page.goto(f"/desk/settings/channel-plan/{address}")
        assert_accessible(page)
    page.goto("/desk/settings/equal-treatment/")
    assert_accessible(page)
