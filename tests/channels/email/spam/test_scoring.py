"""The score: sure only where much speaks, and never in a language that it does not know."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopbell.channels.email.parse import parse
from shopbell.channels.email.spam.base import LETTERS, base
from shopbell.channels.email.spam.letter import MOST_TOKENS, Letter, tokens_of
from shopbell.channels.email.spam.scoring import MIDDLE, Known, Seen, score
from shopbell.channels.email.spam.signs import letter_of

ROOT = Path(__file__).parents[4]
SEO = Letter(
    subject="First page of Google",
    text="Dear owner, our SEO agency guarantees top Google rankings, organic traffic and backlinks for your website. "
    "Reply for an affordable quote and a free audit report.",
)
PARCEL = Letter(
    subject="Where is my parcel?",
    text="Hello, I ordered two chairs last week and the tracking has not changed since Thursday. Can you check, please?",
)


def from_the_start(desk=None) -> Known:
    return Known(base(), base()[LETTERS], desk or {})


def value(letter: Letter, desk=None) -> float:
    return score(tokens_of(letter), from_the_start(desk)).value


def test_what_it_knows_is_made_of_the_letters_as_they_are():
    done = subprocess.run(
        [sys.executable, "bin/spam_model.py", "check"], cwd=ROOT, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr


def test_it_tells_spam_from_a_question():
    assert value(SEO) > 0.995
    assert value(PARCEL) < 0.1


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Wo ist mein Paket?", "Ich habe vor zehn Tagen eine Lampe bestellt und nichts ist angekommen, bitte prüfen Sie das."),
        ("Commande non reçue", "Bonjour, je n'ai toujours rien reçu, pouvez-vous me dire où se trouve mon colis ?"),
        ("Возврат", "Добрый день, туфли оказались малы, хочу обменять на больший размер, не носила"),
        ("退货", "您好，鞋子太小了，我想换大一号，没有穿过，怎么退货？麻烦了。"),
        ("Missä pakettini on?", "Hei, tilasin viime viikolla lampun eikä se ole vielä saapunut. Voitteko tarkistaa?"),
    ],
)  # fmt: skip
def test_a_question_in_any_language_is_none(subject, text):
    assert value(Letter(subject=subject, text=text)) <= MIDDLE


def test_a_word_or_two_say_nothing():
    assert value(Letter(subject="Viagra", text="casino bitcoin")) == MIDDLE


def test_a_language_in_which_it_knows_only_spam_is_not_held():
    letter = Letter(
        text="Hei, tilasin viime viikolla lampun eikä se ole vielä saapunut perille tänne Turkuun asti."
    )
    taught = {token: Seen(spam=5) for token in tokens_of(letter)}

    assert value(letter, taught) == MIDDLE


def test_what_agents_found_wanted_outweighs_what_it_knew_before():
    taught = {token: Seen(wanted=30) for token in tokens_of(SEO)}

    assert value(SEO, taught) < 0.1


def test_spam_in_one_language_is_held_against_nobody_who_writes_it():
    """A desk with thousands of customers who write German was shown five pieces of English spam."""
    everyday = [
        "hello",
        "the",
        "have",
        "please",
        "since",
        "week",
        "last",
        "has",
        "not",
        "can",
        "you",
        "and",
        "two",
    ]
    taught = {word: Seen(spam=5, wanted=10) for word in everyday} | {"bestellt": Seen(wanted=4000)}

    assert value(PARCEL, taught) < MIDDLE


@given(st.text(max_size=3000), st.text(max_size=300))
def test_any_text_has_few_tokens_and_a_score(text, subject):
    tokens = tokens_of(Letter(subject=subject, text=text))

    assert len(tokens) <= MOST_TOKENS
    assert 0 <= score(tokens, from_the_start()).value <= 1


def test_the_signs_of_a_mail_are_seen():
    raw = b"""From: Shop <a@one.example>
Reply-To: b@two.example
To: someone@else.example
Subject: CONFIRM YOUR ACCOUNT NOW
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/html; charset=utf-8

<p>Your a\xd1\x81\xd1\x81ount of P\xd0\xb0ypal was loc\xd0\xbaed</p><a href="http://203.0.113.7/login">https://www.bank.example/</a>
<a href="https://bit.ly/x">here</a>
--x
Content-Type: application/octet-stream
Content-Disposition: attachment; filename="invoice.html"

<script>
--x--
"""
    letter = letter_of(parse(raw), None, "care@shop.example")

    assert letter.signs >= {
        "reply-elsewhere", "not-addressed", "shouting", "bare-number", "shortener", "posing-link", "program", "mixed-letters",
    }  # fmt: skip
    assert letter.hosts == {"203.0.113.7", "bit.ly", "bank.example"}


def test_an_honest_mail_has_no_signs():
    raw = b"""From: mina@shopper.example
To: Care <care@shop.example>
Subject: Where is my parcel?
Content-Type: text/html

<p>See <a href="https://www.shop.example/lamp">www.shop.example/lamp</a></p>
"""
    assert letter_of(parse(raw), None, "care@shop.example").signs == frozenset()
