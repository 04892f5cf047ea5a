"""The permission to set goals, for roles of before: whose work it is keeps it, and who lost a lead's work gains none."""

from importlib import import_module

import pytest
from django.apps import apps

from shopbell.accounts.models import Role

allow = import_module("shopbell.accounts.migrations.0028_let_leads_set_goals").allow


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "held", "gains"),
    [
        ("Lead", ["ticket:read_all", "wall:read"], True),
        ("Lead", ["ticket:reply", "wall:read"], False),
        ("Lead", ["ticket:read_all"], False),
        ("Night", ["ticket:read_all", "wall:read"], False),
        ("Night", ["settings:manage"], True),
    ],
)
def test_only_who_does_a_leads_work_may_set_goals(name, held, gains):
    Role.objects.filter(name=name).delete()
    role = Role.objects.create(name=name, permissions=held)

    allow(apps, None)

    role.refresh_from_db()
    assert role.permissions == [*held, *(["goals:manage"] if gains else [])]
