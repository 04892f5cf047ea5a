"""What rules say in notes is read in the language of whoever reads it, and kept so that it can be found."""

import pytest

from shopbell.tickets.message import add_note
from shopbell.tickets.models import Message
from shopbell.tickets.rule import RULES, SENTENCES
from shopbell.tickets.rule_note import add_rule_note


def test_each_agent_reads_it_in_their_own_language(late_parcel, ada, desk):
    add_rule_note(late_parcel, "infected", by="Virus scanner", name="bill.pdf", virus="Eicar")
    page = f"/desk/tickets/{late_parcel.pk}/"

    assert "has a virus: Eicar" in desk(ada).get(page).content.decode()
    ada.language = "de"
    ada.save()
    german = desk(ada).get(page).content.decode()
    assert "Die Datei „bill.pdf“" in german and "has a virus" not in german
    assert "Virenscanner" in german


def test_the_words_of_a_person_below_it_stay_as_they_are(late_parcel, ada, desk):
    add_rule_note(
        late_parcel,
        "above_forward",
        by="Forwarded mail",
        below="Bitte ansehen: 100 %(x)s",
        agent="ada@shop.example",
    )
    ada.language = "de"
    ada.save()

    page = desk(ada).get(f"/desk/tickets/{late_parcel.pk}/").content.decode()
    assert "Bitte ansehen: 100 %(x)s" in page and "Above the forwarded" not in page


def test_a_sentence_that_a_later_version_wrote_is_read_in_english(late_parcel):
    note, _is_new = add_rule_note(late_parcel, "infected", by="Virus scanner", name="a", virus="b")
    Message.objects.filter(pk=note.pk).update(told={"code": "unheard of", "data": {}, "length": 3})
    note.refresh_from_db()

    assert note.said == note.text and "has a virus" in note.text


def test_a_rule_of_the_shop_keeps_the_name_that_it_was_given(late_parcel):
    note, _is_new = add_note(late_parcel, "Hello", by="Weekend robot")

    assert note.author == "Weekend robot" and note.said == "Hello"


@pytest.mark.parametrize("language", ["de", "fr", "es", "ar"])
def test_every_rule_and_sentence_is_translated(language):
    from django.utils.translation import override

    with override("en"):
        english = {code: str(words) for code, words in (RULES | SENTENCES).items()}
    with override(language):
        same = [code for code, words in (RULES | SENTENCES).items() if str(words) == english[code]]
    assert not set(same) - {"Mail", "routing", "Support", "community"}
