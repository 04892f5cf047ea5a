"""The community from 1,000 topics to 100,000 with ten posts each: the processor time of each page when it is made anew,
for everybody, a member and an agent, and how many a second when it is kept, beside a bare Django view of its bytes;
the queues of moderators, and writing a post."""

import os
import re
import subprocess
import sys
import urllib.request
from urllib.parse import quote

import httpx
import psycopg

from benchmarks.browser import signed_in
from benchmarks.desk import ROOT, RunningDesk, median_ms, row, running_desk
from benchmarks.help_load import bare_view, per_second
from benchmarks.many_tickets import write

SCALES = [1_000, 100_000]
PEOPLE = """
insert into community_board (slug, icon, position, is_open) values ('bench', 'messages-square', 99, true)
on conflict do nothing;
insert into community_boardname (board_id, language, name, description)
select id, 'en', 'Bench', '' from community_board where slug = 'bench' on conflict do nothing;
insert into customers_customer (name, language, time_zone, city, country, background, created_at)
select 'Member ' || n, 'en', '', '', '', '', now() from generate_series(1, 1000) n
where not exists (select 1 from customers_customer where name = 'Member 1');
insert into community_profile (customer_id, pseudonym, looks_like, shown_count, thanked_count, accepted_count,
    refused_count, is_shop, created_at)
select id, name, 'bench ' || id, 20, 9, 3, 0, false, now() - interval '1 year'
from customers_customer where name like 'Member %' on conflict do nothing;
"""
HAVE = "select count(*) from community_topic where board_id = (select id from community_board where slug = 'bench')"
TOPICS = """
with board as (select id from community_board where slug = 'bench'),
     people as (select array_agg(id order by id) as ids from community_profile where pseudonym like 'Member %%'),
     made as (
insert into community_topic (board_id, kind, language, title, author_id, state, is_pinned, is_locked, answer_count,
    last_post_at, created_at, product_id)
select board.id, 'question', 'en',
    (array['Which lamp fits', 'How do I clean', 'Where can I hang', 'What goes with'])[1 + n %% 4]
    || ' the ' || (array['oak', 'brass', 'linen', 'glass', 'wool'])[1 + n %% 5] || ' ' || n,
    people.ids[1 + n %% 1000],
    'shown', false, false, case when n %% 20 = 0 then 0 else 9 end, now() - n * interval '2 minutes',
    now() - n * interval '3 minutes', case when n %% 50 = 0 then (select min(id) from shop_product) end
from generate_series(%(first)s::int, %(last)s::int) n, board, people returning id, created_at, answer_count)
insert into community_post (topic_id, author_id, is_first, text, html, state, why, vote_count, client_id, created_at)
select made.id, people.ids[1 + (made.id * 7 + k) %% 1000], k = 0, words, '<p>' || words || '</p>',
    case when k = 9 and made.id %% 500 = 0 then 'waiting' else 'shown' end, '', k %% 3, gen_random_uuid(),
    made.created_at + k * interval '1 minute'
from made, people, generate_series(0, 9) k,
    lateral (select repeat('It hangs above the table since spring and nobody has bumped into it. ', 4) as words) said
where k <= made.answer_count;
"""
MIDDLE = """
select (extract(epoch from last_post_at) * 1000000)::bigint || '-' || id from community_topic
where board_id = (select id from community_board where slug = 'bench') order by last_post_at desc, id desc
offset (select count(*) / 2 from community_topic) limit 1
"""
WRITE = """
import statistics, time, uuid
from shopbell.community.models import Post, Profile, Topic
from shopbell.community.writing import write_post
from shopbell.search.help.index import catch_up
while catch_up(600):
    pass
topic, by = Topic.objects.filter(board__slug="bench").latest("pk"), Profile.objects.get(pseudonym="Member 7")
taken = []
for number in range(25):
    Post.objects.filter(author=by).update(created_at="2020-01-01T00:00Z")  # no limit of posts an hour is reached
    begun = time.perf_counter()
    write_post(topic, f"Mine hangs lower, at {number} centimetres.", by=by, client_id=uuid.uuid4())
    taken.append((time.perf_counter() - begun) * 1000)
print("WROTE", statistics.median(taken[5:]))
"""
MEMBER = """
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from shopbell.community.models import Profile
from shopbell.portal.session import COOKIE, begin_session
customer = Profile.objects.get(pseudonym="Member 8").customer
address = "member8@shopper.example"
customer.identities.get_or_create(kind="email", value=address, defaults={"verified_at": timezone.now()})
answer = HttpResponse()
begin_session(HttpRequest(), answer, customer, address)
print("COOKIE", COOKIE, answer.cookies[COOKIE].value)
"""


def main() -> None:
    scales = [int(scale) for scale in os.environ.get("SCALES", "").split(",") if scale] or SCALES
    first: dict[str, float] = {}
    with running_desk() as desk:
        database = desk.database()
        for statement in PEOPLE.split(";")[:-1]:
            write(database, statement)
        for scale in scales:
            fill(database, scale)
            told = {"writing a post": ("ms", written_ms(desk))} | moderated(desk) | pages(desk, scale)
            for name, (unit, value) in told.items():
                begun = first.setdefault(name, value)
                row(f"{name}, {scale:,} topics", value, unit)
                row(
                    f"  growth since {scales[0]:,}",
                    value / begun if unit == "ms" else begun / value,
                    "×",
                    goal="≤ 1.2",
                )


def fill(database: psycopg.Connection, count: int) -> None:
    """Bring the board to `count` topics, one in twenty of them without an answer."""
    have = database.execute(HAVE).fetchone()[0]  # type: ignore[index]
    for begin in range(have + 1, count + 1, 10_000):
        write(database, TOPICS, {"first": begin, "last": min(begin + 9_999, count)})
    database.execute("vacuum analyze")


def written_ms(desk: RunningDesk) -> float:
    """Milliseconds of the verb, once the search has read all topics."""
    return float(said(desk, WRITE, r"WROTE (\S+)")[0])


def said(desk: RunningDesk, code: str, pattern: str) -> tuple[str, ...]:
    """What `code`, run beside the desk, prints where `pattern` has groups."""
    environment = os.environ | {"SHOPBELL_DATA": str(desk.data), "DATABASE_URL": desk.database_url()}
    made = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", code],
        cwd=ROOT, env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return re.search(pattern, made.stdout).groups()  # type: ignore[union-attr]


def moderated(desk: RunningDesk) -> dict[str, tuple[str, float]]:
    browser = signed_in(desk)
    return {
        f"queue “{name}”": ("ms", median_ms(lambda name=name: browser.get(f"/desk/community/{name}/")))
        for name in ("waiting", "reported", "unanswered", "hidden")
    }


def pages(desk: RunningDesk, scale: int) -> dict[str, tuple[str, float]]:
    """The processor time of each page made anew (an address with a question in it is never kept), and kept by the
    second."""
    board = f"{desk.url}/community/en/boards/bench/"
    html = read(board).decode()
    topic = re.search(r'href="(/community/en/topics/\d+/[^"]+)"', html)[1]  # type: ignore[index]
    member = re.search(r'href="(/community/en/members/\d+/)"', html)[1]  # type: ignore[index]
    product = re.search(
        r'href="(/community/en/products/\d+/)"', read(f"{desk.url}{productive(desk)}").decode()
    )[1]  # type: ignore[index]
    asked = {
        "newest topics": f"{desk.url}/community/en/",
        "board": board,
        "topic": desk.url + topic,
        "product": desk.url + product,
        "feed of a board": f"{board}feed.xml",
        "sitemap": f"{desk.url}/community/sitemap.xml",
        "piece of the sitemap": f"{desk.url}/community/sitemap-0.xml",
    }
    never_kept = {
        "member": desk.url + member,
        "board, far down": f"{board}?after={place_in_the_middle(desk)}",
        "board, without an answer": f"{board}?show=open",
        "search": f"{desk.url}/help/en/search/?q={quote('clean the brass')}&kind=topic",
    }
    found = {}
    for name, url in (asked | never_kept).items():
        anew = url if name in never_kept else f"{url}?anew"
        found[f"{name}, anew"] = ("ms", desk.processor_ms(lambda anew=anew: read(anew)))
        row(f"{name}, anew, {scale:,} topics", found[f"{name}, anew"][1], "ms", goal="≤ 100")
        if name in asked:
            with bare_view(read(url)) as bare:
                found[name] = ("req/s", per_second(url))
                beside = {"limit": per_second(bare), "limit_name": "a bare Django view"}
                row(f"{name}, {scale:,} topics", found[name][1], "req/s", **beside)
    known = {name: asked[name] for name in ("newest topics", "board", "topic", "product")}
    return found | for_readers(desk, known, scale)


def for_readers(desk: RunningDesk, asked: dict[str, str], scale: int) -> dict[str, tuple[str, float]]:
    """The same pages for who is signed in, for whom nothing is kept."""
    name, secret = said(desk, MEMBER, r"COOKIE (\S+) (\S+)")
    readers = {"a member": httpx.Client(cookies={name: secret}, timeout=60), "an agent": signed_in(desk)}
    found = {}
    for who, browser in readers.items():
        for name, url in asked.items():
            taken = desk.processor_ms(lambda url=url, browser=browser: browser.get(url).raise_for_status())
            found[f"{name}, for {who}"] = ("ms", taken)
            row(f"{name}, for {who}, {scale:,} topics", taken, "ms", goal="≤ 100")
    return found


def read(url: str) -> bytes:
    with urllib.request.urlopen(url) as answer:  # noqa: S310
        return answer.read()


def productive(desk: RunningDesk) -> str:
    """Where a topic about a product is."""
    (pk,) = (
        desk.database().execute("select max(id) from community_topic where product_id is not null").fetchone()
    )  # type: ignore[misc]
    return f"/community/en/topics/{pk}/"


def place_in_the_middle(desk: RunningDesk) -> str:
    """The place of the topic that half of the board was written in after."""
    (place,) = desk.database().execute(MIDDLE).fetchone()  # type: ignore[misc]
    return place


if __name__ == "__main__":
    main()
