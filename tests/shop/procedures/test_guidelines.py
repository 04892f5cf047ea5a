import json
from pathlib import Path

import pytest

from shopbell.core.errors import Refused
from shopbell.shop.models import Procedure
from shopbell.shop.procedures.guidelines import load_procedures
from shopbell.shop.procedures.progress import mark_step, start_procedure
from shopbell.tickets.models import ContactReason

FOLDER = Path(__file__).resolve().parents[4] / "shared/data/procedures"


@pytest.fixture
def folder(tmp_path):
    """Guidelines in our own words, in the form of the published ones."""
    step = {
        "type": "interaction",
        "button": "Offer Refund",
        "text": "Pay back what was agreed.",
        "subtext": ["In euros"],
    }
    talk = {"type": "communication", "button": "N/A", "text": "Say when the money comes.", "subtext": []}
    files = {
        "guidelines": {"Late Goods": {"description": "", "subflows": {"Pay Back": {"actions": [step, talk], "instructions": ["When it is lost."]}}}},
        "kb": {"pay_back": ["offer-refund"]},
        "ontology": {"intents": {"subflows": {"late_goods": ["pay_back"]}}, "actions": {"interaction": {"offer-refund": ["amount"]}}},
    }  # fmt: skip
    for name, content in files.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(content))
    return tmp_path


def test_a_folder_becomes_procedures_with_actions_wired(folder, db):
    assert load_procedures(folder).sentence() == "Procedures: 1 new, 0 changed, 0 as they were."

    procedure = Procedure.objects.get()
    refund, talk = procedure.written
    assert (procedure.name, procedure.topic, procedure.about) == (
        "Pay Back",
        "Late Goods",
        "When it is lost.",
    )
    assert (refund.action, refund.asks, refund.details) == ("refund_order", ["amount"], ["In euros"])
    assert refund.parameters == {"amount_cents": "{amount}"} and not talk.action


def test_twice_changes_nothing_and_keeps_the_reasons(folder, db):
    load_procedures(folder)
    Procedure.objects.get().reasons.add(ContactReason.objects.get(name="Refund status"))

    assert load_procedures(folder).same == 1
    assert Procedure.objects.get().reasons.count() == 1


@pytest.mark.parametrize("content", ["{", '{"Late Goods": {"subflows": {"A": {}, "B": {}}}}', "[]"])
def test_a_folder_that_is_not_as_it_should_be_loads_nothing(folder, content, db):
    (folder / "guidelines.json").write_text(content)

    with pytest.raises(Refused):
        load_procedures(folder)
    assert not Procedure.objects.exists()


def test_a_missing_file_is_named(folder, db):
    (folder / "kb.json").unlink()

    with pytest.raises(Refused, match=r"kb\.json"):
        load_procedures(folder)


@pytest.mark.requirement("R79")
@pytest.mark.skipif(not FOLDER.exists(), reason="the procedures lie beside the project, in ../shared/data")
def test_the_published_procedures_are_followed_to_their_end(late_parcel, bo):
    load_procedures(FOLDER)

    assert Procedure.objects.count() == 55
    assert len(set(Procedure.objects.values_list("topic", flat=True))) == 10
    known = json.loads((FOLDER / "kb.json").read_text())
    assert sum(len(procedure.steps) for procedure in Procedure.objects.all()) >= sum(map(len, known.values()))
    for procedure in Procedure.objects.order_by("topic", "pk").distinct("topic"):
        progress, _event = start_procedure(late_parcel, procedure, by=bo)
        for place in range(len(progress.steps)):
            mark_step(progress, place, by=bo)
        progress.refresh_from_db()
        assert progress.ended_at, procedure


@pytest.mark.requirement("R79")
@pytest.mark.skipif(not FOLDER.exists(), reason="the procedures lie beside the project, in ../shared/data")
@pytest.mark.parametrize(
    ("name", "action"),
    [
        ("Initiate Refund", "refund_order"),
        ("Return Due to Size", "return_items"),
        ("Status Payment Method", "change_payment"),
        ("Manage Shipping", "change_address"),
        ("Missing Item", "reship"),
        ("Bad Price Yesterday", "give_credit"),
        ("Manage Change Address", "change_default_address"),
    ],
)
def test_the_published_procedures_act(name, action, db):
    load_procedures(FOLDER)

    procedure = Procedure.objects.get(name=name)
    assert action in [step.action for step in procedure.written]
    assert any(step.asks for step in procedure.written)
