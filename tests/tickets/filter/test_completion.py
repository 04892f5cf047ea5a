"""Completion: fields, then values, and nothing that the agent may not see."""

import pytest

from shopbell.shop.models import Order
from shopbell.tickets.filter.completion import offers_for
from shopbell.tickets.filter.condition import Asker
from shopbell.tickets.models import Tag


def texts(agent, text):
    return [offer.text for offer in offers_for(text, Asker.of(agent))]


def test_an_empty_line_offers_the_fields(bo):
    offered = texts(bo, "")

    assert offered[:4] == ["status:", "assignee:", "team:", "tag:"]
    assert "order:" in offered and "channel:" in offered


def test_letters_offer_the_fields_that_begin_so_and_values_that_do(bo):
    Tag.objects.create(name="stale")

    assert texts(bo, "st")[:2] == ["status:", "stage:"]
    assert "tag:stale " in texts(bo, "sta")
    assert texts(bo, "-tag:stale creat") == ["-tag:stale created:"]


@pytest.mark.parametrize(
    "typed, offered",
    [
        ("status:o", ["status:open ", "status:on_hold "]),
        ("-status:open,pen", ["-status:open,pending "]),
        ("is:unr", ["is:unread "]),
        ("tag:lost", ['tag:"lost parcel" ']),
        ('tag:"lost p', ['tag:"lost parcel" ']),
        ("parcel tag:lost", ['parcel tag:"lost parcel" ']),
        ("waiting:>", ["waiting:>1h ", "waiting:>4h ", "waiting:>1d "]),
        ("language:ger", ["language:de "]),
        ("nothing:x", []),
        ('"words in quotes', []),
    ],
)
def test_a_field_offers_its_values(bo, typed, offered):
    Tag.objects.create(name="lost parcel")

    assert texts(bo, typed) == offered


def test_it_offers_only_what_the_agent_may_see(late_parcel, mina, ada, bo, cy, returns, advice):
    Order.objects.create(external_id="1", number="2611", customer=mina, currency="EUR")
    assert 'team:"Product advice" ' in texts(ada, "team:")
    assert [text for text in texts(bo, "team:") if "Product" in text] == []
    assert "team:Returns " in texts(bo, "team:ret") and "team:Returns " not in texts(cy, "team:ret")
    assert texts(bo, "customer:min") == [f"customer:#{mina.pk} "]
    assert texts(bo, "order:26") == ["order:#2611 "]

    bo.role.permissions = ["ticket:read_team"]
    bo.role.save()
    narrow = type(bo).objects.get(pk=bo.pk)
    assert texts(narrow, "customer:min") == texts(narrow, "order:26") == []
    assert texts(narrow, "assignee:cy") == []
