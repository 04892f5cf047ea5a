"""The database goes away and comes back while shoppers write."""

import os
import signal

import psycopg

from shopbell.core import embedded_postgres
from tests.faults.flood import make_flood, shared_out
from tests.faults.shop import KEY, open_shop
from tests.faults.writers import Mailer, Shopper
from tests.running_desk import Desk, environment, free_port


def test_killing_the_database_loses_nothing_that_was_acknowledged(home):
    port, smtp_port, data = free_port(), free_port(), home / "data"
    desk = Desk(
        "run", "--empty", "--data", data, "--port", port, env=environment(SHOPBELL_SMTP_PORT=str(smtp_port))
    ).wait_for("is open at")
    try:
        with (
            embedded_postgres.available(data, lambda _: None) as address,
            psycopg.connect(address) as database,
        ):
            open_shop(database)
        shoppers = [Shopper(port, KEY, 4) for _ in range(40)]
        mailers = [Mailer(smtp_port, share) for share in shared_out(make_flood(20), 4)]
        for writer in [*shoppers, *mailers]:
            writer.start()
        while sum(len(shopper.taken) for shopper in shoppers) < 40:
            shoppers[0].join(0.05)
        os.kill(int((data / "postgres" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        for writer in [*shoppers, *mailers]:
            writer.join()
        with (
            embedded_postgres.available(data, lambda _: None) as address,
            psycopg.connect(address, autocommit=True) as database,
        ):
            found = database.execute(
                "select client_id::text from tickets_message where customer_id is not null"
            )
            kept = [client_id for (client_id,) in found.fetchall()]
            raw = database.execute("select count(*) from channel_email_rawmail").fetchone()
        taken = [client_id for shopper in shoppers for client_id in shopper.taken]
        assert len(taken) == 160 and set(taken) <= set(kept) and len(kept) == len(set(kept))
        assert raw == (20,)
    finally:
        assert desk.stop() == 0
