from .field import FormField
from .long_form import LongForm
from .work import SpentTask

__all__ = ["FormField", "LongForm", "SpentTask"]
