from .actions.run import ActionRun
from .address import Address
from .authority.approval import Approval, ApprovalPolicy
from .authority.authority import Authority
from .carriers.account import CarrierAccount
from .carriers.call import CarrierCall
from .carriers.pace import Pace
from .carriers.standstill import Standstill, StandstillPolicy
from .carriers.watch import Watch
from .cart import Cart, CartLine
from .connectors.connection import Connection
from .connectors.last_told import LastTold
from .connectors.notice import Notice
from .connectors.pull import Pull
from .connectors.unkept import Unkept
from .defect import Defect
from .exceptions.budget import Draw, GoodwillBudget
from .exceptions.exception import PolicyException
from .exceptions.reason import ExceptionReason
from .exchange import Exchange, ExchangeLine
from .feed.accounts import ShopAccount
from .invoice import Invoice
from .matter.policy import MatterPolicy
from .matter.ticket_product import TicketProduct
from .order import Order, OrderLine
from .payment import Payment, PaymentMethod
from .policies.policy import Policy, PolicyVersion
from .policies.rehearsal import Difference, Rehearsal
from .procedures.procedure import Procedure
from .procedures.progress import Progress, StepMark
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
    "Approval",
    "ApprovalPolicy",
    "Authority",
    "CarrierAccount",
    "CarrierCall",
    "Cart",
    "CartLine",
    "Connection",
    "Defect",
    "Draw",
    "ExceptionReason",
    "Difference",
    "Exchange",
    "ExchangeLine",
    "GoodwillBudget",
    "Invoice",
    "LastTold",
    "Notice",
    "MatterPolicy",
    "Order",
    "OrderLine",
    "Pace",
    "Payment",
    "PaymentMethod",
    "Policy",
    "PolicyException",
    "PolicyVersion",
    "Procedure",
    "Product",
    "Pull",
    "Progress",
    "Purchases",
    "Rehearsal",
    "Return",
    "ReturnLine",
    "Scan",
    "Seller",
    "Shipment",
    "ShopAccount",
    "Standstill",
    "StandstillPolicy",
    "StepMark",
    "StockLevel",
    "TicketOrder",
    "Unkept",
    "TicketProduct",
    "Variant",
    "Voucher",
    "Warehouse",
    "Watch",
]
