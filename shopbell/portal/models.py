from .data_export import DataExport
from .erasure_request import ErasureRequest
from .session import CustomerSession
from .sign_in_link import SignInLink

__all__ = ["CustomerSession", "DataExport", "ErasureRequest", "SignInLink"]
