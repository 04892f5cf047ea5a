"""News by e-mail: begun by the mailbox's owner, each mailed once in the reader's language, ended by one click."""

import re

import pytest

from shopbell.announcements import portion, telling_news
from shopbell.announcements.address import address_of
from shopbell.announcements.deleted_announcement import bring_back_announcement, delete_announcement
from shopbell.announcements.erasing import exported_subscriptions
from shopbell.announcements.models import NewsMail, Subscription, SubscriptionLink
from shopbell.announcements.portion import mail_portion
from shopbell.announcements.scheduled_news import publish_due_news
from shopbell.announcements.subscription import SubscriptionKind, ask_to_subscribe
from shopbell.announcements.telling import note_updates
from shopbell.announcements.telling_news import mail_news, note_news
from shopbell.customers.erasure import erase_customer, name_to_type
from tests.helpcenter.conftest import shipping  # noqa: F401

from .test_news import now, read, store, write  # noqa: F401
from .test_subscription import MINA, later, letters, subscribe  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R136")]
THEO = "theo@shopper.example"


@pytest.fixture
def read_news(centre):
    """Let an address be mailed news: read_news(address, language=…)."""

    def read_news(address=MINA, *, language="en"):
        return Subscription.objects.create(kind=SubscriptionKind.NEWS, address=address, language=language)

    return read_news


@pytest.fixture
def publish(write):  # noqa: F811
    return lambda *args, **more: write(*args, **{"publish_at": now()} | more)


def tell(most=None):
    note_news(later(minutes=4))
    return mail_portion(most)


def test_the_link_in_the_mail_begins_it_and_only_by_its_button(client, centre):
    assert 'href="/help/en/news/subscribe/"' in read(client, "/help/en/news/")
    page = read(client, "/help/en/news/subscribe/")
    assert "We mail you our news" in page and "What you want to hear of" not in page

    client.post("/help/en/news/subscribe/", {"email": MINA})
    ((to, subject, text, *_headers),) = letters()
    link = re.search(r"https?://\S+?(/help/en/news/subscribe/\S+)", text)[1]
    assert to == MINA and "the news of" in subject and not Subscription.objects.exists()

    assert "Shall we mail our news to" in read(client, link) and not Subscription.objects.exists()
    for _twice in range(2):
        assert "We mail our news to" in client.post(link).content.decode()
    assert Subscription.objects.get().kind == SubscriptionKind.NEWS


def test_an_address_hears_of_news_and_of_what_is_wrong_apart(client, begin, publish, subscribe, read_news):  # noqa: F811
    subscribe(MINA)
    read_news(MINA)
    read_news(THEO)

    begin()
    note_updates(later(minutes=4))
    assert tell() == 1 and letters()[-1][1] == "We know the reason: Cards are declined"

    publish()
    assert tell() == 2
    address = re.search(r"/unsubscribe/\S+?(?=>)", letters()[-2][3]["List-Unsubscribe"])[0]
    assert b"Mails with news" in client.get(address).content
    client.post(address)
    assert list(Subscription.objects.values_list("address", "kind")) == [(MINA, "incidents"), (THEO, "news")]


def test_the_mail_has_title_and_words_without_marks_and_ways_to_read_and_to_leave(
    publish,
    read_news,
    shipping,  # noqa: F811
    settings,
):
    settings.SITE_URL = "https://desk.shop.example"
    read_news()
    body = (
        '<h2>From May on</h2><p>For <var data-from="to-germany.fee"></var>, '
        '<a href="/help/en/articles/999/gone/">gone</a>, <a href="/contact/">write</a>.</p><script>x</script>'
    )
    made = publish("Parcels cost less", body)
    tell()

    _to, subject, text, headers, *_more = letters()[-1]
    assert subject == "Parcels cost less"
    assert text.startswith("Parcels cost less\n\nMore hours\n\nFrom May on") and "€" in text
    assert "gone, write (https://desk.shop.example/contact/)." in text and "<" not in text
    assert f"https://desk.shop.example/help/en/news/{made.pk}/parcels-cost-less/" in text
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Unsubscribe"][1:-1] in text


def test_each_reads_it_in_their_language_or_in_the_first_one(publish, read_news):
    read_news(language="de")
    german = {"de": {"title": "Sonntags offen", "summary": "", "body": "<p>Ab Mai.</p>"}}
    publish(words=german)
    publish("Only English")
    tell()

    (first, second) = letters()
    assert (first[1], second[1]) == ("Sonntags offen", "Only English")
    assert "Ab Mai." in first[2] and "/help/de/news/" in first[2] and "Ein Klick" in second[2]


def test_it_is_mailed_minutes_later_and_what_was_taken_back_meanwhile_never(publish, read_news, ada):
    read_news()
    made, other = publish(), publish("Another")
    assert note_news(later(minutes=2)) == 0

    delete_announcement(made, by=ada)
    assert note_news(later(minutes=4)) == 1
    delete_announcement(other, by=ada)

    assert mail_portion() == 1 and not letters()


def test_news_are_mailed_once_also_written_anew_or_brought_back(publish, read_news, ada):
    read_news()
    made = publish()
    assert [tell(), tell()] == [1, 0]

    made.refresh_from_db()
    changed = publish("We open on Sundays too", announcement=made, seen=made.revision)
    assert tell() == 0
    delete_announcement(changed, by=ada)
    bring_back_announcement(changed, by=ada)
    read_news(THEO)  # who came later reads it on the page

    assert tell() == 0 and len(letters()) == 1


def test_what_waits_for_its_moment_is_mailed_after_it_and_what_is_long_past_never(publish, read_news):
    read_news()
    publish("Soon", publish_at=now(hours=1))
    publish("Of last year", publish_at=now(days=-300))
    assert tell() == 0

    publish_due_news(now(hours=1))
    assert note_news(now(hours=1, minutes=5)) == 1


def test_portions_are_as_large_as_the_provider_bears_and_what_is_wrong_goes_first(
    begin,
    publish,
    subscribe,  # noqa: F811
    read_news,
    settings,
):
    for number in range(3):
        read_news(f"shopper{number}@shopper.example")
    publish()
    note_news(later(minutes=4))
    subscribe(MINA)
    begin()
    note_updates(later(minutes=4))
    settings.STATUS_MAILS_A_MINUTE = 2

    assert [mail_portion(), mail_portion(), mail_portion()] == [2, 2, 0]
    assert letters()[0][0] == MINA and len({to for to, *_rest in letters()}) == 4


def test_a_portion_that_is_killed_is_sent_whole_by_the_next_and_nobody_twice(publish, read_news, monkeypatch):
    for number in range(4):
        read_news(f"shopper{number}@shopper.example")
    publish()
    note_news(later(minutes=4))

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(portion, "mail_news", _killed_at_the_second(mail_news))
        mail_portion(3)

    assert not letters() and NewsMail.objects.count() == 4
    assert [mail_portion(3), mail_portion(3)] == [3, 1]
    assert len({to for to, *_rest in letters()}) == len(letters()) == 4


def test_news_that_cannot_be_written_hold_up_no_outage_and_no_other_news(
    publish,
    begin,
    subscribe,  # noqa: F811
    read_news,
    monkeypatch,
):
    subscribe(MINA)
    read_news(THEO)
    begin()
    publish("Broken")
    publish("Sound")
    note_updates(later(minutes=4))

    def unless_broken(announcement, text, language):
        if text.title == "Broken":
            raise ValueError("not to be written")
        return address_of(announcement, text, language)

    monkeypatch.setattr(telling_news, "address_of", unless_broken)
    for _twice in range(2):
        tell()

    assert sorted(to for to, *_rest in letters()) == [MINA, THEO] and NewsMail.objects.count() == 1


def _killed_at_the_second(mail):
    mailed = []

    def mail_one(*args):
        mailed.append(mail(*args))
        if len(mailed) == 2:
            raise KeyboardInterrupt("killed before it was kept")

    return mail_one


def test_who_is_erased_reads_no_more_and_who_asks_learns_what_they_are_mailed(read_news, mina, root):
    read_news(MINA)
    ask_to_subscribe(MINA, language="en", kind=SubscriptionKind.NEWS)
    assert [each["kind"] for each in exported_subscriptions(mina)] == ["news"]

    erase_customer(mina, name_to_type(mina), by=root)

    assert not Subscription.objects.exists() and not SubscriptionLink.objects.exists()


def test_the_desk_says_how_many_are_mailed(client, read_news, subscribe, root):  # noqa: F811
    read_news(MINA)
    read_news(THEO)
    subscribe(MINA)
    client.force_login(root)

    assert "2 addresses are mailed the news" in read(client, "/desk/status/news/")
    assert "1 address is mailed what is wrong." in read(client, "/desk/status/")
