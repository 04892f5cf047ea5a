import json

import pytest

from shopbell.configuration.document import export_configuration
from shopbell.shop.models import Procedure
from shopbell.tickets.models import ContactReason

from .conftest import LOST

PAGE = "/desk/settings/procedures/"
FORM = {"name": "Parcel lost", "topic": "Delivery", "position": 0, "is_active": "on", "written": LOST}


def test_a_procedure_is_written_and_changed(desk, root):
    reason = ContactReason.objects.get(name="Where is my order")
    screen = desk(root)
    assert screen.post(f"{PAGE}new/", FORM | {"reasons": [reason.pk]}).status_code == 302

    procedure = Procedure.objects.get()
    assert len(procedure.written) == 3 and procedure.reasons.get() == reason
    assert "refund_order amount_cents=" in screen.get(f"{PAGE}{procedure.pk}/").content.decode()

    screen.post(f"{PAGE}{procedure.pk}/", FORM | {"written": "Only this"})
    procedure.refresh_from_db()
    assert [step.title for step in procedure.written] == ["Only this"]


def test_what_cannot_be_followed_is_refused_on_the_form(desk, root):
    page = desk(root).post(f"{PAGE}new/", FORM | {"written": "Act\n! fly"})

    assert page.status_code == 422 and "there is no action “fly”" in page.content.decode()


def test_the_steps_are_drawn_while_they_are_written(desk, root):
    page = desk(root).post(f"{PAGE}new/", FORM, headers={"HX-Request": "true", "HX-Target": "preview"})

    assert "Ask the carrier" in page.content.decode() and not Procedure.objects.exists()


@pytest.mark.usefixtures("lost_parcel")
def test_the_configuration_file_holds_it_as_it_is_written(root):
    told = json.loads(export_configuration(by=root))["procedures"][0]

    assert told["name"] == "Parcel lost" and "amount_cents={amount}" in told["steps"]
    assert told["reasons"] == [["after", "Where is my order"]]
