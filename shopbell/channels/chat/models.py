from .session import ChatSession
from .visitor import Visitor

__all__ = ["ChatSession", "Visitor"]
