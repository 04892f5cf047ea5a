from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "shopbell.promises"

    def ready(self) -> None:
        from shopbell.channels.expectation import Expectations, say_expectations
        from shopbell.channels.opening import say_openings
        from shopbell.core.jinja import EXTRAS
        from shopbell.tickets import macro, macro_text

        from .filter_fields import register_fields
        from .jinja import install
        from .macro_words import EXAMPLE, HoursWords
        from .opening import opening_of
        from .usual_reply import usual_words
        from .wait_words import words_of_newcomer, words_of_ticket

        say_openings(opening_of)
        say_expectations(Expectations(words_of_ticket, words_of_newcomer, usual_words))
        macro_text.NAMES["hours"] = EXAMPLE
        macro.SOURCES["hours"] = HoursWords
        EXTRAS.append(install)
        register_fields()
