"""What would like to run, wherever it may be written: a browser shows it, and nothing happens."""

# ruff: noqa: F811 (the fixture is used by its name)

import pytest

from shopbell.core.html import clean
from shopbell.customers.models import Customer
from shopbell.helpcenter.article import Article
from shopbell.helpcenter.article_draft import write_draft
from shopbell.helpcenter.category import Category
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.publishing import publish
from shopbell.shop.policies.policy import Policy, write_version
from shopbell.tickets.attachment import keep_attachment
from shopbell.tickets.message import receive_message
from shopbell.tickets.ticket import create_ticket, one_line

from .watching import vectors, watched  # noqa: F401

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.requirement("R171")]


@pytest.fixture
def shipping(db):
    """A rule that has the value which a vector names: nothing is published without."""
    policy = Policy.objects.create(action="shipping", slug="shipping", title="Shipping", is_public=True)
    terms = {"delivery_days": [2, 4], "fee_cents": 490, "currency": "EUR"}
    return write_version(policy, outcome="allow", conditions=[], sentences={"en": "For {fee}."}, terms=terms)


def test_nothing_that_is_written_into_an_article_runs(watched, ada, bo, screen, shipping):
    HelpCentre.objects.create(pk=1, languages=["en"])
    category = Category.objects.create(slug="returns")
    category.names.create(language="en", name="Send <b>something</b> back <img src=x onerror=alert(1)>")
    reader, paths = watched(), []
    for vector in vectors():
        title = one_line(vector)[:150] or "An empty one"
        words = {
            "title": title,
            "summary": one_line(vector)[:300],
            "body": f"<p>Before</p>{vector}<p>After</p>",
        }
        draft = write_draft(Article.objects.create(category=category, language="en"), "en", words, by=ada)
        text = publish(draft, by=ada)
        paths.append(f"/help/en/articles/{text.article_id}/{text.slug}/")
    for path in paths:
        reader.show(path, "main")
    reader.show("/help/en/", "main")
    reader.show("/help/en/topics/returns/", "main")

    assert reader.faults == []


def test_an_agent_who_writes_the_same_article_on_is_as_safe(watched, ada):
    HelpCentre.objects.create(pk=1, languages=["en"])
    category = Category.objects.create(slug="returns")
    category.names.create(language="en", name="Returns")
    article = Article.objects.create(category=category, language="en")
    body = "".join(f"<p>{at}</p>{vector}" for at, vector in enumerate(vectors()))
    write_draft(article, "en", {"title": "<img src=x onerror=alert(1)>", "summary": "", "body": body}, by=ada)
    writer = watched(ada)
    writer.show("/desk/help/", "main")
    writer.show(f"/desk/help/{article.pk}/en/", "main")

    assert writer.faults == []


def test_nothing_that_a_shopper_writes_runs_in_the_console(watched, ada, care):
    from shopbell.channels.inbox import set_inbox

    agent, all_of_them = watched(ada), vectors()
    for begin in range(0, len(all_of_them), 12):  # a ticket each, and what comes next in its messages
        some = all_of_them[begin : begin + 12]
        customer = Customer.objects.create(name=some[0][:300])
        ticket = create_ticket(customer=customer, subject=one_line(some[-1])[:200], channel="email")
        set_inbox(ticket, care)
        for vector in some:
            message, _ = receive_message(
                ticket,
                vector,
                customer=customer,
                channel="email",
                html=clean(vector),
                quoted_html=clean(vector),
            )
            keep_attachment([b"plain"], name=vector[:120], content_type="text/plain", message=message)
        agent.show(f"/desk/tickets/{ticket.pk}/", "main")
    agent.show("/desk/views/all/", "main")

    assert agent.faults == []
