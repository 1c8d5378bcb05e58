"""Public logs of other kinds: courses of the Open University, page views of Outbrain, GitHub's public events."""

from __future__ import annotations

from core.ingest.presets.declare import FileShape, Form, Preset, PresetTable
from core.sentences import say

_START = (
    "try_cast(left(trim({code_presentation}), 4) || case right(trim({code_presentation}), 1) when 'B' then '-02-01' "
    "when 'J' then '-10-01' end as timestamp)"
)
OULAD = Preset(
    name="oulad",
    label="Open University courses",
    source="https://analyse.kmi.open.ac.uk/open-dataset",
    forms=(
        Form(
            PresetTable(
                needs=("code_module", "code_presentation", "id_student", "id_site", "date", "sum_click"),
                roles={
                    "user": ("id_student",),
                    "item": ("id_site",),
                    "timestamp": ("date",),
                    "value": ("sum_click",),
                },
                sql={
                    "event": "'view'",
                    "timestamp": f"strftime({_START} + to_days(try_cast({{date}} as int)), '%Y-%m-%d')",
                },
                file=FileShape(("studentvle*.csv",)),
            ),
            items=PresetTable(
                needs=("id_site", "code_module", "activity_type"),
                roles={"item": ("id_site",), "category": ("activity_type",)},
                file=FileShape(("vle.csv",)),
            ),
            users=PresetTable(
                needs=("id_student", "highest_education", "age_band"),
                roles={
                    "user": ("id_student",),
                    "attribute": ("gender", "region", "highest_education", "imd_band", "age_band", "disability"),
                },
                file=FileShape(("studentinfo*.csv",)),
            ),
            known=("assessments.csv", "courses.csv", "studentassessment.csv", "studentregistration.csv"),
        ),
    ),
    notes=(
        say(
            "Days are counted from the start of a course, which is taken to be the first of February or October of its "
            "year. The value is the number of clicks of a student on that day."
        ),
    ),
)

OUTBRAIN = Preset(
    name="outbrain",
    label="Outbrain page views",
    source="https://www.kaggle.com/competitions/outbrain-click-prediction/data",
    forms=(
        Form(
            PresetTable(
                needs=("uuid", "document_id", "timestamp", "platform", "geo_location", "traffic_source"),
                roles={"user": ("uuid",), "item": ("document_id",), "timestamp": ("timestamp",)},
                sql={
                    "event": "'view'",
                    "timestamp": "strftime(make_timestamp((try_cast({timestamp} as bigint) + 1465876799998) * 1000), "
                    "'%Y-%m-%d %H:%M:%S')",
                },
            )
        ),
    ),
    notes=(say("Times are milliseconds since 2016-06-14 04:00 UTC, as the data set documents."),),
)

GH_ARCHIVE = Preset(
    name="gh-archive",
    label="GH Archive",
    source="https://www.gharchive.org/",
    forms=(
        Form(
            PresetTable(
                needs=("type", "actor.id", "actor.login", "repo.id", "repo.name", "created_at"),
                roles={
                    "user": ("actor.id",),
                    "item": ("repo.id",),
                    "event": ("/type",),
                    "timestamp": ("/created_at",),
                    "text": ("repo.name",),
                },
                sql={"event": "case when {/type} = 'WatchEvent' then 'starred' else {/type} end"},
            )
        ),
    ),
    notes=(say("A WatchEvent is a star that a user gave."),),
)

PUBLISHED = (OULAD, OUTBRAIN, GH_ARCHIVE)
