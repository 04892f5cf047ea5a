"""Articles beside a ticket: what was typed, or what is near what is asked."""

import pytest

from shopbell.helpcenter.finding import articles_for
from shopbell.tickets.ticket import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R49")]


def titles(typed, asked="", language="en", **how):
    return [hit.text.title for hit in articles_for(typed, asked, language, **how)]


def test_words_in_the_title_come_before_words_in_the_text_and_all_must_stand(write):
    write("When your money is back", "<p>After the parcel is here.</p>")
    write("How to follow a parcel", "<p>By its number.</p>")
    write("How to pay", "<p>By card.</p>")

    assert titles("parcel") == ["How to follow a parcel", "When your money is back"]
    assert titles("how par") == ["How to follow a parcel"]
    assert titles("ÉTÉ") == [] and titles("%") == []


def test_with_nothing_typed_those_near_the_question_are_offered(write):
    write("How to follow a parcel")
    write("How to pay")

    assert titles("", "Where is my parcel?") == ["How to follow a parcel"]
    assert titles("", "") == []


def test_each_article_is_offered_once_in_the_customer_s_language_or_the_first(write):
    text = write("How to pay")
    write("Bezahlen", language="de", article=text.article)

    assert titles("bezahlen", language="de-AT") == ["Bezahlen"]
    assert titles("pay", language="fr") == ["How to pay"]


def test_what_only_agents_may_read_is_offered_for_notes_alone(write):
    write("What we pay to whom", access="agents")

    assert titles("pay") == [] and titles("pay", for_note=True) == ["What we pay to whom"]


def test_an_agent_is_offered_addresses_that_shoppers_can_open(desk, bo, late_parcel, write, client):
    text = write("How to follow a parcel", summary="By its number.")

    (found,) = desk(bo).get(f"/desk/tickets/{late_parcel.pk}/articles/?q=").json()["articles"]

    assert (found["title"], found["detail"]) == ("How to follow a parcel", "By its number.")
    assert (
        client.get(found["address"].partition("//")[2].partition("/")[2].join(["/", ""])).status_code == 200
    )
    assert found["id"] == text.article_id


def test_a_ticket_that_one_may_not_read_offers_nothing(desk, cy, late_parcel, write):
    write("How to follow a parcel")

    assert desk(cy).get(f"/desk/tickets/{late_parcel.pk}/articles/?q=").status_code == 404
    assert Ticket.objects.filter(pk=late_parcel.pk).exists()


def test_words_of_the_text_are_found_folded_and_its_markup_is_not(write):
    write("Masse", "<table><tbody><tr><td>Größe und Gewicht</td></tr></tbody></table>")

    assert titles("grosse") == ["Masse"] and titles("table") == []


def test_while_the_centre_is_closed_no_shopper_is_sent_there(write, centre):
    write("How to pay")
    centre.is_on = False
    centre.save()

    assert titles("pay") == [] and titles("pay", for_note=True) == ["How to pay"]


def test_words_that_many_articles_have_count_little_and_endings_do_not_matter(write):
    for thing in ("cups", "tables", "chairs", "lamps"):
        write(f"What you should know about our {thing}")
    write("My parcel does not move")

    asked = "Do you know what happened? My parcel has not been moving, you should know about that."
    assert titles("", asked)[0] == "My parcel does not move"


def test_what_a_ticket_asks_is_looked_for_in_the_text_where_that_is_wanted(write):
    write("Put furniture together", "<p>A shelf that wobbles stands on no level floor.</p>")

    assert titles("", "It is wobbling") == []
    assert titles("", "It is wobbling", in_text=True) == ["Put furniture together"]
