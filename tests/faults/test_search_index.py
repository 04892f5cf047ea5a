"""kill -9 while the search index is made: the rest is done by whoever comes next, and nothing is missing or doubled."""

import signal
import time

import psycopg

from shopbell.core import embedded_postgres
from tests.running_desk import Desk, environment, run_command

FILL = """
insert into customers_customer (name, language, time_zone, city, country, background, created_at)
values ('Mina Okafor', '', '', '', '', '', now());
insert into tickets_ticket (subject, status, priority, channel, customer_id, language, created_at, updated_at, preview,
                            last_message_at)
select 'Question ' || n, 'open', 2, 'email', (select min(id) from customers_customer), '', now(), now(), '', now()
  from generate_series(1, 2000) n;
insert into tickets_message (ticket_id, kind, channel, rule, text, html, quoted_text, quoted_html, client_id, created_at)
select id, 'reply', 'email', '', 'the kettle number ' || id || ' hums', '', '', '', gen_random_uuid(), now()
  from tickets_ticket, generate_series(1, 3);
"""
INDEXED = "select count(*) from search_entry"
FOUND = "select count(*) from search_entry where kind = 2 and words @@ 'kettle & hums'"


def test_an_index_that_was_killed_in_the_making_is_finished(home):
    data = home / "data"
    assert run_command("search-index", "--data", data).returncode == 0
    with (
        embedded_postgres.available(data, lambda _: None) as address,
        psycopg.connect(address, autocommit=True) as database,
    ):
        database.execute(FILL)
        indexing = Desk("search-index", "--data", data, env=environment(DATABASE_URL=address))
        until = time.monotonic() + 120
        while database.execute(INDEXED).fetchone()[0] < 1000:
            assert indexing.process.poll() is None and time.monotonic() < until, indexing.said
            time.sleep(0.01)
        indexing.stop(signal.SIGKILL)
        some = database.execute(INDEXED).fetchone()[0]

        told = run_command("search-index", "--data", data, env=environment(DATABASE_URL=address))

        assert told.returncode == 0, told.stderr
        assert 1000 <= some < 8001
        assert database.execute(INDEXED).fetchone()[0] == 8001
        assert database.execute(FOUND).fetchone()[0] == 6000
        assert database.execute("select count(*) from search_due").fetchone()[0] == 0
