"""Lists of users that leave for platforms: what a job or a command asks the workspace about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from core.attributes.consent import read_consent
from core.attributes.consent_unknown import NoConsentError, UnreadConsentError, UnsureConsentError
from core.ingest.rows.answered_by_event import sure_answer
from core.jobs.answers import Answer, Desk, Done, Listed, Request, Talk, known_run
from core.sentences import Sentence, say, to_text
from core.store.audience_lists import MemberList, NamesakeList, NearList, add_lists, namesake, near_lists

if TYPE_CHECKING:
    from core.store.run_info import RunInfo
    from core.store.store import Store


class ListFile(msgspec.Struct, frozen=True):
    """Where the digests of the users of an audience lie, as a file of numpy."""

    platform: str
    segment: int
    audience: str
    path: Path


class AudienceListsRequest(Request, frozen=True, tag=True):
    """Compare lists with those that left before, and keep them where they leave now."""

    run_id: str
    lists: tuple[ListFile, ...]
    author: str
    least: int
    """Lists that differ by fewer users are warned of."""
    leaves: bool = False

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Return ``Done`` with the warnings as sentences, one a line, before anything of them is kept."""
        run = known_run(desk, self.run_id)
        lists = read_lists(self.lists)
        warnings = warnings_about(desk.store, run, lists, self.least)
        if self.leaves:
            with desk.store.transaction() as con:
                add_lists(con, run.dataset_id, self.run_id, lists, self.author)
        return Done("\n".join(map(to_text, warnings)))


class WhoConsentedRequest(Request, frozen=True, tag=True):
    """Write who of the users of a run consented, where its log holds that."""

    run_id: str
    answers: Path
    """The file of numpy to write: (n_users,) as in ``Consent``."""
    only: tuple[str, ...] = ()
    """The attributes to ask; those that say so where none is named."""

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Return a row ``kept``; where the log does not hold consent why, what to do, and whether a column may."""
        run = known_run(desk, self.run_id)
        try:
            if self.only:
                attributes = desk.store.newest_attributes(run.dataset_id, run.excluded, run.version)
                consent = read_consent(attributes, only=(*self.only, *_asked_since(desk, run, self.only)))
            else:
                consent = desk.consent(run.dataset_id, run.excluded, run.version)
        except NoConsentError as error:
            is_named = isinstance(error, UnreadConsentError | UnsureConsentError)
            return Listed([{"why": to_text(error.message), "hint": to_text(error.hint), "is_named": is_named}])
        return Listed([{"kept": msgspec.to_builtins(consent.save(self.answers))}])


def _asked_since(desk: Desk, run: RunInfo, only: Sequence[str]) -> list[str]:
    """Return the attribute of who opted out by events, where it came with files that were added after a run."""
    now, then = (desk.store.dataset(run.dataset_id, version) for version in (None, run.version))
    name = sure_answer(now.meta) if now else None
    had = bool(then and sure_answer(then.meta))
    return [name] if name and not had and name not in only else []


def read_lists(files: Iterable[ListFile]) -> list[MemberList]:
    """Read the digests of users."""
    return [
        MemberList(each.platform, each.segment, each.audience, np.load(each.path, allow_pickle=False)) for each in files
    ]


def warnings_about(store: Store, run: RunInfo, lists: Sequence[MemberList], least: int) -> list[Sentence]:
    """Say in one sentence which lists differ by few users from ones that left before.

    And in another one which have the name of a list of other users that another run left.
    """
    near = [each for wanted in lists for each in near_lists(store, run.dataset_id, wanted, least)]
    named = [each for wanted in lists if (each := namesake(store, run.run_id, wanted))]
    return [*([_near_warning(near)] if near else []), *([_namesake_warning(named)] if named else [])]


def _near_warning(near: Sequence[NearList]) -> Sentence:
    """Name each two lists of a day once, by the nearest ones there, with all platforms that have the earlier one."""
    pairs: dict[tuple[str, str, str], dict[str, int]] = {}
    for each in near:
        found = pairs.setdefault((each.audience, each.earlier, f"{each.created_at:%Y-%m-%d}"), {})
        found[each.platform] = min(each.n_different, found.get(each.platform, each.n_different))
    lists = [
        say(
            "{audience} by {n} from {earlier} ({platforms}, {day})",
            audience=audience,
            n=_from_to(found.values()),
            earlier=earlier,
            platforms=", ".join(found),
            day=day,
        )
        for (audience, earlier, day), found in pairs.items()
    ]
    return say(
        "Lists differ by so few users only from ones that left before that whoever has both knows who these are: "
        "{lists}. Delete the earlier lists there before you bring these, or export the same users as then.",
        lists=_beside(lists),
    )


def _namesake_warning(named: Sequence[NamesakeList]) -> Sentence:
    """Name each list of a day once, with all platforms that have it."""
    found: dict[tuple[str, str, str], list[NamesakeList]] = {}
    for each in named:
        found.setdefault((each.audience, each.run_id, f"{each.created_at:%Y-%m-%d}"), []).append(each)
    lists = [
        say(
            "{audience} (run {run_id}, {platforms}, {day}; {n_same} of its {n} users are on this one)",
            audience=audience,
            run_id=run_id,
            platforms=", ".join(each.platform for each in own),
            day=day,
            n_same=_from_to(each.n_same for each in own),
            n=_from_to(each.n_users for each in own),
        )
        for (audience, run_id, day), own in found.items()
    ]
    return say(
        "Lists of other users that another run left are called the same: {lists}. Replace them there, or rename these "
        "segments before you export them, which gives them other codes: else a platform has two lists of one name.",
        lists=_beside(lists),
    )


def _from_to(counts: Iterable[int]) -> str:
    found = sorted(counts)
    low, high = found[0], found[-1]
    return f"{low:,}" if low == high else f"{low:,}\N{EN DASH}{high:,}"


def _beside(parts: Sequence[Sentence]) -> Sentence:
    return reduce(lambda so_far, each: say("{so_far}; {next}", so_far=so_far, next=each), parts)
