from django.urls import URLPattern, URLResolver, path

from .from_ticket.views import desk as from_ticket
from .from_ticket.views import public as from_ticket_public
from .guides.views import desk as guide_desk
from .guides.views import listing as guide_listing
from .guides.views import public as guide_public
from .guides.views import versions as guide_versions
from .legal_settings import LEGAL
from .redirect_table import REDIRECTS
from .settings_tables import CATEGORIES, CENTRE
from .views import (
    about,
    articles,
    beside,
    bringing_in,
    contact,
    doubts,
    feed,
    figures,
    leading_on,
    pieces,
    policies,
    public,
    publication,
    useful,
    versions,
    writing,
)

LANGUAGE = "help/<str:language>"
ARTICLE = "desk/help/<int:article_id>"
WRITTEN = f"{ARTICLE}/<str:language>"
GUIDE = "desk/help/guides/<int:guide_id>"
urlpatterns: list[URLPattern | URLResolver] = [
    path("help/", public.home, name="help"),
    path("help/sitemap.xml", feed.sitemap, name="help-sitemap"),
    path("help/files/<uuid:file_id>/<str:name>", public.file, name="help-file"),
    path("help/quotes/<str:quote_secret>/", from_ticket_public.quote, name="help-quote"),
    path(f"{LANGUAGE}/", public.index, name="help-index"),
    path(f"{LANGUAGE}/feed.xml", feed.feed, name="help-feed"),
    path(f"{LANGUAGE}/topics/<slug:slug>/", public.category, name="help-category"),
    path(f"{LANGUAGE}/articles/<int:article_id>/", public.article, name="help-article-short"),
    path(f"{LANGUAGE}/articles/<int:article_id>/<str:slug>/", public.article, name="help-article"),
    path(
        f"{LANGUAGE}/useful/<int:article_id>/<str:written>/<int:number>/", useful.useful, name="help-useful"
    ),
    path(f"{LANGUAGE}/useful/guides/<slug:slug>/<int:number>/", useful.guide, name="help-useful-guide"),
    path(
        f"{LANGUAGE}/useful/guides/<slug:slug>/<int:number>/<slug:way>/",
        useful.guide,
        name="help-useful-guide-step",
    ),
    path(f"{LANGUAGE}/useful/policies/<slug:policy_page>/", useful.policy, name="help-useful-policy"),
    path(f"{LANGUAGE}/policies/", policies.index, name="help-policies"),
    path(f"{LANGUAGE}/policies/<slug:policy_page>/", policies.page, name="help-policy"),
    path(f"{LANGUAGE}/legal/<slug:legal_name>/", policies.legal, name="help-legal"),
    path("policies/", policies.moved, name="shop-policies"),
    path("policies/<slug:policy_page>/", policies.moved, name="shop-policy"),
    path(f"{LANGUAGE}/contact/", contact.contact, name="help-contact"),
    path(f"{LANGUAGE}/contact/thanks/<str:signed>/", contact.thanks, name="help-contact-thanks"),
    path("contact/", contact.moved, name="shop-contact"),
    path(f"{LANGUAGE}/guides/<slug:slug>/", guide_public.guide, name="help-guide"),
    path(f"{LANGUAGE}/guides/<slug:slug>/<slug:way>/", guide_public.guide, name="help-guide-step"),
    path("desk/tickets/<int:ticket_id>/articles/", beside.articles, name="ticket-articles"),
    path("desk/tickets/<int:ticket_id>/to-article/", from_ticket.to_article, name="ticket-to-article"),
    path("desk/help/", articles.articles, name="help-desk"),
    path("desk/help/starter/", articles.starter, name="help-desk-starter"),
    path("desk/help/publication/", publication.publication, name="help-desk-publication"),
    path("desk/help/export/", articles.export, name="help-desk-export"),
    path("desk/help/new/", articles.new, name="help-desk-new"),
    path("desk/help/import/", bringing_in.imports, name="help-desk-imports"),
    path("desk/help/import/<int:import_id>/", bringing_in.article_import, name="help-desk-import"),
    path("desk/help/figures/", figures.figures, name="help-desk-figures"),
    path("desk/help/figures/file/", figures.file, name="help-desk-figures-file"),
    path("desk/help/figures/offers/", figures.offers_file, name="help-desk-offers-file"),
    path("desk/help/figures/wishes/<slug:key>/", figures.wish, name="help-desk-wish"),
    path("desk/help/files/", pieces.files, name="help-desk-files"),
    path("desk/help/markdown/", pieces.markdown, name="help-desk-markdown"),
    path("desk/help/products/", pieces.products, name="help-desk-products"),
    path("desk/help/doubts/<int:flag_id>/", doubts.still_true, name="help-desk-still-true"),
    path("desk/help/guides/", guide_listing.guides, name="help-desk-guides"),
    path("desk/help/guides/new/", guide_listing.new, name="help-desk-guides-new"),
    path(f"{GUIDE}/", guide_desk.guide, name="help-desk-guide"),
    path(f"{GUIDE}/steps/", guide_desk.steps, name="help-desk-guide-steps"),
    path(f"{GUIDE}/steps/<int:step_id>/", guide_desk.step, name="help-desk-guide-step"),
    path(f"{GUIDE}/undo/", guide_desk.undo, name="help-desk-guide-undo"),
    path(f"{GUIDE}/draft/", guide_desk.draft, name="help-desk-guide-draft"),
    path(f"{GUIDE}/publication/", guide_desk.publication, name="help-desk-guide-publication"),
    path(f"{GUIDE}/versions/", guide_versions.versions, name="help-desk-guide-versions"),
    path(f"{GUIDE}/versions/<int:number>/", guide_versions.version, name="help-desk-guide-version"),
    path(f"{GUIDE}/about/", guide_desk.about, name="help-desk-guide-about"),
    path(f"{GUIDE}/leads-on/", leading_on.guide, name="help-desk-guide-leads-on"),
    path(f"{GUIDE}/preview/<str:language>/", guide_desk.preview, name="help-desk-guide-preview"),
    path(
        f"{GUIDE}/preview/<str:language>/<slug:way>/", guide_desk.preview, name="help-desk-guide-preview-step"
    ),
    path(f"{ARTICLE}/about/", about.about, name="help-desk-about"),
    path(f"{ARTICLE}/leads-on/", leading_on.article, name="help-desk-leads-on"),
    path(f"{ARTICLE}/delete/", writing.deletion, name="help-desk-deletion"),
    path(f"{WRITTEN}/", writing.article, name="help-desk-article"),
    path(f"{ARTICLE}/proposals/<int:text_id>/", from_ticket.proposal, name="help-desk-proposal"),
    path(f"{ARTICLE}/quotes/<int:text_id>/", from_ticket.consent, name="help-desk-quote"),
    path(f"{WRITTEN}/preview/", writing.preview, name="help-desk-preview"),
    path(f"{WRITTEN}/files/<uuid:file_id>/", pieces.article_file, name="help-desk-article-file"),
    path(f"{WRITTEN}/dropped/<int:dropped_id>/", versions.dropped, name="help-desk-dropped"),
    path(f"{WRITTEN}/versions/", versions.versions, name="help-desk-versions"),
    path(f"{WRITTEN}/versions/<int:number>/", versions.restoration, name="help-desk-restoration"),
    *CATEGORIES,
    *REDIRECTS,
    *CENTRE,
    *LEGAL,
    path("help/<path:path>", public.moved, name="help-moved"),
]
