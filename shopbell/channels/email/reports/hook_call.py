"""A call of a provider's hook, read to the last byte: what mail says must not be changed by reading its form.

Django reads the fields of a form as text, which costs letters of a mail in another charset, and takes fields of five
megabytes at most. So the form is split here, as mail is.
"""

import json
from urllib.parse import parse_qs

from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict

from ..mime.part import split

FORM, URLENCODED = "multipart/form-data", "application/x-www-form-urlencoded"
SMALL_BYTES = 64 * 1024  # of a field that anybody but the desk looks at


class HookCall:
    """The fields of `request`, as bytes. The request is left so that others may read it again."""

    def __init__(self, request: HttpRequest):
        self.body = request.read()
        request._body = self.body
        kind = request.content_type
        if kind == FORM:
            self.fields = _parts(request.META.get("CONTENT_TYPE", ""), self.body)
        elif kind == URLENCODED:
            self.fields = _pairs(self.body)
        else:
            self.fields = {}

    def bytes_of(self, name: str) -> bytes:
        return self.fields.get(name, b"")

    def text_of(self, name: str) -> str:
        return self.bytes_of(name).decode("utf-8", "replace")

    def json(self) -> dict:
        """The body as JSON. ValueError when it is no object."""
        told = json.loads(self.body)
        if not isinstance(told, dict):
            raise ValueError("no object")
        return told

    def lend_small_fields(self, request: HttpRequest) -> None:
        """Let others find in `request.POST` what is small: all that a signature is made of."""
        post = QueryDict(mutable=True)
        for name, value in self.fields.items():
            if len(value) <= SMALL_BYTES:
                post[name] = value.decode("utf-8", "replace")
        request._post, request._files = post, MultiValueDict()  # type: ignore[attr-defined]


def _parts(content_type: str, body: bytes) -> dict[str, bytes]:
    """RFC 7578: the parts of the form that are no files, by name."""
    form = split(b"Content-Type: " + content_type.encode("latin-1", "replace") + b"\r\n\r\n" + body)
    found: dict[str, bytes] = {}
    for part in form.parts:
        name = part.parameter("name", of="content-disposition")
        if name and not part.parameter("filename", of="content-disposition"):
            found.setdefault(name, part.payload)
    return found


def _pairs(body: bytes) -> dict[str, bytes]:
    pairs = parse_qs(body.decode("ascii", "replace"), keep_blank_values=True, errors="surrogateescape")
    return {name: values[0].encode("utf-8", "surrogateescape") for name, values in pairs.items()}
