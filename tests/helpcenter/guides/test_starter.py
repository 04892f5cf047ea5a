"""The guides that a shop begins with."""

import json

import pytest

from shopbell.demo.help import GUIDES
from shopbell.helpcenter.guides.faults import faults, lacking
from shopbell.helpcenter.guides.guide import Guide
from shopbell.helpcenter.starter.guides import FOLDER, install_guides, tree_of
from shopbell.helpcenter.starter.install import install_starter

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R46", "R57")]
LANGUAGES = ["en", "de", "ar"]


@pytest.mark.parametrize("file", [*FOLDER.glob("*.json"), *GUIDES.glob("*.json")], ids=lambda file: file.stem)
def test_each_is_whole_in_every_language_and_ends_for_every_path(file, centre, ada):
    install_starter(LANGUAGES, by=ada, is_as_told=True)
    tree = tree_of(json.loads(file.read_text(encoding="utf-8")))

    assert [lacking(tree, language) for language in LANGUAGES] == [0, 0, 0]
    assert faults(tree, "en") == []
    assert all(step.topic for step in tree.steps if step.kind == "contact")


def test_they_are_written_once_and_what_the_shop_deleted_stays_away(centre, ada):
    install_starter(LANGUAGES, by=ada, is_as_told=True)
    assert install_guides(by=ada) == 1 and Guide.objects.get().shown

    Guide.objects.all().delete()
    assert install_guides(by=ada) == 0 and not Guide.objects.exists()
