"""What shoppers can do themselves is what our own articles tell them to do, with the way there."""

import re

import pytest
from django.utils import translation
from django.utils.translation import gettext as _

from shopbell.helpcenter.starter.contents import TOPICS
from shopbell.helpcenter.starter.texts import languages, texts
from shopbell.portal.own_action import LABELS
from shopbell.shop.order import OrderStatus, status_for_shoppers

pytestmark = [pytest.mark.requirement("R54")]
ORDERS, DATA, PERSON = "/portal/orders/", "/portal/data/", 'href="#help-contact"'
TOLD_IN = {
    "cancel_order": "cancel-an-order",
    "change_address": "change-the-address",
    "return_items": "return-something",
    "exchange_items": "exchange-something",
    "confirm_arrival": "what-the-states-mean",
    "withdraw_return": "withdraw-a-return",
    "withdraw_exchange": "withdraw-a-return",
    "resend_document": "invoice",
}


def check(body, address, label):
    assert f'href="{address}' in body and f"<strong>{label}</strong>" in body
    if PERSON in body:
        assert body.index(address) < body.index(PERSON)


@pytest.mark.parametrize("language", languages())
def test_each_action_of_the_portal_is_told_by_its_name_with_a_link_before_a_person_is_asked(language):
    assert TOLD_IN.keys() == LABELS.keys()
    for name, slug in TOLD_IN.items():
        with translation.override(language):
            check(texts(language)[slug].body, ORDERS, str(LABELS[name]))


@pytest.mark.parametrize("language", languages())
def test_a_copy_of_ones_data_and_erasure_are_told_with_a_link_before_a_person_is_asked(language):
    with translation.override(language):
        check(texts(language)["my-data"].body, DATA, _("Prepare my data"))
        check(texts(language)["delete-my-account"].body, DATA, _("Be forgotten"))


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("slug", ["track-your-parcel", "several-parcels", "find-the-order-number"])
def test_what_stands_with_ones_order_is_told_with_a_link(language, slug):
    assert f'href="{ORDERS}"' in texts(language)[slug].body


STATES = [
    OrderStatus.PENDING, OrderStatus.ITEMS_CHANGED, OrderStatus.PROCESSED, OrderStatus.SHIPPED,
    OrderStatus.DELIVERED, OrderStatus.CANCELLED,
]  # fmt: skip
OF_THE_DESK = {"en": r"\b(pending|processed)\b", "de": r"\b(offen|in Bearbeitung)\b", "ar": r"معلّق"}


@pytest.mark.parametrize("language", languages())
def test_the_states_of_an_order_are_called_as_the_portal_calls_them(language):
    with translation.override(language):
        words = [status_for_shoppers(state) for state in STATES]
    table = re.findall(r"<tr>\n<td>(.*?)</td>", texts(language)["what-the-states-mean"].body)
    assert table == words

    for slug in next(topic.articles for topic in TOPICS if topic.slug == "change-or-cancel"):
        text = texts(language)[slug]
        assert not re.search(OF_THE_DESK[language], text.summary + text.body), slug
    assert f">{words[0]}</a>" in texts(language)["cancel-an-order"].body


PHOTOS = {"en": "three photos", "de": "drei Fotos", "ar": "ثلاث صور"}


@pytest.mark.parametrize("language", languages())
def test_as_many_photos_of_damage_are_asked_for_as_the_article_on_photos_lists(language):
    steps = re.search(r'<ol class="steps">(.*?)</ol>', texts(language)["photos-that-help"].body, re.DOTALL)[1]

    assert steps.count("<li>") == 3 and f">{PHOTOS[language]}</a>" in texts(language)["arrived-broken"].body
