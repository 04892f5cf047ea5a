"""Folding the quotes of a page: as each program marks them, and nothing that a person wrote."""

# ruff: noqa: E501 (what mail programs write, they write in one line)

import pytest

from shopbell.channels.email.quotes.html import fold_html
from shopbell.core.html import clean

PAGES = {
    "Gmail": '<div dir="ltr">{a}</div><br><div class="gmail_quote"><div class="gmail_attr">On … wrote:</div><blockquote class="gmail_quote">{q}</blockquote></div>',
    "Gmail with signature": '<div dir="ltr">{a}<div class="gmail_signature">Mina {q}</div></div><div class="gmail_quote">{q}</div>',
    "Apple Mail": '<html><body><div>{a}</div><div><blockquote type="cite"><div>On … wrote:</div>{q}</blockquote></div></body></html>',
    "Thunderbird": '<p>{a}</p><div class="moz-cite-prefix">Am … schrieb:</div><blockquote type="cite" cite="mid:x">{q}</blockquote><div class="moz-signature">{q}</div>',
    "Yahoo": '<div>{a}</div><div class="yahoo_quoted"><div>On … wrote:</div>{q}</div>',
    "Proton": '<div>{a}</div><div class="protonmail_quote">{q}</div>',
    "Outlook": '<div>{a}</div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p><b>From:</b> Ada<br><b>Sent:</b> Monday<br><b>To:</b> Mina<br><b>Subject:</b> Lamp</p></div><p>{q}</p>',
    "Outlook on the web": '<div>{a}</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>Von:</b> Ada</div><div>{q}</div>',
    "Original message": "<p>{a}</p><p>-----Ursprüngliche Nachricht-----</p><p>{q}</p>",
}


@pytest.mark.parametrize("program", PAGES)
def test_the_quote_of_a_page_is_folded(program):
    shown, folded = fold_html(PAGES[program].format(a="The answer.", q="The <b>quoted</b> words"))

    assert "The answer." in shown
    assert "quoted" not in shown
    assert "<b>quoted</b> words" in folded


def test_a_page_that_only_quotes_stays_whole():
    page = '<blockquote type="cite">All there is.</blockquote>'

    assert fold_html(page) == (page, "")


def test_a_person_may_use_blockquotes_of_their_own():
    page = "<p>As the poet says:</p><blockquote>All that glitters</blockquote><p>Quite.</p>"

    assert fold_html(page) == (page, "")


def test_what_is_forwarded_is_shown():
    page = '<p>See:</p><div class="gmail_quote"><div class="gmail_attr">---------- Forwarded message ---------<br>From: Theo</div>Broken.</div>'

    assert fold_html(page) == (page, "")


def test_an_answer_in_the_middle_of_gmails_quote_is_shown():
    page = (
        '<div class="gmail_quote"><div class="gmail_attr">On … wrote:</div><blockquote class="gmail_quote">Colour?</blockquote>'
        '<div>Blue.</div><blockquote class="gmail_quote">Size?</blockquote><div>Large.</div></div>'
    )
    shown, folded = fold_html(page)

    assert "</details><div>Blue.</div><details>" in shown and "</details><div>Large.</div></div>" in shown
    assert folded == ""


def test_what_stands_beside_a_fold_keeps_its_tags():
    opening = '<div class="moz-cite-prefix">On … wrote:</div>'
    page = f'<div dir="rtl"><b>Above.</b>{opening}<blockquote type="cite"><p>quoted</p></blockquote></div>'
    shown, folded = fold_html(f"{page}<p>Below.</p>")

    assert clean(shown) == '<div dir="rtl"><b>Above.</b></div><p>Below.</p>'
    assert "quoted" in folded


def test_what_is_folded_keeps_the_direction_that_the_page_gave_it():
    opening = '<div class="moz-cite-prefix">On … wrote:</div>'
    page = f'<div dir="rtl"><p>שלום</p>{opening}<blockquote type="cite">המנורה בדרך</blockquote></div>'
    folded = clean(fold_html(page)[1])

    assert folded.startswith('<div dir="rtl">')
    assert "שלום" not in folded


def test_answers_between_the_quotes_of_a_page_keep_them():
    page = '<blockquote type="cite">Colour?</blockquote><p>Blue.</p><blockquote type="cite">Size?</blockquote><p>Large.</p><blockquote type="cite">Yours, Ada</blockquote>'
    shown, folded = fold_html(page)

    assert "Colour?" in shown and "Size?" in shown
    assert "Yours, Ada" in folded
