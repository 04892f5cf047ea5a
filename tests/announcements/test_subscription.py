"""Being told by e-mail: begun by the mailbox's owner, once each, in portions, ended by one click."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from shopbell.accounts.letter import Letter
from shopbell.announcements.incident import Kind, State
from shopbell.announcements.models import StatusPart, Subscription, SubscriptionLink, UpdateMail
from shopbell.announcements.portion import mail_portion
from shopbell.announcements.publishing import Said, publish_update, take_back
from shopbell.announcements.subscription import ask_to_subscribe, confirm, sweep_links
from shopbell.announcements.telling import note_updates
from shopbell.channels.brand import Brand
from shopbell.core.errors import Refused
from shopbell.customers.erasure import erase_customer, name_to_type

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R136")]
MINA = "mina@shopper.example"


def later(**time):
    return timezone.now() + timedelta(**time)


def letters():
    return [json.loads(each.content) for each in Letter.objects.order_by("pk")]


@pytest.fixture
def subscribe(payments):
    """Let an address be told: subscribe(address, part…)."""

    def subscribe(address=MINA, *parts, language="en"):
        ask_to_subscribe(address, parts, language=language)
        secret = re.search(r"subscribe/([\w-]+)/", letters()[-1][2])[1]
        Letter.objects.all().delete()
        return confirm(secret)

    return subscribe


def tell(most=None):
    note_updates(later(minutes=4))
    return mail_portion(most)


def test_the_link_in_the_mail_begins_it_and_only_by_its_button(client, payments):
    page = "/help/en/status/subscribe/"
    assert client.get(page).status_code == 200

    asked = client.post(page, {"email": MINA, "parts": [payments.pk]})
    assert asked.status_code == 302  # loaded again, the page asks for no second mail
    said = client.get(asked.headers["Location"]).content.decode()
    assert "Look into your mailbox" in said and not Subscription.objects.exists()
    ((to, _subject, text, *_headers),) = letters()
    link = re.search(r"https?://\S+?(/help/en/status/subscribe/\S+)", text)[1]
    assert to == MINA

    client.get(link)
    assert not Subscription.objects.exists()
    for _twice in range(2):
        assert "from now on" in client.post(link).content.decode()
    assert list(Subscription.objects.get(address=MINA).parts.all()) == [payments]


def test_a_mailbox_gets_few_links_and_who_asks_does_not_learn_of_it(client, payments):
    for number in range(6):
        answer = client.post("/help/en/status/subscribe/", {"email": f"mina+{number}@shopper.example"})
        assert (answer.status_code, answer.headers["Location"]) == (302, "/help/en/status/subscribe/?asked")

    assert len(letters()) == 3


def test_a_link_that_is_forged_too_old_or_was_ended_begins_nothing(client, subscribe):
    ask_to_subscribe(MINA, [], language="en")
    secret = re.search(r"subscribe/([\w-]+)/", letters()[-1][2])[1]
    confirm(secret).delete()

    with pytest.raises(Refused):
        confirm(secret)
    SubscriptionLink.objects.update(used_at=None, created_at=later(days=-3))
    assert client.post(f"/help/en/status/subscribe/{secret}/").status_code == 410
    assert client.post("/help/en/status/subscribe/forged/").status_code == 410
    assert sweep_links(timezone.now()) == 1 and not Subscription.objects.exists()


def test_each_is_told_once_of_what_concerns_their_parts(begin, subscribe, payments):
    shipping = StatusPart.objects.create(slug="shipping")
    subscribe(MINA)
    subscribe("theo@shopper.example", payments)
    subscribe("lea@shopper.example", shipping)
    subscribe("both@shopper.example", payments, shipping)

    begin(next_news_at=later(hours=1))

    assert [tell(), tell()] == [3, 0]
    assert {to for to, *_rest in letters()} == {MINA, "theo@shopper.example", "both@shopper.example"}
    _to, subject, text, headers, *_more = letters()[0]
    assert subject == "We know the reason: Cards are declined"
    assert "The bank is slow." in text and "Next news by" in text and "/help/en/status/" in text
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_subject_of_planned_work_says_that_it_is_planned(begin, subscribe):
    subscribe(MINA)

    begin("We move", kind=Kind.MAINTENANCE, starts_at=later(days=1), state=State.INVESTIGATING)

    assert tell() == 1 and letters()[0][1] == "Planned: We move"


def test_one_that_concerns_no_part_concerns_everybody(begin, subscribe, payments):
    subscribe(MINA, payments)
    begin(parts=[])

    assert tell() == 1


def test_it_is_told_minutes_later_and_what_was_taken_back_meanwhile_never(begin, subscribe, ada):
    subscribe()
    incident = begin()
    assert note_updates(later(minutes=2)) == 0

    take_back(incident.updates.get(), by=ada)

    assert tell() == 0 and not letters()


def test_portions_are_as_large_as_the_provider_bears(begin, subscribe, settings):
    for number in range(5):
        subscribe(f"shopper{number}@shopper.example")
    begin()
    settings.STATUS_MAILS_A_MINUTE = 2

    assert [tell(), tell(), tell(), tell()] == [2, 2, 1, 0]
    assert len({to for to, *_rest in letters()}) == 5


def test_a_portion_that_is_killed_is_sent_whole_by_the_next_and_nobody_twice(begin, subscribe, monkeypatch):
    for number in range(4):
        subscribe(f"shopper{number}@shopper.example")
    begin()
    note_updates(later(minutes=4))

    with pytest.raises(RuntimeError), transaction.atomic():
        mail_portion(3)
        raise RuntimeError("killed before it was kept")

    assert not letters() and UpdateMail.objects.count() == 4
    assert [mail_portion(3), mail_portion(3)] == [3, 1]
    assert len({to for to, *_rest in letters()}) == len(letters()) == 4


def test_one_click_ends_it_and_what_was_still_to_be_sent(client, begin, subscribe, ada):
    subscribe()
    incident = begin()
    tell()
    address = re.search(r"/unsubscribe/\S+?(?=>)", letters()[0][3]["List-Unsubscribe"])[0]
    publish_update(incident, Said({"en": "Done."}, State.OVER), by=ada)
    note_updates(later(minutes=4))

    Brand.objects.update_or_create(pk=1, defaults={"name": "Wexmoor"})
    asked = client.get(address)
    assert b"Mails about outages and delays" in asked.content and b"Wexmoor" in asked.content
    assert b"Shopbell" not in asked.content and "no-store" in asked.headers["Cache-Control"]
    for _twice in range(2):
        assert client.post(address).status_code == 200

    assert mail_portion() == 0 and not Subscription.objects.exists()


def test_it_is_told_in_the_language_it_was_asked_for_in(begin, subscribe):
    subscribe(language="de")
    begin()
    tell()

    _to, subject, text, *_more = letters()[0]
    assert "/help/de/status/" in text and not subject.startswith("We know")


def test_who_is_erased_is_told_no_more(begin, subscribe, mina, root):
    subscribe(MINA)
    ask_to_subscribe(MINA, [], language="en")

    erase_customer(mina, name_to_type(mina), by=root)

    assert not Subscription.objects.exists() and not SubscriptionLink.objects.exists()


def test_who_asked_for_parts_that_are_gone_is_not_told_of_everything(payments):
    ask_to_subscribe(MINA, [payments], language="en")
    secret = re.search(r"subscribe/([\w-]+)/", letters()[-1][2])[1]
    payments.delete()

    with pytest.raises(Refused):
        confirm(secret)
    assert not Subscription.objects.exists()


def test_a_part_that_somebody_is_told_of_is_not_deleted(client, subscribe, payments, root):
    subscribe(MINA, payments)
    client.force_login(root)

    page = client.get(f"/desk/settings/status-parts/{payments.pk}/delete/").content.decode()
    client.post(f"/desk/settings/status-parts/{payments.pk}/delete/")

    assert "Somebody is told of it by e-mail." in page and StatusPart.objects.filter(pk=payments.pk).exists()


def test_who_is_told_of_planned_maintenance_reads_when_it_is(subscribe, begin):
    subscribe(language="de")
    starts = datetime(2030, 5, 4, 18, tzinfo=UTC)
    begin("New machines", kind=Kind.MAINTENANCE, starts_at=starts, ends_at=starts + timedelta(hours=2))

    tell()

    text = letters()[-1][2]
    assert "04.05.2030, 18:00 UTC" in text and "04.05.2030, 20:00 UTC" in text


def test_who_is_told_of_an_outage_reads_of_no_planned_end(subscribe, begin):
    subscribe()
    begin("Cards are declined", text="The bank is slow.")

    tell()

    assert "From " not in letters()[-1][2]
