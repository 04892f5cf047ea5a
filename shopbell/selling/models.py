from .card import ChatCard
from .parties import SellerSide

__all__ = ["ChatCard", "SellerSide"]
