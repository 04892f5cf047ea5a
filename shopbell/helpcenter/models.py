from .article import Article
from .article_draft import ArticleDraft
from .article_text import ArticleText, ArticleVersion
from .ask import Ask
from .category import Category, CategoryName
from .centre import HelpCentre
from .guides.guide import Guide, GuideCount, GuideVersion
from .help_file import HelpFile
from .redirect import Redirect
from .stale import StaleFlag
from .starter_text import StarterText
from .vote import Vote

__all__ = [
    "Article",
    "ArticleDraft",
    "ArticleText",
    "ArticleVersion",
    "Ask",
    "Category",
    "CategoryName",
    "Guide",
    "GuideCount",
    "GuideVersion",
    "HelpCentre",
    "HelpFile",
    "Redirect",
    "StaleFlag",
    "StarterText",
    "Vote",
]
