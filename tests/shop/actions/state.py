"""Everything that an action may change, as plain values: equal before and after means that nothing was."""

from django.apps import apps
from django.forms.models import model_to_dict

from shopbell.tickets.models import Event

DERIVED = {"Purchases"}


def everything():
    """Every row of the shop's tables, and how many events there are."""
    tables = [table for table in apps.get_app_config("shop").get_models() if table.__name__ not in DERIVED]
    rows = {table.__name__: [plain(row) for row in table._base_manager.order_by("pk")] for table in tables}
    return rows | {"events": Event.objects.count()}


def plain(row):
    return {
        name: value if not isinstance(value, list) else [getattr(each, "pk", each) for each in value]
        for name, value in model_to_dict(row).items()
    }
