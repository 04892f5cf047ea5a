from .card import ChatCard

__all__ = ["ChatCard"]
