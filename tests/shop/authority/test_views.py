"""Approvals in the console: the list, the page of an action with all that is known of it, and the answer."""

import pytest

from shopbell.accounts.models import Role
from shopbell.notifications.models import Notification
from shopbell.shop.models import Approval, Authority, GoodwillBudget
from shopbell.tickets.message import write_reply
from tests.notifications.reacting import react

HX = {"HX-Request": "true"}


@pytest.fixture
def waiting(act, sell, mina, card, bo, late_parcel):
    Authority.objects.create(
        scope="role", role=Role.objects.get(name="Agent"), action="refund_order", most=100
    )
    run = act("refund_order", sell(mina, card, status="delivered"), by=bo, ticket=late_parcel, customer=mina)
    return Approval.objects.get(run=run)


def page_of(desk, person, address, **more):
    return desk(person).get(address, **more).content.decode()


@pytest.mark.requirement("R82")
def test_who_may_answer_is_told_and_whoever_asked_hears_of_the_answer(desk, waiting, ada, bo, cy):
    react()
    assert [row.kind for row in Notification.objects.filter(agent=ada)] == ["approval"]
    assert "asks for your approval" in page_of(desk, ada, "/desk/notifications/", headers=HX)
    assert not Notification.objects.filter(agent=cy).exists()

    sent = {"answer": "grant", "words": "Fine."}
    answer = desk(ada).post(f"/desk/runs/{waiting.run_id}/answer/", sent)
    react()

    assert answer.url == "/desk/approvals/"
    assert "approved what you asked for" in page_of(desk, bo, "/desk/notifications/", headers=HX)


def test_the_list_shows_what_waits_and_the_bell_counts_it(desk, waiting, ada, cy):
    assert "€148.00" in page_of(desk, ada, "/desk/approvals/")
    assert '<span class="count">1</span>' in page_of(desk, ada, "/desk/notifications/", headers=HX)
    assert "€148.00" not in page_of(desk, cy, "/desk/approvals/")


def test_the_panel_of_the_ticket_shows_it(desk, waiting, bo, late_parcel):
    page = page_of(desk, bo, f"/desk/tickets/{late_parcel.pk}/panel/", headers=HX)

    assert f"/desk/runs/{waiting.run_id}/" in page and "Waits for approval" in page


@pytest.mark.requirement("R83")
def test_the_page_of_an_action_says_who_for_whom_by_which_rule_and_who_approved(desk, waiting, ada, bo, mina):
    desk(ada).post(f"/desk/runs/{waiting.run_id}/answer/", {"answer": "grant", "words": "She waited long."})

    page = page_of(desk, bo, f"/desk/runs/{waiting.run_id}/")

    for words in [
        "Bo Lind",
        "Mina Okafor",
        "Refunds",
        "version 1",
        "Ada Moreau",
        "She waited long.",
        "€148.00",
    ]:
        assert words in page


def test_a_decline_without_words_is_said_to_need_them(desk, waiting, ada):
    answer = desk(ada).post(f"/desk/runs/{waiting.run_id}/answer/", {"answer": "decline"})

    waiting.refresh_from_db()
    assert answer.status_code == 422 and "Say why" in answer.content.decode() and waiting.is_waiting


def test_an_answer_is_one_of_three(desk, waiting, ada):
    assert desk(ada).post(f"/desk/runs/{waiting.run_id}/answer/", {"answer": "maybe"}).status_code == 422


def test_the_drawer_says_that_it_would_wait(desk, waiting, bo, late_parcel):
    sent = {"order": waiting.run.order_id}

    page = desk(bo).post(f"/desk/tickets/{late_parcel.pk}/actions/refund_order/preview/", sent, headers=HX)

    assert "100 EUR" in page.content.decode()


def test_a_limit_is_written_on_the_settings_page_and_told_by_its_history(desk, root):
    sent = {"scope": "role", "role": Role.objects.get(name="Agent").pk, "action": "reship", "most": "30"}

    assert desk(root).post("/desk/settings/authority/new/", sent).status_code == 302
    assert desk(root).post("/desk/settings/authority/new/", sent).status_code == 422
    assert desk(root).post("/desk/settings/authority/new/", sent | {"role": ""}).status_code == 422
    assert "Agent · " in page_of(desk, root, "/desk/settings/authority/")
    assert Authority.objects.get(action="reship").most == 30
    assert "30" in page_of(desk, root, "/desk/settings/history/?page=settings-authority")


def test_a_request_without_a_ticket_is_counted_by_the_bell(desk, act, mina, bo, ada):
    run = act("give_credit", customer=mina, by=bo, amount_cents=6_000, currency="EUR")

    assert "1 request waits for approval" in page_of(desk, ada, "/desk/notifications/bell/")
    assert "waits for approval" not in page_of(desk, bo, "/desk/notifications/bell/")
    desk(ada).post(f"/desk/runs/{run.pk}/answer/", {"answer": "decline", "words": "No."})
    assert "waits for approval" not in page_of(desk, ada, "/desk/notifications/bell/")


@pytest.mark.requirement("R83")
def test_the_page_of_an_action_names_the_reply_that_told_of_it(desk, act, sell, mina, card, ada, late_parcel):
    write_reply(late_parcel, "We look into it.", by=ada, channel="email")
    run = act("refund_order", sell(mina, card, status="delivered"), ticket=late_parcel)
    write_reply(late_parcel, "The money is on its way.", by=ada, channel="email")

    page = page_of(desk, ada, f"/desk/runs/{run.pk}/")

    assert "The money is on its way." in page and "We look into it." not in page


def test_the_palette_leads_to_approvals(desk, ada):
    assert "/desk/approvals/" in page_of(desk, ada, "/desk/palette/?q=appro")


def test_the_search_of_the_settings_finds_limits_and_budgets_by_whose_they_are(desk, root, returns):
    GoodwillBudget.objects.create(scope="team", team=returns, currency="EUR", amount=100)

    assert "/desk/settings/authority/" in page_of(desk, root, "/desk/palette/?q=lead")
    assert "/desk/settings/budgets/" in page_of(desk, root, "/desk/palette/?q=returns")
