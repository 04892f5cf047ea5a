from .field import FormField
from .work import SpentTask

__all__ = ["FormField", "SpentTask"]
