"""The table of files that leave: what each is called, what it holds and who writes it.

The command line, the Export page and docs/files.md all come from here.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from core.export.decisions_file import DECISION_COLUMNS, decisions_table, has_decisions
from core.export.rejected import REJECTED_COLUMNS
from core.export.trust_file import trust_table
from core.files.csv_files import write_csv, write_excel_csv
from core.files.output_folder import RUN_RECORD
from core.model.files import MODEL_ARRAYS, MODEL_RECORD
from core.results.audience import as_evidence, for_audiences
from core.results.folder import write_record
from core.results.results import Results
from core.results.segments_file import write_segments
from core.results.tables import (
    INTEREST_COLUMNS,
    RECOMMENDATION_COLUMNS,
    USER_COLUMNS,
    interests_table,
    recommendations_table,
    users_table,
    with_shown,
)
from core.sentences import Sentence, say
from core.types import Column


@dataclass(frozen=True, slots=True)
class Source:
    """What the files are made from."""

    results: Results
    """Narrowed to the chosen segments and users, under the chosen names."""
    model: Path | None = None
    """The folder that holds the files of the model; None for a run without one."""
    write_rejected: Callable[[Path], object] | None = None
    """Writes the rows that ingest rejected; None where the log is not at hand."""
    keeps_flagged: bool = False
    """Whether files for audiences have names that the policy check flags, instead of codes."""

    @property
    def for_audiences(self) -> Results:
        """The results under names that may leave, of segments and of interests."""
        return self.results if self.keeps_flagged else for_audiences(self.results)

    @property
    def evidence(self) -> Results:
        """The results under their names, with typical users masked beside texts with flagged words."""
        return self.results if self.keeps_flagged else as_evidence(self.results)

    @property
    def has_model(self) -> bool:
        """Whether there is a model to take along."""
        return self.model is not None and (self.model / MODEL_RECORD).is_file()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFile:
    """One file."""

    name: str
    label: Sentence
    holds: Sentence
    columns: tuple[str, ...] = ()
    """Of a table whose columns docs/files.md lists."""
    write: Callable[[Source, Path], None]
    is_made: Callable[[Source], bool] = lambda source: True
    n_rows: Callable[[Results], int] | None = None
    """Rows below the header, or objects of a list; None for files that no page shows or offers alone."""

    @property
    def is_csv(self) -> bool:
        """Whether it is a table."""
        return self.name.endswith(".csv")

    @property
    def description(self) -> str:
        """Return what docs/files.md says of it."""
        columns = ", ".join(f"`{name}`" for name in self.columns)
        return f"{self.holds} Columns: {columns}" if columns else str(self.holds)


def write_files(source: Source, folder: Path) -> None:
    """Write every file that the source has something for into an existing folder."""
    for file in files_of(source):
        file.write(source, folder / file.name)


def files_of(source: Source) -> list[ExportFile]:
    """List the files that a source has something for."""
    return [file for file in FILES if file.is_made(source)]


def _copy_of_model(name: str) -> Callable[[Source, Path], None]:
    def copy(source: Source, path: Path) -> None:
        assert source.model is not None  # noqa: S101 - files_of asks has_model first
        shutil.copyfile(source.model / name, path)

    return copy


def _write_rejected(source: Source, path: Path) -> None:
    assert source.write_rejected is not None  # noqa: S101 - files_of asks first
    source.write_rejected(path)


FILES: tuple[ExportFile, ...] = (
    ExportFile(
        name="segments.csv",
        label=say("Users, for programs"),
        holds=say(
            "One row for each user: the segment, its name, and the probability that the user belongs to it. No value "
            "is changed."
        ),
        columns=(*USER_COLUMNS, Column.SHOWN_AS),
        write=lambda source, path: write_csv(with_shown(users_table(source.for_audiences), source.results), path),
        n_rows=lambda results: results.n_users,
    ),
    ExportFile(
        name="segments_excel.csv",
        label=say("Users, for Excel"),
        holds=say("The same for Excel: letters show right, ids stay text, and no cell runs as a formula."),
        write=lambda source, path: write_excel_csv(with_shown(users_table(source.for_audiences), source.results), path),
        n_rows=lambda results: results.n_users,
    ),
    ExportFile(
        name="recommendations.csv",
        label=say("Items, for programs"),
        holds=say(
            "The items to offer each segment, the best first, each with the reason and, where that was judged, how "
            "many are expected to pick it."
        ),
        columns=(*RECOMMENDATION_COLUMNS, Column.SHOWN_AS),
        write=lambda source, path: write_csv(with_shown(recommendations_table(source.results), source.results), path),
        n_rows=lambda results: len(results.recommendations),
    ),
    ExportFile(
        name="recommendations_excel.csv",
        label=say("Items, for Excel"),
        holds=say("The same for Excel: ids stay text, and no cell runs as a formula."),
        write=lambda source, path: write_excel_csv(
            with_shown(recommendations_table(source.results), source.results), path
        ),
        n_rows=lambda results: len(results.recommendations),
    ),
    ExportFile(
        name="interests.csv",
        label=say("Interests, for programs"),
        holds=say(
            "The largest interests of each user, five at most in each layer of the tree, with how much of the user's "
            "interest each takes; a text that the user wrote counts half a purchase."
        ),
        columns=INTEREST_COLUMNS,
        write=lambda source, path: write_csv(interests_table(source.for_audiences), path),
        is_made=lambda source: source.results.interests is not None,
        n_rows=lambda results: results.interests.n_ranked() if results.interests else 0,
    ),
    ExportFile(
        name="interests_excel.csv",
        label=say("Interests, for Excel"),
        holds=say("The same for Excel: ids stay text, and no cell runs as a formula."),
        write=lambda source, path: write_excel_csv(interests_table(source.for_audiences), path),
        is_made=lambda source: source.results.interests is not None,
        n_rows=lambda results: results.interests.n_ranked() if results.interests else 0,
    ),
    ExportFile(
        name="trust.csv",
        label=say("Trust card"),
        holds=say("Verdict, reason, advice and figures of each segment, safe to open in a spreadsheet."),
        write=lambda source, path: write_excel_csv(with_shown(trust_table(source.results), source.results), path),
        is_made=lambda source: source.results.trust is not None,
        n_rows=lambda results: results.k,
    ),
    ExportFile(
        name="decisions.csv",
        label=say("Decisions"),
        holds=say(
            "What was decided on each segment: approve, change or reject, with owner, due date and comment, safe to "
            "open in a spreadsheet, and what was decided for an earlier run and waits to be confirmed; only where "
            "something was."
        ),
        columns=(*DECISION_COLUMNS, Column.SHOWN_AS),
        write=lambda source, path: write_excel_csv(with_shown(decisions_table(source.results), source.results), path),
        is_made=lambda source: has_decisions(source.results),
        n_rows=lambda results: results.k,
    ),
    ExportFile(
        name="segments.json",
        label=say("Segments, for programs"),
        holds=say(
            "All that is stated of each segment: name, portrait, facts with the events in which they are counted, "
            "typical users, verdict, note and decision, as JSON. Typical users are masked where a word of the texts "
            "about a segment is flagged."
        ),
        write=lambda source, path: write_segments(source.evidence, path),
        n_rows=lambda results: results.k,
    ),
    ExportFile(
        name="rejected.csv",
        label=say("Rejected rows"),
        holds=say("Rows of the log that cannot be used; only where all users are listed."),
        columns=REJECTED_COLUMNS,
        write=_write_rejected,
        is_made=lambda source: source.write_rejected is not None,
    ),
    ExportFile(
        name=MODEL_RECORD,
        label=say("Model"),
        holds=say("What assigns new users: recipe, event types, confidence rule; it holds no user."),
        write=_copy_of_model(MODEL_RECORD),
        is_made=lambda source: source.has_model,
    ),
    ExportFile(
        name=MODEL_ARRAYS,
        label=say("Arrays of the model"),
        holds=say("Items, and what encoder and clusterer learnt."),
        write=_copy_of_model(MODEL_ARRAYS),
        is_made=lambda source: source.has_model,
    ),
    ExportFile(
        name=RUN_RECORD,
        label=say("Record of the run"),
        holds=say(
            "Recipe, sizes, what ingest stored and rejected, scores, trust card, notes, which version of the names the "
            "files have, seconds by stage, peak memory and versions, as JSON."
        ),
        write=lambda source, path: write_record(source.evidence.record, path),
    ),
)
RUN_FILES = frozenset(file.name for file in FILES)
"""Every file of a run."""
FILES_OF_FRESH_RUN = RUN_FILES - {"decisions.csv"}
"""Those of a run on which nothing was decided yet."""
