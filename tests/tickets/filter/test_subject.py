"""Words of subjects are found alike however common they are; only the way to them differs."""

import pytest

from shopbell.tickets.filter import subject
from shopbell.tickets.filter.condition import Asker
from shopbell.tickets.filter.language import parse
from shopbell.tickets.filter.query import tickets_of
from shopbell.tickets.ticket import create_ticket

SUBJECTS = {"Where is my parcel?", "My parcels are late", "The shirt is too small"}
FOUND = {
    "parc": {"Where is my parcel?", "My parcels are late"},
    '"my parcel"': {"Where is my parcel?", "My parcels are late"},
    "subject:late,shirt": {"My parcels are late", "The shirt is too small"},
    "-parcel": {"The shirt is too small"},
    "is parcel": {"Where is my parcel?"},
    "nowhere": set(),
}


@pytest.fixture
def three(db, mina, returns):
    for each in SUBJECTS:
        create_ticket(customer=mina, channel="email", subject=each, team=returns)


@pytest.mark.parametrize("common, most", [(9, 9), (1, 9), (1, 1)], ids=["rare", "common", "in most"])
@pytest.mark.parametrize("text", FOUND)
def test_the_same_is_found_whichever_way_is_gone(three, bo, found, monkeypatch, text, common, most):
    monkeypatch.setattr(subject, "COMMON", common)
    monkeypatch.setattr(subject, "MOST", most)

    assert found(bo, text) == FOUND[text]


def test_a_word_in_most_subjects_is_not_collected_from_the_index(three, bo, monkeypatch):
    monkeypatch.setattr(subject, "MOST", 2)

    assert "is true" in sql_of(bo, "parcel")
    assert "is true" not in sql_of(bo, "shirt")


def test_a_rule_asks_one_ticket_and_does_not_look_how_common_a_word_is(three, bo, django_assert_num_queries):
    with django_assert_num_queries(0):
        subject.in_subject("parcel", is_list=False)
    with django_assert_num_queries(1):
        subject.in_subject("parcel", is_list=True)


def test_what_has_no_tag_is_left_out_by_a_join(bo, db):
    """Inside an "or", PostgreSQL would read every tag of every ticket first."""
    for text in ("-tag:any", "tag:none"):
        assert "AND NOT (EXISTS(" in sql_of(bo, text)


def sql_of(agent, text: str) -> str:
    asker = Asker.of(agent)
    return str(tickets_of(parse(text, asker), asker).values("pk").query)
