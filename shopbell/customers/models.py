from .block import Block
from .company import Company, CompanyDomain, CompanyMember
from .customer import Customer
from .identity import Identity
from .identity_change import RemovedIdentity
from .merge import CustomerMerge
from .note import Note

__all__ = [
    "Block",
    "Company",
    "CompanyDomain",
    "CompanyMember",
    "Customer",
    "CustomerMerge",
    "Identity",
    "Note",
    "RemovedIdentity",
]
