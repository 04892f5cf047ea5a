from .field import FormField
from .kept_form import KeptForm
from .work import SpentTask

__all__ = ["FormField", "KeptForm", "SpentTask"]
