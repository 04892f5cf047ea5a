from .rate import RateCount
from .settings_history import SettingChange
from .virus_check import VirusCheck

__all__ = ["RateCount", "SettingChange", "VirusCheck"]
