"""Access logs of web servers, as Apache and nginx write them."""

from __future__ import annotations

from core.ingest.presets.declare import FileShape, Form, Preset, PresetTable
from core.sentences import say

_QUOTED = r'"(\\.|[^"\\])*"'
_TIME = r"\[\d\d/[A-Z][a-z][a-z]/\d\d\d\d:\d\d:\d\d:\d\d [-+]\d\d\d\d\]"
_LINE = rf"\S+ \S+ .+? {_TIME} {_QUOTED} \d\d\d (\d+|-)"
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

_HEADERS = ("address", "identity", "user", "time", "offset", "request", "status", "bytes", "referrer", "agent")


def _form(n_more: int) -> Form:
    """Return how lines are read that have so many cells behind those of the combined format."""
    line = _LINE + (_AGENT + rf"( ({_QUOTED}|\S+)){{{n_more}}}" if n_more else f"({_AGENT})?")
    return Form(
        PresetTable(
            roles={
                "user": ("user+address",),
                "item": ("request",),
                "event": ("status",),
                "timestamp": ("time",),
            },
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
                headers=(*_HEADERS, *(f"more_{place + 1}" for place in range(n_more))),
                delimiter=" ",
                quote='"',
            ),
        )
    )


WEB_LOG = Preset(
    name="web-log",
    label="Access logs of Apache and nginx",
    source="https://httpd.apache.org/docs/current/logs.html#combined",
    forms=tuple(map(_form, range(_MOST_MORE + 1))),
    notes=(
        say(
            "Users are those who logged in, else addresses, which several people may share. Items are the paths of "
            "pages, without what stands behind a question mark. Requests of bots, files of a page such as its images, "
            "redirects and errors are no views."
        ),
    ),
)
WEB = (WEB_LOG,)
