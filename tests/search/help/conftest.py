"""The one search over articles that a test writes."""

import pytest

from shopbell.search.help.find import find
from shopbell.search.help.index import index_due
from shopbell.search.help.sources import Reader
from tests.helpcenter.conftest import centre, contact_inbox, sending_back, write  # noqa: F401


@pytest.fixture
def titles(centre):  # noqa: F811
    """What somebody finds, as titles without marks, the best first: titles("lamp", language="de")."""

    def found(text, *, language="en", reader=None, **options):
        while index_due():
            pass
        reader = reader or Reader(languages=tuple(centre.chain(language)))
        hits = find(text, language=language, reader=reader, **options).hits
        return [str(hit.title.striptags()) for hit in hits]

    return found
