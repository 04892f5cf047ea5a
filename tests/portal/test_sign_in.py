"""Signing in to the portal by a link: who gets in, who does not, and that nobody learns who is known."""

import re
from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from shopbell.core.errors import Refused
from shopbell.customers.customer import claim_identity, find_or_create_claimant, find_or_create_customer
from shopbell.customers.erasure import erase_customer
from shopbell.customers.identity import TYPED
from shopbell.customers.identity_change import doubt_identity
from shopbell.customers.merge import merge_customers, undo_merge
from shopbell.customers.models import Customer
from shopbell.portal.door import page_of_ours
from shopbell.portal.models import CustomerSession, SignInLink
from shopbell.portal.secret import hash_of
from shopbell.portal.session import COOKIE, customer_of, sweep_sessions
from shopbell.portal.sign_in_link import AN_HOUR, LASTS, ask_for_link, sweep_links, use_link
from tests.cast import customer
from tests.channels.email.conftest import work

from .conftest import browser_of

pytestmark = pytest.mark.django_db
SIGN_IN = "/portal/sign-in/"


def ask(client: Client, address: str, **more):
    return client.post(SIGN_IN, {"email": address, **more})


def links() -> list[str]:
    work()
    return [re.search(r"http://[^/]+(/portal/sign-in/link/\S+)", mail.body)[1] for mail in outbox.outbox]


def test_a_customer_signs_in_by_the_link_that_was_mailed(client, mina):
    answer = ask(client, "Mina@shopper.example", next="/portal/?a=1")
    assert answer.headers["Location"] == "/portal/sign-in/sent/"
    (link,) = links()

    page = client.get(link).content.decode()
    assert (
        "mina@shopper.example" in page and COOKIE not in client.cookies
    )  # a scanner opens links, and presses nothing
    entered = client.post(link)

    assert entered.headers["Location"] == "/portal/?a=1"
    assert "Hello Mina Okafor" in client.get("/portal/").content.decode()
    cookie = entered.cookies[COOKIE]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert CustomerSession.objects.get().secret_hash not in cookie.value


def test_the_portal_goes_on_in_the_language_of_the_page_that_signed_in(mina):
    mina.language = "de"
    mina.save()
    british = Client(headers={"Accept-Language": "en-GB"})
    ask(british, "mina@shopper.example")
    (link,) = links()

    assert '<html lang="en' in british.get(link).content.decode()
    british.post(link)
    assert "Hello Mina Okafor" in british.get("/portal/").content.decode()
    mina.refresh_from_db()
    assert mina.language == "de"  # what we write to her in stays her choice

    british.post("/portal/data/wishes/", {"language": "de"})
    assert '<html lang="de"' in british.get("/portal/").content.decode()


@pytest.mark.parametrize(("known", "kept"), [("", "en-gb"), ("en", "en"), ("fr", "fr")])
def test_signing_in_keeps_the_language_that_was_read_where_none_is_known(mina, known, kept):
    mina.language = known
    mina.save()
    british = Client(headers={"Accept-Language": "en-GB"})
    ask(british, "mina@shopper.example")
    (link,) = links()

    british.post(link)

    mina.refresh_from_db()
    assert mina.language == kept  # “English” is beside “British English” among those to choose from


def test_a_link_works_once_and_for_twenty_minutes(client, mina):
    ask(client, mina.address)
    ask(client, mina.address)
    first, second = links()
    client.post(first)

    assert Client().post(first).status_code == 410
    SignInLink.objects.filter(used_at=None).update(created_at=timezone.now() - LASTS)
    assert Client().get(second).status_code == 410 and Client().post(second).status_code == 410
    assert CustomerSession.objects.count() == 1


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client, mina):
    known, unknown = ask(client, mina.address), ask(client, "nobody@shopper.example")

    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )
    assert len(links()) == 1
    assert ask(client, "no address").status_code == 422


def test_a_mailbox_gets_few_links_an_hour_and_nobody_is_told(client, mina):
    answers = {ask(client, f"mina+{number}@shopper.example").status_code for number in range(AN_HOUR)}
    answers.add(ask(client, mina.address).status_code)

    assert answers == {302} and links() == []


def test_whoever_began_with_a_mail_is_found_by_its_address(db):
    sender = find_or_create_customer("email", "new@shopper.example", name="New", source="email")

    customer, _link = use_link(secret_for("new@shopper.example"))

    assert customer == sender and customer.identities.get().is_verified


def secret_for(address: str) -> str:
    SignInLink.objects.create(address=address, secret_hash=hash_of("s"))
    return "s"


@pytest.mark.parametrize("known_by", ["phone", "email", "visitor"])
def test_an_address_that_was_only_said_opens_nobody_else(mina, known_by):
    if known_by == "email":
        victim = mina
    else:
        victim = find_or_create_customer(known_by, "+33612345678", source="agent")
    claim_identity(victim, "email", "thief@shopper.example", source="agent")

    customer, _link = use_link(secret_for("thief@shopper.example"))

    assert customer != victim and customer not in victim.merged.all()


def test_an_address_typed_before_a_chat_opens_nothing(db):
    find_or_create_claimant("email", "typed@shopper.example", source=TYPED)

    customer, _link = use_link(secret_for("typed@shopper.example"))

    assert not customer.merged.exists()


def seen_by(browser: Client) -> Customer | None:
    request = HttpRequest()
    request.COOKIES = {COOKIE: browser.cookies[COOKIE].value}
    return customer_of(request)


def test_a_session_follows_a_merge_and_its_undoing(mina, theo, ada):
    browser = browser_of(mina)

    merge = merge_customers(theo, mina, by=ada)
    assert seen_by(browser) == theo
    undo_merge(merge, by=ada)
    assert seen_by(browser) == mina


def test_a_session_ends_with_the_customer_the_address_or_the_month(mina, theo, ada):
    erased, moved, old = customer("Una Vale"), browser_of(theo), browser_of(mina)
    gone = browser_of(erased)
    erase_customer(erased, "Una Vale", by=ada)
    doubt_identity(theo.identities.get())
    CustomerSession.objects.filter(customer=mina).update(created_at=timezone.now() - timedelta(days=30))

    assert [seen_by(each) for each in (gone, moved, old)] == [None, None, None]
    assert gone.get("/portal/").headers["Location"] == "/portal/sign-in/?next=/portal/"
    sweep_sessions(timezone.now())
    assert not CustomerSession.objects.filter(customer=mina).exists()


def test_signing_out_ends_this_browser_or_all(mina):
    here, there, elsewhere = (browser_of(mina) for _ in range(3))

    here.post("/portal/sign-out/")
    assert [seen_by(each) for each in (there, elsewhere)] == [mina, mina]
    assert CustomerSession.objects.count() == 2
    there.post("/portal/sign-out/", {"everywhere": "1"})
    assert CustomerSession.objects.count() == 0


def test_signing_in_anew_changes_the_secret(mina, theo, minas):
    before = minas.cookies[COOKIE].value

    minas.post(f"/portal/sign-in/link/{secret_for(theo.address)}/")

    assert minas.cookies[COOKIE].value != before and seen_by(minas) == theo
    assert CustomerSession.objects.count() == 1


def test_only_forms_of_our_own_sign_in(mina):
    secret_for(mina.address)

    assert Client(enforce_csrf_checks=True).post("/portal/sign-in/link/s/").status_code == 403
    assert SignInLink.objects.get().used_at is None


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/portal/", "//evil.example", "/desk/", "javascript:1", "/portal\\@evil"],
)
def test_nobody_is_led_elsewhere(elsewhere):
    assert page_of_ours(elsewhere) == "/portal/"
    assert page_of_ours("/help/en/articles/7/x/") == "/help/en/articles/7/x/"


def test_pages_are_kept_by_no_cache_and_sent_to_nobody(client, minas):
    for answer in (client.get(SIGN_IN), client.get("/portal/sign-in/sent/"), minas.get("/portal/")):
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Referrer-Policy"] == "same-origin"


def test_who_asked_is_forgotten_after_a_day(mina):
    ask_for_link(mina.address)

    assert sweep_links(timezone.now()) == 0
    assert sweep_links(timezone.now() + timedelta(days=1)) == 1


def test_no_address_is_refused(db):
    with pytest.raises(Refused):
        ask_for_link("nobody")
