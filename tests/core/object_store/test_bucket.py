"""What is the bucket's alone: a network between, a service that says no, and a folder that is not moved yet."""

import subprocess
import sys
import threading
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from shopbell.core import blob
from shopbell.core.object_store.access import Access, read_access
from shopbell.core.object_store.bucket import Bucket
from shopbell.core.object_store.store import Unreachable

QUICK = {
    "max_retries": 3,
    "backoff": {
        "init_backoff": timedelta(milliseconds=1),
        "max_backoff": timedelta(milliseconds=2),
        "base": 2,
    },
    "retry_timeout": timedelta(seconds=20),
}
REFUSAL = b"<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"


class Service(ThreadingHTTPServer):
    """Answers with `codes`, one after the other, and with the last for ever; notes what it was asked."""

    def __init__(self, *codes: int):
        super().__init__(("127.0.0.1", 0), Answer)
        self.codes, self.asked = list(codes), []

    def bucket(self, **more) -> Bucket:
        address = f"http://127.0.0.1:{self.server_port}"
        return Bucket(Access("shop", endpoint=address, key_id="desk", secret="a-secret", **more), QUICK)


class Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_PUT(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.asked.append((self.command, self.path, dict(self.headers)))
        code = self.server.codes.pop(0) if len(self.server.codes) > 1 else self.server.codes[0]
        self.send_response(code)
        self.send_header("ETag", '"e"')
        self.send_header("Content-Length", str(len(REFUSAL)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(REFUSAL)

    do_GET = do_HEAD = do_DELETE = do_PUT

    def log_message(self, *args):
        pass


@pytest.fixture
def service():
    """Start a service that answers so."""
    started = []

    def start(*codes: int) -> Service:
        started.append(Service(*codes))
        threading.Thread(target=started[-1].serve_forever, args=[0.01], daemon=True).start()
        return started[-1]

    yield start
    for each in started:
        each.shutdown()
        each.server_close()


@pytest.mark.django_db
def test_a_service_that_fails_for_a_moment_is_asked_again(service):
    failing = service(503, 500, 200)

    failing.bucket().put_many([b"a mail"])

    assert [method for method, *_ in failing.asked] == ["PUT"] * 3


@pytest.mark.django_db
def test_a_service_that_goes_on_failing_is_given_up_with_a_sentence(service):
    with pytest.raises(Unreachable, match="^s3://shop does not answer"):
        service(503).bucket().put_many([b"a mail"])


@pytest.mark.django_db
@pytest.mark.parametrize("code", [401, 403])
def test_a_key_that_opens_nothing_is_told_without_being_shown(service, code):
    with pytest.raises(Unreachable, match="^s3://shop lets the desk's key not do this") as refusal:
        service(code).bucket().put_many([b"a mail"])
    assert "a-secret" not in str(refusal.value)


@pytest.mark.django_db
def test_nobody_at_the_address_is_told():
    nobody = Bucket(Access("shop", endpoint="http://127.0.0.1:9", key_id="a", secret="b"), QUICK)

    with pytest.raises(Unreachable, match="^s3://shop does not answer"):
        nobody.get("0" * 64)


def test_a_bucket_that_is_not_there_is_told(s3_server, db):
    lost = Bucket(Access("nobodys-bucket", endpoint=s3_server, key_id="a", secret="b"), QUICK)

    with pytest.raises(Unreachable, match="There is no bucket nobodys-bucket"):
        lost.put_many([b"a mail"])


@pytest.mark.django_db
def test_what_is_sent_is_signed_with_the_hash_of_its_bytes(service):
    asked = service(200)
    (key,) = asked.bucket(prefix="desk/files").put_many([b"a mail"])
    ((method, path, headers),) = asked.asked

    assert (method, path) == ("PUT", f"/shop/desk/files/{key[:2]}/{key}")
    assert headers["x-amz-content-sha256"] == key
    assert headers["authorization"].startswith("AWS4-HMAC-SHA256 Credential=desk/")


def test_the_bucket_stands_before_the_host_where_the_service_wants_it():
    access = Access("shop", endpoint="https://s3.example:9000", is_path_style=False)

    assert Bucket(access).address == "https://shop.s3.example:9000"
    assert Bucket(replace(access, is_path_style=True)).address == "https://s3.example:9000"


def test_bytes_that_are_there_and_young_are_not_sent_again(bucket, monkeypatch):
    large = b"x" * 300_000
    key = blob.put(large)
    sent = []
    monkeypatch.setattr(Bucket, "_send", lambda self, key, content: sent.append(key))

    blob.put(large)
    assert sent == []

    bucket.age(key)  # a sweep might come
    blob.put(large)
    assert sent == [key]


def test_what_is_not_moved_yet_is_read_in_the_folder(bucket):
    key = blob.folder().put_many([b"of before"])[0]

    assert blob.get(key) == b"of before"
    with blob.open_blob(key) as file:
        assert file.read() == b"of before"
    with pytest.raises(blob.Missing, match="s3://"):
        blob.get("0" * 64)


def test_what_is_moved_while_somebody_looks_is_found(bucket, monkeypatch):
    key = blob.folder().put_many([b"on its way"])[0]
    look = blob.folder().__class__.open

    def move_first(self, asked):
        bucket.store.put_many([b"on its way"])
        self.forget(asked)
        return look(self, asked)

    monkeypatch.setattr(blob.folder().__class__, "open", move_first)

    assert blob.get(key) == b"on its way"


def test_a_desk_without_a_bucket_carries_no_client_for_one():
    code = (
        "import sys, django; django.setup(); from shopbell.core import blob; blob.put(b'x');"
        "sys.exit('obstore' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("s3://shop-files", ("shop-files", "")),
        ("s3://shop.files/desk", ("shop.files", "desk")),
        ("s3://shop-files/a/b/", ("shop-files", "a/b")),
    ],
)
def test_how_a_bucket_is_named(address, expected):
    access = read_access(address)

    assert (access.bucket, access.prefix) == expected
    assert str(access) == address.rstrip("/")


@pytest.mark.parametrize(
    "typo", ["shop-files", "s3:/shop", "https://s3.example/shop", "s3://", "s3://a b", "s3://shop/../x"]
)
def test_a_typo_in_it_is_told_at_the_start(typo):
    with pytest.raises(SystemExit, match="SHOPBELL_OBJECT_STORE must be s3://bucket"):
        read_access(typo)


def test_a_typo_in_the_endpoint_is_told_at_the_start(monkeypatch):
    monkeypatch.setenv("SHOPBELL_OBJECT_STORE_ENDPOINT", "s3.example")

    with pytest.raises(SystemExit, match="SHOPBELL_OBJECT_STORE_ENDPOINT must be an address"):
        read_access("s3://shop")


def test_the_key_may_come_from_a_file_and_is_never_shown(monkeypatch, tmp_path):
    (tmp_path / "key").write_text("of-the-desk\n")
    monkeypatch.setenv("SHOPBELL_OBJECT_STORE_SECRET_FILE", str(tmp_path / "key"))

    access = read_access("s3://shop")

    assert access.secret == "of-the-desk"
    assert "of-the-desk" not in repr(access) + str(access)
