"""A customer who is erased is signed out everywhere, and nobody knows that they ever asked for a link."""

from shopbell.customers.erasure import Doomed, Part

from .session import CustomerSession
from .sign_in_link import SignInLink


def sign_out(doomed: Doomed) -> None:
    CustomerSession.objects.filter(customer__in=doomed.ids).delete()
    SignInLink.objects.filter(address__in=doomed.addresses).delete()


PART = Part(at_once=sign_out)
