from django.apps import AppConfig


class WaitingConfig(AppConfig):
    name = "shopbell.waiting"

    def ready(self) -> None:
        from shopbell.channels.while_waiting import AGREED, ANSWERS, CALLS
        from shopbell.core.jinja import EXTRAS
        from shopbell.promises import calls_due
        from shopbell.tickets import export
        from shopbell.tickets.merge import MOVES

        from . import call_back
        from .answers import orders_of, policies_for
        from .asking import words_of_offer
        from .call_back import CallBack
        from .call_words import agreed_words
        from .export import meanwhile
        from .filter_fields import register_fields
        from .jinja import install
        from .survey import Survey

        ANSWERS["order"] = orders_of
        ANSWERS["policy"] = policies_for
        CALLS.append(words_of_offer)
        AGREED.append(agreed_words)
        calls_due.CALLS.append(call_back.calls_due)
        MOVES.extend([CallBack, Survey])
        EXTRAS.append(install)
        export.MORE.append(meanwhile)
        register_fields()
