"""A real shop's desk for the faults: a chat inbox, a mail inbox, and an agent who is there."""

import psycopg

KEY = "fault-key"
SET_UP = [
    f"""insert into channels_inbox (channel, name, address, public_key, settings, signature, is_active, created_at)
    values ('chat', 'Chat', '', '{KEY}', '{{"ask_email": "no", "messages_a_minute": 1000}}', '', true, now()),
           ('email', 'Care', 'care@shop.example', 'mail-key', '{{}}', '', true, now())""",
    """insert into accounts_agent (email, name, title, photo, role_id, signature, language, time_zone, theme, is_active,
    created_at, password) select 'ada@desk.example', 'Ada', '', '', id, '', 'en', 'UTC', 'auto', true, now(), '!'
    from accounts_role where name = 'Admin'""",
    """insert into accounts_availability (agent_id, chosen, chosen_at, seen_at)
    select id, 'available', now(), now() + interval '1 hour' from accounts_agent""",
]


def open_shop(database: psycopg.Connection) -> None:
    for statement in SET_UP:
        database.execute(statement)
