"""Walking a guide: a step a page, without scripts, with the way so far; and what is counted of it."""

import html

import pytest

from shopbell.helpcenter.article import Access
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.guides.counting import taken_of, traffic
from shopbell.helpcenter.guides.publishing import publish_guide, withdraw_guide
from shopbell.helpcenter.guides.tree import Kind
from shopbell.shop.product import Product, Variant
from shopbell.tickets.reason import ContactReason

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R46", "R136")]
HOME = "/help/en/guides/my-parcel-has-not-come/"
PERSON = {"user-agent": "Mozilla/5.0"}


def way(guide, *places: int) -> str:
    """The numbers of the choices at `places`, from the first step on."""
    at, numbers = guide.tree.first, []
    for place in places:
        choice = at.choices[place]
        numbers.append(str(choice.id))
        at = guide.tree.step(choice.to)
    return "-".join(numbers)


def read(client, address, **more) -> str:
    answer = client.get(address, headers=PERSON | more)
    assert answer.status_code == 200, answer.status_code
    return html.unescape(answer.content.decode())


def test_each_choice_is_a_link_and_the_way_so_far_stands_above_the_answer(client, published):
    first = read(client, HOME)
    assert "Does the parcel move?" in first and f'href="{HOME}{way(published, 0)}/"' in first

    ending = read(client, f"{HOME}{way(published, 0)}/")
    assert "Give it two days" in ending and "<li>Look again.</li>" in ending
    assert "Does the parcel move?" in ending and "Not for days" in ending and f'href="{HOME}"' in ending


def test_a_way_of_before_leads_to_the_last_step_that_is_left_of_it(client, published):
    kept = way(published, 0)

    assert client.get(f"{HOME}{kept}-99/").headers["Location"] == f"{HOME}{kept}/"
    assert client.get(f"{HOME}nonsense/").headers["Location"] == HOME


def test_readers_see_nothing_of_a_change_until_it_is_published(client, published, change, ada):
    changed = change(published, 1, title="Where is it?")
    assert "Where is it?" not in read(client, HOME)

    publish_guide(changed, by=ada, seen=changed.revision)
    assert "Where is it?" in read(client, HOME)
    withdraw_guide(changed, by=ada)
    assert client.get(HOME).status_code == 404


def test_what_is_for_agents_does_not_exist_for_others(client, published, desk, ada):
    type(published).objects.update(access=Access.AGENTS)

    assert client.get(HOME).status_code == 404 and HOME not in read(client, "/help/en/")
    assert "Does the parcel move?" in read(desk(ada), HOME)


def test_a_language_without_words_reads_the_first_one_and_says_so(client, published, change, ada):
    german = HOME.replace("/en/", "/de/")
    page = read(client, german)
    assert '<h1 id="guide-step" dir="auto">Does the parcel move?' in page and 'class="help-note"' in page

    changed = change(published, 1, "de", title="Bewegt sich das Paket?")
    publish_guide(changed, by=ada, seen=changed.revision)
    assert "Bewegt sich das Paket?" in read(client, german)


def test_a_contact_opens_the_form_with_topic_number_and_the_path_taken(
    client, published, change, ada, contact_inbox
):
    topic = ContactReason.objects.filter(parent=None, is_active=True).first()
    ending = published.tree.first.choices[1].to
    changed = change(published, ending, topic=topic.pk)
    publish_guide(changed, by=ada, seen=changed.revision)

    page = read(client, f"{HOME}{way(published, 1)}/")
    lines = "Guide: My parcel has not come\n• Does the parcel move? → Yes, today\n• We look into it"
    assert lines in page and f'name="topic" value="{topic.pk}"' in page and 'name="order_number"' in page

    beside = read(client, f"{HOME}{way(published, 0)}/")  # where the guide ends in an answer
    assert "Write to us about this" in beside and f'name="topic" value="{topic.pk}"' in beside

    query = {"text": lines, "topic": topic.pk, "order_number": "W-77"}
    form = html.unescape(client.get(f"/contact/{contact_inbox.public_key}/", query).content.decode())
    assert lines in form and 'value="W-77"' in form
    assert f'value="{topic.pk}" id="contact_reasons' in form and "checked" in form


def test_an_answer_shows_its_article_and_a_product_its_price(client, published, change, write, ada):
    text = write("Waiting for a parcel", "<p>Two days are usual.</p>")
    product = Product.objects.create(external_id="1", name="Lamp Nook", page="/demo-shop/lamp/")
    Variant.objects.create(
        product=product, external_id="1", sku="NOOK", price_cents=4900, currency="EUR", stock=3
    )
    first, second = (choice.to for choice in published.tree.first.choices)
    change(published, first, article=text.article_id, text="")
    changed = change(published, second, kind=Kind.PRODUCT, products=["NOOK", "GONE"])
    publish_guide(changed, by=ada, seen=changed.revision)

    assert "Two days are usual." in read(client, f"{HOME}{way(published, 0)}/")
    offered = read(client, f"{HOME}{way(published, 1)}/")
    assert "Lamp Nook" in offered and "49.00" in offered and "/demo-shop/lamp/" in offered


def test_home_category_and_sitemap_lead_to_it(client, published):
    assert HOME in read(client, "/help/en/") and HOME in read(client, "/help/en/topics/returns/")
    assert HOME in client.get("/help/sitemap.xml").content.decode()


def test_choices_are_counted_once_a_browser_and_machines_and_agents_not_at_all(client, published, desk, ada):
    first = client.get(HOME, headers=PERSON)
    client.get(HOME, headers=PERSON | {"if-none-match": first.headers["ETag"]})
    client.get(HOME, headers={"user-agent": "Googlebot/2.1"})
    client.get(HOME, headers=PERSON | {"sec-purpose": "prefetch"})
    client.get(HOME, headers=PERSON)
    client.get(f"{HOME}{way(published, 0)}/", headers=PERSON)
    desk(ada).get(HOME, headers=PERSON)

    counted, (choice, other) = (
        traffic(published.tree, taken_of([published])[published.pk]),
        published.tree.first.choices,
    )
    assert (counted.arrived[1], counted.left[1]) == (2, 1)
    assert (counted.taken[choice.id], counted.arrived[choice.to], counted.arrived[other.to]) == (1, 1, 0)


def test_nothing_is_there_while_the_centre_is_closed(client, published):
    HelpCentre.objects.update(is_on=False)

    assert client.get(HOME).status_code == 404
