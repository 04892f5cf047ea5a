"""What tests of the console share."""

import pytest

from shopbell.search.index import index_due


@pytest.fixture
def search(desk):
    """The page's HTML for what an agent typed."""

    def ask(agent, text, **more):
        while index_due():
            pass
        answer = desk(agent).get("/desk/search/", {"q": text, **more})
        assert answer.status_code == 200
        return answer.content.decode()

    return ask
