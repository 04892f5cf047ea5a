"""Whatever is typed, every door of the search answers."""

import random
import uuid

import pytest
from django.test import Client

from shopbell.channels.offering import Question
from shopbell.search.help import lexicon
from shopbell.search.help.index import catch_up
from shopbell.search.offers.best import offers

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45")]
PIECES = [
    '"', "'", "“", "”", "«", "»", "„", "\\", "%", "_", "&", "|", "!", "(", ")", "<->", ":*", ":", "-", "--", "~", "^", ">", "=", "@t1",
    "\0", "\ud800", "\u202e", "\u200f", "\u200d", "\u0301" * 40, "🙂", "👩‍👩‍👧", "🇩🇪", " ", "\n", "\t", "\x1b",
    "the", "and", "of", "und", "der", "في", "من", "parcel", "Paket", "طرد", "小包", "พัสดุ", "소포", "посылка",
    "status:open", "order-value:>", "order-value:>999999999999999999999", "customer:", 'tag:"', "after:9999-99-99", "not", "OR",
    "x" * 10_000, "é" * 3_000, "荷" * 3_000, "1" * 5_000, "#1", "+49 30 1234567", "a@b.c", "'); drop table search_document; --", "{{7*7}}", "<script>",
]  # fmt: skip


def _typed():
    """Forty texts, the same in each run."""
    draw = random.Random(7)
    return ["".join(draw.choices(PIECES, k=draw.randint(1, 12))) for _ in range(40)]


@pytest.fixture
def doors(client, ada, write):
    """Asks each door in turn, each time as a reader whom no limit holds."""
    write("Track your parcel", "<p>The parcel 小包 is on its way.</p>")
    catch_up()
    client.force_login(ada)

    def asked(text):
        text = text.encode("utf-8", "surrogatepass")
        shopper = Client(REMOTE_ADDR=f"9.9.{uuid.uuid4().int % 250}.{uuid.uuid4().int % 250}")
        for browser, address in (
            (shopper, "/help/en/search/"),
            (shopper, "/help/ar/suggestions/"),
            (client, "/desk/search/"),
            (client, "/desk/palette/"),
        ):
            yield address, browser.get(address, {"q": text}).status_code

    return asked


def test_no_text_breaks_a_door(doors):
    for text in _typed():
        for address, status in doors(text):
            assert status == 200, (address, text[:200])
        offers(Question(text.replace("\0", "").encode("utf-8", "ignore").decode(), "en"))


def test_a_word_of_endless_parts_is_looked_for_as_few_forms(doors, write, monkeypatch):
    chains = " ".join(letter * length for letter in "ab" for length in range(4, 25))
    write("Chains", f"<p>{chains}</p>")
    catch_up()
    looked_for, count = [], lexicon.public_counts_of
    monkeypatch.setattr(
        lexicon, "public_counts_of", lambda *asked: looked_for.append(len(asked[1])) or count(*asked)
    )

    for between, length in (("cdefghijklmnopqrstuvwxcd", 20), ("cdefghijk", 10)):
        text = "a" * length + between + "b" * length
        for address, status in doors(text):
            assert status == 200, (address, text)

    assert 0 < max(looked_for) < 6_000
