"""Make the search index anew; searching works meanwhile, and what was stopped is finished by the running desk."""

import argparse

from .desk import desk
from .terminal import Progress, note


def add_arguments(parser: argparse.ArgumentParser) -> None:
    pass


def perform(options: argparse.Namespace) -> None:
    with desk():
        from shopbell.search.help.index import rebuild as rebuild_documents
        from shopbell.search.index import rebuild

        note("Reading all that the help centre's search finds.")
        line = Progress("{:,} read.")
        documents = rebuild_documents(lambda done, total: line.at(done))
        note("Reading all tickets, messages, customers and orders.")
        line = Progress("{:,} read.")
        total = rebuild(lambda done, total: line.at(done))
        note(f"The index holds {total + documents:,} things.")
