"""Identities by an agent's hand: added as a claim, confirmed, doubted, taken off and put back."""

from datetime import timedelta

import pytest

from shopbell.core.errors import Refused
from shopbell.customers.customer import claim_identity, find_or_create_customer
from shopbell.customers.identity_change import (
    KEPT,
    add_identity,
    doubt_identity,
    remove_identity,
    restore_identity,
    sweep_removed_identities,
    verify_identity,
)
from shopbell.customers.models import Identity, RemovedIdentity


def test_what_an_agent_was_told_is_a_claim(mina):
    told = add_identity(mina, "phone", "+33 6 12 34 56 78")

    assert (told.value, told.source, told.is_verified) == ("+33612345678", "agent", False)
    assert add_identity(mina, "phone", "+33612345678") == told


def test_a_handle_is_kept_without_its_sign(mina):
    assert add_identity(mina, "handle", "@mina.o").value == "mina.o"


@pytest.mark.parametrize(
    ("kind", "value", "why"),
    [
        ("email", "nobody", "not an e-mail address"),
        ("phone", "12", "with its country"),
        ("handle", "@", "Write the handle"),
        ("visitor", "secret", "Choose whether"),
    ],
)
def test_what_is_no_identity_is_refused(mina, kind, value, why):
    with pytest.raises(Refused, match=why):
        add_identity(mina, kind, value)


def test_confirming_and_doubting_twice_changes_nothing(mina):
    told = add_identity(mina, "email", "m@home.example")

    verify_identity(told)
    at = Identity.objects.get(pk=told.pk).verified_at
    verify_identity(told)
    assert at and Identity.objects.get(pk=told.pk).verified_at == at

    doubt_identity(told)
    doubt_identity(told)
    assert not Identity.objects.get(pk=told.pk).is_verified


def test_what_somebody_else_has_proved_is_not_confirmed(mina, theo):
    told = add_identity(mina, "email", "theo@shopper.example")

    with pytest.raises(Refused, match="Theo Brandt has proved to own this"):
        verify_identity(told)


def test_an_identity_comes_back_just_as_it_was(mina, ada):
    add_identity(mina, "handle", "mina.o")
    proved = mina.identities.get(kind="email")

    back = restore_identity(remove_identity(proved, by=ada))

    assert (back.value, back.source, back.verified_at) == (proved.value, "shop", proved.verified_at)
    assert not RemovedIdentity.objects.exists()


def test_what_was_proved_by_another_since_comes_back_as_a_claim(mina, theo, ada):
    add_identity(mina, "handle", "mina.o")
    removed = remove_identity(mina.identities.get(kind="email"), by=ada)
    claim_identity(theo, "email", "mina@shopper.example", source="email", verified_at=removed.created_at)

    assert not restore_identity(removed).is_verified


def test_what_was_taken_off_is_forgotten_after_a_day(mina, ada):
    add_identity(mina, "handle", "mina.o")
    removed = remove_identity(mina.identities.get(kind="email"), by=ada)

    assert sweep_removed_identities(removed.created_at + KEPT) == 0
    assert sweep_removed_identities(removed.created_at + KEPT + timedelta(minutes=1)) == 1


def test_the_last_identity_stays(mina, ada):
    with pytest.raises(Refused, match="all that the customer is known by"):
        remove_identity(mina.identities.get(), by=ada)


def test_the_page_adds_confirms_removes_and_takes_back(desk, mina, bo):
    browser, htmx = desk(bo), {"HX-Request": "true"}
    card = browser.post(
        f"/desk/customers/{mina.pk}/identities/", {"kind": "email", "value": "m@home.example"}, headers=htmx
    )
    assert "m@home.example" in card.content.decode() and "claimed" in card.content.decode()

    told = mina.identities.get(value="m@home.example")
    browser.post(f"/desk/identities/{told.pk}/verify/", headers=htmx)
    assert mina.identities.get(pk=told.pk).is_verified

    answer = browser.post(f"/desk/identities/{told.pk}/remove/", headers=htmx)
    removed = RemovedIdentity.objects.get()
    assert f"/desk/removed-identities/{removed.pk}/restore/" in answer.headers["HX-Trigger"]
    browser.post(f"/desk/removed-identities/{removed.pk}/restore/", headers=htmx)
    assert mina.identities.get(value="m@home.example").is_verified


def test_a_refusal_keeps_what_was_typed(desk, mina, bo):
    page = desk(bo).post(
        f"/desk/customers/{mina.pk}/identities/",
        {"kind": "phone", "value": "0611"},
        headers={"HX-Request": "1"},
    )

    assert page.status_code == 422
    assert 'value="0611"' in page.content.decode() and "with its country" in page.content.decode()


def test_the_secret_of_a_browser_is_not_touched_by_hand(desk, bo):
    visitor = find_or_create_customer("visitor", "a-browser")

    assert desk(bo).post(f"/desk/identities/{visitor.identities.get().pk}/remove/").status_code == 404


def test_taking_an_identity_off_a_second_time_is_refused(mina, ada):
    add_identity(mina, "handle", "mina.o")
    first, again = (Identity.objects.get(customer=mina, kind="email") for _ in range(2))
    remove_identity(first, by=ada)

    with pytest.raises(Refused, match="taken off already"):
        remove_identity(again, by=ada)
