"""From the users of a run and a file of identities to files that platforms take: join, check, write, record."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from core.attributes.consent import Consent
from core.audiences.choose import Users, choose
from core.audiences.held import Control, Member, sides_of
from core.audiences.identity import IdentityFile, Reading, no_identities, read_identities
from core.audiences.manifest import (
    PROGRAM,
    IdentitySource,
    MadeFile,
    Manifest,
    Rules,
    made_file,
    published_counts,
    sha256_of,
)
from core.audiences.platform import Platform
from core.audiences.platforms import PLATFORMS, platform_of
from core.audiences.preflight import Check, check
from core.audiences.write import file_name, write_audience
from core.campaigns.planned import plans, stated
from core.campaigns.sides import Sides
from core.errors import DataError
from core.export.small_groups import is_small
from core.files.csv_files import csv_blocks
from core.sentences import Sentence, say
from core.settings import SMALLEST_GROUP, Settings
from core.store.clock import now
from core.store.identities import Counted, Identities, Wanted
from core.store.scratch import Scratch, at_most
from core.types import BoolArray

CONSENTED, NOT_CONSENTED = "consented", "not-consented"
"""How the name of a file says of whom it is."""
LEFT_OUT = "left_out.csv"
"""Who is in no file, and why; for the analyst, never for a platform."""
_MEMORY_MB = 400
"""Of the database that joins: one million users and the program together stay below 1 GB."""
_LEFT_OUT_COLUMNS = ("platform", "user_id", "segment", "reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an export of audiences needs."""

    users: Users
    rules: Rules
    identity: IdentityFile | None = None
    key: bytes | None = None
    """That the codes of users were made with; None where ids are in clear."""
    is_listed: BoolArray | None = None
    """(n_users,) whom a saved selection holds; None for everybody."""
    consent: Consent | None = None
    """The answers of all users, where the log has them and is asked."""
    control: Control | None = None
    """By what users are held back; None where nobody is."""


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
        users = self.asked.users
        return {each: users.warnings[each] for each in self.asked.rules.choice.segments if each in users.warnings}

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
            counted = {each.segment: each for each in self.identities.counts(_wanted(platform))}
            for segment, audience in names.items():
                own = counted.get(segment, Counted(segment, 0, 0, 0, 0))
                each = check(
                    platform, own, audience, rules.least_group, has_control=has_control, asks_consent=asks_consent
                )
                found.append(each)
        return found

    def write(self, folder: Path, on_file: Callable[[float], None] = lambda _share: None) -> list[MadeFile]:
        """Write the files into an existing folder; return what the manifest has of them."""
        made, checks = [], self.checks()
        for done, each in enumerate(checks):
            for state in self._states(each):
                platform = platform_of(each.platform)
                rows = self.identities.rows(_wanted(platform), each.segment, consents=state != NOT_CONSENTED)
                files = write_audience(platform, rows, folder, f"{self._stem(each)}_{state or 'all'}")
                made += [made_file(file.path, each, file.n_rows, state) for file in files]
            on_file((done + 1) / len(checks))
        return made

    def write_left_out(self, path: Path) -> None:
        """Write who is in no file of which platform, and why."""
        with csv_blocks(path, _LEFT_OUT_COLUMNS) as write:
            for platform in self.platforms:
                for batch in self.identities.left_out(_wanted(platform)):
                    keys = pa.array([platform.key] * batch.num_rows, pa.string())
                    write(pa.table([keys, *batch.columns], names=list(_LEFT_OUT_COLUMNS)))

    def members(self) -> Iterator[tuple[Check, list[str]]]:
        """Give the users, by their ids in the run, of each audience that is written."""
        for each in self.checks():
            if each.n_kept:
                yield each, self.identities.members(_wanted(platform_of(each.platform)), each.segment)

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
            for user_id in self.identities.members(_wanted(platform_of(each.platform)), each.segment, held=is_held)
        )
        return sides_of(control, members, users.user_ids, (users.run_id, users.names_of(self.asked.rules.choice)))

    def manifest(self, made: list[MadeFile], author: str, sides: Sides | None) -> Manifest:
        """Return what stands beside the files; ``sides`` are those of ``sides()``, which takes a while."""
        users, rules, identity = self.asked.users, self.asked.rules, self.asked.identity
        consent = self.asked.consent.attribute if self.asked.consent else ""
        columns = (consent, identity.consent if identity else "")
        return Manifest(
            made_by=PROGRAM,
            made_at=now().isoformat(timespec="seconds"),
            author=author,
            run_id=users.run_id,
            dataset_id=users.dataset_id,
            dataset_version=users.dataset_version,
            names_version=users.names_version,
            rules=self.asked.control.stated(rules) if self.asked.control else rules,
            consent_attribute=", ".join(filter(None, columns)),
            identity=_source(identity, self.reading.columns) if identity and self.reading else None,
            control=self.asked.control.text if self.asked.control else None,
            counts=published_counts(self.checks(), rules.least_group, not_consented=rules.not_consented),
            files=tuple(made),
            smallest_gains={each.segment: stated(each) for each in plans(sides) if each.segment} if sides else {},
            numbers=users.other_numbers,
        )

    def _states(self, each: Check) -> Iterator[str]:
        """Give the states of consent that have a file; "" where nobody is asked."""
        rules = self.asked.rules
        if each.n_kept:
            yield CONSENTED if rules.consent else ""
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
    _refuse(asked)
    is_held = asked.control.of(asked.users.user_ids) if asked.control else None
    chosen = choose(asked.users, asked.rules.choice, asked.is_listed, asked.consent, is_held)
    files = [asked.identity.path] if asked.identity else []
    own = replace(settings, memory_limit=at_most(settings.memory_limit, _MEMORY_MB))
    with Scratch(folder, files, settings.timezone, own) as scratch:
        reading = None
        if asked.identity:
            is_chosen = np.zeros(len(asked.users.user_ids), dtype=bool)
            is_chosen[chosen["row"].to_numpy()] = True
            is_read = np.ones_like(is_chosen) if asked.rules.consent else is_held
            users = asked.users.user_ids, is_chosen, is_read
            identities, reading = read_identities(scratch, asked.identity, users, asked.key, on_rows)
        else:
            identities = no_identities(scratch)
        is_refused = asked.consent.answers != 1 if asked.consent else None
        identities.join(chosen, _names(asked), is_held, consent=asked.rules.consent, is_refused=is_refused)
        yield Joined(asked, identities, reading)


def again(manifest: Manifest, identity: Path | None) -> Rules:
    """Return the rules of a manifest; raise ``DataError`` where the file of identities is another one now."""
    was = manifest.identity
    if was and (identity is None or sha256_of(identity) != was.sha256):
        raise DataError(
            say("The files were made with {name}, SHA-256 {sha256}.", name=was.name, sha256=was.sha256),
            say("Name that very file with --identity; another one gives other files."),
        )
    return manifest.rules


def _refuse(asked: Asked) -> None:
    if asked.rules.least_group < SMALLEST_GROUP:
        raise DataError(
            say("Groups of {n} users could be recognised.", n=asked.rules.least_group),
            say("The least is {least}.", least=SMALLEST_GROUP),
        )
    needing = [each for each in asked.rules.platforms if platform_of(each).needs_identity]
    if needing and not asked.identity:
        raise DataError(
            say("{platform} needs what identifies people.", platform=platform_of(needing[0]).label),
            say("Name a file of e-mail addresses, phone numbers or device ids with --identity."),
        )
    _refuse_not_consented(asked)


def _refuse_not_consented(asked: Asked) -> None:
    rules = asked.rules
    if rules.not_consented and not rules.consent:
        raise DataError(
            say("Nobody is asked for consent."),
            say("Name a column of the file of identities with --consent, or leave --with-not-consented out."),
        )
    if rules.not_consented and not any(platform_of(each).is_own for each in rules.platforms):
        raise DataError(
            say("Advertising platforms get nobody who did not consent."),
            say(
                "Add a program of your own: {names}.",
                names=", ".join(key for key, each in PLATFORMS.items() if each.is_own),
            ),
        )


def _wanted(platform: Platform) -> Wanted:
    return Wanted(platform.columns, platform.identifiers, platform.once_per_user, platform.once_per_address)


def _names(asked: Asked) -> pa.Table:
    names = asked.users.names_of(asked.rules.choice)
    return pa.table({"segment": pa.array(names, pa.int32()), "name": pa.array(names.values(), pa.string())})


def _source(identity: IdentityFile, columns: Mapping[str, str]) -> IdentitySource:
    return IdentitySource(
        name=identity.path.name,
        sha256=sha256_of(identity.path),
        columns=columns,
        region=identity.region,
        consent=identity.consent,
    )
