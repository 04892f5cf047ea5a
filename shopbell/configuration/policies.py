"""The shop's policies in the configuration file, each as its newest version says it; what differs is a new version."""

from collections.abc import Callable
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _t

from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused
from shopbell.segments.models import Segment
from shopbell.shop.policies.draft import Draft
from shopbell.shop.policies.fact import FACTS
from shopbell.shop.policies.place import PAGE
from shopbell.shop.policies.policy import Policy

from .section import Part, Section, column, find_named


def _said(key: str, kind: type, name: str = "") -> Part:
    """A part of what the newest version says."""
    name = name or key

    def tell(policy: Policy) -> Any:
        newest = policy.newest
        return getattr(Draft.of(newest) if newest else Draft(), name)

    def put(policy: Policy, value: Any) -> None:
        setattr(policy.draft, name, value)

    return Part(key, kind, tell, put)


def _moment(key: str, name: str) -> Part:
    def tell(policy: Policy) -> str:
        newest = policy.newest
        return Draft.of(newest).moment(name) if newest else ""

    def put(policy: Policy, value: str) -> None:
        at = parse_datetime(value) if value else None
        if value and (at is None or not is_aware(at)):
            raise Refused(_t("Write a moment like 2026-12-01T00:00:00+00:00."))
        setattr(policy.draft, name, at)

    return Part(key, str, tell, put)


SEGMENTS = "customer.segments"


def _tell_conditions(policy: Policy) -> list[Any]:
    """As they are kept, but segments by their names: an id means another one in another desk."""
    names = dict(FACTS[SEGMENTS].choices)
    return _with_segments(_said("conditions", list).tell(policy), lambda key: str(names.get(key, key)))


def _put_conditions(policy: Policy, value: list[Any]) -> None:
    policy.draft.conditions = _with_segments(value, lambda called: str(find_named(Segment, called).pk))


def _with_segments(conditions: list[Any], other: Callable[[str], str]) -> list[Any]:
    """`conditions` with every segment as `other` calls it; what is no condition stays, to be refused by the policy."""

    def called(value: Any) -> Any:
        return [other(str(each)) for each in value] if isinstance(value, list) else other(str(value))

    return [
        {**each, "value": called(each["value"])}
        if isinstance(each, dict) and each.get("field") == SEGMENTS and "value" in each
        else each
        for each in conditions
    ]


def _put_sentences(name: str):
    def put(policy: Policy, value: dict[str, Any]) -> None:
        if not all(isinstance(each, str) for each in value.values()):
            raise Refused(_t("A list here may only hold texts."))
        setattr(policy.draft, name, value)

    return put


def _refuse_silent_ones() -> None:
    if silent := Policy.objects.filter(versions=None).first():
        raise Refused(
            _t("“%(name)s” says nothing yet: it needs an outcome and sentences.") % {"name": silent.slug}
        )


POLICIES = Section(
    "policies",
    PAGE,
    Policy,
    identity=("rule",),
    parts=[
        column("rule", name="slug"),
        column("about", name="action"),
        Part(
            "title", str, lambda policy: policy.title, lambda policy, title: setattr(policy, "title", title)
        ),
        column("position", int),
        column("public", bool, "is_public"),
        _said("outcome", str),
        Part("conditions", list, _tell_conditions, _put_conditions),
        _said("terms", dict),
        Part("sentences", dict, _said("sentences", dict).tell, _put_sentences("sentences")),
        Part("agent_sentences", dict, _said("agent_sentences", dict).tell, _put_sentences("agent_sentences")),
        _said("waivable", bool, "is_waivable"),
        _moment("from", "effective_from"),
        _moment("until", "effective_until"),
    ],
    rows=lambda: Policy.objects.prefetch_related("versions").order_by("action", "position", "id"),
    check=_refuse_silent_ones,
    permission=Permission.POLICY_MANAGE,
    needed=("rule",),
)
