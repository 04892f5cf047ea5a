from .session import ChatSession
from .typed_address import TypedAddress
from .visitor import Visitor

__all__ = ["ChatSession", "TypedAddress", "Visitor"]
