from .actions.run import ActionRun
from .address import Address
from .carriers.account import CarrierAccount
from .carriers.call import CarrierCall
from .carriers.pace import Pace
from .carriers.watch import Watch
from .cart import Cart, CartLine
from .defect import Defect
from .exchange import Exchange, ExchangeLine
from .invoice import Invoice
from .order import Order, OrderLine
from .payment import Payment, PaymentMethod
from .policies.policy import Policy, PolicyVersion
from .product import Product, Variant
from .purchases import Purchases
from .returned import Return, ReturnLine
from .seller import Seller
from .shipment import Scan, Shipment
from .stock import StockLevel, Warehouse
from .ticket_order import TicketOrder
from .voucher import Voucher

__all__ = [
    "ActionRun",
    "Address",
    "CarrierAccount",
    "CarrierCall",
    "Cart",
    "CartLine",
    "Defect",
    "Exchange",
    "ExchangeLine",
    "Invoice",
    "Order",
    "OrderLine",
    "Pace",
    "Payment",
    "PaymentMethod",
    "Policy",
    "PolicyVersion",
    "Product",
    "Purchases",
    "Return",
    "ReturnLine",
    "Scan",
    "Seller",
    "Shipment",
    "StockLevel",
    "TicketOrder",
    "Variant",
    "Voucher",
    "Warehouse",
    "Watch",
]
