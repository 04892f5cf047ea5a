"""What the demo shop's articles have that ours cannot: a product with its price, a sheet to print, a film that stands
elsewhere. No film is behind its address: nobody else's work is in the demo."""

from uuid import NAMESPACE_URL, uuid5

from django.core.files.base import ContentFile

from shopbell.accounts.agent import Agent
from shopbell.helpcenter.article import Article
from shopbell.helpcenter.article_draft import write_draft
from shopbell.helpcenter.keeping_files import keep_help_file
from shopbell.helpcenter.publishing import publish
from shopbell.helpcenter.starter_text import StarterText

from .printed_sheet import printed_sheet

LAMP = '<figure data-product="built_in/lamp-curlew">Table lamp “Curlew”</figure>'


def film(words: str) -> str:
    return f'<figure data-video="https://www.youtube.com/watch?v=wexmoor-and-pell">{words}</figure>'


SHEET = '<p><a href="{address}">{words}</a></p>'
MORE = {  # by article and language: what stands below its words
    "lamp-bulb": {
        "en": f"<p>This one, for example, takes a bulb with an E27 cap and at most 9 W:</p>{LAMP}",
        "de": f"<p>Diese zum Beispiel nimmt ein Leuchtmittel mit der Fassung E27 und höchstens 9 W:</p>{LAMP}",
        "ar": f"<p>هذا المصباح مثلًا يأخذ لمبة بقاعدة E27 وبقدرة لا تزيد على 9 واط:</p>{LAMP}",
    },
    "assemble-furniture": {
        "en": "<p>You would rather watch?</p>" + film("Two people put a table together, from blanket to last screw."),
        "de": "<p>Lieber ansehen?</p>" + film("Zwei Leute bauen einen Tisch auf, bis zur letzten Schraube."),
        "ar": "<p>هل تفضّل المشاهدة؟</p>" + film("شخصان يركّبان طاولة، من البطانية إلى آخر برغي."),
    },
    "care-of-wood": {
        "en": SHEET.format(address="{en}", words="Oiling wood, a sheet to hang up (PDF)"),
        "de": SHEET.format(address="{de}", words="Holz ölen, ein Blatt zum Aufhängen (PDF)"),
        "ar": SHEET.format(address="{en}", words="دهن الخشب بالزيت، ورقة للتعليق (PDF بالإنجليزية)"),
    },
}  # fmt: skip
SHEETS = {
    "en": (
        "oiling-wood.pdf", "Oiling wood", "Once or twice a year, when it looks dry",
        ["Clean it, and let it dry for a night.", "Rub in a little wood oil along the grain.",
         "Wait a quarter of an hour, and wipe off what is left.", "Leave it alone for a day."],
        "Spread oily cloths out of doors to dry: they can catch fire by themselves.",
    ),
    "de": (
        "holz-oelen.pdf", "Holz ölen", "Ein- bis zweimal im Jahr, wenn es trocken aussieht",
        ["Reinigen, und eine Nacht trocknen lassen.", "Etwas Holzöl in Richtung der Maserung einreiben.",
         "Eine Viertelstunde warten, und den Rest abwischen.", "Einen Tag in Ruhe lassen."],
        "Ölige Lappen im Freien trocknen: Sie können sich selbst entzünden.",
    ),
}  # fmt: skip


def write_more(*, by: Agent) -> None:
    """Add it to the articles that are there, as their next versions."""
    sheets = {language: _kept(*sheet, by=by) for language, sheet in SHEETS.items()}
    articles = dict(StarterText.objects.filter(language="en").values_list("slug", "article_id"))
    for slug, by_language in MORE.items():
        article = Article.objects.get(pk=articles[slug])
        for language, more in by_language.items():
            text = article.texts.get(language=language)
            words = {"title": text.title, "summary": text.summary, "body": text.body + more.format(**sheets)}
            publish(write_draft(article, language, words, by=by), by=by)


def _kept(name: str, title: str, lead: str, steps: list[str], warning: str, *, by: Agent) -> str:
    """The address of a sheet."""
    lines = [lead, "", *(f"{number}. {step}" for number, step in enumerate(steps, 1)), "", warning]
    content = printed_sheet(title, lines)
    key = uuid5(NAMESPACE_URL, f"https://wexmoor.example/sheets/{name}")
    return keep_help_file(ContentFile(content), name, len(content), by=by, known_as=key).address
