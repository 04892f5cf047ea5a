"""A document is found by the shelves it lies on: of its language, of what the shop wrote, of the time it was read."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shopbell.search.help import candidates
from shopbell.search.help.document import PER_SHELF, Document
from shopbell.search.help.index import index_due
from shopbell.search.help.lexicon import ALL, Form
from shopbell.search.help.question import read_question
from shopbell.search.help.ranking import ranked
from shopbell.search.help.title_mark import OF_THE_SHOP

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45", "R46")]
WRITE = """
insert into search_document (id, kind, object_id, language, title, access, category, reason, product, words)
select n, %s, n, %s, '', %s, '', '', '', %s::tsvector from generate_series(%s::bigint, %s::bigint) n
"""
COUNTED = ("clock", "parcel")


@pytest.fixture
def lay(centre):
    """Writes documents into the index: lay(range(1, 9), "clock:1", kind="article")."""
    while index_due():
        pass
    for table in (Document, Form):
        table.objects.all().delete()

    def laid(numbers, words, kind="product", language="en", access="public"):
        with connection.cursor() as cursor:
            cursor.execute(WRITE, [kind, language, access, words, numbers[0], numbers[-1]])
        for form in [ALL, *(form for form in COUNTED if form in words)]:
            row, _is_new = Form.objects.get_or_create(
                language=language, form=form, defaults={"count": 0, "public": 0}
            )
            row.count, row.public = row.count + len(numbers), row.public + len(numbers)
            row.save()

    return laid


def _found(text, language="en", access=("public",), most=5_000):
    (question,) = read_question(text, (language,))
    return [each.object_id for each in ranked(question, [*access], most)]


def test_where_the_newest_hold_no_word_that_is_everywhere_older_ones_are_found(lay):
    lay(range(1, 3_001), "clock:1 parcel:2")
    lay(range(10 * PER_SHELF, 10 * PER_SHELF + 100), "shelf:1")

    for text in ("clock ", "clock parcel "):
        assert len(_found(text)) == candidates.LIKELY, text


def test_of_what_is_everywhere_the_newest_are_ranked(lay):
    lay(range(1, 3_001), "clock:1")
    lay(range(10 * PER_SHELF, 10 * PER_SHELF + 600), "clock:1")

    assert min(_found("clock ")) >= 10 * PER_SHELF


def test_what_the_shop_wrote_is_ranked_however_many_others_hold_its_words(lay):
    lay(range(1, 101), "clock:1 parcel:2", kind="article")
    lay(range(10 * PER_SHELF, 10 * PER_SHELF + 3_000), "clock:1 parcel:2")

    assert set(range(1, 101)) <= set(_found("clock parcel "))


def test_newest_or_not_what_only_agents_may_read_is_found_by_none_else(lay):
    lay(range(1, 101), "clock:1", kind="article", access="agents")
    lay(range(10 * PER_SHELF, 10 * PER_SHELF + 3_000), "clock:1 parcel:2", access="agents")

    assert _found("clock parcel ") == []
    assert _found("clock parcel ", access=("public", "agents"))


def test_a_small_language_is_looked_through_without_reading_what_a_large_one_has(lay):
    lay(range(1, 3_001), "clock:1 parcel:2")
    lay(range(3_001, 3_011), "clock:1", language="de")
    with connection.cursor() as cursor:
        cursor.execute("analyze search_document")
    (question,) = read_question("clock ", ("de",))
    with CaptureQueriesContext(connection) as asked:
        assert len(ranked(question, ["public"], 100)) == 10

    (sql,) = (each["sql"] for each in asked if "ts_rank" in each["sql"])
    with connection.cursor() as cursor:
        cursor.execute("explain (analyze) " + sql.replace("%", "%%"), [])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "document_words_by_shelf" in plan and "Rows Removed by Filter" not in plan


def test_the_shelf_of_what_the_shop_wrote_has_all_its_kinds(lay):
    for number, kind in enumerate(sorted(OF_THE_SHOP), start=1):
        lay(range(number, number + 1), "clock:1", kind=kind)
    lay(range(10 * PER_SHELF, 10 * PER_SHELF + 3_000), "clock:1")

    assert {1, 2, 3} <= set(_found("clock ")) and len(OF_THE_SHOP) == 3
