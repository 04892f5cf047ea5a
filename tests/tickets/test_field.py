"""Custom fields: who sees them, what they take, what tickets hold, and that solving asks for them."""

from datetime import date
from decimal import Decimal

import pytest

from shopbell.channels.inbox import set_inbox
from shopbell.core.errors import Refused
from shopbell.core.models import SettingChange
from shopbell.core.settings_history import note_change, undo_change
from shopbell.tickets.field import CustomField, FieldKind, holds
from shopbell.tickets.field_value import fields_of, fill_field, parse_value
from shopbell.tickets.models import ContactReason, FieldValue, Message, Ticket
from shopbell.tickets.reason import classify_ticket
from shopbell.tickets.status import set_status, solve_ticket

FRAGMENT = {"headers": {"HX-Request": "true"}}
PER_KIND = [
    (FieldKind.TEXT, "  SN-1  ", "SN-1", "SN-1"),
    (FieldKind.NUMBER, "12,50", Decimal("12.5"), "12.5"),
    (FieldKind.NUMBER, "1000", Decimal("1000"), "1000"),
    (FieldKind.DATE, "2026-12-24", date(2026, 12, 24), "2026-12-24"),
    (FieldKind.CHOICE, "torn", ["torn"], "torn"),
    (FieldKind.YES_NO, "no", False, "no"),
    (FieldKind.LINK, "https://shop.example/a", "https://shop.example/a", "https://shop.example/a"),
]
WRONG = [
    (FieldKind.NUMBER, "twelve", "takes a number"),
    (FieldKind.NUMBER, "1e9", "takes a number"),
    (FieldKind.NUMBER, "9" * 15, "up to 14 digits"),
    (FieldKind.NUMBER, "0.1234567", "6 behind the point"),
    (FieldKind.DATE, "24.12.2026", "takes a date"),
    (FieldKind.CHOICE, "burnt", "not in the list"),
    (FieldKind.YES_NO, "maybe", "yes or no"),
    (FieldKind.LINK, "javascript:alert(1)", "begins with https"),
]


def field(name="Serial number", kind=FieldKind.TEXT, **more):
    choices = ["torn", "stained", "too small"] if kind in {FieldKind.CHOICE, FieldKind.CHOICES} else []
    return CustomField.objects.create(name=name, kind=kind, choices=choices, **more)


@pytest.mark.parametrize(("kind", "typed", "value", "words"), PER_KIND)
def test_each_kind_keeps_what_was_typed_as_its_own(late_parcel, bo, kind, typed, value, words):
    asked = field(kind=kind)

    fill_field(late_parcel, asked, parse_value(asked, [typed]), by=bo)

    [filled] = fields_of(late_parcel, bo)
    assert (filled.value, filled.words) == (value, words)


@pytest.mark.parametrize(("kind", "typed", "sentence"), WRONG)
def test_what_is_none_is_refused_with_what_is_expected(db, kind, typed, sentence):
    with pytest.raises(Refused, match=sentence):
        parse_value(field(kind=kind), [typed])


def test_several_of_a_list_stand_in_the_order_of_the_list(late_parcel, bo):
    defects = field("Defects", FieldKind.CHOICES)

    fill_field(late_parcel, defects, parse_value(defects, ["too small", "torn"]), by=bo)

    assert fields_of(late_parcel, bo)[0].value == ["torn", "too small"]


def test_a_choice_that_left_the_list_stays_where_it_was_chosen(late_parcel, bo):
    defect = field("Defect", FieldKind.CHOICE)
    fill_field(late_parcel, defect, ["torn"], by=bo)
    defect.choices = ["stained"]
    defect.save()

    assert fields_of(late_parcel, bo)[0].choices == ["stained", "torn"]


def test_the_timeline_tells_each_change_once(late_parcel, bo):
    serial = field()

    for value in ("SN-1", "SN-1", "SN-2", None, None):
        fill_field(late_parcel, serial, value, by=bo)

    told = late_parcel.events.filter(verb="filled").order_by("pk").values_list("data__before", "data__after")
    assert list(told) == [("", "SN-1"), ("SN-1", "SN-2"), ("SN-2", "")]
    assert not FieldValue.objects.exists()


def test_a_field_of_a_reason_is_asked_of_its_details_too_and_of_nothing_else(late_parcel, bo):
    returned = ContactReason.objects.get(name="Return")
    detail = ContactReason.objects.create(name="Wrong colour", stage=returned.stage, parent=returned)
    field().reasons.add(returned)
    assert fields_of(late_parcel, bo) == []

    for reason in (returned, detail):
        classify_ticket(late_parcel, reason, by=bo)
        assert [filled.field.name for filled in fields_of(late_parcel, bo)] == ["Serial number"]


def test_what_a_ticket_holds_stays_in_sight_whatever_its_reason_becomes(late_parcel, bo):
    serial = field()
    serial.reasons.add(ContactReason.objects.get(name="Return"))
    fill_field(late_parcel, serial, "SN-1", by=bo)

    assert [filled.value for filled in fields_of(late_parcel, bo)] == ["SN-1"]


def test_a_field_of_a_team_is_shown_to_it_and_to_who_reads_everything(desk, late_parcel, bo, cy, ada, advice):
    secret = field()
    secret.teams.add(advice)

    assert [len(fields_of(late_parcel, agent)) for agent in (bo, cy, ada)] == [0, 1, 1]
    page = desk(bo).post(f"/desk/tickets/{late_parcel.pk}/fields/{secret.pk}/", {"value": "x"}, **FRAGMENT)
    assert page.status_code == 404


# --- solving ---------------------------------------------------------------------------------------------


def test_solving_without_a_needed_field_leads_to_it(desk, late_parcel, bo):
    serial = field(is_required=True)

    page = desk(bo).post(f"/desk/tickets/{late_parcel.pk}/status/", {"status": "solved"}, **FRAGMENT)

    assert page.status_code == 422
    assert "Fill in “Serial number” first" in page.content.decode()
    assert page.headers["HX-Trigger"] == f'{{"lead": "field-{serial.pk}"}}'
    late_parcel.refresh_from_db()
    assert late_parcel.status == "new"

    fill_field(late_parcel, serial, "SN-1", by=bo)
    solve_ticket(late_parcel, by=bo)
    assert late_parcel.status == "solved"


def test_send_and_solve_without_a_needed_field_sends_nothing_and_says_where(desk, late_parcel, bo, care):
    set_inbox(late_parcel, care)
    serial = field(is_required=True)

    answer = desk(bo).post(
        f"/desk/tickets/{late_parcel.pk}/replies/",
        {"text": "Here it is.", "channel": "email", "then": "solve"},
        **FRAGMENT,
    )

    assert (answer.status_code, answer.headers["Shopbell-Place"]) == (422, f"field-{serial.pk}")
    assert not Message.objects.filter(agent=bo).exists()


def test_rules_solve_without_and_other_reasons_do_not_ask(late_parcel, wrong_size, bo):
    field(is_required=True).reasons.add(ContactReason.objects.get(name="Return"))
    solve_ticket(wrong_size, by=bo)

    classify_ticket(late_parcel, ContactReason.objects.get(name="Return"), by=bo)
    set_status(late_parcel, "solved", by="Night rule")

    assert (wrong_size.status, late_parcel.status) == ("solved", "solved")


# --- the screen ------------------------------------------------------------------------------------------


def test_a_field_is_changed_in_the_panel_and_says_what_was_wrong(desk, late_parcel, bo):
    weight = field("Weight", FieldKind.NUMBER)
    address = f"/desk/tickets/{late_parcel.pk}/fields/{weight.pk}/"

    page = desk(bo).post(address, {"value": "heavy"}, **FRAGMENT)
    assert page.status_code == 422
    assert "takes a number" in page.content.decode() and 'value="heavy"' in page.content.decode()

    page = desk(bo).post(address, {"value": "3.2"}, **FRAGMENT)
    assert page.status_code == 200 and 'value="3.2"' in page.content.decode()
    panel = desk(bo).get(f"/desk/tickets/{late_parcel.pk}/panel/").content.decode()
    assert "Weight" in panel and 'value="3.2"' in panel
    assert desk(bo).post(address, {"value": ""}).status_code == 302
    assert not FieldValue.objects.exists()


@pytest.mark.parametrize("kind", FieldKind.values)
def test_every_kind_has_its_face(desk, late_parcel, bo, kind):
    field(kind=kind, help="On the back.")

    page = desk(bo).get(f"/desk/tickets/{late_parcel.pk}/fields/").content.decode()

    assert 'name="value"' in page and "On the back." in page


def test_an_admin_makes_a_field_and_cannot_change_the_kind_of_one_in_use(desk, root, late_parcel, bo):
    browser = desk(root)
    page = browser.post("/desk/settings/fields/new/", {"name": "Defect", "kind": "choice", "position": 0})
    assert page.status_code == 422 and "Write at least one choice." in page.content.decode()

    words = {
        "name": "Defect",
        "kind": "choice",
        "lines": "torn\n\n stained \ntorn",
        "position": 0,
        "is_active": "on",
    }
    assert browser.post("/desk/settings/fields/new/", words).status_code == 302
    defect = CustomField.objects.get()
    assert defect.choices == ["torn", "stained"]

    fill_field(late_parcel, defect, ["torn"], by=bo)
    page = browser.post(f"/desk/settings/fields/{defect.pk}/", words | {"kind": "text"})
    assert page.status_code == 422 and "There are values of this kind." in page.content.decode()
    assert (
        "1 ticket holds a value" in browser.get(f"/desk/settings/fields/{defect.pk}/delete/").content.decode()
    )


def test_the_history_brings_no_kind_back_while_there_are_values_of_another(late_parcel, root, bo):
    serial = field()
    with note_change("settings-fields", serial, by=root):
        serial.kind = FieldKind.NUMBER
        serial.save()
    fill_field(late_parcel, serial, Decimal(7), by=bo)

    with pytest.raises(Refused, match="There are values of this kind"):
        undo_change(SettingChange.objects.get(), by=root)


# --- for filters -----------------------------------------------------------------------------------------


def test_tickets_are_found_by_what_their_fields_hold(late_parcel, wrong_size, bo):
    weight, defects = field("Weight", FieldKind.NUMBER), field("Defects", FieldKind.CHOICES)
    serial = field()
    fill_field(late_parcel, weight, Decimal("3.2"), by=bo)
    fill_field(late_parcel, defects, ["torn", "stained"], by=bo)
    fill_field(late_parcel, serial, "SN-0815", by=bo)

    def found(condition):
        return list(Ticket.objects.filter(condition))

    assert found(holds(weight.pk, weight.kind, "above", 3)) == [late_parcel]
    assert found(holds(weight.pk, weight.kind, "below", 3)) == []
    assert found(holds(defects.pk, defects.kind, "is", "stained")) == [late_parcel]
    assert found(holds(serial.pk, serial.kind, "has", "0815")) == [late_parcel]
    assert found(holds(serial.pk, serial.kind, "is", "sn-0815")) == [late_parcel]
    assert found(holds(serial.pk, serial.kind, "is", None)) == [wrong_size]
