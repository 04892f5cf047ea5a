from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.channels.chat.models import Visited, Visitor
from shopbell.channels.chat.visited import sweep_visits, tell_visits, visited_by
from shopbell.customers.consent import Way, has_consent, withdraw_consent
from shopbell.customers.erasure import erase_customer, name_to_type
from shopbell.customers.models import Consent
from tests.two_connections import held_up_by_us


def looked(page="/lamps", words="", minutes_ago=1.0, origin="http://testserver", **more):
    at = (timezone.now() - timedelta(minutes=minutes_ago)).timestamp() * 1000
    return {"page": f"{origin}{page}", "title": "Lamps", "words": words, "at": at, **more}


def tell(shopper, *visits, consent=True):
    return shopper.post("visited", consent=consent, visits=list(visits))


@pytest.mark.requirement("R73")
def test_pages_and_searches_are_kept_with_consent_and_shown_beside_the_ticket(chatting, ticket, desk, bo):
    tell(chatting, looked("/lamps?token=secret#x", minutes_ago=2), looked("/find", words="brass lamp"))

    assert has_consent(ticket.customer_id, "browsing")
    assert [(each.page, each.words) for each in visited_by(ticket.customer)] == [
        ("http://testserver/find", "brass lamp"),
        ("http://testserver/lamps", ""),
    ]
    panel = desk(bo).get(f"/desk/tickets/{ticket.pk}/panel/", headers={"HX-Request": "true"}).content.decode()
    assert "Looked at lately" in panel and "brass lamp" in panel and "secret" not in panel


def test_without_consent_nothing_is_kept_and_its_end_deletes_all(chatting, ticket):
    tell(chatting, looked(), consent=False)
    assert not Visited.objects.exists()

    tell(chatting, looked())
    told = tell(chatting, consent=False).json()

    assert told == {"consent": False, "kept": 0}
    assert not Visited.objects.exists() and not has_consent(ticket.customer_id, "browsing")


def test_who_never_wrote_has_no_row(shopper):
    assert tell(shopper, looked()).status_code == 404
    assert not Visited.objects.exists()


def test_what_is_told_twice_is_kept_once(chatting):
    visit = looked()
    tell(chatting, visit)
    tell(chatting, visit)

    assert Visited.objects.count() == 1


def test_a_page_with_a_long_name_in_another_script_is_kept_as_browsers_write_it(chatting):
    name = "".join(chr(0x4E00 + number * 7919 % 20_000) for number in range(970))

    told = tell(chatting, looked(f"/{name}", words=name[:200]))

    page = Visited.objects.get().page
    assert told.json()["kept"] == 1 and page.isascii() and len(page) <= 1000 and "%E4" in page


def test_a_withdrawal_told_to_an_agent_stands_above_what_a_page_says(chatting, ticket):
    tell(chatting, looked())
    withdraw_consent(ticket.customer, "browsing", way=Way.AGENT)

    assert tell(chatting, looked()).json()["consent"] is False
    assert not Visited.objects.exists()


def test_what_came_in_with_a_consent_that_ended_is_not_shown(chatting, ticket):
    tell(chatting, looked())
    Consent.objects.update(withdrawn_at=timezone.now())

    assert visited_by(ticket.customer) == []


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_at_the_same_moment_deletes_what_was_told(chatting, ticket, shop_chat):
    tell(chatting, looked())
    visitor = Visitor.objects.get()

    with held_up_by_us(withdraw_consent, ticket.customer, "browsing", way=Way.AGENT) as others:
        told = tell_visits(visitor, shop_chat, True, [looked("/vases")], origins={"http://testserver"})

    others[0].outcome()
    assert told.kept == 1 and not Visited.objects.exists()


@pytest.mark.parametrize(
    "visit",
    [
        looked(origin="https://elsewhere.example"),
        looked(minutes_ago=60 * 24 * 31),
        looked(minutes_ago=-60),
        looked(at="soon"),
        looked(at=1e300),
        looked(page="http://[", origin=""),
        "no visit",
    ],
    ids=["another shop", "too old", "tomorrow", "no moment", "no moment of this world", "no page", "nothing"],
)
def test_what_makes_no_sense_is_left_out(chatting, visit):
    assert tell(chatting, visit).json() == {"consent": True, "kept": 0}
    assert not Visited.objects.exists()


def test_a_browser_fills_no_table(chatting, monkeypatch):
    monkeypatch.setattr("shopbell.channels.chat.visited.MOST_KEPT", 3)
    tell(chatting, *[looked(f"/{number}", minutes_ago=number) for number in range(1, 90)])

    assert [each.page[-2:] for each in Visited.objects.all()] == ["/1", "/2", "/3"]
    assert chatting.post("visited", consent=True, visits="many").status_code == 422


def test_an_inbox_that_keeps_none_takes_none(chatting, shop_chat):
    shop_chat.settings |= {"visited_days": 0}
    shop_chat.save()

    assert tell(chatting, looked()).json() == {"consent": False, "kept": 0}


def test_after_its_days_it_is_forgotten(chatting):
    tell(chatting, looked(minutes_ago=60 * 24 * 29), looked())

    assert sweep_visits(timezone.now()) == 0
    assert sweep_visits(timezone.now() + timedelta(days=2)) == 1
    assert Visited.objects.count() == 1


def test_an_erased_customer_leaves_none(chatting, ticket, root):
    tell(chatting, looked())

    erase_customer(ticket.customer, name_to_type(ticket.customer), by=root)

    assert not Visited.objects.exists()
