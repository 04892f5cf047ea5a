"""An address that shoppers write themselves: its country is chosen by name, in their language, and is one."""

import html
import json
import re
import uuid

import pytest
from django.utils import translation

from shopbell.core.errors import Refused
from shopbell.core.reader import countries
from shopbell.portal.own_action import act_oneself
from shopbell.shop.actions.to_tell import words_to_tell
from shopbell.shop.address import address_line
from shopbell.shop.models import ActionRun
from shopbell.shop.place_words import NEED_POSTCODES, POSTCODES, REGIONS

from .actions import agree

pytestmark = pytest.mark.django_db
TYPED = {"name": "Mina", "line1": "Quai 2", "city": "Lyon", "postcode": "69001"}


def address(order) -> str:
    return f"/portal/orders/{order.pk}/change_address/"


def labels(page: str) -> dict[str, str]:
    return dict(re.findall(r'<label for="act-(\w+)">([^<]+)', page))


def options(page: str) -> dict[str, str]:
    return dict(re.findall(r'<option value="(\w*)"[^>]*>([^<]+)', page))


def test_the_country_is_chosen_by_its_name_in_the_shoppers_language(minas, order):
    english = minas.get(f"{address(order)}?lang=en").content.decode()
    german = minas.get(f"{address(order)}?lang=de").content.decode()

    assert options(english)["DE"] == "Germany" and options(german)["DE"] == "Deutschland"
    assert '<option value="FR" selected>' in english, "where it goes now"
    assert not {"EU", "UN", "ZZ"} & set(options(english))


def test_a_country_that_the_shop_writes_otherwise_stays(minas, order):
    order.address["country"] = "Freedonia"
    order.save()

    page = minas.get(address(order)).content.decode()
    assert '<option value="Freedonia" selected>Freedonia' in page

    answer = minas.post(address(order), {"key": uuid.uuid4(), "country": "Freedonia", **TYPED})
    assert answer.status_code == 302


@pytest.mark.parametrize("country", ["XX", "fr", "Fraance", "ZZ", "<b>"])
def test_what_is_no_country_is_refused_and_nothing_typed_is_lost(minas, mina, order, country):
    answer = minas.post(address(order), {"key": uuid.uuid4(), "country": country, **TYPED})

    page = answer.content.decode()
    assert answer.status_code == 422 and "Choose the country from the list." in page
    assert 'value="Quai 2"' in page and 'name="agreed"' not in page
    with pytest.raises(Refused, match="Choose the country"):
        act_oneself(
            mina, "change_address", order=order, parameters={"country": country, **TYPED}, key="whatever"
        )


def test_the_browser_can_fill_in_a_shoppers_own_address(minas, order):
    page = minas.get(address(order)).content.decode()

    for token in ("address-line1", "address-level2", "postal-code", "country"):
        assert f'autocomplete="{token}"' in page


def test_countries_are_in_the_order_of_their_names_whatever_stands_on_a_letter():
    with translation.override("en"):
        names = list(countries().values())

    assert names.index("Åland Islands") < names.index("Albania") < names.index("Zimbabwe")
    assert names.index("Côte d’Ivoire") < names.index("Croatia")


@pytest.mark.parametrize(
    ("country", "postcode", "region"),
    [("US", "ZIP code", "State"), ("IN", "PIN code", "State"), ("IE", "Eircode", "County"),
     ("CA", "Postcode", "Province"), ("GB", "Postcode", "Region"), ("The Shire", "Postcode", "Region")],
)  # fmt: skip
def test_its_parts_are_called_as_in_its_country(minas, order, country, postcode, region):
    order.address["country"] = country
    order.save()

    said = labels(minas.get(address(order)).content.decode())

    assert (said["postcode"], said["region"]) == (postcode, region)


def test_they_follow_the_country_that_was_chosen(minas, order):
    typed = TYPED | {"country": "US", "key": uuid.uuid4()}

    said = labels(minas.post(address(order), typed, follow=True).content.decode())

    assert (said["postcode"], said["region"]) == ("ZIP code", "State")


def test_the_page_has_the_words_of_every_country_for_its_script(minas, order):
    page = minas.get(address(order)).content.decode()

    told = [json.loads(html.unescape(each)) for each in re.findall(r'data-called="([^"]+)"', page)]
    assert [(each[""], each["US"]) for each in told] == [("Region", "State"), ("Postcode", "ZIP code")]
    assert "shopbell/address" in page


def test_every_country_that_is_called_otherwise_is_one():
    named = [*POSTCODES.values(), *REGIONS.values()]

    assert {code for said in named for code in said.split()} | NEED_POSTCODES <= set(countries())
    for words in (POSTCODES, REGIONS):
        codes = [code for said in words.values() for code in said.split()]
        assert len(codes) == len(set(codes))


@pytest.mark.parametrize(("country", "word"), [("IT", "Postcode"), ("US", "ZIP code")])
def test_nothing_goes_without_a_postcode_where_there_are_some(minas, mina, order, country, word):
    typed = TYPED | {"country": country, "postcode": " "}

    answer = minas.post(address(order), {"key": uuid.uuid4(), **typed})

    page = answer.content.decode()
    assert answer.status_code == 422 and f"Something is missing: {word}." in page
    assert re.findall(r'id="act-(\w+)"[^>]*aria-invalid', page) == ["postcode"]
    with pytest.raises(Refused, match="is missing"):
        act_oneself(mina, "change_address", order=order, parameters=typed, key="whatever")


def test_where_there_are_none_nobody_is_asked_for_a_postcode(minas, order):
    typed = TYPED | {"country": "IE", "postcode": "", "key": uuid.uuid4()}

    assert minas.post(address(order), typed).status_code == 302


def test_all_that_is_missing_is_named_and_marked(minas, order):
    answer = minas.post(address(order), {"key": uuid.uuid4(), "line1": "Quai 2", "country": ""})

    page = answer.content.decode()
    assert "Something is missing: City and Country." in page
    assert set(re.findall(r'id="act-(\w+)"[^>]*aria-invalid', page)) == {"city", "country"}


def test_a_reader_from_the_right_has_their_own_comma_and_parts_that_keep_their_direction(order):
    with translation.override("ar"):
        line = address_line(order.address | {"name": "مينا"})

    assert line.startswith("\u2068مينا\u2069، \u2068Quai 1\u2069، ")
    assert "," not in line


def test_the_new_address_is_in_the_preview_and_in_what_is_told_of_it(minas, order):
    where = "It goes to: Mina, Quai 2, 69001 Lyon, France"
    typed = TYPED | {"country": "FR"}
    preview = minas.post(address(order), {"key": uuid.uuid4(), **typed}, follow=True).content.decode()

    done = agree(minas, order, "change_address", **typed)

    assert where in preview and where in minas.get(done.headers["Location"]).content.decode()
    assert where in words_to_tell(ActionRun.objects.get())
