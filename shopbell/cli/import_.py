"""Bring data in from elsewhere: `shopbell import shop FILE` loads a shop, twice without doubling."""

import argparse
from pathlib import Path

from shopbell.core.embedded_postgres import CannotStart

from .desk import desk
from .terminal import note


def add_arguments(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="KIND")
    shop = kinds.add_parser("shop", help="products, customers and orders from a JSON file")
    shop.add_argument("file", type=Path)


def perform(options: argparse.Namespace) -> None:
    if not options.file.is_file():
        raise CannotStart(f"There is no file {options.file}.")
    with desk():
        from shopbell.core.errors import Refused
        from shopbell.shop import importer

        try:
            importer.import_file(options.file, note)
        except Refused as refusal:
            raise CannotStart(f"{refusal} Nothing was loaded.") from None
