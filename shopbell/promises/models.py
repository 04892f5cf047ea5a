from .business_hours import BusinessHours, HoursVersion, InboxHours, TeamHours

__all__ = ["BusinessHours", "HoursVersion", "InboxHours", "TeamHours"]
