from .article import Article
from .article_draft import ArticleDraft
from .article_read import ArticleRead, ReadBefore, ReadDay
from .article_text import ArticleText, ArticleVersion
from .ask import Ask
from .category import Category, CategoryName
from .centre import HelpCentre
from .dismissed_wish import DismissedWish
from .dropped_draft import DroppedDraft
from .from_ticket.quote_consent import QuoteConsent
from .from_ticket.ticket_text import TicketText
from .guides.guide import Guide, GuideCount, GuideVersion
from .help_file import HelpFile
from .importing.article_import import ArticleImport
from .legal import LegalTexts
from .met_before import Met, MetBefore
from .offer_day import OfferDay
from .offer_taken import OfferTaken
from .page_change import PageChange
from .picture_size import PictureSize
from .redirect import Redirect
from .stale import StaleFlag
from .starter_text import StarterText
from .visit import VisitKey
from .vote import Vote

__all__ = [
    "Article",
    "ArticleDraft",
    "ArticleImport",
    "ArticleRead",
    "ArticleText",
    "ArticleVersion",
    "Ask",
    "Category",
    "CategoryName",
    "DismissedWish",
    "DroppedDraft",
    "Guide",
    "GuideCount",
    "GuideVersion",
    "HelpCentre",
    "HelpFile",
    "LegalTexts",
    "Met",
    "MetBefore",
    "OfferDay",
    "OfferTaken",
    "PageChange",
    "QuoteConsent",
    "PictureSize",
    "ReadBefore",
    "ReadDay",
    "Redirect",
    "StaleFlag",
    "StarterText",
    "TicketText",
    "VisitKey",
    "Vote",
]
