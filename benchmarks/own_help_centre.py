"""A desk with the starter articles in its help centre, for benchmarks in a database of their own."""


def make_help_centre(languages) -> dict[str, int]:
    """Publish the starter articles in `languages` and index them; returns the article's key by its slug."""
    from shopbell.accounts.models import Agent, Role
    from shopbell.helpcenter.models import HelpCentre, StarterText
    from shopbell.helpcenter.starter.install import install_starter
    from shopbell.search.help.index import rebuild

    HelpCentre.objects.create(pk=1, languages=[*languages])
    admin = Role.objects.get(name="Admin")
    root = Agent.objects.create_user("root@desk.example", "a long enough password", name="Root", role=admin)
    install_starter(languages, by=root)
    rebuild()
    return dict(StarterText.objects.values_list("slug", "article_id"))
