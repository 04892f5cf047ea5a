from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PromisesConfig(AppConfig):
    name = "shopbell.promises"

    def ready(self) -> None:
        from shopbell.accounts.availability import CHOSEN
        from shopbell.accounts.permission import Permission
        from shopbell.channels.expectation import Expectations, say_expectations
        from shopbell.channels.opening import Openings, say_openings
        from shopbell.core.jinja import EXTRAS
        from shopbell.tickets import macro, macro_text
        from shopbell.tickets.event import KEEPERS, KEEPERS_OF_MANY
        from shopbell.tickets.filter.condition import SHOP_ZONE
        from shopbell.tickets.filter.written import WRITTEN, Written, open_tickets, open_tickets_told
        from shopbell.tickets.more import GROUPS
        from shopbell.tickets.rule import RULES
        from shopbell.tickets.transfer import PROMISED

        from .agent_lines import agent_changed
        from .business_hours import shop_zone
        from .filter_fields import register_fields
        from .first_reply import promise_first_reply
        from .goal_text import refuse_what_changes
        from .jinja import install
        from .keeping import keep, keep_many
        from .macro_words import EXAMPLE, HoursWords
        from .opening import opening_of, opening_of_phone, openings_at_doors
        from .promise_watch import RULE
        from .promise_words import words_of_promise, words_of_promised
        from .usual_reply import usual_words, usuals_at_doors
        from .wait_words import words_of_newcomer, words_of_ticket

        say_openings(Openings(opening_of, openings_at_doors, opening_of_phone))
        macro_text.NAMES["hours"] = EXAMPLE
        macro.SOURCES["hours"] = HoursWords
        say_expectations(
            Expectations(
                words_of_ticket,
                words_of_newcomer,
                usual_words,
                usuals_at_doors,
                promise_first_reply,
                words_of_promise,
            )
        )
        PROMISED.append(words_of_promised)
        RULES[RULE] = _("Support")
        GROUPS["people"].append("promise")
        EXTRAS.append(install)
        register_fields()
        SHOP_ZONE.append(shop_zone)
        goals = Written(Permission.GOALS_MANAGE, refuse_what_changes, open_tickets, open_tickets_told)
        WRITTEN["goals"] = goals
        CHOSEN.append(agent_changed)
        KEEPERS.append(keep)
        KEEPERS_OF_MANY.append(keep_many)
