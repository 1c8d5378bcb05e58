"""Files that platforms take, written into the workspace, or a check of what would be in them."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path
from typing import ClassVar

import msgspec
import numpy as np

from core.attributes.consent import read_consent
from core.audiences.manifest import IdentitySource, Rules
from core.errors import OutputError
from core.ingest.values.identity import need_key
from core.jobs.approved import APPROVED, NEWEST, naming_of
from core.jobs.audience_task import (
    ANSWERS,
    CHECK_FILE,
    IDENTITY,
    LIST_FILES,
    LISTED,
    LISTS,
    AudienceTask,
    Preflight,
)
from core.jobs.audiences import ListFile, read_lists, warnings_about
from core.jobs.codec import decode, encode
from core.jobs.job import Job
from core.jobs.task import POPULATION, RESULTS, Task
from core.jobs.workspace import Workspace
from core.sentences import say, to_text
from core.stages.table import JobKind, Shares, shares_of
from core.store.audience_lists import add_lists
from core.store.folders import publish_folder
from core.store.jobs import write_nothing


class AudienceJob(Job, frozen=True, kw_only=True, tag=JobKind.AUDIENCE.value):
    """Make files for platforms of some segments of a run."""

    is_light: ClassVar[bool] = True
    run_id: str
    name: str
    """Of the folder inside ``exports``, or ``checks``."""
    rules: Rules
    author: str = ""
    identity: IdentitySource | None = None
    """How to read the file of identities."""
    upload: Path | None = None
    """The folder that holds this file alone; it is moved into the folder of the job, and gone with it."""
    user_ids: tuple[str, ...] | None = None
    """The users who are listed; None for all of the segments."""
    only_check: bool = False

    def shares(self, workspace: Workspace) -> Shares:
        """Return those of any such job."""
        return shares_of(JobKind.AUDIENCE)

    def prepare(self, workspace: Workspace, folder: Path) -> Task:
        """Write what the worker cannot read, and take the file of identities along."""
        run = workspace.runs.finished(self.run_id)
        need_key(workspace.path)
        if self.upload:
            shutil.move(self.upload, folder / IDENTITY)
        consent, rules = None, self.rules
        if rules.asks_log:
            attributes = workspace.store.newest_attributes(run.dataset_id, run.excluded, run.version)
            consent = read_consent(attributes, only=rules.log_columns)
            rules = msgspec.structs.replace(rules, log_columns=consent.columns)
        if self.rules.control:
            workspace.store.export_population(run.dataset_id, folder / POPULATION, run.excluded, run.version)
        if self.user_ids is not None:
            np.save(folder / LISTED, np.array(self.user_ids, dtype=np.str_))
        return AudienceTask(
            folder=folder,
            settings=workspace.worker_settings,
            run=workspace.runs.folder(self.run_id),
            naming=naming_of(workspace.runs, self.run_id, APPROVED if self.rules.is_approved else NEWEST),
            rules=rules,
            author=self.author,
            identity=self.identity,
            consent=consent.save(folder / ANSWERS) if consent else None,
            only_check=self.only_check,
        )

    def publish(self, workspace: Workspace, job_id: str, folder: Path) -> None:
        """Compare the lists with those that left before, and move the files to their place."""
        run = workspace.runs.finished(self.run_id)
        lists = read_lists(decode((folder / LISTS / LIST_FILES).read_bytes(), tuple[ListFile, ...]))
        warnings = warnings_about(workspace.store, run, lists, self.rules.least_group)
        check = decode((folder / RESULTS / CHECK_FILE).read_bytes(), Preflight)
        check = msgspec.structs.replace(check, warnings=(*check.warnings, *map(to_text, warnings)))
        (folder / RESULTS / CHECK_FILE).write_bytes(encode(check))
        target = workspace.path / ("checks" if self.only_check else "exports") / self.name
        if target.exists():
            raise OutputError(say("{folder} exists already.", folder=str(target)), say("Export under another name."))
        keep = partial(add_lists, dataset_id=run.dataset_id, run_id=self.run_id, lists=lists, author=self.author)
        result = str(target.relative_to(workspace.path))
        write = write_nothing if self.only_check else keep
        publish_folder(workspace.jobs, job_id, folder / RESULTS, target, result, write)
