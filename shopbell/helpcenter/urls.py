from django.urls import URLPattern, URLResolver, path

from .views import feed, public

LANGUAGE = "help/<str:language>"
urlpatterns: list[URLPattern | URLResolver] = [
    path("help/", public.home, name="help"),
    path("help/sitemap.xml", feed.sitemap, name="help-sitemap"),
    path("help/files/<uuid:file_id>/<str:name>", public.file, name="help-file"),
    path(f"{LANGUAGE}/", public.index, name="help-index"),
    path(f"{LANGUAGE}/feed.xml", feed.feed, name="help-feed"),
    path(f"{LANGUAGE}/topics/<slug:slug>/", public.category, name="help-category"),
    path(f"{LANGUAGE}/articles/<int:article_id>/", public.article, name="help-article-short"),
    path(f"{LANGUAGE}/articles/<int:article_id>/<str:slug>/", public.article, name="help-article"),
    path("help/<path:path>", public.moved, name="help-moved"),
]
