"""Folding: the answer is shown, quote and signature are folded, and not a word is lost."""

# ruff: noqa: E501 (what mail programs write, they write in one line)

import os
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopbell.channels.email.quotes.fold import fold_text
from shopbell.channels.email.quotes.header import is_forward_subject

REPLIES = Path(__file__).resolve().parents[5] / "shared/data/mail/replies"
beside = pytest.mark.skipif(
    not REPLIES.exists() or bool(os.environ.get("CI")),
    reason="the replies lie beside the project, in ../shared/data",
)
SHOWN = {  # file → the last words that must be shown, the first that must be folded
    "correct_sig": ("a correct -- signature.", "-- \nrick"),
    "email_1_1": ("-Abhishek Kona", "____"),
    "email_1_3": ("-Abhishek Kona", "On 01/03/11 7:07 PM"),
    "email_1_4": ("problem with it.", "On Aug 22, 2011"),
    "email_1_5": ("for a while.", ""),
    "email_1_6": ("rendering as well.", "Sent from a magnificent"),
    "email_1_7": (":+1:", "On Tue, Sep 25"),
    "email_1_8": ("and under this.", ">\n> -- Tim"),
    "email_2_1": ("Outlook with a reply", " -----"),
    "email_2_2": ("directly above line", "____"),
    "email_2_3": ("using unusual format", "*From:* Kim"),
    "email_BlackBerry": ("another email", "Sent from my BlackBerry"),
    "email_bullets": ("and another", "On Fri, Feb 24"),
    "email_gmail": ("a github message.", "On Wed, May 18"),
    "email_headers_no_delimiter": ("another reply!", "From: Dan Watson"),
    "email_iPhone": ("another email", "Sent from my iPhone"),
    "email_one_is_not_on": ("when I run...", "On Oct 1, 2012"),
    "email_partial_quote_header": ("tunnel is not working.", "On 9 Jan 2014"),
    "email_sent_from_my_not_signature": ("my mobile phone.", ""),
    "email_sig_delimiter_in_middle_of_line": ("kthxbai", ""),
    "greedy_on": ("tunnel is not working.", "On 9 Jan 2014"),
    "pathological": ("back to a computer.", "On Dec 8, 2013"),
}


def letters(text: str) -> str:
    return "".join(sorted(re.sub(r"\s", "", text)))


@beside
@pytest.mark.parametrize("name", SHOWN)
def test_a_real_reply_is_folded_where_it_ends(name):
    text = (REPLIES / f"{name}.txt").read_text()
    shown, folded = fold_text(text)
    last, first = SHOWN[name]

    assert (shown[-len(last) :], folded[: len(first)]) == (last, first)
    assert letters(shown + folded) == letters(text)


ANSWER = "Vielen Dank, das passt."
QUOTES = {
    "English": "On Mon, 5 May 2025 at 10:00, Ada (Care) <care@shop.example> wrote:",
    "German": "Am 05.05.2025 um 10:00 schrieb Ada <care@shop.example>:",
    "German Outlook": "Am Mo., 5. Mai 2025 um 10:00 Uhr schrieb Ada (Care) <care@shop.example>:",
    "French": "Le lun. 5 mai 2025 à 10:00, Ada <care@shop.example> a écrit :",
    "Spanish": "El lun, 5 may 2025 a las 10:00, Ada (<care@shop.example>) escribió:",
    "Portuguese": "Em seg., 5 de mai. de 2025 às 10:00, Ada <care@shop.example> escreveu:",
    "Italian": "Il giorno lun 5 mag 2025 alle ore 10:00 Ada <care@shop.example> ha scritto:",
    "Dutch": "Op ma 5 mei 2025 om 10:00 schreef Ada <care@shop.example>:",
    "Polish": "pon., 5 maj 2025 o 10:00 Ada <care@shop.example> napisał(a):",
    "Polish 2": "W dniu 5.05.2025 o 10:00, Ada pisze:",
    "Swedish": "Den mån 5 maj 2025 kl 10:00 skrev Ada <care@shop.example>:",
    "Danish": "Den man. 5. maj 2025 kl. 10.00 skrev Ada <care@shop.example>:",
    "Finnish": "ma 5. toukok. 2025 klo 10.00 Ada (care@shop.example) kirjoitti:",
    "Russian": "пн, 5 мая 2025 г. в 10:00, Ада <care@shop.example>:",
    "Russian 2": "05.05.2025 10:00, Ада пишет:",
    "Czech": "Dne 5. 5. 2025 v 10:00 Ada <care@shop.example> napsal(a):",
    "Turkish": "Ada <care@shop.example>, 5 May 2025 Pzt, 10:00 tarihinde şunu yazdı:",
    "Japanese": "2025年5月5日(月) 10:00 Ada <care@shop.example>:",
    "Chinese": "Ada <care@shop.example> 于2025年5月5日周一 10:00写道：",
    "Korean": "2025년 5월 5일 (월) 오전 10:00, Ada <care@shop.example>님이 작성:",
    "Hungarian": "Ada <care@shop.example> ezt írta (időpont: 2025. máj. 5., H, 10:00):",
    "Arabic": "في الاثنين، 5 مايو 2025 في 10:00 Ada <care@shop.example> كتب:",
    "Hebrew": "בתאריך יום ב׳, 5 במאי 2025 ב-10:00 מאת Ada <care@shop.example>:",
    "broken over lines": "On Mon, 5 May 2025 at 10:00, Ada (Care)\n<care@shop.example>\nwrote:",
}


@pytest.mark.parametrize("language", QUOTES)
def test_a_quote_below_is_folded_with_its_introduction(language):
    shown, folded = fold_text(f"{ANSWER}\n\n{QUOTES[language]}\n\n> It is on its way.\n> Ada\n")

    assert shown == ANSWER
    assert folded.startswith(QUOTES[language])


OUTLOOK = {
    "English": "From: Ada <care@shop.example>\nSent: Monday, May 5, 2025 10:00 AM\nTo: Mina\nSubject: Re: Lamp",
    "German": "Von: Ada <care@shop.example>\nGesendet: Montag, 5. Mai 2025 10:00\nAn: Mina\nBetreff: AW: Lampe",
    "French": "De : Ada <care@shop.example>\nEnvoyé : lundi 5 mai 2025 10:00\nÀ : Mina\nObjet : RE: Lampe",
    "Spanish": "De: Ada <care@shop.example>\nEnviado: lunes, 5 de mayo de 2025 10:00\nPara: Mina\nAsunto: RE: Lámpara",
    "Italian": "Da: Ada <care@shop.example>\nInviato: lunedì 5 maggio 2025 10:00\nA: Mina\nOggetto: R: Lampada",
    "Dutch": "Van: Ada <care@shop.example>\nVerzonden: maandag 5 mei 2025 10:00\nAan: Mina\nOnderwerp: RE: Lamp",
    "Polish": "Od: Ada <care@shop.example>\nWysłano: poniedziałek, 5 maja 2025 10:00\nDo: Mina\nTemat: RE: Lampa",
    "Swedish": "Från: Ada <care@shop.example>\nSkickat: den 5 maj 2025 10:00\nTill: Mina\nÄmne: SV: Lampa",
    "Russian": "От: Ада <care@shop.example>\nОтправлено: 5 мая 2025 г. 10:00\nКому: Мина\nТема: RE: Лампа",
    "Japanese": "差出人: Ada <care@shop.example>\n送信日時: 2025年5月5日 10:00\n宛先: Mina\n件名: RE: ランプ",
    "Chinese": "发件人: Ada <care@shop.example>\n发送时间: 2025年5月5日 10:00\n收件人: Mina\n主题: 回复: 灯",
}


@pytest.mark.parametrize("language", OUTLOOK)
@pytest.mark.parametrize("rule", ["", "________________________________\n", "-----Original Message-----\n"])
def test_a_block_of_headers_begins_the_quote(language, rule):
    shown, folded = fold_text(f"{ANSWER}\n\n{rule}{OUTLOOK[language]}\n\nIt is on its way.\n")

    assert shown == ANSWER
    assert "It is on its way." in folded


@pytest.mark.parametrize(
    "words",
    [
        "Sent from my iPhone",
        "Von meinem iPhone gesendet",
        "Envoyé de mon iPhone",
        "Get Outlook for iOS",
        "Enviado desde mi iPhone",
    ],
)
def test_what_a_phone_adds_is_folded(words):
    assert fold_text(f"{ANSWER}\n\n{words}\n") == (ANSWER, words)


@pytest.mark.parametrize(
    "signature",
    [
        "--\nMina Okafor\nLamp Street 5, 12345 Berlin", "-- \n1 lamp\n2 bulbs", "--\n5 Long Street\nBerlin",
        "-- \n" + "\n".join(f"Line {number}" for number in range(30)),
    ],
)  # fmt: skip
def test_a_signature_behind_dashes_is_folded(signature):
    assert fold_text(f"{ANSWER}\n\n{signature}") == (ANSWER, signature)


def test_an_answer_around_a_quote_is_shown():
    text = f"Hello Ada,\n\nOn 5 May 2025, Ada wrote:\n> It is on its way.\n\n{ANSWER}"

    assert fold_text(text) == (f"Hello Ada,\n\n\n{ANSWER}", "On 5 May 2025, Ada wrote:\n> It is on its way.")


def test_a_forwarded_mail_is_shown_whole_whatever_its_program_writes_above_it():
    text = f"Please see below.\n\n{OUTLOOK['German']}\n\nThe lamp is broken.\n"

    assert fold_text(text, is_forward=True) == (text.strip(), "")


@pytest.mark.parametrize(
    ("subject", "is_forward"),
    [("Fwd: Lamp", True), ("WG: Lampe", True), ("TR : lampe", True), ("转发：灯", True), ("Re: Fwd: Lamp", False), ("Lamp", False)],
)  # fmt: skip
def test_a_forward_is_known_by_its_subject(subject, is_forward):
    assert is_forward_subject(subject) is is_forward


def test_a_danes_forward_is_a_finns_answer():
    assert is_forward_subject("VS: Lampe", "Fra: Theo")
    assert not is_forward_subject("VS: Lamppu", "Lähettäjä: Ada")


def test_an_answer_below_the_quote_is_shown():
    assert fold_text(f"On 5 May 2025, Ada wrote:\n> It is on its way.\n\n{ANSWER}")[0] == ANSWER


def test_answers_between_quotes_keep_the_quotes_they_need():
    text = "> Which colour?\n\nBlue.\n\n> Which size?\n\nLarge."

    assert fold_text(text) == (text, "")


@pytest.mark.parametrize(
    "text",
    [
        "On Monday I wrote:\nyou did not answer.", "> only a quote", "-- \nonly a signature", "From: here\nto there", "",
        "Please see below.\n\n---------- Forwarded message ---------\nFrom: Theo <t@x.example>\nDate: Mon, 5 May 2025\nSubject: Lamp\nTo: Mina\n\nThe lamp is broken.",
        "I am sent from my doctor to you.", "Order:\n5 > 3 lamps",
        "The items:\n--\n1 lamp\n2 bulbs\nPlease send both to 5 Long Street",
        "I have sent back\n\n--\n- a lamp\n- two bulbs", "My order:\n—\n2x lamp",
        "Hello,\nFrom: Berlin\nTo: Paris\nmy parcel got lost.\nSubject: none",
        "From: Berlin\nTo: Paris\nSubject: my parcel\n\nIt got lost.",
    ],
)  # fmt: skip
def test_what_a_person_wrote_is_never_folded(text):
    assert fold_text(text) == (text, "")


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                ANSWER,
                "> quoted",
                ">> deeper",
                "",
                QUOTES["English"],
                "-- ",
                "Sent from my iPhone",
                OUTLOOK["German"],
                "-----Original Message-----",
                "____________",
                "Mina",
            ]
        ),
        max_size=15,
    )
)
def test_no_letter_is_ever_lost(lines):
    text = "\n".join(lines)
    shown, folded = fold_text(text)

    assert letters(shown + folded) == letters(text)
    assert shown.strip() or not text.strip()
