"""The command `shopbell`: one file per command, its docstring's first line the help.

What a person did wrong is a sentence on standard error and exit code 1, without a
traceback. Django's settings read the environment when they are imported, so
options that are settings (--data, --host, --port) go into it before anything else.
"""

import argparse
import os
import sys
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

from shopbell.core.embedded_postgres import CannotStart
from shopbell.core.embedded_postgres.cannot_start import no_space
from shopbell.core.object_store.store import StoreError

from .desk import data_folder
from .disk import ran_full
from .terminal import complain

COMMANDS = {
    "run": "run",
    "web": "web",
    "live": "live",
    "worker": "worker",
    "mail": "mail",
    "demo": "demo",
    "shoppers": "shoppers",
    "import": "import_",
    "export": "export",
    "config": "config",
    "receive": "receive",
    "reparse": "reparse",
    "move-objects": "move_objects",
    "create-agent": "create_agent",
    "token": "token",
    "backup": "backup",
    "restore": "restore",
    "doctor": "doctor",
    "recount": "recount",
    "reseal": "reseal",
    "jobs": "troubled_jobs",
    "search-index": "search_index",
    "manage": "manage",
}
SETTINGS = {"data": "SHOPBELL_DATA", "host": "SHOPBELL_HOST", "port": "SHOPBELL_PORT"}


def main(words: list[str] | None = None) -> int:
    """Do what the command line says; returns the exit code."""
    options = parser().parse_args(words)
    for option, setting in SETTINGS.items():
        if (value := getattr(options, option, None)) is not None:
            os.environ[setting] = str(value)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shopbell.settings")
    try:
        return options.perform(options) or 0
    except (CannotStart, StoreError) as sentence:
        complain(str(sentence))
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output went away
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        if not ran_full(error, data_folder()):
            raise
        complain(str(no_space(data_folder())))
        return 1


def command() -> None:
    """The entry point: `main`, then the end of the process."""
    code = main()
    from .ending import leave

    leave(code)


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="shopbell", description="The support desk of an online shop.")
    top.add_argument("--version", action="version", version=own_version())
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, module_name in COMMANDS.items():
        module = import_module(f"{__name__}.{module_name}")
        text = (module.__doc__ or "").strip()
        sub = commands.add_parser(name, help=text.splitlines()[0], description=text)
        sub.add_argument("--data", metavar="FOLDER", help="folder of everything that is kept (SHOPBELL_DATA)")
        module.add_arguments(sub)
        sub.set_defaults(perform=module.perform)
    return top


def own_version() -> str:
    try:
        return f"Shopbell {version('shopbell')}"
    except PackageNotFoundError:  # a clone
        return "Shopbell (from its sources)"
