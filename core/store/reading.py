"""The SQL that reads one version of a dataset: whole, or without what is excluded.

An event says which version brought it in, so version n is the events of versions up to n without those that one of
these replaced by a newer state. Codes of users, items and event types never change: later versions go on counting. Of
several rows of an item or user, the newest up to n holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.population.excluded import Excluded

_OF_VERSION = "dataset_id = $dataset and version <= $version"
_EVENTS = f"""(
    select * from events where {_OF_VERSION} and seq not in (select seq from replaced where {_OF_VERSION}))"""  # noqa: S608
_ITEMS = f"""(
    select * from items where {_OF_VERSION}
    qualify row_number() over (partition by item_code order by version desc) = 1)"""  # noqa: S608 - our own names
_USERS = f"""(
    select * from users where {_OF_VERSION}
    qualify row_number() over (partition by user_code order by version desc) = 1)"""  # noqa: S608 - our own names
_NEWEST_USERS = """(
    select * from users where dataset_id = $dataset and version <= $newest
    qualify row_number() over (partition by user_code order by version desc) = 1)"""
_WHOLE = {
    "events": f"""
        select user_code, item_code, event_code, epoch_us(ts) as ts, week_hour, value, seq
        from {_EVENTS}""",  # noqa: S608 - our own names
    "events_with_orders": f"""
        select user_code, item_code, event_code, epoch_us(ts) as ts, value, order_id, seq,
            seq in (select seq from replaced where {_OF_VERSION}) as is_replaced
        from events where {_OF_VERSION}""",  # noqa: S608 - our own names
    "last_place": f"""select greatest((select coalesce(max(seq), -1) from events where {_OF_VERSION}),
        (select coalesce(max(seq), -1) from texts where {_OF_VERSION}))""",  # noqa: S608 - our own names
    "items": f"select item_code, item_id, title, categories from {_ITEMS} order by item_code",  # noqa: S608
    "users": f"select user_code, user_id, attributes from {_USERS} order by user_code",  # noqa: S608
    "users_now": f"""select user_code, user_id, attributes from {_NEWEST_USERS}
        where user_code in (select user_code from users where {_OF_VERSION}) order by user_code""",  # noqa: S608
    "texts": f"""
        select user_code, epoch_us(ts) as ts, text from texts where {_OF_VERSION} order by user_code, ts, seq""",  # noqa: S608
    "places": f"select seq from {_EVENTS} order by user_code, ts, seq",  # noqa: S608
    "other_titles": f"select coalesce(other_title, '') as title from {_ITEMS} order by item_code",  # noqa: S608
    "rejected": f"select line, reason, raw from rejected where {_OF_VERSION} order by version, position",  # noqa: S608
    "span": f"select min(first_at), max(last_at) from dataset_versions where {_OF_VERSION}",  # noqa: S608
    "counts": f"""select count(distinct user_code), count(distinct item_code), count(*)
        from {_EVENTS}""",  # noqa: S608 - our own names
}
_LEFT = f"""
with out as (select unit, member from excluded where dataset_id = $dataset and list_contains($keys, key)),
left_events as (
    select * from {_EVENTS}
        where user_code not in (select member from out where unit = 'users')
        and item_code not in (select member from out where unit = 'items')
        and seq not in (select member from out where unit = 'events')),
left_users as (
    select user_code, (row_number() over (order by user_code) - 1)::integer as code
    from (select distinct user_code from left_events)),
left_items as (
    select item_code, (row_number() over (order by item_code) - 1)::integer as code
    from (select distinct item_code from left_events))
"""  # noqa: S608 - our own names
_SELECT_LEFT = {
    "events": """
        select u.code as user_code, i.code as item_code, event_code, epoch_us(ts) as ts, week_hour, value, seq
        from left_events join left_users u using (user_code) join left_items i using (item_code)
        order by u.code, ts, seq""",
    "items": f"""
        select i.code as item_code, item_id, title, categories
        from {_ITEMS} join left_items i using (item_code) order by i.code""",  # noqa: S608 - our own names
    "users": f"""
        select u.code as user_code, user_id, attributes
        from {_USERS} join left_users u using (user_code) order by u.code""",  # noqa: S608 - our own names
    "users_now": f"""
        select u.code as user_code, user_id, attributes
        from {_NEWEST_USERS} join left_users u using (user_code) order by u.code""",  # noqa: S608 - our own names
    "texts": f"""
        select u.code as user_code, epoch_us(ts) as ts, text
        from texts join left_users u using (user_code) where {_OF_VERSION} order by u.code, ts, seq""",  # noqa: S608
    "counts": "select count(distinct user_code), count(distinct item_code), count(*) from left_events",
}


def select(
    table: str, dataset_id: str, version: int, excluded: Excluded | None = None, newest: int | None = None
) -> tuple[str, Mapping[str, Any]]:
    """Return SQL and values that give a table of a version.

    Parameters
    ----------
    table
        events, items, users or texts; "counts" of users, items and events; of a whole version also the "span" of time,
        "places" (the ``seq`` of each event in the order of the population), "other_titles" (in the order of items) and
        "rejected", "events_with_orders" (also replaced ones) and the "last_place" of an event. "users_now"
        has the users of the version, as the version ``newest`` knows them.
    excluded
        What is left out. Codes are from 0 without gaps nonetheless.
    """
    values = {"dataset": dataset_id, "version": version} | ({"newest": newest} if newest else {})
    if excluded:
        return _LEFT + _SELECT_LEFT[table], {**values, "keys": excluded.keys}
    return _WHOLE[table], values
