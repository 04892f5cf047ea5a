"""Where few enough documents hold the words, the best are those that a rank of all documents puts first."""

import random

import pytest
from django.db import connection

from shopbell.search.help.index import index_due
from shopbell.search.help.question import read_question
from shopbell.search.help.ranking import ENOUGH, PRODUCT, UNSAID, WEIGHTS, ranked
from shopbell.search.help.title_likeness import likeness
from shopbell.shop.product import Product

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45")]
WORDS = "clock parcel shelf lamp oak hemp string travel customs receipt gift card chair table".split()
ONE = "select id, words @@ %s::tsquery from search_document"
RANK = "select id, ts_rank(%s::real[], words, %s::tsquery, 1) from search_document"
OPEN = "select id, object_id, title, kind from search_document where language = %s and access = any(%s)"


def _rows(sql, values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return {number: value for number, *value in cursor.fetchall()}


def _by_hand(question, access, most):
    """Every document that is open, by each word apart."""
    rows = _rows(OPEN, [question.language, access])
    score, told = dict.fromkeys(rows, 0.0), dict.fromkeys(rows, 0.0)
    for term in question.terms:
        for number, (is_held,) in _rows(ONE, [term.sql]).items():
            if number in told and is_held:
                told[number] += term.tells
        for nearness, forms in term.parts:
            for number, (rank,) in _rows(RANK, [WEIGHTS, forms]).items():
                if number in score:
                    score[number] += term.tells * nearness * (forms.count("|") + 1) * rank
    shares = {number: min(1, told[number] / question.total) for number in rows}
    likes = dict(
        zip(rows, likeness(question, [title for _object, title, _kind in rows.values()]), strict=True)
    )
    powers = {number: 0.5 + (UNSAID if rows[number][-1] == PRODUCT else 0) for number in rows}
    found = [
        (score[number] * shares[number] ** powers[number] * (1 + likes[number]), rows[number][0])
        for number in rows
        if shares[number] >= ENOUGH
    ]
    return [round(each, 4) for each, _object in sorted(found, reverse=True)[:most]]


@pytest.mark.parametrize("seed", range(12))
def test_the_ten_best_are_those_of_all_documents(centre, write, seed):
    draw = random.Random(seed)

    def text(length):
        return " ".join(draw.choices(WORDS, weights=range(1, len(WORDS) + 1), k=length))

    Product.objects.bulk_create(
        Product(
            external_id=f"{n}",
            name=text(draw.randint(1, 4)),
            description=text(draw.randint(0, 20)),
            page="/p/",
        )
        for n in range(40)
    )
    for number in range(6):
        write(f"{text(3)} {number}", f"<p>{text(30)}</p>", language=draw.choice(["en", "de"]))
    while index_due():
        pass

    for _ in range(8):
        asked = text(draw.randint(1, 6)) + draw.choice(["", " "])
        for question in read_question(asked, ("en", "de")):
            best = [round(each.score, 4) for each in ranked(question, ["public"], 100)][:10]
            assert best == _by_hand(question, ["public"], 10), (asked, question.language)
