from .cart import Cart, CartLine
from .order import Order, OrderLine
from .payment import Payment, PaymentMethod
from .product import Product, Variant
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
    "Scan",
    "Shipment",
    "TicketOrder",
    "Variant",
]
