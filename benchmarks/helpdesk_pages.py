"""Ticket list, ticket page and search beside django-helpdesk's, with the same tickets in the same PostgreSQL."""

import base64
import json
import os
import re

import httpx
import psycopg

from benchmarks.browser import signed_in
from benchmarks.desk import RunningDesk, median_ms, row, running_desk
from benchmarks.helpdesk_peer import NAME, Helpdesk, NotHere
from benchmarks.search import MESSAGES, Writer, fill, index

SCALES = [10_000, 100_000]
DATABASE = "django_helpdesk_pages"
SESSION = """
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from helpdesk.models import UserSettings
user = User.objects.create_superuser("ada", "ada@shop.example", "bench")
UserSettings.objects.get_or_create(user=user)
session = SessionStore()
session.update({"_auth_user_id": str(user.pk), "_auth_user_backend": "django.contrib.auth.backends.ModelBackend",
                "_auth_user_hash": user.get_session_auth_hash()})
session.create()
print(session.session_key)
"""
TICKETS = """
copy helpdesk_ticket (id, title, queue_id, created, modified, submitter_email, status, on_hold, description, priority,
                      secret_key, kbitem_id, assigned_to_id) from stdin
"""
FOLLOW_UPS = """
copy helpdesk_followup (ticket_id, date, title, comment, public, user_id) from stdin
"""
OURS = "select id, subject, created_at from tickets_ticket where id > %s order by id"
OURS_SAID = "select ticket_id, text from tickets_message where ticket_id > %s order by ticket_id, id"
OPEN, CLOSED = 1, 4


def main() -> None:
    scales = [int(scale) for scale in os.environ.get("SCALES", "").split(",") if scale] or SCALES
    writer = Writer()
    with running_desk("--empty") as desk:
        database = desk.database()
        try:
            helpdesk = Helpdesk(desk.database_url(), desk.data.parent, DATABASE)
            session = helpdesk.manage("shell", "-v0", "-c", SESSION).strip()
        except NotHere as why:
            raise SystemExit(f"{NAME} was not measured: {why}") from None
        for scale in scales:
            fill(database, writer, scale)
            open_some(database)
            index(desk, database, scale)
            copy_to(database, desk, scale)
            with helpdesk.served() as url, httpx.Client(base_url=url, timeout=120) as theirs:
                theirs.cookies.set("sessionid", session)
                words = f"{writer.words[60]} {writer.words[150]}"
                ticket = database.execute(
                    "select max(id) from tickets_ticket where status = 'open'"
                ).fetchone()[0]  # type: ignore[index]
                measure(scale, signed_in(desk), theirs, ticket, words)


def open_some(database: psycopg.Connection) -> None:
    """One ticket in 200 waits for an answer, as in a desk that keeps up."""
    database.execute("update tickets_ticket set status = 'open' where id % 200 = 0 and status = 'solved'")


def copy_to(database: psycopg.Connection, desk: RunningDesk, scale: int) -> None:
    """Give django-helpdesk the tickets of the desk that it has not."""
    with psycopg.connect(desk.database_url(), dbname=DATABASE, autocommit=True) as theirs:
        last = theirs.execute("select coalesce(max(id), 0) from helpdesk_ticket").fetchone()[0]  # type: ignore[index]
        user = theirs.execute("select min(id) from auth_user").fetchone()[0]  # type: ignore[index]
        said: dict[int, list[str]] = {}
        for ticket, text in database.execute(OURS_SAID, [last]):
            said.setdefault(ticket, []).append(text)
        tickets = database.execute(OURS, [last]).fetchall()
        with theirs.cursor() as cursor:
            with cursor.copy(TICKETS) as copy:
                for number, subject, at in tickets:
                    status = OPEN if number % 200 == 0 else CLOSED
                    address = f"customer{number % 50_000}@shopper.example"
                    copy.write_row((number, subject, 1, at, at, address, status, False, said[number][0], 3,
                                    f"{number:036}", None, user))  # fmt: skip
            with cursor.copy(FOLLOW_UPS) as copy:
                for number, _, at in tickets:
                    for text in said[number][1:]:
                        copy.write_row((number, at, "Comment", text, True, user))
        theirs.execute("vacuum analyze")


def measure(scale: int, ours: httpx.Client, theirs: httpx.Client, ticket: int, words: str) -> None:
    """Print the median of each page with its ratio to the peer's."""

    def ms(client: httpx.Client, *paths: str, times: int = 20, **headers: str) -> float:
        def ask() -> None:
            for path in paths:
                client.get(path, headers=headers).raise_for_status()

        return median_ms(ask, times=times, warm=2)

    listed = re.search(r"/datatables_ticket_list/[\w+/=%-]+", theirs.get("/tickets/").raise_for_status().text)
    if not listed:
        raise RuntimeError("django-helpdesk's list names no address of its rows.")
    drawn = "?draw=1&start=0&length=25&order[0][column]=5&order[0][dir]=desc"
    query = {
        "filtering": {},
        "filtering_null": {},
        "sorting": "created",
        "sortreverse": True,
        "search_string": words,
    }
    asked = base64.b64encode(json.dumps(query).encode()).decode()
    clicked = {"HX-Request": "true", "HX-Target": "work"}
    pages = {
        "list with its rows": (
            ms(ours, "/desk/views/open/"),
            ms(theirs, "/tickets/", listed[0] + drawn),
        ),
        "rows of the list alone": (ms(ours, "/desk/views/open/rows/"), ms(theirs, listed[0] + drawn)),
        "ticket page with its thread": (
            ms(ours, f"/desk/tickets/{ticket}/"),
            ms(theirs, f"/tickets/{ticket}/"),
        ),
        "ticket as a click opens it": (
            ms(ours, f"/desk/tickets/{ticket}/", **clicked),
            ms(theirs, f"/tickets/{ticket}/"),
        ),
        "search of two words": (
            ms(ours, str(httpx.URL("/desk/search/", params={"q": words})), **{"HX-Target": "found"}),
            ms(theirs, f"/datatables_ticket_list/{asked}?draw=1&start=0&length=25", times=5),
        ),
    }
    for name, (our_ms, their_ms) in pages.items():
        row(f"{name}, {scale:,} tickets of {MESSAGES}", our_ms, "ms", limit=their_ms, limit_name=NAME)


if __name__ == "__main__":
    main()
