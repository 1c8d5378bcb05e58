"""What a worker does for files that platforms take: join, check, write."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from core.attributes.consent import Consent, KeptConsent
from core.audiences.manifest import IdentitySource, Rules
from core.audiences.preflight import Check
from core.campaigns.planned import GainRow
from core.jobs.audiences import ListFile
from core.jobs.codec import encode
from core.jobs.task import POPULATION, Report, Task
from core.stages.table import JobKind, Stage
from core.store.segmentations import Segmentation

if TYPE_CHECKING:
    from core.audiences.asked import Asked
    from core.audiences.held import Control
    from core.audiences.make import Joined
    from core.results.results import Results

IDENTITY, ANSWERS, LISTED = "identity", "answers.npy", "listed.npy"
"""In the folder of the job: the file of identities in a folder of its own; answers of the log to the question of
consent; ids of users where some are listed."""
LISTS, LIST_FILES = "lists", "lists.json"
"""Digests of the users of each audience, and what they are about."""
CHECK_FILE = "check.json"
"""What becomes of the users, a ``Preflight``."""


class Preflight(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of the users, for the page."""

    notes: tuple[str, ...]
    """What was read and what is not written, as sentences for ``core.sentences.from_text``."""
    checks: tuple[Check, ...]
    least_group: int
    listed: str = ""
    """Who is in the files, and by what."""
    is_asked: bool = True
    """Whether users are asked for consent at all."""
    warnings: tuple[str, ...] = ()
    """Of control groups that are too small, and of lists that differ by few users from earlier ones."""
    gains: tuple[GainRow, ...] = ()
    """Which gain each control group can show; none without one."""
    balance: tuple[str, ...] = ()
    """How alike those who are held back are to the others, a sentence for each segment."""


class AudienceTask(Task, frozen=True, kw_only=True, tag=JobKind.AUDIENCE.value):
    """Make files for platforms, or only check what becomes of the users."""

    run: Path
    """The folder of the run."""
    naming: Segmentation
    rules: Rules
    author: str
    identity: IdentitySource | None = None
    """How to read the file of identities; "" stands for its hash, which is taken when it is read."""
    consent: KeptConsent | None = None
    """What says who may be listed, whose answers are in the folder of the job."""
    only_check: bool = False

    def work(self, report: Report) -> None:
        """Leave the check and who is left out; the files with their manifest too, unless only the check is wanted."""
        from core.audiences.counts import COUNTS, write_counts
        from core.audiences.make import LEFT_OUT, joined
        from core.audiences.manifest_text import write_manifest
        from core.campaigns.sides import write_sides

        report(Stage.READ, 0.0)
        asked = self._asked()
        scratch = self.folder / "scratch"
        scratch.mkdir()
        with joined(asked, scratch, self.settings, partial(report, Stage.READ)) as made:
            report(Stage.EXPORT, 0.0)
            self._write_check(made)
            self._write_lists(made)
            made.write_left_out(self.results / LEFT_OUT)
            if not self.only_check:
                write_counts(made.checks(), self.results / COUNTS)
                files = made.write(self.results, partial(report, Stage.EXPORT))
                if sides := made.sides():
                    write_sides(sides, self.results)
                write_manifest(made.manifest(files, self.author, sides), self.results)

    def _asked(self) -> Asked:
        from core.audiences.asked import Asked
        from core.audiences.choose import users_of
        from core.audiences.identity_file import IdentityFile
        from core.ingest.values.identity import check_mark, mark_of_run, read_key
        from core.results.folder import read_results
        from core.results.results import with_naming

        results = with_naming(read_results(self.run), self.naming)
        key, was = read_key(self.settings.workspace), self.identity
        check_mark(mark_of_run(self.run), key, is_needed=True)
        path = self.folder / IDENTITY / was.name if was else None
        return Asked(
            users=users_of(results, self.run.name, keeps_flagged=self.rules.choice.keeps_flagged),
            rules=self.rules,
            identity=IdentityFile(path, was.columns, was.region, was.consent, was.more_consent)
            if path and was
            else None,
            key=key,
            is_listed=self._is_listed(results),
            consent=self._consent(),
            control=self._control(results, key),
            finds_consent=not self.rules.is_stated,
        )

    def _control(self, results: Results, key: bytes | None) -> Control | None:
        from core.audiences.held import control_by, known_of
        from core.population.tables import read_population

        if not self.rules.control or key is None:
            return None
        known = known_of(read_population(self.folder / POPULATION), results.user_ids, results.interests)
        users = (results.user_ids, results.labels)
        return control_by(self.rules, key, self.settings.workspace, users, known, is_trial=self.only_check)

    def _is_listed(self, results: Results) -> np.ndarray[tuple[int], np.dtype[np.bool_]] | None:
        file = self.folder / LISTED
        return np.isin(results.user_ids, np.load(file, allow_pickle=False)) if file.exists() else None

    def _consent(self) -> Consent | None:
        return self.consent.read(self.folder / ANSWERS) if self.consent else None

    def _write_check(self, made: Joined) -> None:
        from core.audiences.choose import WHOLE
        from core.audiences.held import balance_sentences, too_few_held
        from core.campaigns.planned import gain_rows
        from core.sentences import to_text

        sides = made.sides()
        found = Preflight(
            notes=tuple(map(to_text, made.notes())),
            listed=to_text(made.asked.listed),
            is_asked=bool(made.asked.rules.consent),
            checks=tuple(made.checks()),
            least_group=self.rules.least_group,
            warnings=(
                *(text for segment, text in made.warnings().items() if segment == WHOLE),
                *map(to_text, too_few_held(made.asked.control, sides, self.rules.least_group)),
            ),
            gains=tuple(gain_rows(sides)),
            balance=tuple(map(to_text, balance_sentences(sides))),
        )
        (self.results / CHECK_FILE).write_bytes(encode(found))

    def _write_lists(self, made: Joined) -> None:
        """Write digests of the users of each audience, for the server to compare and keep."""
        from core.ingest.values.identity import need_key

        folder = self.folder / LISTS
        folder.mkdir()
        (folder / LIST_FILES).write_bytes(encode(write_lists(made, need_key(self.settings.workspace), folder)))


def write_lists(made: Joined, key: bytes, folder: Path) -> tuple[ListFile, ...]:
    """Write digests of the users of each audience that is large enough into a folder; return where they are."""
    from core.audiences.digests import digests_of

    files = []
    for check, users in made.members():
        path = folder / f"{check.platform}_{check.segment}.npy"
        np.save(path, digests_of(users, key))
        files.append(ListFile(check.platform, check.segment, check.audience, path))
    return tuple(files)
