from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.board.candidates import Candidate, list_candidates
from core.board.files import COLUMNS, PAGE, TABLE, write_board
from core.board.ledger import Finished, Ledger, fingerprint
from core.board.rows import FUTURES, Board, Row, read_board, recommended
from core.board.schedule import CARDED, SAMPLED, TESTED, VALIDATED, Clock, Schedule, better_half
from core.board.trial import SAMPLE, Trials
from core.errors import DataError
from core.trust.grade import Grade, ReasonCode
from core.types import Population, Recipe
from core.types.meaning import Meaning, RatingScale, Texts
from tests.populations import DAY, MONDAY, population

FIGURES = {
    "k": 8,
    "recall_uplift_pct": 40.0,
    "low": 30.0,
    "high": 50.0,
    "ndcg_uplift_pct": 41.0,
    "gap_share": None,
    "stability_ari": 0.8,
    "silhouette": 0.2,
    "smallest": 60,
    "coverage": 1.0,
    "verdict": "usable",
    "future_items": 0.01,
}
CARD = {"verdict": "strong", "reason_code": "strong", "reason": ""}


class Quick(Trials):
    """Trials that take no time, with figures made up: the more dimensions, the better."""

    made: list[tuple[str, str]]

    def check(self) -> None:
        """Take any log."""

    def validate(self, candidate: Candidate, n_users: int | None = None) -> dict[str, Any]:
        if candidate.recipe.encoder == "behaviour":
            raise DataError("too little", "")
        return {"uplift": 50.0 if candidate.name == "factors" else 10.0, "low": 1.0, "high": 60.0}

    def measure(self, candidate: Candidate) -> dict[str, Any]:
        return FIGURES

    def card(self, candidate: Candidate, k: int) -> dict[str, Any]:
        return CARD


class Ticking:
    """A clock of which every look takes a second."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        self.seconds += 1.0
        return self.seconds


@pytest.fixture
def log() -> Population:
    return population([(f"u{user}", f"i{item}") for user in range(5) for item in range(3)])


def work(trials: Trials, path: Path, seconds: float, done: list[str] | None = None) -> Board:
    ledger = Ledger(path, fingerprint(trials.population))
    names = [] if done is None else done
    schedule = Schedule(
        trials,
        ledger,
        Clock(seconds, Ticking()),
        lambda candidate, part, _: names.append(f"{candidate.name} {candidate.recipe.clusterer} {part}"),
    )
    schedule.run(8)
    return read_board(trials.population, ledger, 8)


def test_candidates_are_the_encoders_that_a_log_supports(log: Population) -> None:
    names = [each.name for each in list_candidates(log, 8)]
    assert "text" not in names
    assert "attributes" not in names
    assert "items" not in names
    assert names[0] == "blend"
    assert "blend (factors 2, counts 1, behaviour 0.4)" in names
    assert names[-3:] == ["autoencoder", "sequence", "graph"]
    titled = population([("a", "x"), ("b", "y")], titles={"x": "red hat"}, attributes={"plan": ["gold", "silver"]})
    assert {"text", "attributes"} <= {each.name for each in list_candidates(titled, 8)}


def test_each_quick_encoder_is_reported_before_the_best_is_run_in_full(log: Population, tmp_path: Path) -> None:
    done: list[str] = []
    board = work(Quick(log), tmp_path / "trials", 1e6, done)
    reported = [name for name in done if not name.endswith(VALIDATED)]
    assert reported[:7] == [
        f"factors kmeans {TESTED}",
        *(f"{name} kmeans {TESTED}" for name in ("blend", "counts", "tastes", "lasting", "future")),
        f"factors kmeans {CARDED}",
    ]
    assert board.rows[0].candidate.name == "factors"
    assert board.rows[0].is_recommended
    assert board.rows[0].verdict is Grade.STRONG
    assert board.failed == {"behaviour": "too little"}
    assert board.n_waiting == 0
    assert {row.candidate.recipe.clusterer for row in board.rows} == {"kmeans", "minibatch", "mixture"}


class OfHabits(Quick):
    """The blend that leans on behaviour knows best when users act."""

    def validate(self, candidate: Candidate, n_users: int | None = None) -> dict[str, Any]:
        bits = 1.0 if candidate.name.startswith("blend (behaviour 2") else 0.1
        return {"uplift": 10.0, "low": 1.0, "high": 60.0, "habit_bits": bits, "habit_low": bits / 2}


def test_what_best_predicts_when_users_act_is_reported_too(log: Population, tmp_path: Path) -> None:
    done: list[str] = []
    work(OfHabits(log), tmp_path / "trials", 1e6, done)
    reported = [name for name in done if not name.endswith(VALIDATED)]
    assert reported[7] == f"blend (behaviour 2, counts 1) kmeans {TESTED}"


def test_a_board_that_was_stopped_goes_on_where_it_was(log: Population, tmp_path: Path) -> None:
    first: list[str] = []
    second: list[str] = []
    stopped = work(Quick(log), tmp_path / "trials", 12, first)
    assert not stopped.rows
    assert stopped.n_waiting > 0
    with (tmp_path / "trials").open("a") as file:
        file.write('{"key": "torn')
    board = work(Quick(log), tmp_path / "trials", 1e6, second)
    assert len(first) > 0
    assert not set(first) & set(second)
    assert board.n_waiting == 0
    lines = (tmp_path / "trials").read_text().splitlines()
    assert len(lines) == len(first) + len(second)
    assert all(json.loads(line) for line in lines)


def test_trials_of_another_log_are_not_used(log: Population, tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "trials", fingerprint(log))
    ledger.add(TESTED, Recipe(k=8), Finished(FIGURES, 1.0, 1.0))
    other = population([("u0", "i0", "purchase", MONDAY + DAY)])
    assert fingerprint(other) != fingerprint(log)
    assert Ledger(tmp_path / "trials", fingerprint(other)).get(TESTED, Recipe(k=8)) is None
    assert Ledger(tmp_path / "trials", fingerprint(log)).get(TESTED, Recipe(k=8)) == Finished(FIGURES, 1.0, 1.0)


def sampled_ledger(log: Population, path: Path, failed: str = "") -> Ledger:
    """All candidates tried on the sample, the better half reported."""
    ledger = Ledger(path, fingerprint(log))
    tried = list_candidates(log, 8)
    for place, each in enumerate(tried):
        figures = {"why": "too little"} if each.name == failed else {"uplift": 50.0 - place}
        ledger.add(SAMPLED, each.recipe, Finished(figures, 1.0, 1.0))
    for is_quick in (True, False):
        for each in better_half(ledger, [each for each in tried if each.is_quick is is_quick and each.name != failed]):
            ledger.add(VALIDATED, each.recipe, Finished({"uplift": 40.0}, 1.0, 1.0))
            ledger.add(TESTED, each.recipe, Finished({**FIGURES, "why_no_futures": "too short"}, 1.0, 1.0))
    return ledger


def test_recipes_outranked_on_the_sample_do_not_wait(log: Population, tmp_path: Path) -> None:
    board = read_board(log, sampled_ledger(log, tmp_path / "trials"), 8)
    assert board.n_waiting == 0
    assert board.n_outranked == len(list_candidates(log, 8)) - len(board.rows) > 0
    write_board(board, tmp_path)
    page = (tmp_path / PAGE).read_text()
    assert f"{board.n_outranked} recipes went no further than a sample of the users" in page
    assert "the same command goes on from here" not in page


def test_failures_on_the_sample_and_of_futures_are_reported(log: Population, tmp_path: Path) -> None:
    board = read_board(log, sampled_ledger(log, tmp_path / "trials", "behaviour"), 8)
    assert board.failed["behaviour"] == "too little"
    assert board.failed["factors (futures)"] == "too short"
    assert board.n_waiting == 0


def test_a_log_is_named_by_all_that_it_holds(log: Population, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = Texts(np.array([0]), np.array([MONDAY]), np.array(["boots"], dtype=object))
    names = {
        fingerprint(log),
        fingerprint(replace(log, meanings={"purchase": Meaning("ignore", 0.0)})),
        fingerprint(replace(log, rating_scale=RatingScale(1.0, 5.0, 3.0))),
        fingerprint(replace(log, texts=texts)),
        fingerprint(replace(log, items=replace(log.items, category_names=("tea",)))),
        fingerprint(replace(log, has_time_of_day=not log.has_time_of_day)),
    }
    assert len(names) == 6
    assert fingerprint(log) == fingerprint(log.of_users(np.arange(log.n_users)))
    before = fingerprint(log)
    monkeypatch.setattr("core.board.ledger.versions", lambda: {"persona-atlas": "99"})
    assert fingerprint(log) != before


def test_where_futures_cannot_be_measured_the_rest_of_a_trial_stands(
    tastes: Population, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise DataError("nobody wrote before the cut", "")

    monkeypatch.setattr("core.board.trial.measure_futures", refuse)
    tested = Trials(tastes).measure(Candidate(Recipe("counts", k=4), "counts"))
    assert tested["why_no_futures"] == "nobody wrote before the cut"
    assert tested["verdict"] == "usable"


def row(
    name: str, uplift: float, stability: float, verdict: Grade = Grade.USABLE, code: str = "strong", n_views: int = 1
) -> Row:
    candidate = Candidate(Recipe(name, k=8), name, n_views)
    return Row(candidate, 8, {**FIGURES, "stability_ari": stability}, verdict, code, uplift, 1.0, 1.0)


def test_near_ties_go_to_the_more_stable_and_cards_decide() -> None:
    found = recommended([row("a", 50, 0.5), row("b", 49, 0.9), row("c", 40, 0.95), row("d", 60, 1.0, code="")])
    assert found
    assert found.candidate.name == "b"
    found = recommended([row("a", 50, 0.5, Grade.WEAK), row("b", 30, 0.6)])
    assert found
    assert found.candidate.name == "b"


def test_of_recipes_that_are_alike_the_simplest_is_recommended() -> None:
    found = recommended([row("a", 50, 0.9, n_views=3), row("b", 50, 0.89), row("c", 50, 0.9), row("d", 50, 0.87)])
    assert found
    assert found.candidate.name == "b"


def timed(found: Row, low: float, bits: float = 0.3) -> Row:
    return replace(found, habit_bits=bits, habit_low=low)


def test_where_no_recipe_predicts_items_the_best_for_when_users_act_is_recommended() -> None:
    chance = row("a", 5, 0.5, Grade.NONE, ReasonCode.CHANCE)
    quick, habits = (
        row("b", 4, 0.9, Grade.NONE, code=""),
        timed(row("c", 3, 0.9, Grade.WEAK, ReasonCode.HABITS_ONLY), 0.2),
    )
    assert recommended([chance, habits]) is habits
    best = timed(quick, 0.2, bits=0.4)
    assert recommended([timed(chance, 0.5, bits=0.9), habits, best]) is best
    assert recommended([chance, timed(quick, -0.1)]) is None
    assert recommended([chance, timed(quick, 0.01, bits=0.019)]) is None
    useful = row("d", 2, 0.9)
    assert recommended([chance, best, useful]) is useful


def test_nothing_is_recommended_that_is_not_beyond_chance() -> None:
    assert recommended([row("a", 5, 0.5, Grade.NONE, ReasonCode.CHANCE), row("b", 4, 0.9, code="")]) is None
    assert recommended([row("a", 5, 0.5, Grade.WEAK, ReasonCode.HABITS_ONLY)]) is None


def test_the_table_has_the_documented_columns_and_the_page_what_is_given_up(log: Population, tmp_path: Path) -> None:
    board = work(Quick(log), tmp_path / "trials", 1e6)
    write_board(board, tmp_path)
    with (tmp_path / TABLE).open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    assert COLUMNS[:15] == (
        *("encoder", "clusterer", "k", "recall_uplift_pct", "low", "high", "ndcg_uplift_pct", "gap_share"),
        *("stability_ari", "silhouette", "smallest", "coverage", "verdict", "seconds", "peak_rss_mb"),
    )
    assert (rows[0]["encoder"], rows[0]["k"], rows[0]["recall_uplift_pct"], rows[0]["gap_share"]) == (
        *("factors", "8", "40", ""),
    )
    page = (tmp_path / PAGE).read_text()
    assert (
        "Take factors, kmeans, k = 8: its lists find +40 % against one list for all, agreement of refits 0.80, strong."
        in page
    )
    assert "Nothing is given up" in page
    assert "behaviour was left out: too little" in page


@pytest.fixture(scope="module")
def tastes() -> Population:
    """Four groups of users with items of their own, half of the events at random."""
    rng = np.random.default_rng(1)
    events = []
    for user in range(240):
        own = rng.permutation(40)[:14] + 40 * (user % 4)
        for place, item in enumerate([*own, *rng.integers(0, 160, 8)]):
            events.append((f"u{user}", f"i{item}", "purchase", MONDAY + int(rng.integers(0, 300)) * DAY + place))
    return population(events)


def test_a_trial_is_validated_before_the_holdout_and_reported_on_it(tastes: Population) -> None:
    trials = Trials(tastes)
    candidate = Candidate(Recipe("counts", k=4), "counts")
    validated, tested = trials.validate(candidate), trials.measure(candidate)
    assert validated["low"] > 20
    assert tested["low"] > 20
    assert tested["verdict"] == "usable"
    assert tested["k"] == 4
    assert tested["coverage"] == 1.0
    assert tested["smallest"] >= 40
    assert tested["stability_ari"] > 0.8
    assert {*FIGURES, *FUTURES} - {"verdict", "k"} <= set(tested)
    assert trials.validate(candidate, 100)["uplift"] != validated["uplift"]


def test_random_items_are_graded_none() -> None:
    rng = np.random.default_rng(2)
    noise = population([(f"u{user}", f"i{rng.integers(0, 200)}") for user in range(200) for _ in range(20)])
    tested = Trials(noise).measure(Candidate(Recipe("counts", k=4), "counts"))
    assert tested["verdict"] == "none"


def test_a_short_log_is_refused(log: Population) -> None:
    assert SAMPLE == 1_000
    with pytest.raises(DataError, match="No user has 10 events or more"):
        Trials(log).check()
