"""Who is signed in as a shopper: a session of the portal, beside and apart from the sessions of agents.

The browser keeps a random secret in a cookie, we keep its hash alone. A session lasts a month and counts only as long
as the address that was proved for it belongs to its customer: an agent who takes an address from somebody ends it too.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from shopbell.customers.customer import Customer
from shopbell.customers.identity import Kind
from shopbell.customers.merge import standing

from .secret import hash_of, new_secret

COOKIE = "shopbell_portal"
LASTS = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=10)  # no write for every page


class CustomerSession(models.Model):
    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="sessions")
    secret_hash = models.CharField(max_length=64, unique=True)
    address = models.CharField(max_length=320, help_text="the e-mail address that was proved for it")
    browser = models.CharField(max_length=200, blank=True, help_text="as it names itself")
    created_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-seen_at", "-pk"]

    def holds(self) -> bool:
        """Whether the address it was opened for is still proved to be its customer's."""
        owner = standing(self.customer)
        known = owner.identities.filter(kind=Kind.EMAIL, value=self.address, verified_at__isnull=False)
        return owner.erased_at is None and known.exists()


def customer_of(request: HttpRequest) -> Customer | None:
    """The customer who is signed in, whoever they were merged into; None for anybody else. Asked once a request."""
    session = session_of(request)
    return standing(session.customer) if session else None


def session_of(request: HttpRequest) -> CustomerSession | None:
    if not hasattr(request, "portal_session"):
        request.portal_session = _found(request.COOKIES.get(COOKIE, ""))  # type: ignore[attr-defined]
    return request.portal_session  # type: ignore[attr-defined]


def begin_session(
    request: HttpRequest, answer: HttpResponse, customer: Customer, address: str
) -> CustomerSession:
    """Sign `customer` in for the browser that gets `answer`, with a new secret; what it had before ends."""
    end_session(request, answer)
    secret = new_secret()
    session = CustomerSession.objects.create(
        customer=customer,
        secret_hash=hash_of(secret),
        address=address,
        browser=request.headers.get("User-Agent", "").replace("\0", "")[:200],
    )
    answer.set_cookie(
        COOKIE,
        secret,
        max_age=LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",  # the links of our mails and of the shop come from elsewhere
    )
    request.portal_session = session  # type: ignore[attr-defined]
    return session


def end_session(request: HttpRequest, answer: HttpResponse) -> None:
    """Sign this browser out; nothing when it is not in."""
    if session := session_of(request):
        session.delete()
    request.portal_session = None  # type: ignore[attr-defined]
    answer.delete_cookie(COOKIE, samesite="Lax")


def end_all_sessions(customer: Customer) -> int:
    """Sign `customer` out everywhere; returns how many browsers were in."""
    return CustomerSession.objects.filter(customer=customer).delete()[0]


def sweep_sessions(now: datetime) -> int:
    """Drop those that have lasted their time; returns how many."""
    return CustomerSession.objects.filter(created_at__lte=now - LASTS).delete()[0]


def _found(secret: str) -> CustomerSession | None:
    if not secret:
        return None
    now = timezone.now()
    sessions = CustomerSession.objects.filter(secret_hash=hash_of(secret), created_at__gt=now - LASTS)
    session = sessions.select_related("customer").first()
    if session is None or not session.holds():
        return None
    if session.seen_at < now - SEEN_EVERY:
        CustomerSession.objects.filter(pk=session.pk).update(seen_at=now)
    return session
