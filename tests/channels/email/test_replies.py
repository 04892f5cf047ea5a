"""The corpus of replies: every program in every language, as text and as a page, and whole letters that are awkward."""

import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopbell.channels.email.quotes.fold import fold_text
from shopbell.channels.email.quotes.html import fold_html
from tests.channels.email.replies import (
    FORWARD_OPENINGS,
    FORWARDS,
    LANGUAGES,
    LETTERS,
    OPENINGS,
    SENT,
    SIGNATURES,
    bare,
    cases,
    language_of,
    letters,
    openings_of,
    page_forward,
    page_of,
    page_reply,
    text_forward,
    text_reply,
    words_of,
)


@pytest.mark.parametrize(("program", "language"), OPENINGS)
def test_a_reply_in_plain_text_is_folded(program, language):
    mail = text_reply(program, language)
    shown, folded = fold_text(mail)

    assert shown == language_of(language)["answer"]
    assert letters(shown + folded) == letters(mail)


@pytest.mark.parametrize(("program", "language"), OPENINGS)
def test_a_reply_as_a_page_is_folded(program, language):
    page = page_reply(program, language)
    shown, folded = fold_html(page)

    assert bare(words_of(shown)) == bare(language_of(language)["answer"])
    assert letters(words_of(shown) + words_of(folded)) == letters(words_of(page))


@pytest.mark.parametrize(("program", "language"), FORWARD_OPENINGS)
def test_what_is_forwarded_is_shown_in_plain_text(program, language):
    mail = text_forward(program, language)

    assert fold_text(mail) == (mail, "")


@pytest.mark.parametrize(("program", "language"), FORWARD_OPENINGS)
def test_what_is_forwarded_is_shown_as_a_page(program, language):
    page = page_forward(program, language)

    assert fold_html(page) == (page, "")


@pytest.mark.parametrize(("language", "words"), SENT)
def test_what_a_phone_puts_below_is_folded(language, words):
    answer = language_of(language)["answer"]

    assert fold_text(f"{answer}\n\n{words}\n") == (answer, words)
    assert bare(words_of(fold_html(f"<div>{page_of(answer)}<br><br>{page_of(words)}</div>")[0])) == bare(
        answer
    )


@pytest.mark.parametrize(("language", "words"), SENT)
def test_what_a_phone_puts_above_the_quote_is_folded_with_it(language, words):
    answer = language_of(language)["answer"]
    opening = openings_of("apple").get(language) or openings_of("apple")["en"]

    assert fold_text(f"{answer}\n\n{words}\n\n{opening}\n> quoted\n")[0] == answer


@pytest.mark.parametrize("language", SIGNATURES["disclaimers"])
def test_a_disclaimer_is_folded(language):
    answer, words = language_of(language)["answer"], SIGNATURES["disclaimers"][language]

    assert fold_text(f"{answer}\n\n{words}\n") == (answer, words)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["answer", "quoted"])
def test_a_letter_without_quotes_stays_whole(language, kind):
    words = LANGUAGES[language][kind]

    assert fold_text(words) == (words, "")
    assert fold_html(f"<p>{page_of(words)}</p>")[1] == ""


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter["name"])
def test_a_letter_shows_what_the_person_wrote(letter):
    if "page" in letter:
        shown, folded = (words_of(each) for each in fold_html(letter["page"]))
        mail = words_of(letter["page"])
    else:
        mail = letter["mail"].strip("\n")
        shown, folded = fold_text(mail)

    assert bare(shown) == bare(letter.get("shown", mail))
    assert letters(shown + folded) == letters(mail)


PIECES = [
    "Blue, please.", "Mina", "", "", "> Which colour?", ">> deeper", "-- ", "________________", "Sent from my iPhone",
    *(opening for program in ("gmail", "apple", "outlook", "samsung") for opening in openings_of(program).values()),
    *(opening for opening in FORWARDS["gmail"]["openings"].values()),
    *SIGNATURES["disclaimers"].values(),
]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_text_and_page_are_folded_alike_and_no_letter_is_lost(pieces):
    mail = "\n".join(pieces)
    shown, folded = fold_text(mail)
    page_shown, page_folded = (words_of(each) for each in fold_html(f"<div>{page_of(mail)}</div>"))

    assert letters(shown + folded) == letters(mail)
    assert letters(page_shown + page_folded) == letters(mail)
    assert bare(page_shown) == bare(shown)
    assert bare(shown) or not bare(mail)


TAGS = ["<div>", "</div>", "<p>", "<b>", "</b>", "<blockquote>", '<blockquote type="cite">', "</blockquote>", "<br>", "<hr>", "<td>",
        '<div class="gmail_quote">', '<div class="moz-cite-prefix">', '<div class="gmail_signature">', '<div id="divRplyFwdMsg">', "<pre>", "</pre>"]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from([*TAGS, *map(page_of, PIECES)]), max_size=25))
def test_no_letter_of_a_broken_page_is_lost(pieces):
    page = "".join(pieces)
    shown, folded = fold_html(page)

    assert letters(words_of(shown) + words_of(folded)) == letters(words_of(page))


ENDLESS = {
    "greater-than signs": ">", "spaces": " ", "line breaks": "\n", "dashes": "-\n", "stars": "* ", "colons": ":\n", "signatures": "-- \n",
    "introductions": "On Mon, 5 May 2025 at 10:00, Ada <care@shop.example> wrote:\n> x\nanswer\n", "half ones": "12 wrote:\n",
    "header fields": "From: a\nTo: b\nx\n", "phones": "Sent from my iPhone\n", "long lines": "wörter" * 90 + " 12:00 2025:\n",
}  # fmt: skip


@pytest.mark.parametrize("piece", ENDLESS.values(), ids=ENDLESS)
def test_a_mail_without_end_comes_to_an_end(piece):
    """A pattern that tries every place twice would stand here for hours."""
    mail = piece * (300_000 // len(piece))
    shown, folded = fold_text(mail)
    page_shown, page_folded = fold_html(f"<pre>{html.escape(mail)}</pre>")

    assert letters(shown + folded) == letters(mail)
    assert len(page_shown) + len(page_folded) >= len(mail)


def test_the_corpus_is_large():
    assert len(list(cases())) > 500
