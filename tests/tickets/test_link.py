"""Links between tickets: each shows the other in its own words, as far as the reader may see it."""

import pytest
from django.db import IntegrityError, transaction

from shopbell.core.errors import Refused
from shopbell.tickets.link import LinkKind, link_tickets, linked_to, unlink_tickets
from shopbell.tickets.models import Link

FRAGMENT = {"headers": {"HX-Request": "true"}}


def shown(ticket, agent):
    return [(each.ticket, each.words) for each in linked_to(ticket, agent)]


@pytest.mark.parametrize(
    ("kind", "here", "there"),
    [
        (LinkKind.RELATES, "Relates to", "Relates to"),
        (LinkKind.CAUSED_BY, "Caused by", "Cause of"),
        (LinkKind.DUPLICATE, "Duplicate of", "Has the duplicate"),
    ],
)
def test_each_side_says_what_the_other_is_to_it(late_parcel, wrong_size, bo, kind, here, there):
    link_tickets(late_parcel, wrong_size, kind, by=bo)

    assert shown(late_parcel, bo) == [(wrong_size, here)]
    assert shown(wrong_size, bo) == [(late_parcel, there)]


def test_the_same_again_leaves_no_trace_and_another_word_replaces_it(late_parcel, wrong_size, bo):
    link_tickets(late_parcel, wrong_size, "relates", by=bo)
    link_tickets(wrong_size, late_parcel, "relates", by=bo)
    assert late_parcel.events.filter(verb="linked").count() == 1

    link_tickets(wrong_size, late_parcel, "caused_by", by=bo)
    assert shown(wrong_size, bo) == [(late_parcel, "Caused by")]


def test_parting_twice_leaves_one_trace(late_parcel, wrong_size, bo):
    link_tickets(late_parcel, wrong_size, "relates", by=bo)
    unlink_tickets(wrong_size, late_parcel, by=bo)
    unlink_tickets(wrong_size, late_parcel, by=bo)

    assert late_parcel.events.filter(verb="unlinked").count() == 1 and not shown(late_parcel, bo)


def test_a_ticket_is_not_linked_to_itself(late_parcel, bo):
    with pytest.raises(Refused, match="same ticket"):
        link_tickets(late_parcel, late_parcel, "relates", by=bo)
    with pytest.raises(IntegrityError), transaction.atomic():
        Link.objects.create(ticket=late_parcel, other=late_parcel, kind="relates")


def test_who_may_not_see_the_other_ticket_reads_nothing_of_it(desk, late_parcel, wrong_size, bo, cy, advice):
    late_parcel.team = advice
    late_parcel.save()
    link_tickets(late_parcel, wrong_size, "relates", by=bo)

    assert shown(late_parcel, cy) == []
    page = desk(cy).get(f"/desk/tickets/{late_parcel.pk}/").content.decode()
    assert "The shirt" not in page


def test_the_agent_links_and_parts_from_the_console(desk, bo, late_parcel, wrong_size):
    browser, path = desk(bo), f"/desk/tickets/{late_parcel.pk}/links/"
    found = browser.get(path, {"q": f"#{wrong_size.pk}"}, **FRAGMENT).content.decode()
    assert f'name="other" value="{wrong_size.pk}"' in found

    page = browser.post(path, {"other": wrong_size.pk, "kind": "caused_by"}, **FRAGMENT)
    assert f"{path}?undo={wrong_size.pk}" in page.headers["HX-Trigger"]
    assert "Caused by" in browser.get(f"/desk/tickets/{late_parcel.pk}/").content.decode()

    browser.post(f"{path}?undo={wrong_size.pk}", **FRAGMENT)
    assert not Link.objects.exists()


@pytest.mark.parametrize("kind", ["", "split", "nonsense"])
def test_what_is_no_kind_for_agents_is_refused(desk, bo, late_parcel, wrong_size, kind):
    data = {"other": wrong_size.pk, "kind": kind}

    assert desk(bo).post(f"/desk/tickets/{late_parcel.pk}/links/", data, **FRAGMENT).status_code == 422
