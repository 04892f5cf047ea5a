"""What routing asks whom about, while others wait live."""

from shopbell.routing.models import Offer
from shopbell.routing.queue import route_waiting
from tests.routing.arriving import ticket_of


def offer_of(customer, team, channel):
    ticket_of(customer, team, channel)
    route_waiting([team.pk])
    return Offer.objects.open().select_related("ticket", "agent").latest("pk")


def asked_about(ticket):
    return Offer.objects.open().select_related("ticket", "agent").filter(ticket=ticket).first()
