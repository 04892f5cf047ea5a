"""What the tests of policies have besides: a short way to send the editor's form, and orders of vases."""

import pytest

from shopbell.shop.models import Policy
from shopbell.shop.policies.area import area_named
from shopbell.shop.policies.draft import Draft
from shopbell.shop.policies.fact import FACTS
from shopbell.shop.views.policies.condition_row import rows_of
from shopbell.shop.views.policies.form import PolicyForm
from tests.shop.actions.conftest import card, gift_card, look, sell  # noqa: F401

LIST = "/desk/settings/policies/"


@pytest.fixture
def rule(db):
    """`rule("return")`: the policy of that name."""
    return lambda slug: Policy.objects.get(slug=slug)


@pytest.fixture
def write(desk, root):
    """`write(policy, outcome="refuse")`: Root opens the editor, changes these fields and saves."""

    def send(policy=None, *, about="", conditions=None, then="", headers=None, **fields):
        browser = desk(root)
        address = f"{LIST}{policy.pk}/" if policy else f"{LIST}new/?about={about}"
        area = area_named(policy.action if policy else about)
        form = PolicyForm(None, area=area, policy=policy, draft=policy.draft if policy else Draft("refuse"))
        sent = {name: form[name].value() for name in form.fields}
        sent = {name: value for name, value in sent.items() if value is not None and value is not False}
        rows = conditions if conditions is not None else [row.condition for row in form.rows]
        for at, each in enumerate(rows):
            sent.setdefault("row", []).append(f"r{at}")
            value = each["value"]
            value = "yes" if value is True else "no" if value is False else value
            if each["field"] in FACTS and FACTS[each["field"]].is_money:
                value = rows_of([each])[0].values[0]
            sent |= {f"field-r{at}": each["field"], f"op-r{at}": each["op"], f"value-r{at}": value}
        sent = {name: value for name, value in (sent | fields).items() if value is not None}
        return browser.post(address, sent | ({then: "yes"} if then else {}), headers=headers or {})

    return send
