"""The editor of the policies: what is saved there is a new version, told by the history, and can be taken back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.core.errors import Refused
from shopbell.core.models import SettingChange
from shopbell.core.settings_history import undo_change
from shopbell.shop.models import Policy
from shopbell.shop.policies.condition import check_conditions
from shopbell.shop.policies.decide import choices

from .conftest import LIST

LATE = {"field": "order.days_since_delivered", "op": "more", "value": 30}


def window(write, days=30, **fields):
    """A new rule: after so many days nothing goes back."""
    return write(
        about="return_items", title="Within the window", outcome="refuse",
        conditions=[{**LATE, "value": days}], sentence_en="After {limit} days nothing can be returned.", **fields,
    )  # fmt: skip


@pytest.mark.requirement("R84")
def test_a_change_is_a_new_version_that_counts_at_once(write, rule):
    answer = write(rule("cancel-reason"), sentence_en="Tell us why.", note="Shorter")

    assert answer.status_code == 302
    old, new = rule("cancel-reason").versions.order_by("number")
    assert (new.number, new.sentences["en"], new.note, new.agent.email) == (
        2,
        "Tell us why.",
        "Shorter",
        new.agent.email,
    )
    assert new.conditions == old.conditions and new.is_waivable
    assert rule("cancel-reason").version_at(timezone.now()) == new


def test_saving_without_a_change_writes_no_version(write, rule):
    write(rule("return"))

    assert rule("return").versions.count() == 1
    assert not SettingChange.objects.exists()


def test_a_new_rule_is_asked_before_the_one_that_holds_always(write, look, sell, mina, card):
    assert window(write).status_code == 302

    order = [each.slug for each in Policy.objects.filter(action="return_items")]
    assert order[-2:] == ["within-the-window", "return"]
    delivered = sell(mina, card, status="delivered")
    delivered.shipments.create(delivered_at=timezone.now() - timedelta(days=31))
    lines = [{"line": delivered.lines.get().pk}]
    assert (
        look("return_items", delivered, lines=lines).ruling.sentence
        == "After 30 days nothing can be returned."
    )


def test_it_counts_from_the_day_it_names(write, rule):
    tomorrow = timezone.now() + timedelta(days=1)
    write(rule("cancel"), outcome="refuse", effective_from=f"{tomorrow:%Y-%m-%dT%H:%M}")

    policy = rule("cancel")
    assert policy.version_at(timezone.now()).outcome == "allow"
    assert policy.version_at(tomorrow + timedelta(minutes=1)).outcome == "refuse"


def test_a_rule_that_is_put_aside_is_not_asked(write, rule, look, sell, mina, card):
    write(rule("cancel-reason"), outcome="rest")

    assert look("cancel_order", sell(mina, card), reason="cold feet").ruling.is_allowed
    assert choices("cancel_order", "reason", timezone.now()) == []


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"sentence_en": None}, "Write what the customer reads"),
        (
            {"conditions": [{**LATE, "value": "soon"}]},
            "Write a whole number for “Days since it was delivered”",
        ),
        (
            {"conditions": [{"field": "reason", "op": "not_in", "value": []}]},
            "Choose what “Reason” is compared with",
        ),
        ({"conditions": [{"field": "", "op": "is", "value": "x"}]}, "Choose what each condition asks"),
        (
            {"conditions": [{"field": "order.total", "op": "is", "value": 10**13}]},
            "“Total of the order” is compared with a value that it cannot have",
        ),
        ({"effective_until": "2020-01-01T00:00"}, "would end before it begins"),
        ({"term_refund_days_least": 9}, "first the fewest days"),
        ({"known": 7}, "Somebody changed this rule meanwhile"),
        ({"sentence_en": "In {refund_day} days."}, "names {refund_day}, which nobody fills in"),
        ({"sentence_en": "{order.number} goes back."}, "A public page has no order at hand"),
    ],
)
def test_what_is_no_rule_is_said_and_not_written(write, rule, fields, sentence):
    answer = write(rule("return"), **fields)

    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert rule("return").versions.count() == 1


@pytest.mark.parametrize(
    ("field", "op", "value"),
    [
        ("order.total", "has", 3),
        ("order.shipped", "has", True),
        ("order.status", "more", 3),
        ("order.total", "in", [3]),
        ("order.total", "is", True),
        ("order.total", "more", -(10**13)),
    ],
)
def test_a_fact_is_compared_as_its_kind_can_be_whoever_writes_the_rule(field, op, value):
    with pytest.raises(Refused):
        check_conditions([{"field": field, "op": op, "value": value}])


def test_rows_offer_what_fits_the_fact(desk, root):
    row = (
        desk(root)
        .get(f"{LIST}condition/?row=a&field-a=order.status&op-a=in&value-a=pending")
        .content.decode()
    )

    assert 'type="checkbox" name="value-a" value="pending" checked' in row
    assert "is more than" not in row
    row = desk(root).get(f"{LIST}condition/?row=a&field-a=order.total&op-a=in&value-a=x").content.decode()
    assert 'inputmode="decimal"' in row and "is one of" not in row


def test_versions_tell_their_difference_in_words(write, rule, desk, root):
    write(rule("return"), term_send_back_days=30, term_fee="4.90")

    page = desk(root).get(f"{LIST}{rule('return').pk}/").content.decode()
    assert "<dt>Days to hand it in after asking</dt>" in page and "<del>14</del> <ins>30</ins>" in page
    assert "4.90" in page


@pytest.mark.parametrize(
    ("language", "typed", "cents"), [("en", "6.90", 690), ("de", "6,90", 690), ("en", "7", 700)]
)
def test_a_fee_is_typed_as_money_and_kept_in_cents(write, rule, desk, root, language, typed, cents):
    root.language = language
    root.save()

    write(rule("return"), term_fee=typed)

    assert rule("return").newest.terms["fee_cents"] == cents
    shown = "7.00" if typed == "7" else typed
    page = desk(root).get(f"{LIST}{rule('return').pk}/").content.decode()
    assert f'name="term_fee" value="{shown}"' in page


@pytest.mark.parametrize(
    ("language", "currency", "typed", "kept", "shown"),
    [
        ("en", "EUR", "50", 5000, "50.00"),
        ("de", "EUR", "49,90", 4990, "49,90"),
        ("en", "JPY", "5000", 5000, "5000"),
        ("en", "KWD", "1.250", 1250, "1.250"),
    ],
)
def test_a_sum_of_a_condition_is_typed_as_money_and_kept_in_cents(
    ask_sum, rule, desk, root, sell, mina, card, language, currency, typed, kept, shown
):
    root.language = language
    root.save()
    sell(mina, card).__class__.objects.update(currency=currency)

    assert ask_sum(typed).status_code == 302

    assert rule("dear").newest.conditions == [{"field": "order.total", "op": "less", "value": kept}]
    page = desk(root).get(f"{LIST}{rule('dear').pk}/").content.decode()
    assert f'value="{shown}" aria-label="' in page and f'value="{currency}"' in page


def test_a_sum_is_read_in_the_currency_that_stood_beside_it(ask_sum, rule, sell, mina, card):
    sell(mina, card).__class__.objects.update(currency="JPY")

    ask_sum("50.00", currency="EUR")

    assert rule("dear").newest.conditions[0]["value"] == 5000


@pytest.mark.parametrize("typed", ["6.905", "a lot", "1e999", "1.000", "9" * 30, ""])
def test_what_is_no_sum_is_no_condition(ask_sum, typed):
    answer = ask_sum(typed)

    assert (
        answer.status_code == 422
        and "Write a sum of EUR for “Total of the order”." in answer.content.decode()
    )
    assert not Policy.objects.filter(slug="dear").exists()


@pytest.fixture
def ask_sum(write):
    """`ask_sum("49.90")`: a new rule for orders of less, as its form is sent."""

    def send(typed, currency=""):
        row = {"row": "a", "field-a": "order.total", "op-a": "less", "value-a": typed}
        more = {"currency-a": currency} if currency else {}
        return write(
            about="return_items",
            title="Dear",
            outcome="refuse",
            conditions=[],
            sentence_en="No.",
            **row,
            **more,
        )

    return send


@pytest.mark.parametrize("typed", ["6.905", "-1", "a lot", "1e999", "1.000", "99999999999"])
def test_what_is_no_sum_is_no_fee(write, rule, typed):
    before = rule("return").newest.number

    assert write(rule("return"), term_fee=typed).status_code == 422
    assert rule("return").newest.number == before


def test_going_back_writes_the_old_words_as_a_new_version(write, rule, desk, root):
    write(rule("return"), term_send_back_days=30)
    desk(root).post(f"{LIST}{rule('return').pk}/versions/1/back/")

    assert [each.terms["send_back_days"] for each in rule("return").versions.order_by("number")] == [
        14,
        30,
        14,
    ]


def test_the_history_tells_a_change_and_puts_it_back(write, rule, root):
    write(rule("cancel-reason"), outcome="ask", sentence_en="We look into it.")

    change = SettingChange.objects.get()
    assert ("What follows", "Refused", "Needs approval", False) in change.lines
    undo_change(change, by=root)
    newest = rule("cancel-reason").newest
    assert (newest.number, newest.outcome) == (3, "refuse") and newest.sentences["en"].startswith(
        "Please tell us"
    )


def test_moving_a_rule_changes_which_decides_first(desk, root, rule):
    before = [each.slug for each in Policy.objects.filter(action="cancel_order")]
    desk(root).post(f"{LIST}{rule('cancel').pk}/move/", {"step": "-1"})

    after = [each.slug for each in Policy.objects.filter(action="cancel_order")]
    assert after == [*before[:-2], "cancel", before[-2]]
    assert SettingChange.objects.get().name == "Cancelling an order"


def test_the_list_shows_every_rule_with_its_words(desk, root):
    page = desk(root).get(f"{LIST}?about=cancel_order").content.decode()

    assert "Only a pending order is cancelled" in page and "State of the order is not Pending" in page
    assert "within 5 to 7 working days" in page


def test_who_may_not_change_policies_sees_none(desk, bo):
    assert desk(bo).get(LIST).status_code == 403


def test_a_rule_after_one_that_always_holds_is_said_to_be_never_asked(write, desk, root, rule):
    assert "never asked" not in desk(root).get(LIST).content.decode()
    desk(root).post(f"{LIST}{rule('cancel').pk}/move/", {"step": "-1"})

    assert desk(root).get(LIST).content.decode().count("never asked") == 1


def test_a_change_never_counts_for_the_past(write, rule):
    yesterday = timezone.now() - timedelta(days=1)
    rule("cancel").versions.update(effective_from=yesterday, created_at=yesterday - timedelta(days=5))
    write(rule("cancel"), sentence_en="As you like.")

    assert rule("cancel").newest.effective_from > yesterday + timedelta(hours=23)


def test_only_what_shoppers_read_can_be_public(desk, root, rule):
    assert "On the public page" in desk(root).get(f"{LIST}{rule('return').pk}/").content.decode()
    assert "On the public page" not in desk(root).get(f"{LIST}{rule('credit').pk}/").content.decode()
