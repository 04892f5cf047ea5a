"""Orders of a customer who is erased stay, since the shop must keep its books; they belong to nobody then.

Left are number, goods, sums, dates, state and the country that the tax depends on. Name, address, note, payment
methods, parcel numbers and the places that a parcel passed go, and so do carts, addresses and vouchers. Accounts in
shop systems belong to nobody too, so that what those go on telling is kept out (`feed/erased.py`). Of what was done to
an order stay the action, its sums and who did it, without what was said or sent along; what is under way in a shop
system ends as not done (`connectors/perform.py`), for what was agreed is not known any more.
"""

from django.db import connection
from django.utils.translation import gettext as _

from shopbell.customers.erasure import Doomed, Part, nobody

from .address import Address
from .authority.approval import Approval
from .cart import Cart
from .connectors.forgetting import forget_told
from .defect import Defect
from .feed.accounts import ShopAccount, erased_key
from .invoice import Invoice
from .order import Order
from .payment import PaymentMethod
from .returned import Return
from .shipment import Scan, Shipment
from .voucher import Voucher

LOOSEN = """
update shop_order set customer_id = %s, note = '', cancel_reason = '',
       address = jsonb_strip_nulls(jsonb_build_object('country', address -> 'country'))
 where customer_id = any(%s)
"""

QUIET = """
update shop_actionrun set customer_id = null, by_customer_id = null, parameters = '{}', told = '', failure = '',
       waiver_reason = '', effects = effects - 'data' - 'parameters' - 'customer',
       before = jsonb_strip_nulls(jsonb_build_object('undoing', before -> 'undoing')), facts = '{}'
 where customer_id = any(%(ids)s)
"""
FOR_OTHERS = "update shop_actionrun set by_customer_id = null where by_customer_id = any(%(ids)s)"


def loosen_orders(doomed: Doomed) -> None:
    """Give the orders to a customer of whom nothing is known, without what leads back to a person."""
    forget_told(doomed)
    for table in (Cart, Address, Voucher):
        table.objects.filter(customer__in=doomed.ids).delete()
    Defect.objects.filter(run__customer__in=doomed.ids).update(words="")
    Approval.objects.filter(run__customer__in=doomed.ids).update(words="")
    with connection.cursor() as cursor:
        cursor.execute(QUIET, {"ids": doomed.ids})
        cursor.execute(FOR_OTHERS, {"ids": doomed.ids})
    orders = Order.objects.filter(customer__in=doomed.ids)
    PaymentMethod.objects.filter(customer__in=doomed.ids).delete()
    accounts = ShopAccount.objects.filter(customer__in=doomed.ids)
    if not orders.exists() and not accounts.exists():
        return
    heir = nobody()
    for account in accounts:
        account.customer, account.external_id = heir, erased_key(account.external_id)
        account.save()
    Scan.objects.filter(shipment__order__in=orders.values("pk")).delete()
    Shipment.objects.filter(order__in=orders.values("pk")).update(tracking_number="")
    Return.objects.filter(order__in=orders.values("pk")).update(reason="")
    Invoice.objects.filter(order__in=orders.values("pk")).update(page="")
    with connection.cursor() as cursor:
        cursor.execute(LOOSEN, [heir.pk, doomed.ids])


def goes(doomed: Doomed) -> list[str]:
    methods = PaymentMethod.objects.filter(customer__in=doomed.ids).count()
    carts = Cart.objects.filter(customer__in=doomed.ids).count()
    return [_("Payment methods and carts.")] if methods or carts else []


def stays(doomed: Doomed) -> list[str]:
    count = Order.objects.filter(customer__in=doomed.ids).count()
    if not count:
        return []
    words = _(
        "Orders, for the books of the shop, with goods, sums, dates and country but no person: %(count)s."
    )
    system = _(
        "What the shop system holds: erase them there too. The desk takes nothing of it until they order again."
    )
    return [words % {"count": count}, system]


PART = Part(goes=goes, stays=stays, at_once=loosen_orders)
