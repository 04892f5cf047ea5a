from .block import Block
from .company import Company, CompanyDomain, CompanyMember
from .consent import Consent
from .customer import Customer
from .erasure import CustomerErasure
from .identity import Identity
from .identity_change import RemovedIdentity
from .merge import CustomerMerge
from .note import Note
from .point import Point

__all__ = [
    "Block",
    "Company",
    "CompanyDomain",
    "CompanyMember",
    "Consent",
    "Customer",
    "CustomerErasure",
    "CustomerMerge",
    "Identity",
    "Note",
    "Point",
    "RemovedIdentity",
]
