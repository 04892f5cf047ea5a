import pytest
from django.utils import timezone, translation

from shopbell.tickets.assignment import assign_ticket
from shopbell.tickets.draft import Words, keep_draft
from shopbell.tickets.message import write_reply
from shopbell.tickets.snooze import snooze_ticket
from shopbell.tickets.status import set_status, solve_ticket
from shopbell.tickets.ticket import create_ticket
from shopbell.web.console.queue import queue_of, queues_of, with_counts


def counts(agent):
    return {queue.slug: queue.count for queue in with_counts(queues_of(agent), agent) if queue.is_counted}


def test_an_agent_s_views_are_their_own_and_their_teams(bo, returns, advice):
    slugs = [queue.slug for queue in queues_of(bo)]

    assert slugs == [
        *(
            "mine",
            "mentions",
            "unassigned",
            "first-reply",
            "risk",
            "calls",
            "open",
            "drafts",
            "snoozed",
            "solved",
            "all",
            "spam",
        ),
        f"team-{returns.pk}",
    ]


def test_who_reads_everything_has_every_team(ada, returns, advice):
    assert [queue.title for queue in queues_of(ada) if queue.is_team] == ["Product advice", "Returns"]


def test_views_count_what_the_agent_may_see(late_parcel, wrong_size, ada, bo, cy, returns, advice):
    assert counts(bo) == {
        "mine": 1,
        "mentions": 0,
        "unassigned": 1,
        "first-reply": 2,
        "risk": 0,
        "calls": 0,
        "open": 2,
        "drafts": 0,
        "snoozed": 0,
        f"team-{returns.pk}": 2,
    }
    assert counts(cy) == {
        "mine": 0,
        "mentions": 0,
        "unassigned": 0,
        "first-reply": 0,
        "risk": 0,
        "calls": 0,
        "open": 0,
        "drafts": 0,
        "snoozed": 0,
        f"team-{advice.pk}": 0,
    }
    assert counts(ada)["open"] == 2


def test_an_answered_ticket_leaves_first_reply_and_a_solved_one_every_count(late_parcel, bo):
    write_reply(late_parcel, "Today.", by=bo, channel="email")
    assert (counts(bo)["first-reply"], counts(bo)["open"]) == (0, 1)

    solve_ticket(late_parcel, by=bo)
    assert counts(bo)["open"] == 0


def test_a_pending_ticket_waits_for_no_first_reply(late_parcel, bo):
    set_status(late_parcel, "pending", by=bo)

    assert (counts(bo)["first-reply"], counts(bo)["open"]) == (0, 1)


def test_the_drafts_are_a_view_and_marked_in_the_list_also_of_solved_tickets(desk, late_parcel, ada, bo):
    keep_draft(late_parcel, "reply", Words("Dear Mina", channel="email"), by=bo, version=0)
    solve_ticket(late_parcel, by=ada)

    assert (counts(bo)["drafts"], counts(ada)["drafts"]) == (1, 0)
    page = desk(bo).get("/desk/views/drafts/").content.decode()
    assert "Where is my parcel?" in page and '<span class="row-draft">Draft</span>' in page


def test_counting_is_one_query_however_many_views_and_one_for_the_rest(
    ada, django_assert_num_queries, late_parcel
):
    queues = queues_of(ada)

    with django_assert_num_queries(2):
        with_counts(queues, ada)


@pytest.mark.requirement("R102")
def test_a_team_s_view_holds_its_need_whoever_has_the_tickets(
    late_parcel, wrong_size, ada, bo, mina, returns
):
    create_ticket(customer=mina, channel="email", subject="Other")
    assign_ticket(late_parcel, ada, by=ada)

    assert counts(bo)[f"team-{returns.pk}"] == 2


def test_a_snoozed_ticket_is_counted_only_among_the_snoozed(late_parcel, wrong_size, bo, returns):
    snooze_ticket(late_parcel, until=None, by=bo)

    assert counts(bo) == {
        "mine": 1,
        "mentions": 0,
        "unassigned": 0,
        "first-reply": 1,
        "risk": 0,
        "calls": 0,
        "open": 1,
        "drafts": 0,
        "snoozed": 1,
        f"team-{returns.pk}": 1,
    }
    shown = {slug: queue_of(bo, slug).tickets(bo, timezone.now()) for slug in ("snoozed", "open")}
    assert (list(shown["snoozed"]), list(shown["open"])) == ([late_parcel], [wrong_size])


def test_calls_are_called_by_their_own_words_in_each_language(bo):
    titles = []
    for language in ("fr", "es", "ar"):
        with translation.override(language):
            titles.append(next(queue.title for queue in queues_of(bo) if queue.slug == "calls"))

    assert titles == ["Rappel téléphonique", "Devolver llamada", "معاودة الاتصال"]
