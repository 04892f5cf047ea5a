"""The tables of the notifications floor, each in its own file."""

from .choices import Choices
from .notification import Notification
from .push.device import Device
from .push.vapid import VapidKey

__all__ = ["Choices", "Device", "Notification", "VapidKey"]
