"""Who transfers a ticket finds in the brief what its customer was promised a moment ago."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.promises.promise import Kind, make_promise
from shopbell.tickets.transfer import promised_so_far

pytestmark = pytest.mark.django_db


def test_the_brief_holds_the_promises_that_are_open(desk, bo, late_parcel):
    late_parcel.waiting_since = timezone.now()
    late_parcel.save()
    assert promised_so_far(late_parcel) == ""
    make_promise(late_parcel, timezone.now() + timedelta(hours=2), by=bo)
    make_promise(late_parcel, timezone.now() + timedelta(hours=3), kind=Kind.CALL)

    lines = promised_so_far(late_parcel).splitlines()
    dialog = desk(bo).get(f"/desk/tickets/{late_parcel.pk}/transfer/").content.decode()

    assert lines[0].startswith("An answer by ") and lines[1].startswith("A call by ")
    assert "An answer by " in dialog
