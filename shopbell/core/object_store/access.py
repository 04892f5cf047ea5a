"""How the operator names a bucket: the settings SHOPBELL_OBJECT_STORE and those that begin with it."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from ..setting import read, read_bool

ADDRESS = re.compile(r"s3://(?P<bucket>[a-zA-Z0-9][\w.-]{1,62})(?P<prefix>(?:/[\w.-]+)*)/?", re.ASCII)


@dataclass(frozen=True)
class Access:
    """A bucket, what stands before the keys in it, and the way there; without a key it is the machine's own role."""

    bucket: str
    prefix: str = ""
    endpoint: str = ""
    region: str = "us-east-1"
    key_id: str = ""
    secret: str = field(default="", repr=False)
    is_path_style: bool = True

    def __str__(self) -> str:
        return "/".join(filter(None, [f"s3://{self.bucket}", self.prefix]))


def read_access(address: str) -> Access:
    """The access to the bucket at `address`; SystemExit with one sentence when it, or the endpoint, is none."""
    found = ADDRESS.fullmatch(address)
    if not found or ".." in address:
        raise SystemExit(f"SHOPBELL_OBJECT_STORE must be s3://bucket or s3://bucket/prefix, not {address!r}.")
    endpoint = read("SHOPBELL_OBJECT_STORE_ENDPOINT").rstrip("/")
    if endpoint and (urlsplit(endpoint).scheme not in {"http", "https"} or not urlsplit(endpoint).hostname):
        raise SystemExit(
            f"SHOPBELL_OBJECT_STORE_ENDPOINT must be an address such as https://s3.example, not {endpoint!r}."
        )
    return Access(
        bucket=found["bucket"],
        prefix=found["prefix"].strip("/"),
        endpoint=endpoint,
        region=read("SHOPBELL_OBJECT_STORE_REGION"),
        key_id=read("SHOPBELL_OBJECT_STORE_KEY_ID"),
        secret=read("SHOPBELL_OBJECT_STORE_SECRET"),
        is_path_style=read_bool("SHOPBELL_OBJECT_STORE_PATH_STYLE"),
    )
