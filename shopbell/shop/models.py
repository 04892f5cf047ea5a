from .cart import Cart, CartLine
from .order import Order, OrderLine
from .payment import Payment, PaymentMethod
from .product import Product, Variant
from .purchases import Purchases
from .shipment import Scan, Shipment
from .ticket_order import TicketOrder

__all__ = [
    "Cart",
    "CartLine",
    "Order",
    "OrderLine",
    "Payment",
    "PaymentMethod",
    "Product",
    "Purchases",
    "Scan",
    "Shipment",
    "TicketOrder",
    "Variant",
]
