"""A board from start to end: trials within a budget of time, and what they say."""

from __future__ import annotations

from core.board.ledger import Ledger
from core.board.rows import Board, read_board
from core.board.schedule import Clock, OnTrial, Schedule
from core.board.trial import Trials

__all__ = ["Clock", "Ledger", "Trials", "make_board", "read_board"]


def make_board(trials: Trials, ledger: Ledger, k: int | str, clock: Clock, on_trial: OnTrial) -> Board:
    """Compare recipes on a log.

    Parameters
    ----------
    trials
        The log.
    ledger
        Keeps what is done, and knows what was done before.
    k
        The number of segments of all recipes, or "auto" for that which each chooses; chosen among at equal k anyway.
    clock
        Says when no trial may begin any more.
    on_trial
        Called after every new trial.

    Raises
    ------
    DataError
        The log is too short to choose recipes on one part of it and report them on another.
    """
    trials.check()
    Schedule(trials, ledger, clock, on_trial).run(k)
    return read_board(trials.population, ledger, k, trials.random_state)
