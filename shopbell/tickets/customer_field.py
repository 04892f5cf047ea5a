"""What custom fields hold of a customer, of the same kinds as in a ticket; on their page and beside each ticket."""

from typing import Any

from django.db import transaction

from shopbell.customers.customer import Customer

from .field import About, CustomerFieldValue, CustomField
from .field_value import FilledField


def customer_fields_of(customer: Customer, agent) -> list[FilledField]:
    """The customers' fields in use that are shown to `agent`, with what `customer` has in them."""
    shown = list(CustomField.objects.offered(About.CUSTOMER).shown_to(agent))
    if not shown:
        return []
    values = {each.field_id: each for each in customer.field_values.select_related("field")}
    return [FilledField(field, values[field.pk].value if field.pk in values else None) for field in shown]


@transaction.atomic
def fill_customer_field(customer: Customer, field: CustomField, value: Any) -> None:
    """Let `field` hold `value` (as `parse_value` returns it; None empties it)."""
    Customer.objects.select_for_update().get(pk=customer.pk)
    if value is None:
        CustomerFieldValue.objects.filter(customer=customer, field=field).delete()
    else:
        CustomerFieldValue.objects.update_or_create(
            customer=customer, field=field, defaults={field.column: value}
        )
