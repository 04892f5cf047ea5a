"""Pages by key: "the fifty after this one". The hundredth page costs as much as the first, and nothing is seen twice
when something new comes in between."""

import base64
import binascii
from collections.abc import Collection
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _t
from ninja import Field, Query, Schema
from pydantic import ValidationInfo, model_validator

from .body import Malformed

Row = TypeVar("Row")
MOST = 100


class Page(Schema, Generic[Row]):
    data: list[Row]
    next: str | None = Field(description="The `after` of the next page; null on the last one.")


class UnknownFilters(Exception):
    """Names in an address that its list does not take: to leave them out would answer with every row."""

    def __init__(self, names: Collection[str], known: Collection[str]) -> None:
        self.names = sorted(names)
        self.known = list(known)
        super().__init__(_t("There is no such filter. There are: %(known)s.") % {"known": ", ".join(known)})


class Asked(Schema):
    """What every list takes, and nothing else than it says."""

    @model_validator(mode="before")
    @classmethod
    def _refuse_unknown(cls, data: Any, info: ValidationInfo) -> Any:
        request = (info.context or {}).get("request")
        if request and (unknown := set(request.GET) - set(cls.model_fields)):
            raise UnknownFilters(unknown, cls.model_fields)
        return data

    limit: int = Field(50, ge=1, le=MOST, description="How many rows.")
    after: str = Field("", max_length=60, description="`next` of the page before.")


Paging = Annotated[Asked, Query()]


def page_of(rows: QuerySet, asked: Asked) -> tuple[list, str | None]:
    """The rows of one page, newest first (by number), and the key of the next one."""
    if asked.after:
        rows = rows.filter(pk__lt=_number(asked.after))
    found = list(rows.order_by("-pk")[: asked.limit + 1])
    is_more = len(found) > asked.limit
    found = found[: asked.limit]
    return found, _key(found[-1].pk) if is_more else None


def _key(number: int) -> str:
    return base64.urlsafe_b64encode(f"after {number}".encode()).decode().rstrip("=")


def _number(key: str) -> int:
    try:
        words = base64.urlsafe_b64decode(key + "=" * (-len(key) % 4)).decode("ascii")
        return min(int(words.removeprefix("after ")), 2**63 - 1)
    except (ValueError, binascii.Error):
        raise Malformed(_t("This is no key of a page. Take `next` of the page before as it is.")) from None
