"""docs/policies.md names every fact that a rule can ask and every word that a sentence can name."""

from pathlib import Path

from shopbell.shop.policies.draft import Draft
from shopbell.shop.policies.fact import FACTS
from shopbell.shop.policies.rehearsal import MOST
from shopbell.shop.policies.wording import said_by

PAGE = (Path(__file__).parents[3] / "docs" / "policies.md").read_text()


def test_every_fact_has_its_place():
    assert [name for name in FACTS if f"`{name}`" not in PAGE] == []


def test_every_word_of_a_sentence_has_its_place(db):
    assert [name for name in said_by(Draft()) if f"`{{{name}}}`" not in PAGE] == []


def test_a_rehearsal_looks_at_as_many_as_it_says():
    assert f"the newest {MOST:,} orders" in PAGE
