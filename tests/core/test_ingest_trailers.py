"""Lists of plays with trailers, previews and the like among them, which a column of kinds of videos shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.population.meanings import meanings_of
from tests.core.ingest_help import load, open_store


def plays(header: str, kinds: list[str], more: str = "") -> str:
    rows = [
        f"u{n % 7},2031-05-{1 + n % 28:02} {n % 24:02}:00:00,Film {n % 9},{kinds[n % len(kinds)]}{more and ',9.50'}"
        for n in range(60)
    ]
    return "\n".join([f"user_id,watched_at,title,{header}{more and ',' + more}", *rows]) + "\n"


@pytest.mark.parametrize(
    ("header", "kinds", "n_trailers"),
    [
        ("Supplemental Video Type", ["", "", "TRAILER"], 20),
        ("Supplemental Video Type", ["", "HOOK", "TEASER_TRAILER", "PROMOTIONAL", "RECAP"], 48),
        ("video_type", ["episode", "feature", "trailer"], 20),
        ("kind", ["film", "preview"], 30),
    ],
)
def test_trailers_are_views_and_the_others_plays(
    tmp_path: Path, header: str, kinds: list[str], n_trailers: int
) -> None:
    report = load(tmp_path, plays(header, kinds))
    with open_store(tmp_path) as store:
        population = store.population(report.dataset_id)
    names = [population.event_names[code] for code in population.histories.events]
    assert (names.count("trailer"), names.count("play")) == (n_trailers, 60 - n_trailers)
    kind = dict(zip(population.event_names, (each.kind for each in meanings_of(population)), strict=True))
    assert kind == {"trailer": "view", "play": "play"}


@pytest.mark.parametrize(
    ("header", "kinds", "more"),
    [
        ("type", ["trailer", "truck", "van"], ""),
        ("type", ["trailer", ""], ""),
        ("genre", ["drama", "trailer"], ""),
        ("type", ["film", "series"], ""),
        ("kind", ["hook", "line"], ""),
        ("content_type", ["clip", "live"], ""),
        ("video_type", ["film", "trailer"], "price"),
        ("campaign", ["promotional", ""], ""),
    ],
)
def test_other_columns_of_kinds_are_none(tmp_path: Path, header: str, kinds: list[str], more: str) -> None:
    report = load(tmp_path, plays(header, kinds, more))
    assert not any("trailers, previews and the like" in each for each in report.notes)
