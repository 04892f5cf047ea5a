from .block import Block
from .customer import Customer
from .identity import Identity
from .merge import CustomerMerge

__all__ = ["Block", "Customer", "CustomerMerge", "Identity"]
