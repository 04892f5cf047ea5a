"""The guides that a shop begins with."""

import json
import re
from html import unescape

import pytest
from django.utils import timezone, translation

from shopbell.demo.help import GUIDES
from shopbell.demo.policies import write_policies
from shopbell.helpcenter.body import VARIABLE
from shopbell.helpcenter.guides.faults import faults, lacking
from shopbell.helpcenter.guides.guide import Guide
from shopbell.helpcenter.guides.guide_text import body_in
from shopbell.helpcenter.starter.contents import to_be_read_first
from shopbell.helpcenter.starter.guides import FOLDER, install_guides, tree_of
from shopbell.helpcenter.starter.install import install_starter
from shopbell.helpcenter.starter.texts import texts
from shopbell.helpcenter.variables import variables
from shopbell.portal.own_action import LABELS
from shopbell.shop.order import OrderStatus, status_for_shoppers
from shopbell.shop.policies.page import PAGES
from shopbell.tickets.reason import ContactReason
from tests.helpcenter.test_starter import LINK, leads_somewhere

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R46", "R57")]
LANGUAGES = ["en", "de", "ar"]
OURS = sorted(FOLDER.glob("*.json"))
each_of_ours = pytest.mark.parametrize("file", OURS, ids=lambda file: file.stem)


def told(file):
    return json.loads(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", [*OURS, *GUIDES.glob("*.json")], ids=lambda file: file.stem)
def test_each_is_whole_in_every_language_and_ends_for_every_path(file, centre, ada):
    write_policies(timezone.now())
    install_starter(LANGUAGES, by=ada, is_as_told=True)
    tree = tree_of(told(file))

    assert [lacking(tree, language) for language in LANGUAGES] == [0, 0, 0]
    assert faults(tree, "en") == []
    assert all(step.topic for step in tree.steps if step.kind == "contact")


@each_of_ours
def test_an_ending_leads_to_an_article_of_ours_that_needs_no_reading_first_and_to_a_reason_that_desks_have(
    file,
):
    reasons = set(ContactReason.objects.filter(parent=None).values_list("name", flat=True))
    for name, step in told(file)["steps"].items():
        assert step.get("article", "wrong-item") in texts("en").keys() - to_be_read_first(), name
        assert step.get("topic") in reasons | {None}, name
        place = step.get("place", "portal")
        assert place == "portal" or place.removeprefix("policy:") in PAGES, name


@each_of_ours
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_of_a_policy_is_named_and_every_link_leads_somewhere_the_same_in_each_language(
    file, language
):
    write_policies(timezone.now())
    tree, known = tree_of(told(file)), variables(language)
    body, first = body_in(tree, language), body_in(tree, "en")

    assert [name for name, _words in VARIABLE.findall(body)] == [name for name, _ in VARIABLE.findall(first)]
    for name, words in VARIABLE.findall(body):
        assert unescape(words) == known[name].value, name
    ways = [address.replace(f"/{language}/", "/en/") for address in LINK.findall(body)]
    assert [way.split("?")[0] for way in ways] == [way.split("?")[0] for way in LINK.findall(first)]
    written = [
        address
        for step in tree.steps
        for address in re.findall(r"\]\(([^)]+)\)", step.text.get(language, ""))
    ]
    assert all(leads_somewhere(address) for address in written)


@each_of_ours
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_done_in_the_portal_is_called_as_it_is_there(file, language):
    with translation.override(language):
        done = {str(label) for label in LABELS.values()}
        states = {status_for_shoppers(state) for state in OrderStatus}
    for name, step in told(file)["steps"].items():
        named = set(re.findall(r"\*\*(.+?)\*\*", step.get("text", {}).get(language, "")))
        assert named <= done | states, name
        assert step.get("place") != "portal" or named & done, name


def test_a_parcel_without_a_number_is_searched_for_only_when_its_mail_is_older_than_the_days_of_delivery():
    steps = told(FOLDER / "my-parcel-has-not-come.json")["steps"]

    sent = steps[steps["untracked"]["choices"][0]["to"]]
    assert all("shipping.delivery_days" in text for text in sent["text"].values())
    assert [steps[choice["to"]]["kind"] for choice in sent["choices"]] == ["answer", "contact"]


def test_who_cancelled_and_had_no_mail_of_ours_is_asked_nothing_of_one():
    steps = told(FOLDER / "where-is-my-refund.json")["steps"]

    for name in ("where", "long", "looked", "missing"):
        words = steps[name]["title"]["en"] + steps[name].get("text", {}).get("en", "")
        assert "mail" not in words, name


def test_the_states_of_an_order_that_may_be_chosen_are_called_as_in_the_portal():
    begin = told(FOLDER / "change-or-cancel-an-order.json")["steps"]["begin"]
    named = [OrderStatus.PENDING, OrderStatus.PROCESSED, OrderStatus.SHIPPED, OrderStatus.DELIVERED]
    for language in LANGUAGES:
        with translation.override(language):
            words = [status_for_shoppers(state) for state in named]
        assert [choice["words"][language] for choice in begin["choices"]][:4] == words


def test_they_are_published_once_where_the_policies_have_what_they_name_and_what_is_deleted_stays_away(
    centre, ada
):
    write_policies(timezone.now())
    install_starter(LANGUAGES, by=ada)
    assert install_guides(by=ada) == len(OURS) == 5
    assert not Guide.objects.filter(shown=None).exists()

    Guide.objects.all().delete()
    assert install_guides(by=ada) == 0 and not Guide.objects.exists()


def test_one_that_names_a_value_which_no_policy_has_or_an_article_that_waits_is_a_draft(centre, ada):
    install_starter(LANGUAGES, by=ada)
    install_guides(by=ada)

    assert [guide.slug for guide in Guide.objects.exclude(shown=None)] == ["where-is-my-refund"]
