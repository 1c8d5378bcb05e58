"""Access logs of web servers, as Apache and nginx write them."""

from __future__ import annotations

from core.ingest.presets.declare import FileShape, Form, Preset, PresetTable
from core.sentences import say

_REQUEST = r'"[A-Z]+ \S+( HTTP/[\d.]+)?"'
_LINE = rf"\S+ \S+ .+? \[\d\d/[A-Z][a-z][a-z]/\d\d\d\d:\d\d:\d\d:\d\d [-+]\d\d\d\d\] {_REQUEST} \d\d\d (\d+|-)( .*)?"
_PATH = r"regexp_extract({request}, '^\S+ ([^ ?#]+)', 1)"
_IS_BOT = (
    r"regexp_matches(lower(coalesce({agent}, '')), 'bot\b|bot/|crawl|spider|slurp|curl/|wget/"
    r"|python-|monitor|uptime')"
)
_IS_FILE = (
    rf"regexp_matches(lower({_PATH}), '[.](css|js|map|png|jpe?g|gif|svg|ico|webp|avif|woff2?|ttf|eot|mp4|xml|txt|json)"
    "$')"
)

WEB_LOG = Preset(
    name="web-log",
    label="Access logs of Apache and nginx",
    source="https://httpd.apache.org/docs/current/logs.html#combined",
    forms=(
        Form(
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
                    first_line=_LINE,
                    headers=(
                        *("address", "identity", "user", "time", "offset", "request", "status", "bytes", "referrer"),
                        "agent",
                    ),
                    delimiter=" ",
                    quote='"',
                ),
            )
        ),
    ),
    notes=(
        say(
            "Users are those who logged in, else addresses, which several people may share. Items are the paths of "
            "pages, without what stands behind a question mark. Requests of bots, files of a page such as its images, "
            "redirects and errors are no views."
        ),
    ),
)
WEB = (WEB_LOG,)
