"""Custom fields in filters: filled in, equal, more or less, words in them; names and choices of any case."""

import pytest

from shopbell.tickets.field import CustomField
from shopbell.tickets.field_value import fill_field, parse_value
from shopbell.tickets.filter.condition import Asker
from shopbell.tickets.filter.language import parse, write
from shopbell.tickets.filter.misread import Misread


@pytest.fixture
def filled(late_parcel, wrong_size, bo):
    """Fields of each kind; the parcel has a value in each, the shirt in none."""
    for name, kind, value in (
        ("Serial number", "text", "SN-0815 B"),
        ("Weight", "number", "3.5"),
        ("Bought on", "date", "2026-03-01"),
        ("Defect", "choice", "torn"),
        ("Insured", "yes_no", "yes"),
    ):
        field = CustomField.objects.create(
            name=name, kind=kind, choices=["torn", "stained"] if kind == "choice" else []
        )
        fill_field(late_parcel, field, parse_value(field, [value]), by=bo)


@pytest.mark.parametrize(
    "text",
    [
        'field:"Serial number"',
        'field:"serial number~0815"',
        'field:"Serial number=sn-0815 b"',
        "field:Weight>3",
        "field:Weight=3.50",
        'field:"Bought on<2026-04-01"',
        "field:Defect=TORN",
        "field:insured=yes",
        "-field:Weight<3",
    ],
)
def test_what_a_field_holds_is_found(filled, bo, found, text):
    expected = {"Where is my parcel?"} | ({"The shirt is too small"} if text.startswith("-") else set())

    assert found(bo, text) == expected


@pytest.mark.parametrize(
    "text", ["-field:Weight", "field:Insured=no,Defect=stained", 'field:"Bought on>2026-03-01"']
)
def test_what_it_does_not_hold_is_not(filled, bo, found, text):
    assert "Where is my parcel?" not in found(bo, text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("field:Wight>3", "Did you mean “Weight”"),
        ("field:Weight=much", "takes a number"),
        ("field:Defect=burnt", "not in the list"),
        ("field:Defect>torn", "cannot be asked"),
        ("field:Weight~3", "cannot be asked"),
        ("field:Insured=perhaps", "takes yes or no"),
    ],
)
def test_what_a_field_cannot_hold_is_misread(filled, bo, text, why):
    with pytest.raises(Misread, match=why):
        parse(text, Asker.of(bo))


def test_a_filter_means_the_same_after_a_field_was_renamed(filled, bo, found):
    asker = Asker.of(bo)
    kept = parse("field:Weight>3", asker)

    CustomField.objects.filter(name="Weight").update(name="Mass")

    assert write(kept, asker) == "field:Mass>3" and found(bo, write(kept, asker)) == {"Where is my parcel?"}


def test_a_field_of_another_team_is_not_filtered_by(filled, cy, returns):
    CustomField.objects.get(name="Weight").teams.add(returns)

    with pytest.raises(Misread, match="There is no “Weight”"):
        parse("field:Weight>3", Asker.of(cy))
