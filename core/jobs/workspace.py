"""What the kinds of jobs work on: the workspace with its datasets, its queue and its runs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from core.health.decide import DataHealth
from core.jobs.named_versions import NamedVersions
from core.settings import Settings
from core.store.jobs import Jobs
from core.store.store import Store


@dataclass(frozen=True, slots=True)
class Workspace:
    """An open workspace."""

    store: Store
    jobs: Jobs
    runs: NamedVersions
    health: DataHealth

    @property
    def path(self) -> Path:
        """Its folder."""
        return self.store.workspace

    @property
    def settings(self) -> Settings:
        """The settings it was opened with."""
        return self.store.settings

    @property
    def worker_settings(self) -> Settings:
        """The settings of one worker: the threads are shared by the runs that are computed at the same time."""
        settings = self.settings
        return replace(settings, threads=max(1, settings.threads // max(1, settings.parallel_runs)))


def open_workspace(store: Store, health: DataHealth | None = None) -> Workspace:
    """Return the workspace of an open store; ``health`` is what examines its logs, one of its own when not given."""
    jobs = Jobs(store)
    return Workspace(store, jobs, NamedVersions(store, jobs), health or DataHealth(store))
