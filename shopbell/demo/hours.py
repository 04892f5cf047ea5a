"""When the demo shop is there: weekdays and Saturday mornings, with the holidays of its country and a busy Advent."""

from shopbell.promises.business_hours import BusinessHours
from shopbell.promises.rules import empty_rules

WEEKDAY, SATURDAY, ADVENT = [[540, 1080]], [[600, 840]], [[480, 1200]]


def keep_hours() -> None:
    rules = empty_rules() | {
        "zone": "Europe/Dublin",
        "week": [*[WEEKDAY] * 5, SATURDAY, []],
        "country": "IE",
        "days": [{"day": "12-24", "name": "Christmas Eve"}],
        "seasons": [{"name": "Advent", "first": "12-01", "last": "12-23", "week": [*[ADVENT] * 6, SATURDAY]}],
    }
    BusinessHours.objects.create(name="Customer care", is_default=True, rules=rules)
