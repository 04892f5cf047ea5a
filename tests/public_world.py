"""One of everything that an address of shoppers' pages can name: help centre, community, status page."""

import io
import uuid

from django.utils import timezone

from shopbell.announcements.announcement import write_announcement
from shopbell.announcements.incident import Kind as IncidentKind
from shopbell.announcements.models import StatusPart
from shopbell.announcements.publishing import About, Said, begin_incident, correct_update
from shopbell.community.models import Board, Community, TicketTopic
from shopbell.community.moderation import approve
from shopbell.community.profile import choose_pseudonym
from shopbell.community.writing import NewTopic, begin_topic
from shopbell.core import blob
from shopbell.helpcenter.article_draft import write_draft
from shopbell.helpcenter.guides.publishing import publish_guide
from shopbell.helpcenter.guides.tree import Kind
from shopbell.helpcenter.guides.writing import begin_guide, write_step
from shopbell.helpcenter.importing.article_import import keep_import
from shopbell.helpcenter.models import Article, Category, DroppedDraft, HelpFile, LegalTexts, Redirect
from shopbell.helpcenter.publishing import publish
from shopbell.portal.secret import hash_of
from shopbell.search.help.synonym import Synonym


def help_centre(by, ticket) -> dict:
    """An article that is called Open, in a category of that address, with a file and an address of before."""
    LegalTexts.objects.create(pk=1, texts={"imprint_en": "The shop"})
    category = Category.objects.create(slug="open")
    category.names.create(language="en", name="Open")
    article = Article.objects.create(category=category, language="en")
    publish(write_draft(article, "en", {"title": "Open", "summary": "", "body": "<p>Open</p>"}, by=by), by=by)
    file = HelpFile.objects.create(name="a.png", type="image/png", size_bytes=1, blob=blob.put(b"x"))
    moved = Redirect.objects.create(path="before", article=article)
    guide = open_guide(category, by)
    return {"article_id": article.pk, "help_file": file.pk, "language": "en", "written": "en", "path": "before",
            "flag_id": article.stale_flags.create(language="en", kind="behind", about="1").pk,
            "import_id": keep_import(io.BytesIO(b"# Open"), "open.md", 6, category, by=by).pk,
            **taken_text(article, ticket),
            "dropped_id": DroppedDraft.objects.create(article=article, language="en", title="Open").pk,
            "guide_id": guide.pk, "way": "2", "step_id": 3,
            "categories": category.pk, "redirects": moved.pk,
            "synonyms": Synonym.objects.create(words=["sofa", "couch"]).pk}  # fmt: skip


def taken_text(article: Article, ticket) -> dict:
    """What was taken of `ticket`, whose customer was asked whether it may quote them."""
    said = {"title": "Late", "body": "<p>Late</p>"}
    text = article.ticket_texts.create(language="en", ticket=ticket, **said)
    text.consents.create(customer=ticket.customer, secret_hash=hash_of("open"), **said)
    return {"text_id": text.pk, "quote_secret": "open"}


def open_guide(category: Category, by):
    """A guide of the address open: a question whose only choice, 2, leads to an answer, 3."""
    guide = begin_guide("en", "Open", category, by=by)
    guide = write_step(
        guide, 1, "en", {"title": "Open?", "choices": [(0, "Yes", Kind.ANSWER)]}, by=by, seen=1
    )
    guide = write_step(guide, guide.tree.steps[1].id, "en", {"title": "Good", "text": "Good."}, by=by, seen=2)
    publish_guide(guide, by=by, seen=3)
    return guide


def community(customer, by) -> dict:
    """An open community with a topic that is called Open, on a board of that address, decided about once."""
    Community.objects.create(pk=1, is_on=True, looked_at_first=1)
    board = Board.objects.create(slug="open")
    member = choose_pseudonym(customer, "Firefly")
    topic = begin_topic(NewTopic(board, "en", "Open", "Open?"), by=member, client_id=uuid.uuid4())
    post = topic.posts.get()
    return {"piece": 0, "topic_id": topic.pk, "post_id": post.pk, "profile_id": member.pk, "community_board": board,
            "decision_id": approve(post, by=by).pk, **asked_for_topic(customer, board)}  # fmt: skip


def asked_for_topic(customer, board) -> dict:
    """A question of theirs that they were asked to publish."""
    said = {"language": "en", "title": "Open", "question": "Open?", "answer": "Open."}
    TicketTopic.objects.create(customer=customer, board=board, secret_hash=hash_of("open"), **said)
    return {"topic_secret": "open"}


def status_page(by) -> dict:
    """A part of the service, and an incident that was said once."""
    part = StatusPart.objects.create(slug="open")
    incident = begin_incident(About(IncidentKind.DELAY, {"en": "Open"}, [part]), Said({"en": "Open"}), by=by)
    words = {"en": {"title": "Open", "summary": "", "body": "Open"}}
    told = write_announcement(None, words, by=by, publish_at=timezone.now())
    update = correct_update(incident.updates.get(), {"en": "Open."}, by=by)
    return {"status_part": part, "incident_id": incident.pk, "update_id": update.pk,
            "announcement_id": told.pk, "word_change_id": update.changes.get().pk}  # fmt: skip
