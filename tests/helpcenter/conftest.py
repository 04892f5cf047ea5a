from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.channels.inbox import Inbox
from shopbell.helpcenter import kept_page
from shopbell.helpcenter.article import Article
from shopbell.helpcenter.article_draft import write_draft
from shopbell.helpcenter.category import Category
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.publishing import publish
from shopbell.shop.policies.policy import Policy, write_version
from shopbell.tickets.reason import ContactReason
from shopbell.tickets.ticket import Ticket


@pytest.fixture
def centre(db):
    return HelpCentre.objects.create(pk=1, languages=["en", "de", "ar"])


@pytest.fixture
def sending_back(centre):
    """A category that is named in two languages."""
    category = Category.objects.create(slug="returns", position=2)
    category.names.create(language="en", name="Send something back")
    category.names.create(language="de", name="Etwas zurückschicken")
    return category


@pytest.fixture
def write(sending_back, ada):
    """Publish an article, or a text of one: write("Title", "<p>…</p>")."""

    def write(title, body="<p>Put it into its box.</p>", *, language="en", article=None, summary="", **about):
        article = article or Article.objects.create(category=sending_back, language=language, **about)
        words = {"title": title, "summary": summary, "body": body}
        draft = article.drafts.filter(language=language).first()
        draft = write_draft(article, language, words, by=ada, seen=draft.revision if draft else 0)
        return publish(draft, by=ada)

    return write


@pytest.fixture
def contact_inbox(db):
    return Inbox.objects.create(channel="form", name="Write to us")


@pytest.fixture
def shipping(db):
    """A rule that shoppers read: to Germany it costs 4.90."""
    policy = Policy.objects.create(action="shipping", slug="to-germany", title="Germany", is_public=True)
    write_version(
        policy, outcome="allow", conditions=[{"field": "order.country", "op": "is", "value": "DE"}],
        sentences={"en": "To Germany for {fee}."},
        terms={"delivery_days": [2, 4], "fee_cents": 490, "currency": "EUR"},
    )  # fmt: skip
    return policy


@pytest.fixture
def minutes(monkeypatch):
    """The minute that kept pages are known by: none turns during a test unless it appends another."""
    known = [kept_page._minute()]
    monkeypatch.setattr(kept_page, "_minute", lambda: known[-1])
    return known


@pytest.fixture
def came(mina):
    """came(20, "Return", 10): so many tickets with this reason, so many days ago."""

    def came(count, reason, days):
        at = timezone.now() - timedelta(days=days)
        found = reason if isinstance(reason, ContactReason) else ContactReason.objects.get(name=reason)
        Ticket.objects.bulk_create(
            Ticket(customer=mina, channel="email", reason=found, created_at=at, last_message_at=at)
            for _number in range(count)
        )

    return came
