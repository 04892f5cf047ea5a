from shopbell.tickets.models import Tag
from shopbell.tickets.tag import tag_ticket, untag_ticket


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
