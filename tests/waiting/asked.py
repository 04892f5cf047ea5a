"""Calls that shoppers ask for, and for when."""

from shopbell.promises.models import Promise
from shopbell.promises.promise import Kind


def call_promises(ticket):
    return Promise.objects.filter(ticket=ticket, kind=Kind.CALL).order_by("pk")


def times(shopper):
    return shopper.get("calls", chat=shopper.chat or "", zone="Europe/Berlin").json()["times"]
