"""What a rank costs does not grow with the number of words that are asked for, nor with what nobody asked for."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shopbell.search.help.index import catch_up
from shopbell.search.help.question import read_question
from shopbell.search.help.ranking import ranked

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45")]
CROWD = """
insert into search_document (kind, object_id, language, title, access, category, reason, product, words)
select 'product', n, 'en', '', 'public', '', '', '', ('parcel:1 order:2 w' || n || ':3')::tsvector
  from generate_series(1, 5000) n
"""


def _plan_of(text):
    """How the database goes about ranking it, in words."""
    (question,) = read_question(text, ("en",))
    with CaptureQueriesContext(connection) as asked:
        ranked(question, ["public"], 10)
    (sql,) = (each["sql"] for each in asked if "ts_rank" in each["sql"])
    with connection.cursor() as cursor:
        cursor.execute("explain verbose " + sql.replace("%", "%%"), [])
        return "\n".join(line for (line,) in cursor.fetchall())


def test_each_document_is_unpacked_once_however_many_words_are_asked_for(write):
    write("Track your parcel")
    catch_up()

    assert _plan_of("how do I track the parcel of my order ").count("|| ''::tsvector") == 1


def test_documents_are_looked_for_by_the_index_though_the_words_are_everywhere(write):
    write("Track the parcel of your order")
    catch_up()
    with connection.cursor() as cursor:
        cursor.execute(CROWD)
        cursor.execute("analyze search_document")

    plan = _plan_of("parcel order track ")
    assert "document_words_by_shelf" in plan and "Seq Scan on public.search_document" not in plan


def test_a_question_of_many_words_asks_the_database_no_more_often_than_one_of_two(write):
    write("Parcel weights", "<p>Track heavy parcels, delivery notes, customs receipts, returns.</p>")
    catch_up()

    def asked(text):
        with CaptureQueriesContext(connection) as queries:
            read_question(text, ("en", "de"))
        return len(queries)

    for text in ("parcel weights ", "customs parcel weights track heavy delivery "):
        asked(text)  # the dictionaries of stop words are read once
    assert asked("customs parcel weights track heavy delivery ") == asked("parcel weights ")
