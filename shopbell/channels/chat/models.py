from .session import ChatSession
from .typed_address import TypedAddress
from .visited import Visited
from .visitor import Visitor

__all__ = ["ChatSession", "TypedAddress", "Visited", "Visitor"]
