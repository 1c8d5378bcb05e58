"""Statements of the Experience API (xAPI), as learning record stores export them: who did what with which activity."""

from __future__ import annotations

from core.ingest.presets.declare import Form, Preset, PresetTable

_LANGUAGES = ("en-US", "en-GB", "en", "und", "de-DE", "de", "fr-FR", "fr", "es-ES", "es", "it", "pt-BR", "ja", "zh-CN")
_IDS = "coalesce(nullif(trim({actor.mbox}), ''), {actor.account.name}, {actor.mbox_sha1sum}, {actor.openid})"
XAPI = Preset(
    name="xapi",
    label="xAPI statements",
    source="https://github.com/adlnet/xAPI-Spec/blob/master/xAPI-Data.md",
    forms=(
        Form(
            PresetTable(
                needs=(
                    "actor.mbox|actor.account.name|actor.mbox_sha1sum|actor.openid", "verb.id", "object.id",
                    "timestamp|stored",
                ),
                roles={
                    "user": ("actor.mbox", "actor.account.name", "actor.mbox_sha1sum", "actor.openid"),
                    "item": ("object.id",),
                    "event": ("verb.id",),
                    "timestamp": ("/timestamp", "timestamp", "stored"),
                    "text": tuple(f"object.definition.name.{each}" for each in _LANGUAGES),
                    "category": ("object.definition.type",),
                },
                sql={
                    "user": f"regexp_replace({_IDS}, '^mailto:', '')",
                    "event": "regexp_extract({verb.id}, '[^/#]+$')",
                    "category": "regexp_extract({object.definition.type}, '[^/#]+$')",
                },
            )
        ),
    ),
)  # fmt: skip
LEARNING = (XAPI,)
