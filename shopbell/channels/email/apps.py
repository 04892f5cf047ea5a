from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EmailConfig(AppConfig):
    name = "shopbell.channels.email"
    label = "channel_email"

    def ready(self) -> None:
        from shopbell.accounts.letter import SHOP_SENDERS
        from shopbell.channels.holding import HOLDERS
        from shopbell.channels.inbox import Inbox
        from shopbell.channels.registry import Channel, register
        from shopbell.core.health import FIGURES
        from shopbell.core.settings_picture import describe
        from shopbell.customers.erasure import PARTS
        from shopbell.tickets.addressees import FINDERS
        from shopbell.tickets.deletion import ERASE_WITNESSES
        from shopbell.tickets.merge import MOVES
        from shopbell.tickets.merge import WITNESSES as MERGE_WITNESSES
        from shopbell.tickets.more import GROUPS
        from shopbell.tickets.rule import RULES, SENTENCES

        from . import rule_words
        from .answering.mailed_answer import MailedAnswer, erase_answers
        from .breakdown import count_breakdowns, quarantined
        from .erasing import PART, erase_mails
        from .filter_fields import register_fields
        from .imap.mailbox import ACCOUNT_FACETS
        from .joining.likely import end_letting_in
        from .joining.outside import end_outside
        from .joining.party import reply_address
        from .sending.addressees import addressed, chosen_for
        from .sending.language import TEXTS
        from .sending.outbound import FILES_BYTES, deliver
        from .sending.pace import free_turns
        from .sending.sender import SETTINGS as SENDER_SETTINGS
        from .sending.sender import queue_archive_copy, shop_sender
        from .sending.signing_key import KEY_FACETS
        from .sending.way_out import WAY_FACETS
        from .side import SideConversation
        from .spam.typed import hold_typed

        FIGURES["shopbell_mail_quarantined"] = quarantined
        FIGURES["shopbell_mail_breakdowns"] = count_breakdowns
        RULES.update(rule_words.RULES)
        SENTENCES.update(rule_words.SENTENCES)
        ERASE_WITNESSES.extend([erase_mails, erase_answers])
        FINDERS.append(chosen_for)
        HOLDERS.append(hold_typed)
        SHOP_SENDERS.append(shop_sender)
        PARTS.append(PART)
        register_fields()
        describe(Inbox, more=[*ACCOUNT_FACETS, *WAY_FACETS, *KEY_FACETS])
        GROUPS["people"] += ["side", "forward", "inbox"]
        MOVES.extend([SideConversation, MailedAnswer])
        MERGE_WITNESSES.extend([end_outside, end_letting_in])
        register(
            Channel(
                kind="email",
                label=_("E-mail"),  # type: ignore[arg-type]
                icon="mail",
                deliver=deliver,
                turns=free_turns,
                recipient=reply_address,
                addressed=addressed,
                archive=queue_archive_copy,
                hold_seconds=5,
                most_file_bytes=FILES_BYTES,
                is_rich=True,
                settings={
                    "acknowledge": True,
                    "acknowledgement": "",
                    **TEXTS,
                    "language": "",
                    **SENDER_SETTINGS,
                    "trusted_servers": "",
                    "form_senders": "",
                    "aliases": "",
                },
                settings_form="shopbell.channels.email.settings_form.settings_form",
                face="shopbell.channels.email.face.face",
                tools="email/tools.html",
            )
        )
