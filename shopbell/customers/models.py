from .block import Block
from .company import Company, CompanyDomain, CompanyMember
from .customer import Customer
from .erasure import CustomerErasure
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
    "CustomerErasure",
    "CustomerMerge",
    "Identity",
    "Note",
    "RemovedIdentity",
]
