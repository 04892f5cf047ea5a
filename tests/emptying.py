"""A test that commits ends with all tables as the migrations left them.

Django's own way empties two hundred tables and has its signals write back what migrations wrote: most of a second after
each such test. Ours looks for the tables that have rows, and puts back a copy: a tenth of that. What was written is
seen by the database alone, whichever connection wrote it.
"""

from django.db import connection
from django.test import TransactionTestCase

MANY_ROWS = 1000  # deleted rows that stay in the way: nothing sweeps up during tests
TABLES = """
    select tablename from pg_tables where schemaname = 'public' and tablename <> 'django_migrations' order by tablename
"""
KEEP = f"""
    do $$
    declare name text; has_rows boolean;
    begin
        if to_regnamespace('kept') is not null then return; end if;
        create schema kept;
        for name in {TABLES} loop
            execute format('select exists(select from %I)', name) into has_rows;
            if has_rows then execute format('create table kept.%1$I as table %1$I', name); end if;
        end loop;
    end $$
"""
PUT_BACK = f"""
    do $$
    declare name text; has_rows boolean; gone bigint; columns text;
    begin
        set local session_replication_role = replica;  -- in any order, and nothing is set off
        for name in {TABLES} loop
            execute format('lock table %I in share row exclusive mode', name);  -- who writes yet is waited for
            execute format('select exists(select from %I)', name) into has_rows;
            continue when not has_rows;
            execute format('delete from %I', name);
            get diagnostics gone = row_count;
            if gone > {MANY_ROWS} then execute format('truncate %I cascade', name); end if;
        end loop;
        for name in select tablename from pg_tables where schemaname = 'kept' loop
            select string_agg(quote_ident(attname), ', ') into columns from pg_attribute
             where attrelid = name::regclass and attnum > 0 and not attisdropped and attgenerated = '';
            execute format('insert into %1$I (%2$s) select %2$s from kept.%1$I', name, columns);
        end loop;
    end $$
"""


def keep_what_migrations_wrote() -> None:
    """Copy what is there in a database that was made just now."""
    with connection.cursor() as cursor:
        cursor.execute(KEEP)


def put_back(*_: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(PUT_BACK)


def end_as_migrated() -> None:
    TransactionTestCase._fixture_teardown = put_back
