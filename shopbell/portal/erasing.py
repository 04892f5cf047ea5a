"""A customer who is erased is signed out everywhere; no export of their data stays, nor that they asked for a link."""

from shopbell.customers.erasure import Doomed, Part

from .data_export import DataExport
from .session import CustomerSession
from .sign_in_link import SignInLink


def sign_out(doomed: Doomed) -> None:
    DataExport.objects.filter(customer__in=doomed.ids).delete()
    CustomerSession.objects.filter(customer__in=doomed.ids).delete()
    SignInLink.objects.filter(address__in=doomed.addresses).delete()


PART = Part(at_once=sign_out)
