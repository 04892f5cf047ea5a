from .customer import Customer
from .identity import Identity
from .merge import CustomerMerge

__all__ = ["Customer", "CustomerMerge", "Identity"]
