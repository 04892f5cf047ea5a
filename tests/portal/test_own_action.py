"""What shoppers do to their orders themselves: by the shop's rules, once, agreed to, and before agents' eyes."""

import re
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.core.own_clock import by_own_clock
from shopbell.core.rate import RateCount
from shopbell.portal.own_action import AN_HOUR, LABELS
from shopbell.shop.actions.registry import ACTIONS
from shopbell.shop.models import ActionRun, Invoice, Policy, Return
from shopbell.shop.policies.policy import write_version
from shopbell.tickets.models import Ticket
from shopbell.web.when import exact

from .actions import CANCELLED, address, agree

pytestmark = pytest.mark.django_db


def test_every_action_of_theirs_is_one_of_the_shops():
    assert set(LABELS) <= set(ACTIONS)


def test_an_order_is_shown_whole_with_what_can_be_done(minas, order):
    Invoice.objects.create(order=order, number="INV-7", total_cents=14800, currency="EUR")

    page = minas.get(f"/portal/orders/{order.pk}/").content.decode()

    assert "Vase “Ondine”" in page and "INV-7" in page and "Quai 1" in page
    assert f'href="{address(order)}"' in page
    assert '<a href="/portal/orders/" aria-current="true">' in page
    assert str(order) in minas.get("/portal/").content.decode()
    assert str(order) in minas.get("/portal/orders/").content.decode()


def test_what_is_not_possible_says_why(minas, sell, mina, card):
    sent = sell(mina, card, status="shipped")

    page = minas.get(f"/portal/orders/{sent.pk}/").content.decode()

    assert f'href="{address(sent)}"' not in page
    assert "An order can only be cancelled before we begin to pack it" in page


@pytest.mark.requirement("R47")
def test_an_order_is_cancelled_after_a_preview_to_the_cent(minas, mina, order):
    first = minas.get(address(order)).content.decode()
    assert "no longer needed" in first and 'name="agreed"' not in first  # the reason is to be chosen first
    preview = minas.post(address(order), {"key": uuid.uuid4(), **CANCELLED}, follow=True).content.decode()
    assert "€148.00" in preview and not ActionRun.objects.exists()

    done = agree(minas, order, **CANCELLED)

    order.refresh_from_db()
    run = ActionRun.objects.get()
    assert order.status == "cancelled" and (run.by_customer, run.is_confirmed) == (mina, True)
    assert done.headers["Location"] == f"/portal/orders/{order.pk}/done/{run.pk}/"
    assert "It is done." in minas.get(done.headers["Location"]).content.decode()


def test_the_same_form_twice_does_it_once(minas, order):
    key = uuid.uuid4()

    first, second = (agree_again(minas, order, key) for _ in range(2))

    assert first.headers["Location"] == second.headers["Location"]
    assert ActionRun.objects.count() == Ticket.objects.count() == 1


def agree_again(browser, order, key):
    if ActionRun.objects.exists():
        return browser.post(address(order), {"key": key, "agreed": "whatever", **CANCELLED})
    return agree(browser, order, key=key, **CANCELLED)


def test_the_way_back_leads_to_the_order_and_a_preview_has_an_address(minas, order):
    key = uuid.uuid4()
    preview = minas.post(address(order), {"key": key, **CANCELLED}).headers["Location"]
    assert "longer" not in preview  # what is chosen stands in no log
    assert "€148.00" in minas.get(preview).content.decode()

    agree(minas, order, key=key, **CANCELLED)

    assert minas.get(preview).headers["Location"] == f"/portal/orders/{order.pk}/"


def test_an_address_that_was_made_up_asks_from_the_beginning(minas, order):
    assert "no longer needed" in minas.get(f"{address(order)}?chosen=made-up").content.decode()


def test_a_slip_is_taken_back_as_long_as_the_policy_lets(minas, order):
    done = agree(minas, order, **CANCELLED).headers["Location"]
    run = ActionRun.objects.get()
    assert exact(run.settled_at + timedelta(minutes=10)) in minas.get(done).content.decode()

    assert minas.post(done).headers["Location"] == done

    order.refresh_from_db()
    assert order.status == "pending" and "It was undone." in minas.get(done).content.decode()
    assert "Undo this" not in minas.get(done).content.decode()
    assert minas.post(done).status_code == 302  # twice changes nothing
    assert run.ticket.events.get(verb="action_undone").customer == order.customer


def test_a_slip_stands_when_the_time_is_over(minas, order):
    done = agree(minas, order, **CANCELLED).headers["Location"]
    ActionRun.objects.update(settled_at=timezone.now() - timedelta(minutes=11))

    assert "Undo this" not in minas.get(done).content.decode()
    late = minas.post(done)
    assert late.status_code == 422 and "too late" in late.content.decode()


def test_nobody_takes_back_what_others_did(minas, theos, order):
    done = agree(minas, order, **CANCELLED).headers["Location"]

    assert theos.post(done).status_code == 404


def test_nothing_is_done_that_was_not_shown(minas, order):
    answer = minas.post(address(order), {"key": uuid.uuid4(), "agreed": "0" * 32, **CANCELLED})

    assert answer.status_code == 422 and "look once more" in answer.content.decode()
    assert not ActionRun.objects.exists() and not Ticket.objects.exists()


def test_a_rule_says_no_in_its_own_words(minas, sell, mina, card):
    sent = sell(mina, card, status="shipped")

    page = minas.post(address(sent), {"key": uuid.uuid4(), **CANCELLED})

    assert page.status_code == 422 and "An order can only be cancelled before" in page.content.decode()


@pytest.mark.requirement("R134")
def test_a_rule_speaks_the_language_of_the_page(minas, mina, order):
    mina.language = "en"
    mina.save()
    policy = Policy.objects.create(action="cancel_order", slug="never", title="Never", position=0)
    write_version(policy, outcome="refuse", conditions=[], sentences={"en": "Too late.", "de": "Zu spät."})

    page = minas.post(f"{address(order)}?lang=de", {"key": uuid.uuid4(), **CANCELLED}).content.decode()

    assert "Zu spät." in page and "Too late." not in page


def test_a_preview_says_that_it_lasts_as_long_as_nobody_has_begun(minas, order):
    preview = minas.post(address(order), {"key": uuid.uuid4(), **CANCELLED}, follow=True).content.decode()

    assert "as long as your order is in this state: Order received." in preview and "until" not in preview


def test_what_was_chosen_does_not_stand_in_the_search_box(minas, order):
    preview = minas.post(address(order), {"key": uuid.uuid4(), **CANCELLED}, follow=True).content.decode()

    assert re.search(r'name="q" value=""', preview) and "QueryDict" not in preview


def test_a_preview_says_until_when_the_rules_allow_it(minas, order):
    order.placed_at = timezone.now() - timedelta(hours=30)
    order.save()
    policy = Policy.objects.create(action="cancel_order", slug="late", title="Late", position=0)
    late = [{"field": "order.days_since_placed", "op": "at_least", "value": 2}]
    write_version(policy, outcome="refuse", conditions=late, sentences={"en": "Too late."})

    preview = minas.post(address(order), {"key": uuid.uuid4(), **CANCELLED}, follow=True).content.decode()

    assert f"You can do this until {by_own_clock(order.placed_at + timedelta(days=2))}." in preview


@pytest.mark.parametrize(
    ("language", "first", "second", "third"),
    [
        ("de", "Quai 1, 69001 Lyon, Frankreich", "Quai 2, Lyon, Frankreich", "Farm 3, Hobbiton, The Shire"),
        (
            "ar",
            "\u2068Quai 1\u2069، \u206869001 Lyon\u2069، \u2068فرنسا\u2069",
            "\u2068Quai 2\u2069، \u2068Lyon\u2069، \u2068فرنسا\u2069",
            "\u2068Farm 3\u2069، \u2068Hobbiton\u2069، \u2068The Shire\u2069",
        ),
    ],
)
def test_its_country_has_its_name_in_the_language_of_who_reads(
    language, first, second, third, minas, mina, order
):
    order.address = {"line1": "Quai 1", "city": "Lyon", "postcode": "69001", "country": "FR"}
    order.save()
    mina.addresses.create(line1="Quai 2", city="Lyon", country="FR")
    mina.addresses.create(line1="Farm 3", city="Hobbiton", country="The Shire")
    mina.language = language
    mina.save()

    assert f"{first}<" in minas.get(f"/portal/orders/{order.pk}/").content.decode()
    data = minas.get("/portal/data/").content.decode()
    assert f"{second}<" in data and f"{third}<" in data


def test_the_address_is_changed(minas, order):
    page = minas.get(address(order, "change_address")).content.decode()
    assert 'value="Quai 1"' in page

    agree(
        minas,
        order,
        "change_address",
        line1="Quai 2",
        city="Lyon",
        postcode="69001",
        country="FR",
        name="Mina Okafor",
    )

    order.refresh_from_db()
    assert order.address["line1"] == "Quai 2"


def test_something_is_sent_back_with_a_label(minas, sell, mina, card):
    order = sell(mina, card, status="delivered")
    line = order.lines.get()

    done = agree(minas, order, "return_items", line=line.pk, **{f"quantity-{line.pk}": 1})

    number = Return.objects.get(order=order).number
    assert number in minas.get(done.headers["Location"]).content.decode()
    assert number in minas.get(f"/portal/orders/{order.pk}/").content.decode()


def test_orders_of_others_do_not_exist(theos, order, minas):
    run = re.search(r"done/(\d+)", agree(minas, order, **CANCELLED).headers["Location"])[1]

    for page in (f"/portal/orders/{order.pk}/", address(order), f"/portal/orders/{order.pk}/done/{run}/"):
        assert theos.get(page).status_code == 404
    assert theos.post(address(order), {"key": uuid.uuid4(), **CANCELLED}).status_code == 404
    assert str(order) not in theos.get("/portal/orders/").content.decode()


@pytest.mark.parametrize("name", ["give_credit", "refund_order", "reship", "receive_return", "nonsense"])
def test_what_is_for_agents_does_not_exist_here(minas, order, name):
    assert minas.get(address(order, name)).status_code == 404
    assert minas.post(address(order, name), {"key": uuid.uuid4()}).status_code == 404


def test_few_actions_an_hour_are_taken(minas, mina, order):
    agree(minas, order, "change_address", line1="Quai 2", city="Lyon", postcode="69001", country="FR")
    RateCount.objects.filter(name=f"portal action {mina.pk}").update(count=AN_HOUR)

    assert agree(minas, order, **CANCELLED).status_code == 422
    assert ActionRun.objects.count() == 1


def test_a_form_without_its_key_is_refused(minas, order):
    assert minas.post(address(order), {"key": "7", **CANCELLED}).status_code == 422


def test_only_ways_that_would_be_taken_are_offered_for_a_refund(minas, sell, mina, card, paypal, gift_card):
    order = sell(mina, card, status="delivered")

    page = minas.get(address(order, "return_items")).content.decode()

    offered = re.search(r'name="method">(.*?)</select>', page, re.S)[1]
    assert re.findall(r'value="(\d*)"', offered) == ["", str(gift_card.pk)]
    assert "Where the money goes" in page and "Where it came from: Visa ••42" in offered


def test_the_only_way_back_for_the_money_is_told_and_not_asked(minas, sell, mina, card):
    order = sell(mina, card, status="delivered")

    page = minas.get(address(order, "return_items")).content.decode()

    assert "Where it came from: Visa ••42" in page and 'name="method"' not in page


def test_money_that_came_by_two_ways_goes_back_by_them_or_by_one(minas, sell, mina, card, gift_card):
    order = sell(mina, card, gift_card, status="delivered")

    page = minas.get(address(order, "return_items")).content.decode()

    offered = re.search(r'name="method">(.*?)</select>', page, re.S)[1]
    assert re.findall(r'value="(\d*)"', offered) == ["", str(card.pk), str(gift_card.pk)]


def test_until_when_it_can_be_done_is_said_for_the_browsers_own_clock(minas, order):
    shown = minas.post(address(order), {"key": uuid.uuid4()} | CANCELLED).content.decode()
    agree(minas, order, **CANCELLED)
    done = minas.get(f"/portal/orders/{order.pk}/done/{ActionRun.objects.get().pk}/").content.decode()

    assert "data-own-clock" in shown + done


@pytest.mark.parametrize("status", ["pending", "cancelled"])
def test_an_invoice_is_offered_where_there_is_one(minas, sell, mina, card, status):
    mina.identities.filter(kind="email").update(verified_at=timezone.now())
    order = sell(mina, card, status=status)
    page = f"/portal/orders/{order.pk}/"
    assert address(order, "resend_document") not in minas.get(page).content.decode()

    Invoice.objects.create(order=order, number="INV-7", total_cents=14800, currency="EUR")

    assert address(order, "resend_document") in minas.get(page).content.decode()


def test_how_many_pieces_and_why_say_what_they_are(minas, sell, mina, card):
    page = minas.get(address(sell(mina, card, status="delivered"), "return_items")).content.decode()

    assert ">Pieces</span>" in page and 'Reason <span class="faint">(optional)</span>' in page
