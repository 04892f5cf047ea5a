"""Tickets are found by the incident that they are about, in views, triggers and reports alike."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from shopbell.announcements.joining import join_incident
from shopbell.announcements.publishing import About, change_incident
from shopbell.tickets.filter.completion import offers_for
from shopbell.tickets.filter.condition import Asker
from shopbell.tickets.filter.field import FIELDS
from shopbell.tickets.filter.language import parse, write
from shopbell.tickets.filter.misread import Misread
from shopbell.tickets.filter.query import tickets_of
from shopbell.tickets.ticket import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R136")]


def found(text, agent):
    return set(tickets_of(parse(text, Asker.of(agent)), Asker.of(agent)))


def test_by_title_by_number_and_by_whether_it_runs(begin, late_parcel, wrong_size, ada):
    cards, parcels = begin(), begin("Parcels are late")
    join_incident(late_parcel, cards, by=ada)
    join_incident(wrong_size, parcels, by=ada)
    ended = About(cards.kind, cards.titles, starts_at=cards.starts_at, ends_at=timezone.now())
    change_incident(cards, ended, by=ada)

    assert found('incident:"cards are declined"', ada) == found(f"incident:#{cards.pk}", ada) == {late_parcel}
    assert found("incident:running", ada) == {wrong_size}
    assert found("incident:any", ada) == {late_parcel, wrong_size}
    assert found("incident:none", ada) == set(Ticket.objects.all()) - {late_parcel, wrong_size}


def test_titles_that_come_again_are_written_by_their_number(begin, ada):
    first = begin("Parcels are late")
    asker = Asker.of(ada)
    assert write(parse(f"incident:#{first.pk}", asker), asker) == 'incident:"Parcels are late"'
    begin("Parcels are late")

    assert write(parse(f"incident:#{first.pk}", asker), asker) == f"incident:#{first.pk}"
    with pytest.raises(Misread, match="Several"):
        parse('incident:"Parcels are late"', asker)
    with pytest.raises(Misread, match="There is no"):
        parse("incident:Moon", asker)


def test_completion_offers_them_in_the_readers_language_with_how_they_stand(begin, ada):
    incident = begin()
    incident.titles = {"ar": "بطاقات مرفوضة", "en": "Cards are declined", "de": "Karten abgelehnt"}
    incident.save()

    [offer] = [each for each in offers_for("incident:card", Asker.of(ada)) if "Cards" in each.label]
    assert offer.hint == "We know the reason"
    with override("de"):
        assert FIELDS["incident"].kind.label(incident.pk, Asker.of(ada)) == "Karten abgelehnt"
    assert FIELDS["incident"].kind.is_gone(incident.pk + 1, Asker.of(ada))


def test_completion_asks_as_often_for_ten_as_for_one(begin, ada):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            offers_for("incident:card", Asker.of(ada))
        return len(queries)

    begin()
    one = asked()
    for number in range(9):
        begin(f"Cards of bank {number} are declined")

    assert asked() == one


def test_a_question_over_incidents_that_run_is_asked_by_the_hour(begin, late_parcel, ada):
    incident = begin()
    join_incident(late_parcel, incident, by=ada)
    asker = Asker.of(ada)
    later = Asker.of(ada, timezone.now() + timedelta(days=2))
    incident.ends_at = timezone.now() + timedelta(days=1)
    incident.save()

    conditions = parse("incident:running", asker)
    assert tickets_of(conditions, asker).exists()
    assert not tickets_of(conditions, later).exists()
