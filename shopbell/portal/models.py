from .session import CustomerSession
from .sign_in_link import SignInLink

__all__ = ["CustomerSession", "SignInLink"]
