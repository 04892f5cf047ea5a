from django.apps import AppConfig
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _


class HelpCentreConfig(AppConfig):
    name = "shopbell.helpcenter"

    def ready(self) -> None:
        from shopbell.channels.begun import BEGUN
        from shopbell.channels.form.around import AROUND
        from shopbell.channels.legal import LEGAL
        from shopbell.channels.offered import KINDS
        from shopbell.channels.offering import COUNTERS
        from shopbell.channels.own_ways import OWN_WAYS
        from shopbell.channels.page_languages import SPOKEN
        from shopbell.channels.while_waiting import ANSWERS
        from shopbell.core.middleware import LEADS, PAGES
        from shopbell.customers.erasure import PARTS
        from shopbell.portal.frame import FRAME
        from shopbell.portal.kept_data import KEPT_ABOVE
        from shopbell.tickets.deletion import ERASE_WITNESSES
        from shopbell.tickets.merge import MOVES
        from shopbell.tickets.more import GROUPS
        from shopbell.tickets.rule import RULES, SENTENCES

        from .around_form import HELP
        from .article_read import ReadBefore, note_ticket
        from .centre import HelpCentre
        from .frame import frame_of
        from .from_ticket.asking import NOTES, RULE
        from .from_ticket.consent import Said
        from .from_ticket.erasing import PART, kept_quotes
        from .from_ticket.ticket_text import TicketText, forget_taken
        from .legal import legal_pages
        from .meanwhile import answers_while_waiting
        from .met_before import MetBefore
        from .met_before import note_ticket as keep_what_was_met
        from .missing import shoppers_page
        from .offer_day import count
        from .offer_taken import note_ticket as take_back_answers
        from .offered.article import ARTICLE
        from .offered.guide import GUIDE
        from .offered.policy import POLICY
        from .own_way import help_way

        FRAME.append(frame_of)
        SPOKEN.append(lambda: HelpCentre.current().spoken())
        AROUND["help"] = HELP
        OWN_WAYS.insert(0, help_way)  # an answer that is there already comes first
        LEGAL.append(legal_pages)
        LEADS.append(_led_elsewhere)
        PAGES.append(shoppers_page)
        ANSWERS["articles"] = answers_while_waiting
        BEGUN.extend([note_ticket, take_back_answers, keep_what_was_met])
        KINDS.update(article=ARTICLE, policy=POLICY, guide=GUIDE)
        COUNTERS.append(count)
        ERASE_WITNESSES.append(forget_taken)
        MOVES.extend([ReadBefore, MetBefore, TicketText])
        GROUPS["out"].append("to_article")
        PARTS.insert(0, PART)  # while the tickets are there
        KEPT_ABOVE["quotes"] = kept_quotes
        RULES[RULE] = _("Quotes")
        SENTENCES[NOTES[Said.GIVEN]] = _("The customer agreed to be quoted in “%(title)s”.")
        SENTENCES[NOTES[Said.REFUSED]] = _("The customer does not want to be quoted in “%(title)s”.")
        SENTENCES[NOTES[Said.WITHDRAWN]] = _("The customer no longer agrees to be quoted in “%(title)s”.")


def _led_elsewhere(request: HttpRequest) -> HttpResponse | None:
    from .views.public import led_elsewhere  # the views are read when the first page is asked for

    return led_elsewhere(request)
