import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from shopbell.tickets import event_of_many
from shopbell.tickets.event import Event
from shopbell.tickets.models import Tag
from shopbell.tickets.status import set_status
from shopbell.tickets.tag import remove_tag, tag_ticket, untag_ticket
from shopbell.tickets.ticket import create_ticket


def test_a_tag_is_put_on_and_taken_off_once(late_parcel, bo):
    fragile = Tag.objects.create(name="fragile")

    tag_ticket(late_parcel, fragile, by=bo)
    tag_ticket(late_parcel, fragile, by=bo)
    assert list(late_parcel.tags.all()) == [fragile]

    untag_ticket(late_parcel, fragile, by=bo)
    untag_ticket(late_parcel, fragile, by=bo)
    assert not late_parcel.tags.exists()
    verbs = late_parcel.events.filter(verb__endswith="tagged").order_by("pk").values_list("verb", "data__tag")
    assert list(verbs) == [("tagged", "fragile"), ("untagged", "fragile")]


def test_a_tag_that_goes_tells_of_it_on_solved_tickets_too(late_parcel, wrong_size, ada, bo):
    fragile, breakable = [Tag.objects.create(name=name) for name in ("fragile", "breakable")]
    for ticket in (late_parcel, wrong_size):
        tag_ticket(ticket, fragile, by=bo)
    tag_ticket(wrong_size, breakable, by=bo)
    set_status(wrong_size, "solved", by=bo)

    remove_tag(fragile, breakable, by=ada)

    for ticket, told in ((late_parcel, ["tagged", "untagged"]), (wrong_size, ["untagged"])):
        assert list(ticket.tags.all()) == [breakable]
        assert list(ticket.events.filter(agent=ada).order_by("pk").values_list("verb", flat=True)) == told
    assert not Tag.objects.filter(name="fragile").exists()


def test_a_tag_of_many_tickets_goes_with_as_many_statements_as_one_of_few(
    late_parcel, mina, ada, django_assert_max_num_queries
):
    fragile = Tag.objects.create(name="fragile")
    fragile.tickets.add(*[create_ticket(customer=mina, channel="email") for _ in range(200)])

    with django_assert_max_num_queries(20):
        remove_tag(fragile, by=ada)

    assert Event.objects.filter(verb="untagged", agent=ada).count() == 200


@pytest.mark.django_db(transaction=True)
def test_each_ticket_that_loses_a_tag_wakes_its_reactions_once(late_parcel, wrong_size, ada, monkeypatch):
    monkeypatch.setattr(event_of_many, "HEARD", {"tagged", "untagged"})
    fragile, breakable = [Tag.objects.create(name=name) for name in ("fragile", "breakable")]
    fragile.tickets.add(late_parcel, wrong_size)
    last = ProcrastinateJob.objects.latest("id").id

    remove_tag(fragile, breakable, by=ada)

    jobs = ProcrastinateJob.objects.filter(id__gt=last, task_name="shopbell.reactions.react").order_by("id")
    tagged = Event.objects.filter(agent=ada, verb="tagged").order_by("pk")
    assert [(job.lock, job.args["first_event_id"]) for job in jobs] == [
        (f"ticket-{event.ticket_id}", event.pk) for event in tagged
    ]


def test_a_new_word_becomes_a_tag_for_who_keeps_the_list(desk, root, bo, late_parcel):
    page = f"/desk/tickets/{late_parcel.pk}/tags/"
    assert "data-filter-make" in desk(root).get(page).content.decode()
    desk(root).post(page, {"make": " new  comer "})
    desk(root).post(page, {"make": "New Comer"})

    assert [tag.name for tag in late_parcel.tags.all()] == ["new comer"]
    assert desk(bo).post(page, {"make": "another"}).status_code == 403
    assert "data-filter-make" not in desk(bo).get(page).content.decode()
    assert Tag.objects.count() == 1
