"""Search and palette from 10,000 to 1,000,000 tickets with three messages each, beside PostgreSQL's best-ranked 25; and
words with conditions before them, beside the words alone."""

import os
import random
import statistics
import subprocess
import sys
import time
from itertools import accumulate

import httpx
import psycopg

from benchmarks.browser import signed_in
from benchmarks.desk import ROOT, RunningDesk, median_ms, row, running_desk
from benchmarks.many_tickets import CUSTOMERS, add_people
from shopbell.search.ask import read_ask

SCALES = [10_000, 100_000]
MESSAGES = int(os.environ.get("MESSAGES", "3"))
SYLLABLES = (
    "ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo zu bra cle dri flo gru pla ste tri".split()
)
HAN = "我的订单还没有到货请问什么时候发货谢谢退款商品尺寸颜色错误地址修改快递包裹客服换货质量问题"
TICKETS = """
copy tickets_ticket (id, subject, customer_id, assignee_id, reason_id, created_at, updated_at, last_message_at, status,
                     priority, channel, language, preview) from stdin
"""
FIXED = (2, "email", "en", "")
OPEN, TAGGED = 50, 20  # one ticket in so many
TAGS = """
insert into tickets_tag (name) values ('sample') on conflict do nothing;
insert into tickets_ticket_tag (ticket_id, tag_id) select t.id, g.id from tickets_ticket t, tickets_tag g
 where g.name = 'sample' and t.id % 20 = 0 on conflict do nothing
"""
CONDITIONS = ("", "status:open", "tag:sample", "status:open tag:sample", "channel:email")
MESSAGES_OF = """
copy tickets_message (ticket_id, customer_id, text, client_id, created_at, kind, channel, rule, html, quoted_text,
                      quoted_html) from stdin
"""
FIXED_OF = ("reply", "email", "", "", "", "")
BEST = """
select id from search_entry where kind in (1, 2) and words @@ %(query)s::tsquery
order by ts_rank(words, %(query)s::tsquery) desc limit 25
"""


class Writer:
    """Texts whose words are as unequally common as those of a language (Zipf), one in fifty of them Chinese."""

    def __init__(self) -> None:
        self.random = random.Random(7)
        self.words = list(dict.fromkeys(self._word() for _ in range(40_000)))[:30_000]
        self.weights = list(accumulate(1 / (rank + 8) for rank in range(len(self.words))))

    def _word(self) -> str:
        return "".join(self.random.choices(SYLLABLES, k=self.random.randint(2, 4)))

    def text(self, length: int) -> str:
        if self.random.random() < 0.02:
            return "".join(self.random.choices(HAN, k=length))
        return " ".join(self.random.choices(self.words, cum_weights=self.weights, k=length))


def main() -> None:
    scales = [int(scale) for scale in os.environ.get("SCALES", "").split(",") if scale] or SCALES
    writer, first = Writer(), dict[str, float]()
    with running_desk("--empty") as desk:
        database = desk.database()
        for scale in scales:
            fill(database, writer, scale)
            index(desk, database, scale)
            for name, (taken, bare, goal) in measure(database, signed_in(desk), writer).items():
                limit = {"limit": bare, "limit_name": "best-ranked 25"} if bare else {}
                row(f"{name}, {scale:,} tickets", taken, "ms", goal=goal, **limit)
                row(f"  growth since {scales[0]:,}", taken / first.setdefault(name, taken), "×")
            measure_conditions(desk, signed_in(desk), writer, scale)


def fill(database: psycopg.Connection, writer: Writer, count: int) -> None:
    """Bring the number of tickets to `count`."""
    add_people(database)
    have, low, agent, reason = database.execute(
        "select (select count(*) from tickets_ticket), (select min(id) from customers_customer),"
        " (select min(id) from accounts_agent), (select min(id) from tickets_contactreason)"
    ).fetchone()  # type: ignore[misc]
    base = database.execute("select coalesce(max(id), 0) from tickets_ticket").fetchone()[0]  # type: ignore[index]
    for begin in range(0, count - have, 20_000):
        numbers = range(base + begin + 1, base + min(begin + 20_000, count - have) + 1)
        with database.transaction(), database.cursor() as cursor:
            with cursor.copy(TICKETS) as copy:
                for n in numbers:
                    customer, at = low + n % CUSTOMERS, f"2026-01-01 00:{n % 60:02}+00"
                    status = "solved" if n % OPEN else "open"
                    copy.write_row((n, writer.text(6), customer, agent, reason, at, at, at, status, *FIXED))
            with cursor.copy(MESSAGES_OF) as copy:
                for n in numbers:
                    for _ in range(MESSAGES):
                        client_id = f"{writer.random.getrandbits(128):032x}"
                        copy.write_row((n, low + n % CUSTOMERS, writer.text(40), client_id, at, *FIXED_OF))
    database.execute("select setval('tickets_ticket_id_seq', (select max(id) from tickets_ticket))")
    for statement in TAGS.split(";"):
        database.execute(statement)  # type: ignore[arg-type]


def index(desk: RunningDesk, database: psycopg.Connection, scale: int) -> None:
    """Index all of it as the command does, and say how fast and how large."""
    due = database.execute("select count(*) from search_due").fetchone()[0]  # type: ignore[index]
    environment = os.environ | {"SHOPBELL_DATA": str(desk.data), "DATABASE_URL": desk.database_url()}
    work = "from shopbell.search.index import catch_up; catch_up(1e9)"
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", work], cwd=ROOT, env=environment, check=True
    )
    row(f"indexed a second, up to {scale:,} tickets", due / (time.perf_counter() - begun), "things")
    database.execute("vacuum analyze")
    size = database.execute("select pg_total_relation_size('search_entry') / 1048576.0").fetchone()[0]  # type: ignore[index]
    row(f"index on disk, {scale:,} tickets", float(size), "MB")


def measure(
    database: psycopg.Connection, browser: httpx.Client, writer: Writer
) -> dict[str, tuple[float, float | None, str]]:
    """Milliseconds of each question as the page answers it, and of its best 25 by PostgreSQL alone."""
    word = {rank: writer.words[rank] for rank in (0, 60, 150, 400, 4_000)}
    wrong = word[400][:2] + "x" + word[400][3:] + "q"
    questions = {
        "two words": (f"{word[60]} {word[150]}", "≤ 1.5 ×"),
        "two rarer words": (f"{word[150]} {word[400]}", "≤ 1.5 ×"),
        "one word": (word[400], "≤ 1.5 ×"),
        "one rare word": (word[4_000], "≤ 1.5 ×"),
        "the commonest word": (word[0], "≤ 1.5 ×"),
        "a beginning of four letters": (word[400][:4], "≤ 1.5 ×"),
        "two Chinese words": ("退款 商品", "≤ 1.5 ×"),
        "a phrase": (f'"{word[0]} {word[60]}"', "≤ 1.5 ×"),
        "a typing error": (word[400][:2] + "x" + word[400][2:], ""),
        "nothing of the kind": (wrong, ""),
    }

    def page_ms(path: str, **headers: str) -> float:
        return median_ms(lambda: browser.get(path, headers=headers).raise_for_status())

    figures: dict[str, tuple[float, float | None, str]] = {}
    for name, (text, goal) in questions.items():
        query = {"query": read_ask(text).sql}
        bare = median_ms(lambda query=query: database.execute(BEST, query).fetchall()) if goal else None  # type: ignore[misc]
        figures[name] = (
            page_ms(str(httpx.URL("/desk/search/", params={"q": text})), **{"HX-Target": "found"}),
            bare,
            goal,
        )
    for letters in (2, 3, 5):
        address = str(httpx.URL("/desk/palette/", params={"q": word[60][:letters]}))
        figures[f"palette, {letters} letters"] = page_ms(address), None, "≤ 100 ms"
    figures["palette, empty"] = page_ms("/desk/palette/"), None, "≤ 100 ms"
    return figures


def measure_conditions(desk: RunningDesk, browser: httpx.Client, writer: Writer, scale: int) -> None:
    """Median, 95 of 100 and processor time of two words with conditions before them, and alone."""
    words, alone = f"{writer.words[60]} {writer.words[150]}", 0.0
    for conditions in CONDITIONS:
        address = str(httpx.URL("/desk/search/", params={"q": f"{conditions} {words}".strip()}))

        def ask(address: str = address) -> None:
            browser.get(address, headers={"HX-Target": "found"}).raise_for_status()

        taken = [median_ms(ask, times=1, warm=0) for _ in range(45)][5:]
        median, p95 = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
        alone = alone or median
        name = f"two words, {conditions or 'alone'}, {scale:,} tickets"
        row(name, median, "ms", limit=alone, limit_name="alone")
        row("  95 of 100 within", p95, "ms")
        row("  of a processor", desk.processor_ms(ask), "ms")


if __name__ == "__main__":
    main()
