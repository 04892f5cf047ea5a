"""Where stored files may lie: the folder, and a bucket at an S3-speaking server of this process.

`place` gives a test both, one after the other; `bucket` only the latter. Each test has a place of its own.
"""

import os
import uuid
from abc import ABC, abstractmethod
from datetime import timedelta

import httpx
import pytest
from django.utils import timezone

from shopbell.core import blob
from shopbell.core.object_store.access import Access
from shopbell.core.object_store.store import Store

LONG_AGO = timedelta(days=2)


class Place(ABC):
    """A store, and what a test does to it behind its back."""

    store: Store

    @abstractmethod
    def age(self, key: str) -> None:
        """Let `key` have been put two days ago."""

    @abstractmethod
    def spoil(self, key: str, content: bytes) -> None:
        """Let other bytes lie under `key`."""

    @abstractmethod
    def count(self) -> int:
        """How many objects there are, finished or not."""

    def put_long_ago(self, content: bytes) -> str:
        key = self.store.put_many([content])[0]
        self.age(key)
        return key


class FolderPlace(Place):
    def __init__(self) -> None:
        self.store = blob.folder()

    def age(self, key: str) -> None:
        moment = (timezone.now() - LONG_AGO).timestamp()
        os.utime(self.store.path_of(key), (moment, moment))

    def spoil(self, key: str, content: bytes) -> None:
        self.store.path_of(key).write_bytes(content)

    def count(self) -> int:
        return sum(path.is_file() and path.name != ".lock" for path in self.store.path.rglob("*"))


class BucketPlace(Place):
    def __init__(self, access: Access) -> None:
        self.access, self.store = access, blob.bucket(access)

    def age(self, key: str) -> None:
        self._objects()[self._name(key)].last_modified = (timezone.now() - LONG_AGO).replace(tzinfo=None)

    def spoil(self, key: str, content: bytes) -> None:
        self._objects()[self._name(key)].value = content

    def count(self) -> int:
        return len(list(self._objects().keys()))

    def _name(self, key: str) -> str:
        return "/".join(filter(None, [self.access.prefix, key[:2], key]))

    def _objects(self):
        from moto.core import DEFAULT_ACCOUNT_ID
        from moto.s3.models import s3_backends

        return s3_backends[DEFAULT_ACCOUNT_ID]["aws"].buckets[self.access.bucket].keys


@pytest.fixture(scope="session")
def s3_server():
    """The address of an S3-speaking server."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def access(s3_server) -> Access:
    """A new bucket."""
    name = f"desk-{uuid.uuid4()}"
    httpx.put(f"{s3_server}/{name}").raise_for_status()
    return Access(name, prefix="shop/files", endpoint=s3_server, key_id="desk", secret="of-the-desk")


@pytest.fixture
def bucket(settings, tmp_path, access, db) -> BucketPlace:
    """The bucket that the desk keeps its files in; the folder of before is empty."""
    settings.BLOBS, settings.OBJECT_STORE = tmp_path / "blobs", access
    return BucketPlace(access)


@pytest.fixture
def folder(settings, tmp_path, db) -> FolderPlace:
    settings.BLOBS, settings.OBJECT_STORE = tmp_path / "blobs", None
    return FolderPlace()


PLACES = ["folder", "bucket"]


@pytest.fixture(params=PLACES)
def place(request) -> Place:
    """Each kind of object store in turn."""
    return request.getfixturevalue(request.param)
