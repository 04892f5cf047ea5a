"""What the demo shop has decided besides what every desk has."""

import pytest
from django.utils.translation import gettext, override

from shopbell.demo.policies import RULES


@pytest.mark.parametrize("language", ["de", "fr", "es", "ar"])
def test_the_title_of_each_rule_is_read_in_the_reader_s_language(language):
    with override(language):
        assert [rule["title"] for rule in RULES if gettext(rule["title"]) == rule["title"]] == []
