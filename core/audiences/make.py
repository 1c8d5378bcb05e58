"""From the users of a run and a file of identities to files that platforms take: join, check, write, record."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa

from core.audiences.asked import Asked, refuse, refuse_not_consented
from core.audiences.choose import choose
from core.audiences.doubtful import not_chosen
from core.audiences.held import Member, sides_of
from core.audiences.identity import Reading, no_identities, read_identities
from core.audiences.identity_consent import refuse_unsure, with_consent
from core.audiences.identity_file import IdentityFile, open_identities
from core.audiences.manifest import (
    PROGRAM,
    IdentitySource,
    MadeFile,
    Manifest,
    made_file,
    published_counts,
    sha256_of,
)
from core.audiences.platform import Platform
from core.audiences.platforms import platform_of
from core.audiences.preflight import Check, check
from core.audiences.write import file_name, write_audience
from core.campaigns.planned import plans, stated
from core.campaigns.sides import Sides
from core.export.small_groups import is_small
from core.files.csv_files import csv_blocks
from core.ingest.reader.read import RawTable
from core.sentences import Sentence, say
from core.settings import Settings
from core.store.clock import now
from core.store.identities import Counted, Identities, Wanted
from core.store.scratch import Scratch, at_most
from core.types import NOISE

NOT_CONSENTED = "not-consented"
"""How the name of a file says that it is of who did not consent."""
LEFT_OUT = "left_out.csv"
"""Who is in no file, and why; for the analyst, never for a platform."""
_MEMORY_MB = 400
"""Of the database that joins: one million users and the program together stay below 1 GB."""
_LEFT_OUT_COLUMNS = ("platform", "user_id", "segment", "reason")


@dataclass(frozen=True, slots=True)
class Joined:
    """Users with what identifies them; open as long as files are made."""

    asked: Asked
    identities: Identities
    reading: Reading | None
    """None without a file of identities."""

    @property
    def platforms(self) -> list[Platform]:
        """The platforms."""
        return [platform_of(key) for key in self.asked.rules.platforms]

    def warnings(self) -> dict[int, str]:
        """Return why platforms refuse chosen segments, by segment; only those that are flagged."""
        return self.asked.users.warnings_of(self.asked.rules.choice)

    def notes(self) -> Iterator[Sentence]:
        """Say what was read of the file of identities, and which wanted files of too few users are not written."""
        if self.reading:
            yield from self.reading.sentences()
        least = self.asked.rules.least_group
        for each in self.checks():
            if self._is_wanted_apart(each) and is_small(each.n_refused, least):
                yield say(
                    "Fewer than {least} users of {audience} did not consent, so no file of them is written for "
                    "{platform}: a small group could be recognised.",
                    least=least,
                    audience=each.audience,
                    platform=platform_of(each.platform).label,
                )

    def checks(self) -> list[Check]:
        """Return what becomes of the users, by platform and segment."""
        names = self.asked.users.names_of(self.asked.rules.choice)
        rules, found = self.asked.rules, []
        has_control, asks_consent = self.asked.control is not None, bool(rules.consent)
        for platform in self.platforms:
            counted = {each.segment: each for each in self.identities.counts(self._wanted(platform))}
            for segment, audience in names.items():
                own = counted.get(segment, Counted(segment, 0, 0, 0, 0))
                each = check(
                    platform, own, audience, rules.least_group, has_control=has_control, asks_consent=asks_consent
                )
                found.append(msgspec.structs.replace(each, is_weak=self.asked.is_weak, wanted=rules.choice.leaving))
        return found

    def write(self, folder: Path, on_file: Callable[[float], None] = lambda _share: None) -> list[MadeFile]:
        """Write the files into an existing folder; return what the manifest has of them."""
        made, checks = [], self.checks()
        for done, each in enumerate(checks):
            for state in self._states(each):
                platform = platform_of(each.platform)
                rows = self.identities.rows(self._wanted(platform), each.segment, consents=state != NOT_CONSENTED)
                files = write_audience(platform, rows, folder, f"{self._stem(each)}_{state or 'all'}")
                made += [made_file(file.path, each, file.n_rows, state) for file in files]
            on_file((done + 1) / len(checks))
        return made

    def write_left_out(self, path: Path) -> None:
        """Write who is in no file of which platform, and why."""
        with csv_blocks(path, _LEFT_OUT_COLUMNS) as write:
            for platform in self.platforms:
                for batch in self.identities.left_out(self._wanted(platform), is_weak=self.asked.is_weak):
                    keys = pa.array([platform.key] * batch.num_rows, pa.string())
                    write(pa.table([keys, *batch.columns], names=list(_LEFT_OUT_COLUMNS)))
                write(self._not_chosen(platform))

    def _not_chosen(self, platform: Platform) -> pa.Table:
        """Return the rows of ``write_left_out`` of users whose segment is not chosen, and of those in none."""
        users, choice = self.asked.users, self.asked.rules.choice
        whys = not_chosen((*users.segments, NOISE), choice.segments, users.warnings, users.weak)
        is_left = np.isin(users.labels, list(whys))
        rows = np.flatnonzero(is_left if self.asked.is_listed is None else is_left & self.asked.is_listed)
        segments = users.labels[rows]
        reasons = {each: f"its segment was not chosen{f': {why}' if why else ''}" for each, why in whys.items()}
        reasons[NOISE] = "in no segment"
        columns = (
            pa.array([platform.key] * len(rows), pa.string()),
            pa.array(users.user_ids[rows], pa.string()),
            pa.array(segments, pa.int32()),
            pa.array([reasons[each] for each in segments.tolist()], pa.string()),
        )
        return pa.table(columns, names=list(_LEFT_OUT_COLUMNS))

    def members(self) -> Iterator[tuple[Check, list[str]]]:
        """Give the users, by their ids in the run, of each audience that is written."""
        for each in self.checks():
            if each.n_kept:
                yield each, self._members(each)

    def sides(self) -> Sides | None:
        """Return who is in the files and who is held back from them; None without a control group.

        A user is there once, whatever the platform, where one of them has a file of the segment.
        """
        control, users = self.asked.control, self.asked.users
        if control is None:
            return None
        members = (
            Member(user_id, each.segment, is_held)
            for each in self.checks()
            if each.n_kept
            for is_held in (False, True)
            for user_id in self._members(each, is_held)
        )
        return sides_of(control, members, users.user_ids, (users.run_id, users.names_of(self.asked.rules.choice)))

    def manifest(self, made: list[MadeFile], author: str, sides: Sides | None) -> Manifest:
        """Return what stands beside the files; ``sides`` are those of ``sides()``, which takes a while."""
        users, rules, identity = self.asked.users, self.asked.rules, self.asked.identity
        return Manifest(
            made_by=PROGRAM,
            made_at=now().isoformat(timespec="seconds"),
            author=author,
            run_id=users.run_id,
            dataset_id=users.dataset_id,
            dataset_version=users.dataset_version,
            names_version=users.names_version,
            rules=self.asked.control.stated(rules) if self.asked.control else rules,
            consent_attribute=", ".join(self.asked.columns),
            listed=str(self.asked.listed),
            is_weak=self.asked.is_weak,
            identity=_source(identity, self.reading.columns) if identity and self.reading else None,
            control=self.asked.control.text if self.asked.control else None,
            counts=published_counts(self.checks(), rules.least_group, not_consented=rules.not_consented),
            files=tuple(made),
            smallest_gains=_gains(sides, rules.least_group) if sides else {},
            waiting=users.waiting,
            not_chosen={}
            if rules.choice.as_one
            else not_chosen(users.segments, rules.choice.segments, users.warnings, users.weak),
            numbers=users.other_numbers,
        )

    def _members(self, each: Check, is_held: bool = False) -> list[str]:
        return self.identities.members(self._wanted(platform_of(each.platform)), each.segment, held=is_held)

    def _wanted(self, platform: Platform) -> Wanted:
        once = platform.once_per_user, platform.once_per_address
        return Wanted(platform.columns, platform.identifiers, *once, self.asked.rules.choice.leaving)

    def _states(self, each: Check) -> Iterator[str]:
        """Give the states of consent that have a file; "" where nobody is asked."""
        rules = self.asked.rules
        if each.n_kept:
            yield self.asked.state
        if self._is_wanted_apart(each) and not is_small(each.n_refused, rules.least_group):
            yield NOT_CONSENTED

    def _is_wanted_apart(self, each: Check) -> bool:
        """Whether a file of those who did not consent was asked for, and there are any."""
        return self.asked.rules.not_consented and platform_of(each.platform).is_own and each.n_refused > 0

    def _stem(self, each: Check) -> str:
        names = [file_name(name).casefold() for name in self.asked.users.names_of(self.asked.rules.choice).values()]
        own = file_name(each.audience)
        number = f".{self.asked.users.called([each.segment])}" if names.count(own.casefold()) > 1 else ""
        return f"{each.platform}_{own}{number}"


@contextmanager
def joined(
    asked: Asked, folder: Path, settings: Settings, on_rows: Callable[[float], None] = lambda _share: None
) -> Iterator[Joined]:
    """Join a file of identities to the users who were chosen.

    Parameters
    ----------
    folder
        Empty and private; nothing of it is needed afterwards.

    Raises
    ------
    DataError
        A platform needs identities and there is no file, the run has no such segment, or groups are too small.
    IngestError
        The file cannot be read.
    """
    refuse(asked)
    is_held = asked.control.of(asked.users.user_ids) if asked.control else None
    chosen = choose(asked.users, asked.rules.choice, asked.is_listed, asked.consent, is_held)
    files = [asked.identity.path] if asked.identity else []
    own = replace(settings, memory_limit=at_most(settings.memory_limit, _MEMORY_MB))
    with Scratch(folder, files, settings.timezone, own) as scratch:
        reading = None
        if asked.identity:
            opened = open_identities(scratch, asked.identity)
            asked = _with_consent(scratch, asked, opened)
        refuse_not_consented(asked)
        if asked.identity:
            is_chosen = np.zeros(len(asked.users.user_ids), dtype=bool)
            is_chosen[chosen["row"].to_numpy()] = True
            is_read = np.ones_like(is_chosen) if asked.rules.consent else is_held
            users = asked.users.user_ids, is_chosen, is_read
            identities, reading = read_identities(scratch, asked.identity, opened, users, asked.key, on_rows)
        else:
            identities = no_identities(scratch)
        is_refused = asked.consent.answers != 1 if asked.consent else None
        identities.join(chosen, _names(asked), is_held, consent=asked.rules.consent, is_refused=is_refused)
        yield Joined(asked, identities, reading)


def _with_consent(scratch: Scratch, asked: Asked, opened: tuple[Sequence[RawTable], dict[str, str]]) -> Asked:
    """Return what is asked with the columns of the file of identities by which users are listed."""
    is_needed = asked.rules.asks_file
    if asked.identity is None or not (asked.finds_consent or (is_needed and not asked.identity.consent)):
        return asked
    file = with_consent(scratch, opened[0], asked.identity, opened[1], is_needed=is_needed)
    if not file.consent and not asked.rules.asks_log:
        refuse_unsure(scratch, opened[0], opened[1])
    return asked.with_consent_of(file)


def _names(asked: Asked) -> pa.Table:
    names = asked.users.names_of(asked.rules.choice)
    shown = [asked.users.numbers.get(each, each) if each else None for each in names]
    columns = {"segment": pa.array(names, pa.int32()), "name": pa.array(names.values(), pa.string())}
    return pa.table({**columns, "shown_as": pa.array(shown, pa.int32())})


def _source(identity: IdentityFile, columns: Mapping[str, str]) -> IdentitySource:
    return IdentitySource(
        name=identity.path.name,
        sha256=sha256_of(identity.path),
        columns=columns,
        region=identity.region,
        consent=identity.consent,
        more_consent=identity.more_consent,
    )


def _gains(sides: Sides, least: int) -> dict[int, Mapping[int, int | None]]:
    """Return the smallest gains of each segment; of a few who are held back none: their number follows from it."""
    own = (each for each in plans(sides) if each.segment is not None and not is_small(each.n_control, least))
    return {each.segment: stated(each) for each in own if each.segment is not None}
