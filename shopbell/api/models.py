from .once import DoneOnce
from .token import Token

__all__ = ["DoneOnce", "Token"]
