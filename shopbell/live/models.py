from .looking import Looking
from .presence import Presence

__all__ = ["Looking", "Presence"]
