"""Texts that stand where an id is missing."""

from __future__ import annotations

STAND_INS = (
    "undefined", "[object object]", "(not set)", "not set", "(none)", "(null)", "(empty)", "(blank)", "<na>", "<null>",
    "na", "n.a.", "nil", "nat", "-nan", "missing", "unknown", "not available", "not provided", "-", "--", "?",
    "00000000-0000-0000-0000-000000000000", "00000000000000000000000000000000", "#n/a", "#ref!", "#value!", "#name?",
    "#div/0!", "#num!", "#null!", "#nv", "#bezug!", "#wert!", "#zahl!", "#err", "#error!", "未知", "不明",
    "不详", "无", "false", "nicht angegeben", "keine angabe", "unbekannt", "inconnu", "non renseigné", "desconocido",
    "sconosciuto", "onbekend", "n/d", "s/d", "sin datos", "неизвестно", "não informado", "nieznany",
    "[null]", "{}", "[]", "null null", "undefined undefined", "undefined_undefined", ".", "*",
    "(leer)", "(vide)", "(vacío)", "(en blanco)", "(vuoto)", "(vazio)", "(em branco)", "(leeg)", "(空白)", "(пусто)",
    "(other)", '""', "''", "[deleted]", "[removed]", "deleted user",
)  # fmt: skip
"""What stands for no user and for no item."""
NOTHING = ("k.a.", "n.d.")
"""What stands for no item only: users may be written by such initials."""
NOBODY = (
    "anonymous", "anonym", "(anonymous)", "anon", "guest", "(guest)", "gast", "invité", "匿名", "游客",
    "anonymous user", "anonymous customer", "guest user", "guest customer", "guest checkout", "walk-in",
    "walk-in customer", "walk in customer", "cash customer", "laufkunde", "barverkauf", "anonyme", "anónimo", "anonimo",
    "anônimo", "invitado", "ospite", "convidado", "ゲスト", "匿名用户", "散客",
)  # fmt: skip
"""What stands for no user only: whoever was not known."""
