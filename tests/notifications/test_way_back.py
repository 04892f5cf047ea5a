"""The way back of the migration that let somebody be asked about a guide, and forward again."""

import json

from tests.core.postgres.test_first_tables import AT_ONCE, MIGRATE, empty_database, migrate

BEFORE = "0025_dismiss_wishes"
THERE_AND_BACK = """
import json
from django.utils import timezone
from shopbell.accounts.models import Agent, Role
from shopbell.helpcenter.ask import Ask
from shopbell.helpcenter.article import Article
from shopbell.helpcenter.category import Category
from shopbell.helpcenter.guides.guide import Guide
from shopbell.notifications.models import Notification

ada = Agent.objects.create(email="ada@shop.example", name="Ada", role=Role.objects.first())
category = Category.objects.create(slug="returns")
for thing in (
    {"article": Article.objects.create(category=category, language="en")},
    {"guide": Guide.objects.create(category=category, language="en", slug="parcel", changed_at=timezone.now())},
):
    ask = Ask.objects.create(**thing, language="en", title="Parcels", kind="review")
    Notification.objects.create(agent=ada, kind="article", ask=ask)
call_command("migrate", "helpcenter", %r, verbosity=0)
call_command("migrate", verbosity=0)
told = list(Notification.objects.values_list("ask__title", "ask__guide"))
print(json.dumps({"told": told, "asked": Ask.objects.count()}))
"""


def test_what_told_of_a_guide_is_gone_and_what_told_of_an_article_stays():
    with empty_database("way_back_of_asks") as address:
        done = migrate(address, AT_ONCE, program=MIGRATE + THERE_AND_BACK % BEFORE)
        assert done.returncode == 0, done.stderr

    found = json.loads(done.stdout.splitlines()[-1])
    assert found == {"told": [["Parcels", None]], "asked": 1}
