"""The request for data health: what is found in a dataset, after what an analyst decides."""

from __future__ import annotations

from core.health.rows import rows_of
from core.jobs.answers import Answer, Desk, Examined, Request, Talk, known_dataset
from core.sentences import to_text


class HealthRequest(Request, frozen=True, tag=True):
    """Exclude or keep findings of a dataset, or undo it, and list all."""

    dataset_id: str
    author: str
    exclude: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    undo: tuple[str, ...] = ()

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Return ``Examined``."""
        dataset_id = known_dataset(desk, self.dataset_id)
        desk.health.decide(dataset_id, self.author, exclude=self.exclude, keep=self.keep, undo=self.undo)
        made = desk.health.decisions(dataset_id)
        excluded = to_text(made.excluded.sentence) if made.excluded else ""
        return Examined(rows_of(desk.health.findings(dataset_id), made), excluded)
