"""The agents' search finds what answers already: articles, policies, products, macros, rules; for each role its own."""

import re

import pytest

from shopbell.accounts.models import Role, Team
from shopbell.automation.trigger import Trigger
from shopbell.helpcenter.article import Access
from shopbell.search.help.asked import SearchAsked
from shopbell.search.help.index import catch_up
from shopbell.search.index import index_due
from shopbell.search.vocabulary import ENOUGH, learn_words
from shopbell.shop.models import Procedure, Product
from shopbell.tickets.macro import Macro
from tests.helpcenter.conftest import centre, sending_back, write  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45", "R89")]


@pytest.fixture
def search(desk):
    """The page's HTML for what an agent typed."""

    def ask(agent, text, **more):
        while index_due():
            pass
        catch_up()
        answer = desk(agent).get("/desk/search/", {"q": text, **more})
        assert answer.status_code == 200
        return answer.content.decode()

    return ask


def sections(page: str) -> list[str]:
    return re.findall(r'<section class="found" aria-labelledby="found-(\w+)"', page)


def test_articles_for_agents_products_and_macros_stand_beside_the_tickets(search, ada, late_parcel, write):  # noqa: F811
    write("A parcel that is lost", access=Access.AGENTS)
    Product.objects.create(external_id="1", name="Parcel tape", page="https://shop.example/tape")
    Macro.objects.create(name="Parcel is late", text="We are sorry.")

    page = search(ada, "parcel")

    assert sections(page) == ["tickets", "article", "policy", "product", "macros"]
    assert "A <mark>parcel</mark> that is lost" in page and "<mark>Parcel</mark> tape" in page
    assert not SearchAsked.objects.exists()  # shoppers' searches are counted, agents' are not


def test_a_kind_alone_is_searched_and_each_that_holds_something_is_a_facet(search, ada, late_parcel, write):  # noqa: F811
    for number in range(6):
        write(f"A parcel that is lost {number}")

    page = search(ada, "parcel")
    assert page.count("that is lost") == 4
    assert re.search(r'kind=article">Articles <span[^>]*>4\+<', page)
    assert "kind=customers" not in page
    page = search(ada, "parcel", kind="article")
    assert sections(page) == ["article"] and page.count('<a class="found-answer"') == 6
    assert sections(search(ada, "parcel", kind="nonsense")) == ["tickets", "article", "policy"]


def test_a_macro_can_be_read_where_it_is_found_by_those_who_may_use_it(search, ada, bo, root):
    others = Team.objects.create(name="Warehouse")
    Macro.objects.create(name="Apology", text="We are <b>sorry</b> for the delay.")
    macro = Macro.objects.create(name="Pallets", text="A sorry tale.", team=others)

    page = search(bo, "sorry")
    assert "We are &lt;b&gt;sorry&lt;/b&gt; for the delay." in page
    assert "Pallets" not in page and "Change it" not in page
    macro.team = None
    macro.save()
    page = search(root, "sorry")
    assert "Pallets" in page and f"/desk/settings/macros/{macro.pk}/" in page


def test_a_slip_in_the_name_of_a_macro_is_forgiven_but_for_a_word_that_is_common(search, ada):
    Macro.objects.create(name="Engraved stone", text="It is cut by hand.")

    assert "Engraved stone" in search(ada, "engravd stoen")
    learn_words({"store": ENOUGH})
    assert "Engraved stone" not in search(ada, "store")
    assert "Engraved stone" not in search(ada, "engravd elephant")


def test_a_procedure_is_found_by_a_word_of_its_steps_by_those_who_may_start_one(search, bo, cy):
    Procedure.objects.create(name="Lost parcel", steps=[{"title": "Ask the lighthouse keeper"}])
    Procedure.objects.create(name="Lighthouse of before", is_active=False)

    page = search(bo, "lighthouse")
    assert sections(page) == ["procedures"] and "Lost parcel" in page and "of before" not in page
    cy.role = Role.objects.create(name="Looks on", permissions=["ticket:read_own"])
    cy.save()
    assert "Lost parcel" not in search(cy, "lighthouse")


def test_rules_and_settings_are_found_by_those_who_may_open_them(search, root, bo):
    Trigger.objects.create(name="Escalate angry letters")

    assert "Escalate" in search(root, "angry")
    assert "rules" not in sections(search(bo, "angry"))


def test_who_sees_no_ticket_finds_what_every_agent_may_read(search, cy, late_parcel, write):  # noqa: F811
    write("A parcel that is lost", access=Access.AGENTS)

    assert sections(search(cy, "parcel")) == ["article", "policy"]


def test_what_is_typed_stays_text_in_every_kind(search, root, write):  # noqa: F811
    write("A <script>alert(1)</script> lamp")
    Macro.objects.create(name="<script>alert(2)</script> lamp", text="<img src=x> lamp")

    page = search(root, "lamp")

    assert not re.search(r"<script>alert|<img src=x", page)
