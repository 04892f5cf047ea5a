from django.urls import URLPattern, URLResolver, path

from .settings_tables import PARTS
from .subscription import CONFIRMING, SubscriptionKind
from .views import changing, desk, joining, news, news_desk, status, subscribing

STATUS = "help/<str:language>/status"
NEWS = "help/<str:language>/news"
DESK = "desk/status"
urlpatterns: list[URLPattern | URLResolver] = [
    path("status/", status.home, name="status-home"),
    path("status/current.json", status.current, name="status-current"),
    path("status/sitemap.xml", news.sitemap, name="status-sitemap"),
    path(f"{STATUS}/", status.status, name="status"),
    path(f"{STATUS}/feed.xml", status.feed, name="status-feed"),
    *(
        step
        for kind, at in ((SubscriptionKind.INCIDENTS, STATUS), (SubscriptionKind.NEWS, NEWS))
        for step in (
            path(f"{at}/subscribe/", subscribing.subscribe, {"kind": kind}, name=subscribing.PAGES[kind]),
            path(
                f"{at}/subscribe/<str:secret>/",
                subscribing.confirmation,
                {"kind": kind},
                name=CONFIRMING[kind],
            ),
        )
    ),
    path(f"{STATUS}/<int:incident_id>/", status.incident, name="status-incident"),
    path(f"{NEWS}/", news.news, name="status-news"),
    path(f"{NEWS}/feed.xml", news.feed, name="status-news-feed"),
    path(f"{NEWS}/<int:announcement_id>/", news.announcement, name="status-announcement-short"),
    path(f"{NEWS}/<int:announcement_id>/<str:slug>/", news.announcement, name="status-announcement"),
    path(f"{DESK}/news/", news_desk.news, name="status-desk-news"),
    path(f"{DESK}/news/new/", news_desk.new, name="status-desk-news-new"),
    path(f"{DESK}/news/<int:announcement_id>/", news_desk.announcement, name="status-desk-announcement"),
    path(
        f"{DESK}/news/<int:announcement_id>/deletion/",
        news_desk.deletion,
        name="status-desk-announcement-deletion",
    ),
    path(
        f"{DESK}/news/<int:announcement_id>/restoration/",
        news_desk.restoration,
        name="status-desk-announcement-restoration",
    ),
    path(f"{DESK}/", desk.incidents, name="status-desk"),
    path(f"{DESK}/new/", desk.new, name="status-desk-new"),
    path(f"{DESK}/<int:incident_id>/", desk.incident, name="status-desk-incident"),
    path(f"{DESK}/<int:incident_id>/about/", desk.about, name="status-desk-about"),
    path(f"{DESK}/updates/<int:update_id>/", desk.update, name="status-desk-update"),
    path(f"{DESK}/updates/<int:update_id>/correction/", changing.correction, name="status-desk-correction"),
    path(
        f"{DESK}/changes/<int:word_change_id>/going-back/", changing.going_back, name="status-desk-going-back"
    ),
    path(f"{DESK}/updates/<int:update_id>/taking-back/", desk.taking_back, name="status-desk-taking-back"),
    path("desk/tickets/<int:ticket_id>/incident/", joining.ticket_incident, name="ticket-incident"),
    *PARTS,
]
