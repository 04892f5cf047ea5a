from .data_export import DataExport
from .decision_mail import DecisionMail
from .erasure_request import ErasureRequest
from .session import CustomerSession
from .shop_sign_in import ShopSignIn, TurnedDown, UsedToken
from .sign_in_link import SignInLink

__all__ = [
    "CustomerSession",
    "DataExport",
    "DecisionMail",
    "ErasureRequest",
    "ShopSignIn",
    "SignInLink",
    "TurnedDown",
    "UsedToken",
]
