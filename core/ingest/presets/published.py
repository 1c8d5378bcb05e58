"""Logs in published forms: courses of the Open University, page views of Outbrain, GitHub's public events.

And access logs as Apache and nginx write them, and statements of the Experience API (xAPI), as learning record stores
export them: who did what with which activity.
"""

from __future__ import annotations

from core.ingest.presets.declare import FileShape, Form, PresetTable, preset
from core.sentences import say

_START = (
    "try_cast(left(trim({code_presentation}), 4) || case right(trim({code_presentation}), 1) when 'B' then '-02-01' "
    "when 'J' then '-10-01' end as timestamp)"
)
OULAD = preset(
    "oulad",
    "Open University courses",
    "https://analyse.kmi.open.ac.uk/open-dataset",
    Form(
        PresetTable(
            "code_module, code_presentation, id_student, id_site, date, sum_click",
            user="id_student",
            item="id_site",
            timestamp="date",
            value="sum_click",
            sql={
                "event": "'view'",
                "timestamp": f"strftime({_START} + to_days(try_cast({{date}} as int)), '%Y-%m-%d')",
            },
            file=FileShape("studentvle*.csv"),
        ),
        items=PresetTable(
            "id_site, code_module, activity_type", item="id_site", category="activity_type", file=FileShape("vle.csv")
        ),
        users=PresetTable(
            "id_student, highest_education, age_band",
            user="id_student",
            attribute="gender, region, highest_education, imd_band, age_band, disability",
            file=FileShape("studentinfo*.csv"),
        ),
        known=("assessments.csv", "courses.csv", "studentassessment.csv", "studentregistration.csv"),
    ),
    note=say(
        "Days are counted from the start of a course, which is taken to be the first of February or October of its "
        "year. The value is the number of clicks of a student on that day."
    ),
)

OUTBRAIN = preset(
    "outbrain",
    "Outbrain page views",
    "https://www.kaggle.com/competitions/outbrain-click-prediction/data",
    PresetTable(
        "uuid, document_id, timestamp, platform, geo_location, traffic_source",
        user="uuid",
        item="document_id",
        timestamp="timestamp",
        sql={
            "event": "'view'",
            "timestamp": "strftime(make_timestamp((try_cast({timestamp} as bigint) + 1465876799998) * 1000), "
            "'%Y-%m-%d %H:%M:%S')",
        },
    ),
    note=say("Times are milliseconds since 2016-06-14 04:00 UTC, as the data set documents."),
)

GH_ARCHIVE = preset(
    "gh-archive",
    "GH Archive",
    "https://www.gharchive.org/",
    PresetTable(
        "type, actor.id, actor.login, repo.id, repo.name, created_at",
        user="actor.id",
        item="repo.id",
        event="/type",
        timestamp="/created_at",
        text="repo.name",
        sql={"event": "case when {/type} = 'WatchEvent' then 'starred' else {/type} end"},
    ),
    note=say("A WatchEvent is a star that a user gave."),
)

_QUOTED = r'"(\\.|[^"\\])*"'
_REQUEST_TIME = r"\[\d\d/[A-Z][a-z][a-z]/\d\d\d\d:\d\d:\d\d:\d\d [-+]\d\d\d\d\]"
_LINE = rf"\S+ \S+ .+? {_REQUEST_TIME} {_QUOTED} \d\d\d (\d+|-)"
_AGENT = f" {_QUOTED} {_QUOTED}"
_MOST_MORE = 3
"""Cells that servers often write behind those of the combined format, such as who forwarded a request."""
_PATH = r"regexp_extract({request}, '^\S+ ([^ ?#]+)', 1)"
_IS_BOT = (
    r"regexp_matches(lower(coalesce({agent}, '')), '\bbot\b|bot[/;)]|bot$|crawl|spider|slurp|curl/|wget/"
    r"|python-|monitor|uptime')"
)
_IS_FILE = (
    rf"regexp_matches(lower({_PATH}), '[.](css|js|map|png|jpe?g|gif|svg|ico|webp|avif|woff2?|ttf|eot|mp4|xml|txt|json)"
    "$')"
)

_HEADERS = "address identity user time offset request status bytes referrer agent"


def _requests(n_more: int) -> PresetTable:
    """Return how lines are read that have so many cells behind those of the combined format."""
    line = _LINE + (_AGENT + rf"( ({_QUOTED}|\S+)){{{n_more}}}" if n_more else f"({_AGENT})?")
    return PresetTable(
        user="user+address",
        item="request",
        event="status",
        timestamp="time",
        sql={
            "user": "coalesce(nullif(nullif(trim({user}), '-'), ''), trim({address}))",
            "item": f"nullif({_PATH}, '')",
            "event": f"case when {_IS_BOT} then 'bot' when trim({{status}}) >= '400' then 'error' "
            f"when trim({{status}}) >= '300' and trim({{status}}) <> '304' then 'redirect' "
            f"when {_IS_FILE} then 'static_file' "
            "when regexp_matches({request}, '^(GET|POST) ') then 'page_view' else 'ping' end",
            "timestamp": r"regexp_replace(ltrim(trim({time}), '['), '^([^:]+):', '\1 ') || ' ' "
            r"|| rtrim(trim({offset}), ']')",
        },
        file=FileShape(
            first_line=line,
            headers=" ".join((_HEADERS, *(f"more_{place + 1}" for place in range(n_more)))),
            delimiter=" ",
            quote='"',
        ),
    )


WEB_LOG = preset(
    "web-log",
    "Access logs of Apache and nginx",
    "https://httpd.apache.org/docs/current/logs.html#combined",
    *map(_requests, range(_MOST_MORE + 1)),
    note=say(
        "Users are those who logged in, else addresses, which several people may share. Items are the paths of "
        "pages, without what stands behind a question mark. Requests of bots, files of a page such as its images, "
        "redirects and errors are no views."
    ),
)

_LANGUAGES = ("en-US", "en-GB", "en", "und", "de-DE", "de", "fr-FR", "fr", "es-ES", "es", "it", "pt-BR", "ja", "zh-CN")
_IDS = "coalesce(nullif(trim({actor.mbox}), ''), {actor.account.name}, {actor.mbox_sha1sum}, {actor.openid})"

XAPI = preset(
    "xapi",
    "xAPI statements",
    "https://github.com/adlnet/xAPI-Spec/blob/master/xAPI-Data.md",
    PresetTable(
        ("actor.mbox|actor.account.name|actor.mbox_sha1sum|actor.openid, verb.id, object.id, timestamp|stored"),
        user="actor.mbox, actor.account.name, actor.mbox_sha1sum, actor.openid",
        item="object.id",
        event="verb.id",
        timestamp="/timestamp, timestamp, stored",
        text=", ".join(f"object.definition.name.{each}" for each in _LANGUAGES),
        category="object.definition.type",
        sql={
            "user": f"regexp_replace({_IDS}, '^mailto:', '')",
            "event": "regexp_extract({verb.id}, '[^/#]+$')",
            "category": "regexp_extract({object.definition.type}, '[^/#]+$')",
        },
    ),
)

PUBLISHED = (OULAD, OUTBRAIN, GH_ARCHIVE, WEB_LOG, XAPI)
