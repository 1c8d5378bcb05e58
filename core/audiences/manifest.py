"""The manifest beside the files of an audience: what they hold, by which rules, and how to make them again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import file_digest
from pathlib import Path

import msgspec

from core import __version__
from core.audiences.choose import WHOLE, Choice
from core.audiences.counts import HELD_STEPS, OPPOSED_STEP, REPEATED_STEP, STEPS, steps_of
from core.audiences.platforms import PLATFORMS
from core.audiences.preflight import Check
from core.campaigns.control import FIRST_DRAW
from core.errors import DataError
from core.export.small_groups import Step, is_small, shown_counts, shown_steps
from core.sentences import say
from core.types import NOISE

MANIFEST, MANIFEST_TEXT = "manifest.json", "manifest.txt"
_TOTALS = frozenset(STEPS) - {"n_kept"}
_WHOLES = ("n_found", "n_users")
"""Steps that are the same for many platforms, so that one hides them for all."""


class MadeFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file."""

    name: str
    platform: str
    segment: int
    audience: str
    n_rows: int
    n_bytes: int
    sha256: str
    consent: str = ""
    """"consented", "not-opted-out" or "not-consented"; "" where nobody was asked."""


class IdentitySource(msgspec.Struct, frozen=True, kw_only=True):
    """The file of identities; nothing of it is kept but this."""

    name: str
    sha256: str
    columns: Mapping[str, str]
    """Field → column, as they were read."""
    region: str | None = None
    consent: str = ""
    more_consent: tuple[str, ...] = ()
    """Further columns by which users are listed."""


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked for: the same rules on the same run and file give the same bytes."""

    platforms: tuple[str, ...]
    choice: Choice
    least_group: int
    consent: str = ""
    """Who consented is listed only: "log" by an attribute of the log, "file" by a column of the file of identities,
    "both" by each of them, "" where nobody is asked."""
    not_consented: bool = False
    """Whether programs of one's own get a second file, of those who did not consent."""
    control: float = 0.0
    """How many of 100 users are held back as a control group; 0 for none."""
    draw: str = FIRST_DRAW
    """Which users these are; "" for the draw that holds for the key."""
    is_approved: bool = False
    """Whether approved segments are called as they were when they were approved."""
    log_columns: tuple[str, ...] = ()
    """Attributes of the log by which users are listed, where it is asked; empty for those that say so."""
    is_stated: bool = False
    """Whether whoever exported stated that all may be listed, where nobody is asked."""

    @property
    def asks_file(self) -> bool:
        """Whether answers of the file of identities are needed."""
        return self.consent in ("file", "both")

    @property
    def asks_log(self) -> bool:
        """Whether answers of the log are needed."""
        return self.consent in ("log", "both")


def asks(*, of_log: bool, of_file: bool) -> str:
    """Return ``Rules.consent`` where consent is asked of the log, of the file of identities, or of both.

    >>> asks(of_log=True, of_file=True)
    'both'
    """
    return "both" if of_log and of_file else "log" if of_log else "file" if of_file else ""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What stands beside the files."""

    made_by: str
    made_at: str
    """UTC, as in ISO 8601."""
    author: str
    run_id: str
    dataset_id: str
    dataset_version: int
    names_version: int
    rules: Rules
    consent_attribute: str = ""
    """Which attributes or columns hold consent."""
    listed: str = ""
    """Who is in the files, and by what, as a sentence."""
    is_weak: bool = False
    """Whether it is only known who opted out: nobody says that those in the files consented."""
    identity: IdentitySource | None = None
    counts: Mapping[str, Mapping[str, Mapping[int, int | None]]] = {}
    """Platform → step → segment → users; null for those of small groups, and where they could be computed."""
    control: str | None = None
    """By which key a control group was held back; null for none."""
    smallest_gains: Mapping[int, Mapping[int, int | None]] = {}
    """Segment → so many of 100 convert anyway → so many more of 100 are the smallest gain of a campaign that its
    control group shows four times in five; null where none is."""
    files: tuple[MadeFile, ...] = ()
    waiting: str = ""
    """Which decisions of an earlier run wait to be confirmed, as a sentence; "" where none does."""
    not_chosen: Mapping[int, str] = {}
    """Segment of the run that is in no file → why it is left out unless it is asked for; "" where no reason is."""
    numbers: Mapping[int, int] = {}
    """Segment → the number that pages show, where it is another one than its label, which everything else here has."""

    def called(self, segment: int) -> str:
        """Return a segment by the number that is shown, with its label where that is another one."""
        if segment == NOISE:
            return "users of no segment"
        if segment == WHOLE:
            return "the whole selection"
        number = self.numbers.get(segment, segment)
        return str(number) if number == segment else f"{number} ({segment} in files)"


PROGRAM = f"Persona Atlas {__version__}"


def made_file(path: Path, check: Check, n_rows: int, consent: str) -> MadeFile:
    """Return what the manifest has of a file."""
    return MadeFile(
        name=path.name,
        platform=check.platform,
        segment=check.segment,
        audience=check.audience,
        n_rows=n_rows,
        n_bytes=path.stat().st_size,
        sha256=sha256_of(path),
        consent=consent,
    )


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal digits."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def published_counts(
    checks: Iterable[Check], least_group: int, *, not_consented: bool = False
) -> dict[str, dict[str, dict[int, int | None]]]:
    """Return platform → step → segment → users, without what small groups could be recognised by.

    Parameters
    ----------
    not_consented
        Whether programs of one's own have a file of those who did not consent.
    """
    found = tuple(checks)
    shown = {
        each: _shown_steps(each, least_group, lists_others=not_consented and PLATFORMS[each.platform].is_own)
        for each in found
    }
    wholes = {
        (each.segment, getattr(each, step)) for each, steps in shown.items() for step in _WHOLES if steps[step] is None
    }
    published: dict[str, dict[str, dict[int, int | None]]] = {}
    for platform in dict.fromkeys(each.platform for each in found):
        own = [each for each in found if each.platform == platform]
        published[platform] = {step: _published(own, step, least_group, shown, wholes) for step in steps_of(own)}
    return published


def _published(
    own: Iterable[Check],
    step: str,
    least_group: int,
    shown: Mapping[Check, Mapping[str, int | None]],
    wholes: Collection[tuple[int, int]],
) -> dict[int, int | None]:
    """Return segment → users of a step, without those that other segments, steps or platforms would give away."""
    counts = {each.segment: getattr(each, step) for each in own}
    across = shown_counts(counts, least_group)
    for each in own:
        is_whole = step in _TOTALS and (each.segment, counts[each.segment]) in wholes
        if shown[each].get(step, 0) is None or is_whole:
            across[each.segment] = None
    return across


def _shown_steps(each: Check, least_group: int, *, lists_others: bool) -> dict[str, int | None]:
    """Return what may be shown of a segment beside its other steps and its files."""
    is_listed = lists_others and not is_small(each.n_refused, least_group)
    steps = (
        Step("n_consenting", each.n_consenting),
        Step("n_usable", each.n_usable, is_listed=is_listed),
        Step("n_found", each.n_found, is_plain=True),
        Step("n_users", each.n_users, is_plain=True),
    )
    lost = {step: getattr(each, step) for step in OPPOSED_STEP | HELD_STEPS | REPEATED_STEP}
    return shown_steps(each.n_kept, lost, steps, least_group)


def read_manifest(path: Path) -> Manifest:
    """Read a manifest, or that of a folder; raise ``DataError`` for what is none."""
    file = path / MANIFEST if path.is_dir() else path
    try:
        return msgspec.json.decode(file.read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError) as error:
        raise DataError(
            say("{file} is no manifest: {why}.", file=str(file), why=str(error)),
            say("Name the manifest.json beside the files of an audience, or their folder."),
        ) from error


def files_beside(folder: Path) -> frozenset[str]:
    """Return the files of an earlier export in a folder, as its manifest names them; none where there is no manifest.

    A new export takes their place, so that no list of others lies beside it.
    """
    try:
        return frozenset(each.name for each in read_manifest(folder).files if Path(each.name).name == each.name)
    except DataError:
        return frozenset()


def check_same(before: Manifest, files: Sequence[MadeFile]) -> None:
    """Raise ``DataError`` where files differ from those of an earlier manifest."""
    was, now = ({each.name: each.sha256 for each in some} for some in (before.files, files))
    different = sorted(name for name in was.keys() | now.keys() if was.get(name) != now.get(name))
    if different:
        raise DataError(
            say("These files would not be the same: {files}.", files=", ".join(different)),
            say("The run, its names, the consent of its users or the program changed since; nothing was written."),
        )
