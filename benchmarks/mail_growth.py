"""Mail in a full desk: how much slower it is taken in and made tickets beside 1,000,000 stored messages and mails."""

import sys

import psycopg

from benchmarks.desk import row
from benchmarks.mail_load import mail_desk, mails, note_load
from benchmarks.many_tickets import fill_tickets

SMALL, LARGE, PER_TICKET, MAILS = 10_000, 1_000_000, 3, 1000
# each message of a customer came as a mail: its bytes are in the object store, its headers beside the message
RAW_MAILS = """
insert into channel_email_rawmail (blob, size_bytes, fingerprint, external_id, door, sender, recipients, inbox_id,
                                   state, error, received_at, finished_at)
select encode(sha256(id::text::bytea), 'hex'), 4000, encode(sha256(('f' || id)::bytea), 'hex'),
       '<' || id || '@mail.example>', 'smtp', 'customer' || customer_id || '@shopper.example', '{care@shop.example}',
       (select min(id) from channels_inbox), 'done', '', created_at, created_at
  from tickets_message m where customer_id is not null and channel = 'email'
   and not exists (select 1 from channel_email_emailmessage e where e.message_id = m.id)
"""
HEADERS = """
insert into channel_email_emailmessage ({columns})
select {values} from tickets_message m
  join channel_email_rawmail raw on raw.external_id = '<' || m.id || '@mail.example>'
 where not exists (select 1 from channel_email_emailmessage e where e.message_id = m.id)
"""
GIVEN = {  # of the columns that have no plain empty value
    "message_id": "m.id", "raw_id": "raw.id", "fingerprint": "raw.fingerprint", "external_id": "raw.external_id",
    "from_address": "raw.sender", "to": "raw.recipients", "sent_at": "m.created_at",
}  # fmt: skip
EMPTY = {"boolean": "false", "ARRAY": "'{}'", "jsonb": "'{}'", "bigint": "0", "integer": "0"}


def fill(url: str, messages: int) -> None:
    """Bring the desk to that many messages, with the mails that they came by."""
    with psycopg.connect(url, autocommit=True) as database:
        fill_tickets(database, messages // PER_TICKET)
        database.execute(RAW_MAILS)
        columns = database.execute(
            "select column_name, data_type from information_schema.columns"
            " where table_name = 'channel_email_emailmessage' and is_nullable = 'NO' or column_name = 'sent_at'"
            " and table_name = 'channel_email_emailmessage'"
        ).fetchall()
        values = [GIVEN.get(name) or EMPTY.get(kind, "''") for name, kind in columns]
        names = ", ".join(f'"{name}"' for name, _ in columns)
        database.execute(HEADERS.format(columns=names, values=", ".join(values)))  # type: ignore[arg-type]
        database.execute(
            "truncate search_due"
        )  # else the worker would read the filling for the search meanwhile
        database.execute("vacuum analyze")


def main() -> None:
    large = int(sys.argv[1]) if len(sys.argv) > 1 else LARGE
    note_load()
    taken, made = {}, {}
    with mail_desk() as desk:
        desk.take_in(mails(60, seed=1))
        desk.work()  # what is made once is made now
        for messages in (SMALL, large):
            fill(desk.url, messages)
            taken[messages] = desk.take_in(mails(MAILS, seed=messages))
            made[messages] = desk.work()
    row(f"mails taken in durably beside {large:,} messages", taken[large], "/s", limit=taken[SMALL],
        limit_name=f"beside {SMALL:,}", goal="≥ 0.83 ×")  # fmt: skip
    row(f"mails made tickets beside {large:,} messages", made[large].per_second, "/s", limit=made[SMALL].per_second,
        limit_name=f"beside {SMALL:,}", goal="≥ 0.83 ×")  # fmt: skip
    row("  processor time for one, in the worker", made[large].worker_ms, "ms", limit=made[SMALL].worker_ms,
        limit_name=f"beside {SMALL:,}", goal="≤ 1.2 ×")  # fmt: skip
    row("  and in the database", made[large].database_ms, "ms", limit=made[SMALL].database_ms,
        limit_name=f"beside {SMALL:,}", goal="≤ 1.2 ×")  # fmt: skip
    note_load()


if __name__ == "__main__":
    main()
