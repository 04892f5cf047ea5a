from .rate import RateCount
from .settings_history import SettingChange

__all__ = ["RateCount", "SettingChange"]
