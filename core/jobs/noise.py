"""The noise on counts that leave a workspace: what a page or a command asks about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.jobs.answers import Answer, Desk, Done, Request, Talk, known_run
from core.pack.noise import check_epsilon
from core.sentences import Sentence, say_n, to_text
from core.store.published_noise import add_published, published

if TYPE_CHECKING:
    from core.store.store import Store


class NoiseRequest(Request, frozen=True, tag=True):
    """Count the noise of a pack that is about to leave."""

    run_id: str
    epsilon: float
    author: str

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Return ``Done`` with a sentence that adds up what has left; raise ``DataError`` for an odd epsilon."""
        dataset_id = known_run(desk, self.run_id).dataset_id
        with desk.store.transaction() as con:
            add_published(con, dataset_id, self.run_id, check_epsilon(self.epsilon), self.author)
        return Done(to_text(spent_sentence(desk.store, dataset_id)))


def spent_sentence(store: Store, dataset_id: str) -> Sentence | str:
    """Add up the noise under which counts of a dataset have left; "" where none has."""
    epsilons = [epsilon for _run_id, epsilon in published(store, dataset_id)]
    if not epsilons:
        return ""
    return say_n(
        "Counts of this log were given out with noise {n} time, ε = {total}: the higher that is, the more can "
        "show of one person.",
        "Counts of this log were given out with noise {n} times, ε = {total} in all: the higher that is, the more can "
        "show of one person.",
        len(epsilons),
        total=f"{sum(epsilons):g}",
    )
