"""What the customer hears once an action is done: the sentence, and what they need for what comes next."""

import pytest

from shopbell.shop.actions.to_tell import words_to_tell
from shopbell.shop.models import Policy, PolicyVersion

from .test_acting import HX
from .test_actions import line


@pytest.fixture
def terms(db):
    """`terms("return", …)`: what the rule of this name says besides."""

    def say(slug, **more):
        version = PolicyVersion.objects.get(policy__slug=slug)
        version.terms |= more
        version.save()

    return say


@pytest.mark.requirement("R81")
def test_a_return_tells_the_number_of_its_label_where_to_print_it_and_what_to_do(
    act, terms, sell, mina, card
):
    terms("return", label_carrier="Swift", instructions={"en": "Leave it with the neighbours’ shop."})
    run = act("return_items", order := sell(mina, card, status="delivered"), lines=line(order))

    words = words_to_tell(run)

    number = order.returns.get().number
    assert words.startswith(run.sentence) and f"Number on the label: {number} (Swift)" in words
    assert "Label to print: http" in words and words.endswith("Leave it with the neighbours’ shop.")


def test_it_is_told_in_the_customers_language(act, sell, mina, card):
    mina.language = "de"
    mina.save()
    order = sell(mina, card, status="delivered")

    words = words_to_tell(act("return_items", order, lines=line(order)))

    assert "Nummer auf dem Etikett: RMA-" in words and "Heben Sie den Beleg auf" in words


def test_a_voucher_is_told_with_its_code_and_last_day(act, mina):
    run = act("give_credit", customer=mina, amount_cents=1250, currency="EUR", reason="late")

    voucher = mina.vouchers.get()
    words = words_to_tell(run)
    assert f"Your voucher: {voucher.code}, worth €12.50, good until" in words
    assert str(voucher.expires_on.year) in words


def test_an_exchange_that_left_tells_its_parcel(act, sell, mina, card, red):
    order = sell(mina, card, status="delivered")
    act("exchange_items", order, lines=line(order, variant=red.pk), method=card.pk)

    run = act("send_exchange", order, carrier="Swift", tracking_number="SW7")

    assert words_to_tell(run).endswith("Your parcel: Swift SW7")


def test_what_needs_nothing_more_is_the_sentence_alone_and_what_is_not_done_is_not_told(
    act, sell, mina, card, ada
):
    run = act("cancel_order", sell(mina, card), reason="no longer needed")
    assert words_to_tell(run) == run.sentence

    run.status = "waiting"
    assert words_to_tell(run) == ""


@pytest.mark.requirement("R81")
def test_the_agent_puts_all_of_it_into_the_reply(desk, ada, act, sell, mina, card, late_parcel):
    order = sell(mina, card, status="delivered")
    sent = {"order": order.pk, "line": order.lines.get().pk, "key": "k"}

    done = desk(ada).post(f"/desk/tickets/{late_parcel.pk}/actions/return_items/", sent, headers=HX)
    later = desk(ada).get(f"/desk/runs/{order.runs.get().pk}/", headers=HX)

    number = order.returns.get().number
    for page in (done.content.decode(), later.content.decode()):
        into_reply = page.split('data-into-reply="')[1].split('"')[0]
        assert f"Number on the label: {number}" in into_reply and "/labels/" in into_reply


def test_the_address_on_the_label_is_a_term_of_the_rule(desk, root, act, sell, mina, card):
    policy = Policy.objects.get(slug="return")
    page = desk(root).get(f"/desk/settings/policies/{policy.pk}/").content.decode()
    assert 'name="term_return_address"' in page

    policy.draft.terms["return_address"] = "Wexmoor\nQuay 4\nGhent"
    policy.save()
    order = sell(mina, card, status="delivered")
    act("return_items", order, lines=line(order))

    assert order.returns.get().label["to"] == "Wexmoor\nQuay 4\nGhent"
