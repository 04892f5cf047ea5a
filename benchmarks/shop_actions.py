"""Actions a second by 8 programs over HTTP: p50 and p95 at 50 a second, the most that is reached, and nothing lost.

Each refunds a little of its own orders and of one that all share, onto gift cards; one call in ten is sent twice. In
the end every call that was answered is one run with one refund, and the balances hold them all.
"""

import os
import statistics
import subprocess
import sys
import threading
import time
import uuid

import httpx
import psycopg

from benchmarks.desk import ROOT, RunningDesk, row, running_desk

CLIENTS, A_SECOND, SECONDS = 8, 50, 20
TOKENS = f"""
from shopbell.api.token import make_token
for n in range({CLIENTS}):
    scopes = ["orders:act", "orders:read", "customers:read"]
    print("TOKEN", make_token(f"Client {{n}}", scopes, by=None, calls_a_minute=60_000)[1])
"""
FILL = """
with customer as (insert into customers_customer (name, language, time_zone, city, country, background, created_at)
    select 'Customer ' || n, 'en', '', '', 'DE', '', now() from generate_series(0, %(clients)s) n returning id),
method as (insert into shop_paymentmethod (customer_id, source, external_id, kind, brand, last_four, currency,
        balance_cents)
    select id, 'built_in', id, 'gift_card', '', '', 'EUR', 0 from customer returning id, customer_id),
made as (insert into shop_order (source, external_id, number, number_key, customer_id, status, currency, total_cents,
        discount_cents, shipping_cents, tax_cents, address, note, cancel_reason, placed_at)
    select 'built_in', c || '-' || n, c || '-' || n, c::text || n, id, 'delivered', 'EUR', 100000000, 0, 0, 0, '{}', '',
        '', now()
    from (select id, row_number() over (order by id) - 1 c from customer) customer, generate_series(1, 10) n
    returning id, customer_id)
insert into shop_payment (order_id, external_id, kind, method_id, amount_cents, currency, at)
select made.id, '1', 'payment', method.id, 100000000, 'EUR', now() from made join method using (customer_id)
"""
REFUNDED = "select coalesce(sum(amount_cents), 0), count(*) from shop_payment where kind = 'refund'"
BARE = """
with held as (select id from shop_order where id = %(order)s for no key update),
run as (insert into shop_actionrun select made.* from held, shop_actionrun model, lateral jsonb_populate_record(model,
        jsonb_build_object('id', nextval(pg_get_serial_sequence('shop_actionrun', 'id')), 'key', gen_random_uuid(),
        'fingerprint', 'bare', 'order_id', held.id)) made
    where model.id = (select min(id) from shop_actionrun) returning id, order_id)
insert into shop_payment (order_id, external_id, kind, amount_cents, currency, at, run_id)
select order_id, '', 'refund', 1, 'EUR', now(), id from run
"""


class Client(threading.Thread):
    """One program: refunds one cent after the other, `a_second` or as fast as it is answered."""

    def __init__(self, url: str, secret: str, number: int, a_second: float | None, seconds: float):
        super().__init__()
        self.http = httpx.Client(
            base_url=f"{url}/api/v1", headers={"Authorization": f"Bearer {secret}"}, timeout=60
        )
        self.number, self.pause, self.seconds = number, 1 / a_second if a_second else 0, seconds
        self.taken: list[float] = []
        self.done = 0
        self.trouble: list[str] = []

    def run(self) -> None:
        begun, sent = time.perf_counter(), 0
        while (now := time.perf_counter() - begun) < self.seconds:
            if (wait := sent * self.pause - now) > 0:
                time.sleep(wait)
            self.refund(sent)
            sent += 1

    def refund(self, sent: int) -> None:
        order = "0-1" if sent % 5 == 0 else f"{self.number + 1}-{sent % 10 + 1}"
        key = str(uuid.uuid4())
        begun = time.perf_counter()
        answers = [self.ask(order, key) for _ in range(1 + (sent % 10 == 9))]
        self.taken.append((time.perf_counter() - begun) * 1000 / len(answers))
        runs = {each.json().get("id") for each in answers if each.status_code == 200}
        if len(runs) == 1:
            self.done += 1
        else:
            self.trouble += [f"{each.status_code} {each.text[:200]}" for each in answers]

    def ask(self, order: str, key: str) -> httpx.Response:
        return self.http.post(
            f"/orders/{order}/actions/refund_order",
            json={"parameters": {"amount_cents": 1}},
            headers={"Idempotency-Key": key},
        )


def main() -> None:
    with running_desk("--empty") as desk:
        database = desk.database()
        database.execute(FILL.replace("%(clients)s", str(CLIENTS)))
        database.execute("vacuum analyze")
        secrets = tokens(desk)
        gather(desk, secrets, None, 3)  # warm
        paced = gather(desk, secrets, A_SECOND / CLIENTS, SECONDS)
        told(f"{A_SECOND} a second", paced, SECONDS)
        fast = gather(desk, secrets, None, SECONDS)
        told("as fast as they are answered", fast, SECONDS, bare=bare_pace(desk))
        check(database)
        print(f"load of the machine: {os.getloadavg()[0]:.1f}", flush=True)


def tokens(desk: RunningDesk) -> list[str]:
    environment = os.environ | {"SHOPBELL_DATA": str(desk.data), "DATABASE_URL": desk.database_url()}
    made = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", TOKENS],
        cwd=ROOT, env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return [line.split()[1] for line in made.stdout.splitlines() if line.startswith("TOKEN")]


ANSWERED: list[Client] = []  # over all rounds


def gather(desk: RunningDesk, secrets: list[str], a_second: float | None, seconds: float) -> list[Client]:
    clients = [Client(desk.url, secret, n, a_second, seconds) for n, secret in enumerate(secrets)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    ANSWERED.extend(clients)
    return clients


def told(name: str, clients: list[Client], seconds: float, bare: float | None = None) -> None:
    taken = sorted(each for client in clients for each in client.taken)
    done = sum(client.done for client in clients)
    row(
        f"refunds by {CLIENTS} programs, {name}",
        done / seconds,
        "/s",
        limit=bare,
        limit_name="bare rows, one client",
    )
    row("  answered, p50", statistics.median(taken), "ms")
    row("  answered, p95", taken[int(len(taken) * 0.95)], "ms")


def check(database: psycopg.Connection) -> None:
    """Raises AssertionError where a refund is lost or doubled."""
    trouble = [each for client in ANSWERED for each in client.trouble]
    assert not trouble, trouble[:3]
    done = sum(client.done for client in ANSWERED)
    refunded = database.execute(REFUNDED).fetchone()
    runs = database.execute("select count(*) from shop_actionrun where status = 'done'").fetchone()
    balances = database.execute("select sum(balance_cents) from shop_paymentmethod").fetchone()
    assert refunded == (done, done), (refunded, done)
    assert runs == (done,) and balances == (done,), (runs, balances)
    print(
        f"{done} refunds, as many runs, and as many cents on the gift cards: none lost, none twice",
        flush=True,
    )


def bare_pace(desk: RunningDesk) -> float:
    """A second, by one client that writes the run and the refund and nothing else; they are taken out again."""
    with psycopg.connect(desk.database_url(), autocommit=True) as bare:
        orders = [pk for (pk,) in bare.execute("select id from shop_order order by id limit 50")]
        begun, times = time.perf_counter(), 300
        for n in range(times):
            bare.execute(BARE, {"order": orders[n % len(orders)]})
        taken = time.perf_counter() - begun
        made = "select id from shop_actionrun where fingerprint = 'bare'"
        bare.execute(f"delete from shop_payment where run_id in ({made})")
        bare.execute("delete from shop_actionrun where fingerprint = 'bare'")
    return times / taken


if __name__ == "__main__":
    main()
