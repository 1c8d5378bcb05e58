"""The requests about saved selections."""

from __future__ import annotations

from msgspec import to_builtins

from core.jobs.answers import Answer, Desk, Done, Listed, Request, Talk, known_dataset, known_run
from core.store.selections import NewSelection, add_selection, delete_selection, read_listed, read_selections
from core.views.saved import shown_rule_of


class SelectionsRequest(Request, frozen=True, tag=True):
    """List the saved selections of a dataset, newest first; with the users of those that list them."""

    dataset_id: str

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Return a row for each; ``user_ids`` is empty where a rule says who is in it.

        ``shown_rule`` is that rule with the numbers of segments that pages show.
        """
        saved = read_selections(desk.store, known_dataset(desk, self.dataset_id))
        return Listed(
            [
                to_builtins(each)
                | {
                    "user_ids": read_listed(desk.store, each),
                    "shown_rule": shown_rule_of(each, desk.runs.history),
                }
                for each in saved
            ]
        )


class SaveSelectionRequest(Request, frozen=True, tag=True):
    """Save users of a run under a name, as a rule or as a list."""

    run_id: str
    name: str
    n_users: int
    author: str
    rule: str = ""
    user_ids: tuple[str, ...] | None = None
    """None where the rule says who."""

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Return ``Done`` with the id of the selection."""
        run = known_run(desk, self.run_id)
        wanted = NewSelection(run.dataset_id, self.name, run.run_id, self.n_users, self.rule, self.user_ids)
        return Done(add_selection(desk.store, wanted, self.author).selection_id)


class DeleteSelectionRequest(Request, frozen=True, tag=True):
    """Delete a saved selection."""

    dataset_id: str
    name: str

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Return ``Done``."""
        delete_selection(desk.store, known_dataset(desk, self.dataset_id), self.name)
        return Done()
