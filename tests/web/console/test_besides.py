from django.utils import timezone

from shopbell.accounts.backend import Backend
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


def test_a_page_knows_the_teams_of_who_is_signed_in(ada, bo, returns):
    mates = [Backend().get_user(agent.pk) for agent in (ada, bo)]
    assert [mate.team_ids for mate in mates] == [ada.team_ids, bo.team_ids]
    assert returns.pk in mates[1].team_ids
