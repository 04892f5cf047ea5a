from .field import FormField

__all__ = ["FormField"]
