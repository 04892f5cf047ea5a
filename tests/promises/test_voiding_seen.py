"""What leads see of goals that were a mistake: the tickets behind each number, before and after, and which goals they
were."""

import pytest
from django.test import Client

from shopbell.accounts.models import Role
from shopbell.accounts.team import Membership, Team
from shopbell.core.moment import exact_to_the_second
from shopbell.core.settings_history import note_change
from shopbell.notifications.decision import Why
from shopbell.notifications.notification import Notification
from shopbell.promises.choosing import choose_due, look_again
from shopbell.promises.explanation import explain
from shopbell.promises.goal_policy import GoalPolicy
from shopbell.promises.goal_text import keep_text
from shopbell.promises.goal_versions import told_of, versions_found
from shopbell.promises.models import TicketClocks
from shopbell.promises.voiding import restore_goals, void_goals, work_on
from shopbell.tickets.ticket import Priority, Ticket, prioritize_ticket
from tests.promises.test_voiding import (
    REASON,
    found,
    late,
    put_right,
    quick,
    today,
    void,
    waiting,
)

__all__ = ["late", "put_right", "quick", "today", "waiting"]
pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R108")]


@pytest.fixture
def lead(bo):
    """Reads the tickets of one team, sets goals and watches the wall."""
    team = Team.objects.create(name="Parcels")
    Membership.objects.create(team=team, agent=bo, is_lead=True)
    rights = ["wall:read", "ticket:read_team", "goals:manage"]
    bo.role = Role.objects.create(name="Leads one", permissions=rights)
    bo.save()
    return bo, team


def page(agent, address: str):
    client = Client()
    client.force_login(agent)
    return client.get(address)


def listed(agent, version, more: str = "") -> set[int]:
    """The tickets that the link leads to."""
    words = page(agent, f"/desk/promises/tickets/?version={version.pk}{more}").content.decode()
    return {each.pk for each in Ticket.objects.all() if f'href="/desk/tickets/{each.pk}/"' in words}


def test_the_links_lead_to_the_tickets_that_the_number_names(
    today, put_right, wrong, quick, late, waiting, root
):
    every = {quick.pk, late.pk, waiting.pk}
    assert listed(root, wrong) == every

    done = void(wrong, root)
    assert done.done == 3 and listed(root, wrong) == every
    assert found("promise:void", root) == {quick, late, waiting}

    restore_goals(done, by=root)
    work_on(done.pk)
    assert listed(root, wrong) == every and found("promise:void", root) == set()


def test_a_lead_hears_how_many_of_them_they_may_open(
    today, put_right, wrong, quick, late, waiting, root, lead
):
    agent, team = lead
    Ticket.objects.filter(pk=waiting.pk).update(team=team)
    address = f"/desk/settings/goals/versions/{wrong.pk}/"
    said = "Of 3 tickets you may open 1"

    assert said in page(agent, address).content.decode() and listed(agent, wrong) == {waiting.pk}
    void(wrong, root)
    assert said in page(agent, address).content.decode() and listed(agent, wrong) == {waiting.pk}
    assert said in page(agent, f"/desk/promises/tickets/?version={wrong.pk}").content.decode()
    assert "you may open" not in page(root, address).content.decode()


def test_no_goals_are_no_list_of_everything(today, root):
    assert page(root, "/desk/promises/tickets/?version=abc").status_code == 404
    assert page(root, "/desk/promises/tickets/?version=987654").status_code == 404


def test_a_version_says_for_which_tickets_it_held_from_when_to_when_and_who_saved_it(
    today, policy, root, wall
):
    wall.tick(minutes=5)
    with note_change("settings-goals", policy, by=root):
        keep_text(policy, "channel:email")
        policy.save()

    now, before = told_of(list(versions_found().filter(policy=policy)))

    assert (now.tickets, now.by, now.until) == ("channel:email", root, None)
    assert (before.words, before.by, before.until) == ("for every ticket", None, now.version.effective_from)
    for address in (f"{policy.pk}/", "versions/", f"versions/{before.version.pk}/"):
        assert "for every ticket" in page(root, f"/desk/settings/goals/{address}").content.decode()
    GoalPolicy.objects.get(pk=policy.pk).delete()
    assert [each.by for each in told_of(list(versions_found().filter(name="Mail")))] == [root, None]


def steps(ticket) -> list[str]:
    return [line.sentence for line in explain(ticket, "first_reply")]


def test_a_deadline_says_what_was_taken_back_and_what_counts_again(put_right, wrong, late, waiting, root):
    before = steps(late)
    done = void(wrong, root)
    assert steps(late)[-1] == f"The goals “Mail” were a mistake ({REASON}): this does not count."

    restore_goals(done, by=root)
    work_on(done.pk)

    again = f"The goals “Mail” had been taken back ({REASON}), and count again."
    assert steps(late) == [*before, again] and again in steps(waiting)


def test_a_promise_that_was_taken_back_does_not_vanish(today, policy, wrong, waiting, root, wall):
    policy.first_reply_seconds, policy.solve_seconds = None, 86_400
    policy.save()
    look_again()
    choose_due(wall.now)
    address = f"/desk/tickets/{waiting.pk}/promises/"
    assert "First reply" in page(root, address).content.decode()

    void(wrong, root)

    words = page(root, address).content.decode()
    assert "First reply" in words and "Solution" in words and REASON in words


def test_what_is_due_within_minutes_is_told_to_the_second(today, wrong, waiting, root, wall):
    due = exact_to_the_second(TicketClocks.objects.get(ticket=waiting).due_at)

    assert due in page(root, f"/desk/tickets/{waiting.pk}/promises/").content.decode()


def test_the_page_says_what_a_wrong_goal_set_off_and_leads_to_what_was_raised(
    today, put_right, wrong, late, waiting, root
):
    told = waiting.events.get(verb="promise_broken")
    prioritize_ticket(waiting, Priority.HIGH, by="Late first", cause=told)
    prioritize_ticket(late, Priority.HIGH, by=root)
    address = f"/desk/settings/goals/versions/{wrong.pk}/"

    for _time in ("before", "after"):
        words = page(root, address).content.decode()
        assert "Of 1 ticket it was told" in words and "raised the priority of 1 ticket" in words
        assert listed(root, wrong, "&raised=1") == {waiting.pk}
        void(wrong, root)

    prioritize_ticket(waiting, Priority.NORMAL, by=root)
    assert "raised the priority" not in page(root, address).content.decode()


def test_what_nobody_read_of_a_void_promise_leaves_the_bell(put_right, wrong, waiting, root, ada):
    told = waiting.events.get(verb="promise_broken")
    other = waiting.events.filter(verb="created").first()
    ways = dict.fromkeys(("console", "sound", "push", "mail"), Why.SENT)
    for event in (told, other):
        Notification.objects.create(agent=ada, event=event, ticket=waiting, kind="broken", **ways)

    void(wrong, root)

    assert [each.event for each in Notification.objects.filter(agent=ada).unread()] == [other]


def test_the_page_goes_on_below_whoever_is_on_a_button_and_speaks_of_the_end_alone(
    today, put_right, wrong, quick, late, root
):
    address = f"/desk/settings/goals/versions/{wrong.pk}/"
    done = void_goals(wrong, REASON, by=root)

    going_on = page(root, address).content.decode().partition('id="void"')[2]
    assert 'hx-swap="morph"' in going_on and "aria-live" not in going_on.partition(">")[0]
    work_on(done.pk)
    ended = page(root, address).content.decode().partition('id="void"')[2]
    assert "3 tickets were told of it." in ended.partition('role="status"')[2].partition("</div>")[0]
