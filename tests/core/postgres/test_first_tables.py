"""A database made at once is the one that all migrations make, step by step."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg import sql

from shopbell.core.postgres.first_tables import is_empty
from tests.accounts_of_the_machine import ROOT

AT_ONCE = "shopbell.core.management.commands.migrate"
STEP_BY_STEP = "django.core.management.commands.migrate"
MIGRATE = """
import sys, django; django.setup()
from importlib import import_module
from django.core.management import call_command
call_command(import_module(sys.argv[1]).Command(), interactive=False, verbosity=0)
"""
DIES_AFTER_THE_TABLES = """
from shopbell.core.postgres import first_tables
first_tables._do_the_rest = lambda migration, state: 1 / 0
"""
OURS = "'public'::regnamespace"
CATALOG = {
    "columns": "select table_name, column_name, udt_name, character_maximum_length, is_nullable, column_default,"
    " is_identity, collation_name, generation_expression"
    " from information_schema.columns where table_schema = 'public'",
    "constraints": "select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint"
    f" where connamespace = {OURS}",
    "indexes": "select indexname, indexdef from pg_indexes where schemaname = 'public'",
    "triggers": "select pg_get_triggerdef(oid), tgenabled from pg_trigger where not tgisinternal",
    "functions": f"select pg_get_functiondef(oid), proconfig from pg_proc where pronamespace = {OURS}"
    " and prokind = 'f' and probin is null",
    "options": f"select relname, relkind, reloptions from pg_class where relnamespace = {OURS}",
    "storage": "select attrelid::regclass::text, attname, attstorage, attcompression from pg_attribute"
    f" join pg_class on pg_class.oid = attrelid where relnamespace = {OURS} and attnum > 0 and not attisdropped",
    "types": "select typname, enumlabel from pg_enum join pg_type on pg_type.oid = enumtypid",
    "extensions": "select extname, extversion from pg_extension",
}
MOMENTS = {"applied", "created_at", "effective_from", "changed_at", "updated_at"}


@contextmanager
def empty_database(name: str) -> Iterator[str]:
    """The address of a database that goes again."""
    target = sql.Identifier(name)
    address = os.environ["DATABASE_URL"]
    whole, _, options = address.partition("?")
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(sql.SQL("drop database if exists {}").format(target))
        server.execute(sql.SQL("create database {}").format(target))
        yield f"{whole.rpartition('/')[0]}/{name}" + (f"?{options}" if options else "")
        server.execute(sql.SQL("drop database {} with (force)").format(target))


def migrate(address: str, by: str, program: str = MIGRATE) -> subprocess.CompletedProcess:
    environment = os.environ | {"DATABASE_URL": address}
    return subprocess.run(
        [sys.executable, "-c", program, by], env=environment, cwd=ROOT, capture_output=True, text=True
    )


def everything_in(address: str) -> dict[str, list]:
    """What the catalogue says, and the rows of each table without their moments, in an order of its own."""
    with psycopg.connect(address) as database:
        found = {name: sorted(map(repr, database.execute(query))) for name, query in CATALOG.items()}
        tables = f"select relname from pg_class where relnamespace = {OURS} and relkind = 'r'"
        for (table,) in database.execute(tables).fetchall():
            rows = database.execute(f"select to_jsonb(t) from {table} t").fetchall()
            found[f"rows of {table}"] = sorted(
                json.dumps({key: value for key, value in row.items() if key not in passing(table)})
                for (row,) in rows
            )
    return found


def passing(table: str) -> set[str]:
    """The columns that say when or in which turn a row was written."""
    return MOMENTS | ({"id"} if table in {"django_migrations", "django_content_type"} else set())


def test_a_database_made_at_once_is_the_one_that_every_migration_makes():
    with empty_database("at_once") as quick, empty_database("step_by_step") as slow:
        migrate(quick, AT_ONCE).check_returncode()
        migrate(slow, STEP_BY_STEP).check_returncode()

        assert everything_in(quick) == everything_in(slow)


def test_a_first_start_that_was_killed_begins_again():
    """All tables come in one transaction; the queue's, which cannot, are not taken for ours."""
    with empty_database("killed") as address:
        failed = migrate(address, AT_ONCE, program=DIES_AFTER_THE_TABLES + MIGRATE)
        assert "ZeroDivisionError" in failed.stderr
        with psycopg.connect(address) as database:
            assert not database.execute("select 1 from pg_class where relname = 'tickets_ticket'").fetchone()

        migrate(address, AT_ONCE).check_returncode()
        with psycopg.connect(address) as database:
            assert database.execute("select count(*) from tickets_ticket").fetchone() == (0,)


@pytest.mark.django_db
def test_a_database_that_is_in_use_is_not_empty():
    assert not is_empty()
