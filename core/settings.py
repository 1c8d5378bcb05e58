"""Settings, in one place: environment variables that begin with ``ATLAS_``, each with a default."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

from core.errors import SettingsError
from core.sentences import say

SMALLEST_GROUP = 20
"""The setting ``small_group`` is never lower."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set from outside. The table in docs/settings.md is checked against these fields."""

    workspace: Path
    """``ATLAS_WORKSPACE``: the folder that holds datasets, runs and caches."""
    timezone: str
    """``ATLAS_TIMEZONE``: time zone of timestamps that name none, an IANA name."""
    memory_limit: str
    """``ATLAS_MEMORY_LIMIT``: what DuckDB may use, such as "2GB"."""
    threads: int
    """``ATLAS_THREADS``: how many threads DuckDB may use, and a run beside it."""
    parallel_runs: int = 1
    """``ATLAS_PARALLEL_RUNS``: how many runs may be computed at the same time."""
    spare_workers: int = 1
    """``ATLAS_SPARE_WORKERS``: how many workers wait with their libraries loaded; 0 saves memory, runs start slower."""
    demo_users: int = 3000
    """``ATLAS_DEMO_USERS``: users in the demo log that a new workspace starts with; 0 starts empty."""
    upload_gb: int = 20
    """``ATLAS_UPLOAD_GB``: how much uploads may take in the workspace before they are loaded, together, in GB."""
    device: str = "auto"
    """``ATLAS_DEVICE``: where networks are trained: "cuda", "mps", "cpu", or "auto" for the fastest there is."""
    allow_downloads: int = 0
    """``ATLAS_ALLOW_DOWNLOADS``: 1 lets the text encoder fetch a model from the hub by its name; 0 does not."""
    interest_half_life: int = 180
    """``ATLAS_INTEREST_HALF_LIFE``: days after which an event counts half for what users are interested in; 0 turns it
    off."""
    model_url: str = ""
    """``ATLAS_MODEL_URL``: an OpenAI-compatible endpoint of a language model that may name segments; empty for none."""
    model_name: str = ""
    """``ATLAS_MODEL_NAME``: what the language model is called there."""
    model_key: str = field(default="", repr=False)
    """``ATLAS_MODEL_KEY``: the key for it, where one is needed; never shown or logged."""
    model_seconds: int = 120
    """``ATLAS_MODEL_SECONDS``: how many seconds one answer may take."""
    model_retries: int = 2
    """``ATLAS_MODEL_RETRIES``: how often it is asked again after an error."""
    model_price_in: Decimal = Decimal(0)
    """``ATLAS_MODEL_PRICE_IN``: price of a million tokens that are sent, in any currency; 0 shows no cost."""
    model_price_out: Decimal = Decimal(0)
    """``ATLAS_MODEL_PRICE_OUT``: price of a million tokens that are answered."""
    model_least_users: int = 20
    """``ATLAS_MODEL_LEAST_USERS``: figures of fewer users are not sent to a language model."""
    small_group: int = 50
    """``ATLAS_SMALL_GROUP``: groups of fewer users are not shown in what leaves, packs and files for platforms; at
    least 20."""


def load_settings() -> Settings:
    """Read the settings from the environment; raise ``SettingsError`` where a number is none."""
    env = {name: text for name, text in os.environ.items() if text}  # a variable that is set to nothing is not set
    return Settings(
        workspace=Path(env.get("ATLAS_WORKSPACE", "data/workspace")),
        timezone=env.get("ATLAS_TIMEZONE", "UTC"),
        memory_limit=env.get("ATLAS_MEMORY_LIMIT", "2GB"),
        threads=_number("ATLAS_THREADS", os.cpu_count() or 1),
        parallel_runs=_number("ATLAS_PARALLEL_RUNS", 1),
        spare_workers=_number("ATLAS_SPARE_WORKERS", 1),
        demo_users=_number("ATLAS_DEMO_USERS", 3000),
        upload_gb=_number("ATLAS_UPLOAD_GB", 20),
        device=env.get("ATLAS_DEVICE", "auto"),
        allow_downloads=_number("ATLAS_ALLOW_DOWNLOADS", 0),
        interest_half_life=_number("ATLAS_INTEREST_HALF_LIFE", 180),
        model_url=env.get("ATLAS_MODEL_URL", ""),
        model_name=env.get("ATLAS_MODEL_NAME", ""),
        model_key=env.get("ATLAS_MODEL_KEY", ""),
        model_seconds=_number("ATLAS_MODEL_SECONDS", 120),
        model_retries=_number("ATLAS_MODEL_RETRIES", 2),
        model_price_in=_price("ATLAS_MODEL_PRICE_IN"),
        model_price_out=_price("ATLAS_MODEL_PRICE_OUT"),
        model_least_users=_number("ATLAS_MODEL_LEAST_USERS", 20),
        small_group=_number("ATLAS_SMALL_GROUP", 50, SMALLEST_GROUP),
    )


def _number(variable: str, default: int, least: int = 0) -> int:
    text = os.environ.get(variable) or str(default)
    if not text.isdecimal():
        raise SettingsError(
            say("{variable} is {text!r}, which is no whole number.", variable=variable, text=text),
            say("Set it to one such as {default}.", default=default),
        )
    if int(text) < least:
        raise SettingsError(
            say("{variable} is {text}, which is below {least}.", variable=variable, text=text, least=least),
            say("Set it to one such as {default}.", default=default),
        )
    return int(text)


def _price(variable: str) -> Decimal:
    text = os.environ.get(variable) or "0"
    try:
        price = Decimal(text)
    except InvalidOperation:
        price = Decimal(-1)
    if not price.is_finite() or price < 0:
        raise SettingsError(
            say("{variable} is {text!r}, which is no price.", variable=variable, text=text),
            say("Set it to a number such as 0.15."),
        )
    return price


NOBODY = "local"
"""Stands for the user of a program without a login."""


def current_user() -> str:
    """Say who the user is; ``NOBODY`` until there is a login. Every write goes through it."""
    return NOBODY


def author_words(author: str | None) -> str:
    """Return who wrote something, in words for people: "an analyst" where nobody had to say who."""
    return known_author(author) or say("an analyst")


def known_author(author: str | None) -> str:
    """Return who wrote something; "" where nobody had to say so."""
    return "" if author in (None, NOBODY) else str(author)
