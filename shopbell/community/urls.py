from django.urls import URLPattern, URLResolver, path

from .settings_tables import BOARDS, COMMUNITY
from .views import desk, embed, feed, from_ticket, join, naming, public, voicing, writing

LANGUAGE = "community/<str:language>"
BOARD, TOPIC, POST = (
    f"{LANGUAGE}/boards/<slug:slug>",
    f"{LANGUAGE}/topics/<int:topic_id>",
    f"{LANGUAGE}/posts/<int:post_id>",
)
DESK = "desk/community"
urlpatterns: list[URLPattern | URLResolver] = [
    path("community/", public.home, name="community"),
    path("community/sitemap.xml", feed.sitemap, name="community-sitemap"),
    path("community/sitemap-<int:piece>.xml", feed.sitemap_piece, name="community-sitemap-piece"),
    path("community/questions.json", embed.questions, name="community-questions"),
    path("questions.js", embed.script, name="community-script"),
    path("community/quotes/<str:topic_secret>/", from_ticket.quote, name="community-quote"),
    path(f"{LANGUAGE}/", public.index, name="community-index"),
    path(f"{LANGUAGE}/name/", naming.name, name="community-name"),
    path(f"{LANGUAGE}/join/", join.join, name="community-join"),
    path(f"{LANGUAGE}/join/sent/", join.sent, name="community-join-sent"),
    path(f"{LANGUAGE}/join/link/<str:secret>/", join.link, name="community-join-link"),
    path(f"{LANGUAGE}/joined/<str:signed>/", join.joined, name="community-joined"),
    path(f"{LANGUAGE}/joined/<str:signed>/drop/", join.drop, name="community-joined-drop"),
    path(f"{LANGUAGE}/ask/", writing.ask, name="community-ask"),
    path(f"{BOARD}/", public.board, name="community-board"),
    path(f"{BOARD}/feed.xml", feed.board, name="community-board-feed"),
    path(f"{BOARD}/follow/", voicing.board, name="community-board-follow"),
    path(f"{LANGUAGE}/products/<int:product_id>/", public.product, name="community-product"),
    path(f"{LANGUAGE}/members/<int:profile_id>/", public.member, name="community-member"),
    path(f"{TOPIC}/", public.topic, name="community-topic-short"),
    path(f"{TOPIC}/feed.xml", feed.topic, name="community-topic-feed"),
    path(f"{TOPIC}/answer/", writing.answer, name="community-answer"),
    path(f"{TOPIC}/solution/", writing.solution, name="community-solution"),
    path(f"{TOPIC}/follow/", voicing.topic, name="community-topic-follow"),
    path(f"{TOPIC}/<str:slug>/", public.topic, name="community-topic"),
    path(f"{POST}/", public.post, name="community-post"),
    path(f"{POST}/edit/", writing.edit, name="community-edit"),
    path(f"{POST}/withdrawal/", writing.withdrawal, name="community-withdrawal"),
    path(f"{POST}/before/", public.versions, name="community-versions"),
    path(f"{POST}/thanks/", voicing.thanks, name="community-thanks"),
    path(f"{POST}/report/", voicing.report, name="community-report"),
    path("desk/tickets/<int:ticket_id>/to-topic/", from_ticket.to_topic, name="ticket-to-topic"),
    path(f"{DESK}/", desk.queue, name="community-desk"),
    path(f"{DESK}/new/", desk.begin, name="community-desk-new"),
    path(f"{DESK}/topics/<int:topic_id>/solution/", desk.solution, name="community-desk-solution"),
    path(f"{DESK}/topics/<int:topic_id>/", desk.topic, name="community-desk-topic"),
    path(f"{DESK}/topics/<int:topic_id>/standing/", desk.standing, name="community-desk-standing"),
    path(f"{DESK}/topics/<int:topic_id>/ticket/", desk.ticket, name="community-desk-ticket"),
    path(f"{DESK}/posts/<int:post_id>/decision/", desk.decision, name="community-desk-decision"),
    path(f"{DESK}/posts/<int:post_id>/private/", desk.private, name="community-desk-private"),
    path(f"{DESK}/members/<int:profile_id>/name/", desk.name, name="community-desk-name"),
    path(f"{DESK}/decisions/<int:decision_id>/undo/", desk.undo, name="community-desk-undo"),
    path(f"{DESK}/<slug:name>/", desk.queue, name="community-desk-queue"),
    *BOARDS,
    *COMMUNITY,
]
