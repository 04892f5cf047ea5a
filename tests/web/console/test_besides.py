from datetime import timedelta

from django.utils import timezone

from shopbell.accounts.backend import Backend
from shopbell.promises.promise import Outcome, Promise, end_promises, make_promise
from shopbell.promises.promise_breaking import break_due
from shopbell.tickets.draft import Words, keep_draft
from shopbell.tickets.draft_sharing import share_draft
from shopbell.tickets.seen import mark_seen
from shopbell.tickets.tag import make_tag, tag_ticket
from shopbell.web.console.besides import besides


def there(ticket, agent):
    return besides(ticket, agent, timezone.now())


def test_a_screen_that_fetches_a_plain_ticket_again_asks_seven_questions(
    desk, ada, late_parcel, django_assert_max_num_queries
):
    client = desk(ada)
    client.get(f"/desk/tickets/{late_parcel.pk}/live/")
    with django_assert_max_num_queries(7):
        client.get(f"/desk/tickets/{late_parcel.pk}/live/")


def test_each_thing_besides_is_told_of_by_its_own_word(late_parcel, ada, bo):
    plain = there(late_parcel, ada)
    message = late_parcel.messages.order_by("pk").last()
    mark_seen(late_parcel, ada, message.pk)
    tag_ticket(late_parcel, make_tag("parcel"), by=ada)
    keep_draft(late_parcel, "reply", Words("I am on it."), by=bo, version=0)
    share_draft(late_parcel, "reply", is_shared=True, by=bo)
    told = there(late_parcel, ada)
    assert told._asdict() == plain._asdict() | {
        "seen_message_id": message.pk,
        "has_tags": True,
        "has_shared": True,
    }
    assert there(late_parcel, bo).has_drafts and not there(late_parcel, bo).has_shared


def test_what_was_told_and_is_late_stands_in_the_head_until_somebody_answers(late_parcel, ada, desk):
    make_promise(late_parcel, timezone.now() + timedelta(hours=2))
    an_hour_ago = timezone.now() - timedelta(hours=1)
    Promise.objects.update(due_at=an_hour_ago, tell_at=an_hour_ago)
    break_due(timezone.now())

    assert there(late_parcel, ada).has_told
    for part in ("", "head/", "live/"):
        assert "Promised:" in desk(ada).get(f"/desk/tickets/{late_parcel.pk}/{part}").content.decode()
    end_promises(Promise.objects.all(), Outcome.KEPT, timezone.now())
    assert not there(late_parcel, ada).has_told
    assert "Promised:" not in desk(ada).get(f"/desk/tickets/{late_parcel.pk}/").content.decode()


def test_a_page_knows_the_teams_of_who_is_signed_in(ada, bo, returns):
    mates = [Backend().get_user(agent.pk) for agent in (ada, bo)]
    assert [mate.team_ids for mate in mates] == [ada.team_ids, bo.team_ids]
    assert returns.pk in mates[1].team_ids
