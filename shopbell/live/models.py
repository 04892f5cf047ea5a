from .looking import Looking

__all__ = ["Looking"]
