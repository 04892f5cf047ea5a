from .board import Board, BoardName
from .community import Community
from .decision import Decision
from .follow import Follow, News
from .joining import Joining
from .post import Post, PostVersion, Report, Vote
from .post_edit import PostEdit
from .profile import Profile
from .renaming import Renaming
from .ticket_topic import TicketTopic
from .topic import Topic
from .topic_ticket import PostMessage, PrivateTicket, TopicTicket

__all__ = [
    "Board",
    "BoardName",
    "Community",
    "Decision",
    "Follow",
    "Joining",
    "News",
    "Post",
    "PostEdit",
    "PostMessage",
    "PostVersion",
    "PrivateTicket",
    "Profile",
    "Renaming",
    "Report",
    "TicketTopic",
    "Topic",
    "TopicTicket",
    "Vote",
]
