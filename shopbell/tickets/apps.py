from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "shopbell.tickets"

    def ready(self) -> None:
        from shopbell.accounts import signature as signature_form
        from shopbell.accounts.handover import WITNESSES, Witness
        from shopbell.core import virus_check
        from shopbell.customers import erasure, merge, merge_preview
        from shopbell.customers.known import ACQUAINTANCES

        from . import handover, split
        from .bulk_away import register_ways_out
        from .bulk_choices import register_choices
        from .customer_change import POINTER, count_words, record_move
        from .customer_erasure import PART
        from .field_value import require_fields
        from .filter.fields import register_fields
        from .more import FACTS
        from .quarantined_file import tell_tickets
        from .signature import read_signature, shown_signature
        from .snooze_step import register_snooze
        from .spam import more_facts, was_answered
        from .stage import keep_stage
        from .status import BEFORE_SOLVING

        FACTS.append(more_facts)
        signature_form.RULES.append(signature_form.Rules(read_signature, shown_signature))
        virus_check.WITNESSES.append(tell_tickets)
        ACQUAINTANCES.append(was_answered)
        BEFORE_SOLVING.append(require_fields)
        split.WITNESSES.append(keep_stage)
        register_choices()
        register_ways_out()
        register_fields()
        register_snooze()
        erasure.PARTS.append(PART)
        merge.WITNESSES.append(record_move)
        merge_preview.COUNTED[POINTER] = count_words
        WITNESSES.append(Witness(handover.count_open, handover.agent_goes, handover.team_goes))
