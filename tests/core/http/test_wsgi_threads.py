"""The bridge between the event loop and the pages: what a page is told, and that nobody holds its threads."""

import asyncio
import threading

import pytest

from shopbell.core.http.request_body import REFUSED, Cellar
from shopbell.core.http.wsgi_threads import STEP_BYTES, WsgiThreads, environ_of


def scope(method="GET", path="/", headers=(), query=b""):
    return {
        "type": "http", "method": method, "path": path, "query_string": query, "http_version": "1.1", "scheme": "http",
        "headers": [(name.encode(), value.encode()) for name, value in headers],
        "server": ("127.0.0.1", 8000), "client": ("9.9.9.9", 1234),
    }  # fmt: skip


class Person:
    """The other end of one request; `takes` says how many pieces of the answer they read before they stop."""

    def __init__(self, app, *, body=(), takes=None, **asked):
        self.sent, self.hangs_up = [], asyncio.Event()
        self.may_take = asyncio.Semaphore(10_000 if takes is None else takes)
        self._body = list(body)
        self.task = asyncio.create_task(app(scope(**asked), self._receive, self._send))

    async def _receive(self):
        if self._body:
            piece = self._body.pop(0)
            return {"type": "http.request", "body": piece, "more_body": bool(self._body)}
        await self.hangs_up.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message):
        await self.may_take.acquire()
        self.sent.append(message)

    @property
    def answer(self):
        return b"".join(message["body"] for message in self.sent[1:])


@pytest.fixture
def served(tmp_path):
    """Run a coroutine `scene(app)` with the bridge over a WSGI app and one thread."""

    def run(wsgi, scene, threads=1):
        async def all_of_it():
            app = WsgiThreads(
                wsgi,
                threads=threads,
                network=lambda scope: "",
                cellar=Cellar(
                    tmp_path, max_bytes=1000, room_bytes=10**6, share_bytes=10**6, memory_bytes=10**6
                ),
            )
            await asyncio.wait_for(scene(app), 20)

        asyncio.run(all_of_it())

    return run


def echo(environ, start):
    content = environ["wsgi.input"].read()
    start("201 Created", [("Content-Type", "text/plain"), ("X-Length", environ["CONTENT_LENGTH"])])
    return [content]


class Large:
    """A page of many pieces, which knows how many were made and whether it was closed."""

    def __init__(self):
        self.made, self.is_closed = 0, False

    def __call__(self, environ, start):
        if environ["PATH_INFO"] == "/small":
            start("200 OK", [])
            return [b"small"]
        start("200 OK", [])
        return self

    def __iter__(self):
        while self.made < 50:
            self.made += 1
            yield bytes(STEP_BYTES)

    def close(self):
        self.is_closed = True


def test_a_page_gets_the_whole_body_whatever_its_pieces(served):
    async def scene(app):
        chunked = Person(
            app, method="POST", body=[b"ab", b"", b"cd"], headers=[("transfer-encoding", "chunked")]
        )
        await chunked.task
        assert chunked.sent[0]["status"] == 201 and chunked.answer == b"abcd"
        assert (b"x-length", b"4") in chunked.sent[0]["headers"]

    served(echo, scene)


def test_a_body_on_its_way_holds_no_thread(served):
    async def scene(app):
        slow = [Person(app, method="POST", headers=[("content-length", "5")]) for _ in range(50)]
        quick = Person(app)
        await quick.task
        assert quick.sent[0]["status"] == 201
        for person in slow:
            person.hangs_up.set()
            await person.task
            assert person.sent == []

    served(echo, scene)


def test_a_slow_reader_holds_no_thread(served):
    page = Large()

    async def scene(app):
        slow = Person(app, takes=3)
        while len(slow.sent) < 3:
            await asyncio.sleep(0)
        quick = Person(app, path="/small")
        await quick.task
        assert quick.answer == b"small"
        assert page.made <= 4  # no more than was asked for
        slow.may_take = asyncio.Semaphore(1000)
        slow.task.cancel()

    served(page, scene)


def test_a_reader_who_hangs_up_closes_the_page(served):
    page = Large()

    async def scene(app):
        person = Person(app, takes=3)
        while len(person.sent) < 3:
            await asyncio.sleep(0)
        person.hangs_up.set()
        for _ in range(100):
            person.may_take.release()
        await person.task
        assert page.is_closed and page.made < 50

    served(page, scene)


def test_a_large_answer_arrives_whole_and_one_small_one_takes_one_visit(served):
    page, visits = Large(), []

    def counted(environ, start):
        visits.append(threading.current_thread().name)
        return page(environ, start)

    async def scene(app):
        large = Person(app)
        await large.task
        assert len(large.answer) == 50 * STEP_BYTES and page.is_closed

    served(counted, scene)
    assert len(visits) == 1


def test_a_refused_body_is_put_into_words_by_a_page(served):
    def words(environ, start):
        assert environ["wsgi.input"].read() == b""
        start("413 Too large", [("Content-Length", "999")])
        return [str(environ[REFUSED]).encode()]

    async def scene(app):
        person = Person(
            app, method="POST", body=[b"x" * 600, b"x" * 600], headers=[("content-length", "5000")]
        )
        await person.task
        assert person.sent[0]["status"] == 413 and b"larger than" in person.answer
        assert (b"connection", b"close") in person.sent[0]["headers"]
        assert (b"content-length", str(len(person.answer)).encode()) in person.sent[0]["headers"]

    served(words, scene)


def test_a_header_that_looks_like_another_is_not_taken_for_it():
    given = [("x-forwarded-for", "8.8.8.8"), ("x_forwarded_for", "1.1.1.1"), ("accept", "a"), ("accept", "b")]

    environ = environ_of(scope(headers=given, path="/käse", query=b"q=\xff"))

    assert environ["HTTP_X_FORWARDED_FOR"] == "8.8.8.8"
    assert environ["HTTP_ACCEPT"] == "a,b"
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/käse"
