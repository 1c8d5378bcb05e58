"""Public data sets whose rows are no events yet: MIND, where a row lists what was shown; the Netflix Prize, by film."""

from __future__ import annotations

from core.ingest.presets.declare import FileShape, Form, PresetTable, Tables, preset
from core.ingest.reader.read import RawTable
from core.ingest.reader.reshape import reshaped
from core.sentences import say
from core.store.scratch import Scratch

_CLICKED = """
create temp table {name} as
select * exclude (row_no, clicks), row_no as old_no,
    regexp_replace(unnest(case when len(clicks) = 0 then [null] else clicks end), '-1$', '') as {item}
from (select *, list_filter(string_split(trim({shown}), ' '), lambda each: each like '%-1') as clicks from {table})
order by row_no"""
_UNDER_FILM = """
create temp table {name} as
select * exclude row_no, row_no as old_no
from (select *, last_value(case when {user} like '%:' then rtrim({user}, ':') end ignore nulls)
        over (order by row_no rows unbounded preceding) as {item} from {table})
where {user} not like '%:' order by row_no"""


def with_clicks(scratch: Scratch, tables: Tables) -> Tables:
    """Make a row of each article that was clicked; a row without a click stays one, without an item."""
    raws = enumerate(tables["events"])
    return {
        "events": tuple(
            reshaped(scratch, raw, _CLICKED, f"clicked_{place}", ("clicked",), _columns(raw)) for place, raw in raws
        )
    }


def with_films(scratch: Scratch, tables: Tables) -> Tables:
    """Give each rating the film under whose line it stands; those lines are no records."""
    raws = enumerate(tables["events"])
    return {
        "events": tuple(
            reshaped(scratch, raw, _UNDER_FILM, f"rated_{place}", ("film",), _columns(raw)) for place, raw in raws
        )
    }


def _columns(raw: RawTable) -> dict[str, str]:
    names = {each: raw.column(each) for each in raw.headers}
    return {"user": names["user_id"], "shown": names.get("impressions", ""), "item": f"c{len(raw.headers)}"}


MIND = preset(
    "mind",
    "MIND news",
    "https://github.com/msnews/msnews.github.io/blob/master/assets/doc/introduction.md",
    Form(
        PresetTable(
            user="user_id",
            item="clicked",
            timestamp="time",
            sql={
                "event": "'click'",
                "timestamp": "strftime(try_strptime({time}, '%m/%d/%Y %I:%M:%S %p'), '%Y-%m-%d %H:%M:%S')",
            },
            file=FileShape(
                names="behaviors*.tsv",
                first_line=r"\d+\tU\d+\t[^\t]+\t[^\t]*\tN\d+-[01]( N\d+-[01])*",
                headers="impression_id user_id time history impressions",
                delimiter="\t",
            ),
        ),
        items=PresetTable(
            item="news_id",
            text="title",
            category="subcategory",
            file=FileShape(
                names="news*.tsv",
                first_line=r"N\d+(\t[^\t]*){7}",
                headers="news_id category subcategory title abstract url title_entities abstract_entities",
                delimiter="\t",
            ),
        ),
        join=with_clicks,
    ),
    note=say(
        "An event is a click on an article that was shown; what was shown and not clicked, and the history of "
        "clicks without times, are left out."
    ),
)

NETFLIX = preset(
    "netflix-prize",
    "Netflix Prize ratings",
    "https://www.kaggle.com/datasets/netflix-inc/netflix-prize-data",
    Form(
        PresetTable(
            user="user_id",
            item="film",
            value="rating",
            timestamp="date",
            sql={"event": "'rating'"},
            file=FileShape(
                names="combined_data*.txt mv_*.txt *netflix*.txt", first_line=r"\d+:", headers="user_id rating date"
            ),
        ),
        join=with_films,
    ),
    note=say("The line of a film, such as 1:, stands above its ratings and is no record; films are known by number."),
)

RESHAPED = (MIND, NETFLIX)
