"""Translations: asked for by an agent, made by a service in a job, kept below the original."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from shopbell.core.errors import Refused
from shopbell.tickets.message import receive_message
from shopbell.tickets.models import Translation
from shopbell.tickets.translation import (
    MAX_CHARACTERS,
    TRANSLATE,
    TRIES,
    perform_translation,
    translate_message,
)
from tests.fakes.libretranslate import libretranslate


@pytest.fixture
def service(settings):
    with libretranslate() as fake:
        settings.TRANSLATE_URL, settings.TRANSLATE_KEY = fake.address, ""
        yield fake


@pytest.fixture
def italian(late_parcel, mina):
    return receive_message(late_parcel, "Dov'è il mio pacco?", customer=mina, channel="email")[0]


def jobs():
    return ProcrastinateJob.objects.filter(task_name=TRANSLATE)


def made(message, agent):
    translation = translate_message(message, by=agent)
    perform_translation(translation.pk)
    translation.refresh_from_db()
    return translation


def test_a_message_is_translated_into_the_language_of_who_asked(service, italian, bo):
    translation = made(italian, bo)

    assert (translation.text, translation.source, translation.state) == ("Where is my parcel?", "it", "done")
    assert service.asked == [{"q": "Dov'è il mio pacco?", "source": "auto", "target": "en", "format": "text"}]


def test_asking_again_asks_the_service_once(service, italian, bo, ada):
    made(italian, bo)
    made(italian, ada)

    assert len(service.asked) == 1 and jobs().count() == 1


def test_each_language_has_a_translation_of_its_own(service, italian, bo, ada):
    ada.language = "de"
    ada.save()

    assert made(italian, bo).text == "Where is my parcel?"
    assert made(italian, ada).text == "Wo ist mein Paket?"


def test_the_key_goes_along(service, settings, italian, bo):
    service.key = settings.TRANSLATE_KEY = "a key"

    assert made(italian, bo).state == "done"


@pytest.mark.parametrize(
    "status, words, sentence",
    [
        (403, "Invalid API key", "The translation service refuses the key. Ask an admin."),
        (400, "zz is not supported", "The translation service cannot do it: zz is not supported"),
    ],
)
def test_a_refusal_is_said_and_asked_again_only_by_hand(service, italian, bo, status, words, sentence):
    service.trouble = (status, words)

    translation = made(italian, bo)

    assert (translation.state, translation.error) == ("failed", sentence)
    service.trouble = None
    assert made(italian, bo).state == "done"


@pytest.mark.parametrize("status, words", [(429, "Slowdown"), (500, "Translation failed")])
def test_a_busy_service_is_asked_again_a_few_times(service, italian, bo, status, words):
    service.trouble = (status, words)
    translation = translate_message(italian, by=bo)

    for tries in range(1, TRIES):
        perform_translation(translation.pk)
        translation.refresh_from_db()
        assert translation.state == "waiting" and jobs().count() == tries + 1
    perform_translation(translation.pk)

    translation.refresh_from_db()
    assert translation.state == "failed" and jobs().count() == TRIES


def test_a_service_that_is_away_is_no_error_of_ours(settings, italian, bo):
    settings.TRANSLATE_URL = "http://127.0.0.1:9"

    assert made(italian, bo).state == "waiting"


@pytest.mark.parametrize("words", [b"", b"[]", b'{"translatedText": 3}', b"<html>"])
def test_an_answer_that_is_none_is_no_error_of_ours(settings, monkeypatch, italian, bo, words):
    from shopbell.tickets import translator

    settings.TRANSLATE_URL = "http://127.0.0.1:9"
    monkeypatch.setattr(translator, "ask", lambda *args, **more: translator.Answer(200, {}, words))

    assert made(italian, bo).state == "failed"


def test_without_a_service_and_without_words_it_is_refused(settings, service, italian, late_parcel, mina, bo):
    empty = receive_message(late_parcel, " ", customer=mina, channel="email")[0]
    long = receive_message(late_parcel, "x" * (MAX_CHARACTERS + 1), customer=mina, channel="email")[0]
    for message in (empty, long):
        with pytest.raises(Refused):
            translate_message(message, by=bo)
    settings.TRANSLATE_URL = ""
    with pytest.raises(Refused):
        translate_message(italian, by=bo)


def test_it_stands_below_the_original_for_who_reads_that_language(service, italian, desk, bo, ada):
    ada.language = "de"
    ada.save()
    desk(bo).post(f"/desk/messages/{italian.pk}/translation/", headers={"HX-Request": "true"})
    page = f"/desk/tickets/{italian.ticket_id}/"
    assert "Being translated" in desk(bo).get(page).content.decode()

    perform_translation(Translation.objects.get().pk)

    shown = desk(bo).get(page).content.decode()
    assert "Where is my parcel?" in shown and "Translated from Italian" in shown
    assert 'class="translation"' not in desk(ada).get(page).content.decode()


def test_there_is_no_button_without_a_service(service, settings, italian, desk, bo):
    page = f"/desk/tickets/{italian.ticket_id}/"
    assert f"/desk/messages/{italian.pk}/translation/" in desk(bo).get(page).content.decode()

    settings.TRANSLATE_URL = ""
    assert f"/desk/messages/{italian.pk}/translation/" not in desk(bo).get(page).content.decode()
