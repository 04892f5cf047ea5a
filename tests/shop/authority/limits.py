"""A limit, and what waits beyond it."""

from shopbell.accounts.models import Role
from shopbell.shop.models import Authority


def limit(role="Agent", **more):
    return Authority.objects.create(scope="role", role=Role.objects.get(name=role), **more)
