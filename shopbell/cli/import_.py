"""Bring data in from elsewhere: a shop from JSON, its tables from CSV, procedures from a folder of guidelines; twice
doubles nothing."""

import argparse
from pathlib import Path

from shopbell.core.embedded_postgres import CannotStart

from .desk import desk, refuse_no_desk
from .terminal import note

TABLES = ("products", "stock", "customers", "orders", "parcels")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="KIND")
    shop = kinds.add_parser("shop", help="products, customers and orders from a JSON file")
    shop.add_argument("file", type=Path)
    for table in TABLES:
        kinds.add_parser(table, help=f"{table} from a CSV file").add_argument("file", type=Path)

    guidelines = kinds.add_parser(
        "procedures", help="procedures from a folder with guidelines.json, kb.json, ontology.json"
    )
    guidelines.add_argument("file", type=Path, metavar="folder")


def perform(options: argparse.Namespace) -> None:
    if not (options.file.is_dir() if options.kind == "procedures" else options.file.is_file()):
        raise CannotStart(
            f"There is no {'folder' if options.kind == 'procedures' else 'file'} {options.file}."
        )
    refuse_no_desk()  # what is meant for the desk that runs elsewhere must not make one here
    with desk():
        from shopbell.core.errors import Refused
        from shopbell.shop import importer
        from shopbell.shop.feed.load import load_csv
        from shopbell.shop.procedures.guidelines import load_procedures

        try:
            if options.kind == "shop":
                importer.import_file(options.file, note)
            elif options.kind == "procedures":
                note(load_procedures(options.file).sentence())
            else:
                note(load_csv(options.kind, options.file).sentence())
        except Refused as refusal:
            raise CannotStart(f"{refusal} Nothing was loaded.") from None
