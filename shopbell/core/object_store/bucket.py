"""The object store in a bucket of an S3-compatible service.

What is sent is signed with its hash, and what comes back is compared with its key. The client tries again with growing
pauses before it gives up. It is imported when a bucket is first asked: a desk without one carries nothing of it.
"""

import contextlib
import hashlib
import secrets
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import IO, Any, BinaryIO, cast
from urllib.parse import urlsplit

from ..lock import PUT, holding, holding_if_free
from .access import Access
from .store import CHUNK, KEY, Missing, Store, Streamed, Unreachable, refuse_no_key

AT_ONCE = 8  # requests of one call
SMALL_BYTES = 256 * 1024  # up to here it is quicker to send the bytes than to ask whether they are there
IN_MEMORY_BYTES = 2 * 1024 * 1024
PART_BYTES = 8 * 1024 * 1024
YOUNG = timedelta(hours=12)  # what was put since is not swept before its row is there
PER_REMOVAL = 50
PATIENCE = {
    "max_retries": 5,
    "backoff": {"init_backoff": timedelta(seconds=0.2), "max_backoff": timedelta(seconds=4), "base": 2},
    "retry_timeout": timedelta(seconds=30),
}
CLIENT = {"connect_timeout": "5s", "read_timeout": "30s", "timeout": "15m", "user_agent": "Shopbell"}


class Bucket(Store):
    def __init__(self, access: Access, patience: dict[str, Any] | None = None):
        from obstore.store import S3Store

        options: dict[str, Any] = {
            "region": access.region,
            "virtual_hosted_style_request": not access.is_path_style,
        }
        self.address = _address(access)
        if self.address:
            options["endpoint"] = self.address
        if access.key_id:
            options |= {"access_key_id": access.key_id, "secret_access_key": access.secret}
        self._access = access
        self._service = S3Store(
            access.bucket,
            prefix=access.prefix or None,
            config=cast(Any, options),
            client_options=cast(Any, CLIENT | {"allow_http": access.endpoint.startswith("http:")}),
            retry_config=cast(Any, patience or PATIENCE),
        )

    def __str__(self) -> str:
        return str(self._access)

    def put_chunks(self, chunks: Iterable[bytes]) -> tuple[str, int]:
        """The key is known at the end only, so larger bytes wait in a file without a name until then."""
        digest, size_bytes = hashlib.sha256(), 0
        with tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES) as file:
            for chunk in chunks:
                digest.update(chunk)
                size_bytes += len(chunk)
                file.write(chunk)
            file.seek(0)
            key = digest.hexdigest()
            if size_bytes <= SMALL_BYTES:
                self.put_many([file.read()])
            elif not self._is_young(key):
                with holding(PUT, is_shared=True), self._asking(key):
                    self._send(key, file)
        return key, size_bytes

    def put_many(self, contents: list[bytes]) -> list[str]:
        keys = [hashlib.sha256(content).hexdigest() for content in contents]
        once = dict(zip(keys, contents, strict=True))
        with holding(PUT, is_shared=True), self._asking():
            _at_once(lambda key: self._send(key, once[key]), once)
        return keys

    def open(self, key: str) -> BinaryIO:
        with self._asking(key):
            found = self._service.get(_path(key))
        pieces = self._pieces(key, found.stream(min_chunk_size=CHUNK))
        return Streamed(key, pieces, found.meta["size"], str(self))

    def part(self, key: str, start: int, most: int) -> tuple[bytes, int]:
        with self._asking(key):
            size = self._service.head(_path(key))["size"]
            end = min(start + most, size)  # a service refuses what lies behind the end
            return bytes(
                self._service.get_range(_path(key), start=start, end=end)
            ) if start < end else b"", size

    def has(self, key: str) -> bool:
        return self._put_at(key) is not None

    def list_keys(self, *, put_before: datetime | None = None) -> Iterator[str]:
        with self._asking():
            for page in self._service.list():
                for each in page:
                    name = each["path"].rpartition("/")[2]
                    if KEY.fullmatch(name) and (put_before is None or each["last_modified"] < put_before):
                        yield name

    def remove(self, keys: list[str], *, put_before: datetime) -> int:
        """A few at a time: whoever puts waits meanwhile. While somebody puts, which may take long, it ends early."""
        removed = 0
        for start in range(0, len(keys), PER_REMOVAL):
            some = keys[start : start + PER_REMOVAL]
            with holding_if_free(PUT) as is_held, self._asking():
                if not is_held:
                    break
                put_at = dict(zip(some, _at_once(self._put_at, some), strict=True))
                old = [key for key, moment in put_at.items() if moment and moment < put_before]
                _at_once(lambda key: self._service.delete(_path(key)), old)
                removed += len(old)
        return removed

    def forget(self, key: str) -> None:
        while True:
            with holding_if_free(PUT) as is_held, self._asking():
                if is_held:
                    return self._service.delete(_path(key))
            time.sleep(0.1)

    def look(self) -> str:
        """All four rights that the desk needs: to write, read, list and delete."""
        content = secrets.token_bytes(32)
        key = self.put_many([content])[0]
        self.get(key)
        next(self.list_keys(), None)
        self.forget(key)
        return f"they lie in {self}" + (f" at {self._access.endpoint}" if self._access.endpoint else "")

    def remove_drafts(self, *, put_before: datetime) -> int:
        """There are none: an object is there whole or not at all."""
        return 0

    def _send(self, key: str, content: bytes | IO[bytes]) -> None:
        self._service.put(_path(key), content, chunk_size=PART_BYTES, max_concurrency=2)

    def _is_young(self, key: str) -> bool:
        put_at = self._put_at(key)
        return put_at is not None and put_at > datetime.now(UTC) - YOUNG

    def _put_at(self, key: str) -> datetime | None:
        try:
            with self._asking(key):
                return self._service.head(_path(key))["last_modified"]
        except Missing:
            return None

    def _pieces(self, key: str, stream: Iterable[Any]) -> Iterator[bytes]:
        with self._asking(key):
            for piece in stream:
                yield bytes(piece)

    @contextlib.contextmanager
    def _asking(self, key: str = "") -> Iterator[None]:
        """The service's words become ours, without the addresses and signatures that they quote."""
        from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError

        try:
            yield
        except Unreachable:
            raise
        except FileNotFoundError:
            if key:
                raise Missing(key, str(self)) from None
            raise Unreachable(f"There is no bucket {self._access.bucket} where the settings say.") from None
        except (PermissionDeniedError, UnauthenticatedError) as error:
            raise Unreachable(f"{self} lets the desk's key not do this ({_reason(error)}).") from None
        except BaseError as error:
            raise Unreachable(f"{self} does not answer ({_reason(error)}).") from None


def read_object(access: Access, name: str, *, most_bytes: int) -> bytes:
    """The object `name` of a bucket that is nobody's store: what another service put there. Raises StoreError."""
    bucket = Bucket(access, PATIENCE | {"max_retries": 2, "retry_timeout": timedelta(seconds=8)})
    with bucket._asking(name):
        found = bucket._service.get(name)
        if found.meta["size"] > most_bytes:
            raise Unreachable(f"{name} in {bucket} is larger than what is taken in.")
        return bytes(found.bytes())


def _address(access: Access) -> str:
    """Of the service, with the bucket before its host where the service wants it there; empty is Amazon."""
    if access.is_path_style or not access.endpoint:
        return access.endpoint
    parts = urlsplit(access.endpoint)
    return parts._replace(netloc=f"{access.bucket}.{parts.netloc}").geturl()


def _path(key: str) -> str:
    refuse_no_key(key)
    return f"{key[:2]}/{key}"


def _at_once(act: Callable[[str], Any], keys: Iterable[str]) -> list[Any]:
    keys = list(keys)
    if len(keys) < 2:
        return [act(key) for key in keys]
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="bucket") as pool:
        return list(pool.map(act, keys))


def _reason(error: Exception) -> str:
    """The code of S3 (`AccessDenied`) or the cause of the network, which no key and no address is part of."""
    return type(error).__name__
