"""Words that mean the same, and what searches in vain say of them and of what is not written yet."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from shopbell.search.help.asked import SearchAsked
from shopbell.search.help.in_vain import found_nothing, hints, never_opened
from shopbell.search.help.settings_table import names_in
from shopbell.search.help.synonym import Synonym

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R56")]


@pytest.fixture
def asked():
    """Somebody searched: asked("sofa", visit="a", hits=0, minutes=2)."""
    begun = timezone.now() - timedelta(hours=2)

    def searched(words, *, visit="a", hits=0, minutes=0, language="en", **more):
        at = begun + timedelta(minutes=minutes)
        return SearchAsked.objects.create(
            words=words, visit=visit, hits=hits, at=at, language=language, **more
        )

    return searched


def test_a_word_finds_what_is_called_by_another_name_in_its_language(titles, write):
    write("Care for sofas")
    assert titles("couch", kinds=["article"]) == []

    Synonym.objects.create(words=["couch", "sofa"], language="de")
    assert titles("couch", kinds=["article"]) == []
    Synonym.objects.create(words=["couch", "sofa"])
    assert titles("couch", kinds=["article"]) == ["Care for sofas"]


def test_several_words_may_be_one_name(titles, write):
    write("Cash on delivery")
    Synonym.objects.create(words=["cod", "cash on delivery"])
    Synonym.objects.create(words=["pay the postman", "cash"])

    assert titles("cod", kinds=["article"]) == ["Cash on delivery"]
    assert titles("pay the postman", kinds=["article"]) == ["Cash on delivery"]


def test_names_are_folded_beside_what_was_written_and_two_are_needed():
    written = {"sofa": "Sofa", "couch": "Couch", "canape": "Canapé"}
    assert names_in("Sofa, Couch ،  Canapé, sofa") == written
    for typed in ("sofa", "sofa, SOFA", ", ,", "a" * 80 + ", b"):
        with pytest.raises(ValidationError):
            names_in(typed)


def test_what_two_visits_say_one_after_the_other_is_suggested_until_it_is_known(asked):
    for visit in ("a", "b"):
        asked("settee", visit=visit)
        asked("sofa", visit=visit, hits=3, minutes=1)
    asked("bell", visit="a", minutes=30)
    asked("lamp", visit="a", hits=3, minutes=31)

    assert [(hint.words, hint.visits) for hint in hints()] == [(("settee", "sofa"), 2)]
    Synonym.objects.create(words=["sofa", "settee"])
    assert hints() == []


def test_a_second_search_that_finds_nothing_or_comes_late_suggests_nothing(asked):
    for visit in ("a", "b"):
        asked("settee", visit=visit)
        asked("divan", visit=visit, minutes=1)
        asked("sofa", visit=visit, hits=3, minutes=40)

    assert hints() == []


def test_what_finds_nothing_is_listed_by_visits_until_it_finds_something(asked):
    asked("customs", visit="a")
    asked("customs", visit="b", minutes=1)
    asked("tariff", visit="a", minutes=2)
    assert [(row.words, row.visits) for row in found_nothing()] == [("customs", 2), ("tariff", 1)]

    asked("customs", visit="c", hits=1, minutes=5)
    assert [row.words for row in found_nothing()] == ["tariff"]


def test_what_nobody_opens_is_listed_from_the_third_visit(asked):
    for visit in ("a", "b"):
        asked("lamp", visit=visit, hits=4)
    assert never_opened() == []
    asked("lamp", visit="c", hits=4)
    assert [row.words for row in never_opened()] == ["lamp"]
    asked("lamp", visit="d", hits=4, opened=True)
    assert never_opened() == []


def test_who_may_write_sees_what_to_write(client, centre, ada, asked):
    asked("customs <b>")
    client.force_login(ada)

    html = client.get("/desk/help/searches/").content.decode()
    assert "customs &lt;b&gt;" in html and "/desk/help/new/?title=customs" in html


def test_the_settings_offer_a_filled_form_for_a_hint(client, centre, root, asked):
    for visit in ("a", "b"):
        asked("settee", visit=visit)
        asked("sofa", visit=visit, hits=3, minutes=1)
    Synonym.objects.create(words=["rug", "carpet"], language="en")
    client.force_login(root)

    html = client.get("/desk/settings/help-synonyms/").content.decode()
    new = "/desk/settings/help-synonyms/new/"
    assert f'<a href="{new}?words=settee%2C+sofa&amp;language=en" dir="auto">settee = sofa</a>' in html
    assert html.index("settee = sofa") < html.index("carpet")  # a long list would hide it
    form = client.get("/desk/settings/help-synonyms/new/?words=settee%2C+sofa&language=en").content.decode()
    assert 'value="settee, sofa"' in form
    client.post("/desk/settings/help-synonyms/new/", {"words": "Settee, Sofa", "language": "en"})
    assert Synonym.objects.latest("pk").words == ["settee", "sofa"]


def test_the_settings_show_words_as_the_shop_writes_them(client, centre, root):
    client.force_login(root)
    page = "/desk/settings/help-synonyms/"
    client.post(f"{page}new/", {"words": "Rückgabe, Retoure, Öffnung", "language": ""})
    row = Synonym.objects.get()

    assert (row.words, str(row)) == (["ruckgabe", "retoure", "offnung"], "Rückgabe, Retoure, Öffnung")
    assert "Rückgabe, Retoure, Öffnung" in client.get(f"{page}").content.decode()
    assert 'value="Rückgabe, Retoure, Öffnung"' in client.get(f"{page}{row.pk}/").content.decode()
    client.post(f"{page}{row.pk}/", {"words": "Rückgabe, Umtausch", "language": ""})
    row.refresh_from_db()
    assert (row.words, row.written) == (["ruckgabe", "umtausch"], ["Rückgabe", "Umtausch"])
