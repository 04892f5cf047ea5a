import pytest

from shopbell.core.errors import Refused
from shopbell.customers import consent as consents
from shopbell.customers.consent import give_consent, has_consent, withdraw_consent
from shopbell.customers.erasure import erase_customer
from shopbell.customers.merge import merge_customers, undo_merge
from shopbell.customers.models import Consent, Point
from shopbell.customers.point import give_points, points_of, restore_points, withdraw_points
from tests.cast import customer


@pytest.mark.requirement("R72")
def test_a_consent_says_how_and_when_it_was_given_and_withdrawn(mina, bo):
    assert not has_consent(mina.pk, "news")

    given = give_consent(mina, "news", way="agent", words="asked on the phone", by=bo)
    again = give_consent(mina, "news", way="api")
    assert given == again and has_consent(mina.pk, "news")

    withdraw_consent(mina, "news", way="agent")
    withdraw_consent(mina, "news", way="agent")
    row = Consent.objects.get()
    assert (row.words, row.agent, row.way, row.withdrawn_way) == ("asked on the phone", bo, "agent", "agent")
    assert row.withdrawn_at and not has_consent(mina.pk, "news")


def test_one_given_anew_stands_beside_the_proof_of_the_old_one(mina):
    give_consent(mina, "sms", way="api")
    withdraw_consent(mina, "sms", way="api")
    give_consent(mina, "sms", way="api")

    assert has_consent(mina.pk, "sms") and mina.consents.count() == 2


def test_what_it_allowed_ends_with_it_and_only_once(mina, monkeypatch):
    ended = []
    monkeypatch.setattr(consents, "WITHDRAWN", [lambda customer, kind: ended.append((customer, kind))])
    withdraw_consent(mina, "browsing", way="widget")
    give_consent(mina, "browsing", way="widget")
    withdraw_consent(mina, "browsing", way="widget")

    assert ended == [(mina, "browsing")]


def test_an_agent_says_how_it_was_given_and_what_for(mina, bo):
    with pytest.raises(Refused, match="how they agreed"):
        give_consent(mina, "news", way="agent", words=" ", by=bo)
    with pytest.raises(Refused, match="no such consent"):
        give_consent(mina, "everything", way="api")


@pytest.mark.requirement("R97")
def test_positive_points_are_recorded_with_their_reason(mina, bo):
    give_points(mina, "Recommended us", by=bo, count=3)
    patient = give_points(mina, "Was patient", by=bo)
    assert points_of(mina)[0] == 4

    withdraw_points(patient)
    assert [point.reason for point in points_of(mina)[1]] == ["Recommended us"]
    restore_points(patient)
    assert points_of(mina)[0] == 4


@pytest.mark.parametrize(("reason", "count"), [(" ", 1), ("x" * 301, 1), ("Kind", 0), ("Kind", 11)])
def test_points_without_sense_are_refused(mina, bo, reason, count):
    with pytest.raises(Refused):
        give_points(mina, reason, by=bo, count=count)
    assert not Point.objects.exists()


def test_a_merge_takes_both_along(mina):
    again = customer("Mina Again")
    give_points(again, "Kind words", by=None)
    give_consent(again, "news", way="api")

    merge_customers(mina, again)

    assert points_of(mina)[0] == 1 and has_consent(mina.pk, "news")


@pytest.mark.requirement("R72")
@pytest.mark.parametrize("is_kept", [True, False], ids=["the one that stays", "the other"])
def test_what_one_of_two_told_an_agent_not_to_do_a_merge_does_not_bring_back(mina, is_kept):
    again = customer("Mina Again")
    refuses, agrees = (mina, again) if is_kept else (again, mina)
    give_consent(refuses, "browsing", way="widget")
    withdraw_consent(refuses, "browsing", way="agent")
    give_consent(agrees, "browsing", way="widget")

    merge_customers(mina, again)

    assert not has_consent(mina.pk, "browsing")


def test_what_they_told_an_agent_later_stands_after_a_merge(mina, bo):
    again = customer("Mina Again")
    give_consent(mina, "news", way="api")
    withdraw_consent(mina, "news", way="agent")
    give_consent(again, "news", way="agent", words="asked on the phone", by=bo)

    merge_customers(mina, again)

    assert has_consent(mina.pk, "news")


def test_what_is_withdrawn_after_a_merge_stays_so_when_it_is_taken_back(mina):
    again = customer("Mina Again")
    for each in (mina, again):
        give_consent(each, "news", way="api")
    merge = merge_customers(mina, again)

    withdraw_consent(mina, "news", way="agent")
    undo_merge(merge)

    assert not has_consent(mina.pk, "news") and not has_consent(again.pk, "news")


def test_an_erased_customer_leaves_neither(mina, root):
    give_points(mina, "Kind words", by=None)
    give_consent(mina, "news", way="api")

    erase_customer(mina, mina.name, by=root)

    assert not Point.objects.exists() and not Consent.objects.exists()
