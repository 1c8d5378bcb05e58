"""Lists of users that leave for platforms: what a job or a command asks the workspace about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from core.attributes.consent import NoConsentError
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

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Return a row with the attribute; where the log does not hold consent "", why, and what to do."""
        run = known_run(desk, self.run_id)
        try:
            consent = desk.consent(run.dataset_id, run.excluded, run.version)
        except NoConsentError as error:
            return Listed([{"attribute": "", "why": to_text(error.message), "hint": to_text(error.hint)}])
        np.save(self.answers, consent.answers)
        return Listed([{"attribute": consent.attribute}])


def read_lists(files: Iterable[ListFile]) -> list[MemberList]:
    """Read the digests of users."""
    return [
        MemberList(each.platform, each.segment, each.audience, np.load(each.path, allow_pickle=False)) for each in files
    ]


def warnings_about(store: Store, run: RunInfo, lists: Sequence[MemberList], least: int) -> list[Sentence]:
    """Say which lists differ by few users from one that left before, once for each two of the same names and day.

    And which have the name of a list of other users that another run left.
    """
    found = [near for each in lists for near in near_lists(store, run.dataset_id, each, least)]
    nearest = sorted(found, key=lambda near: near.n_different, reverse=True)
    pairs = {(near.platform, near.audience, near.earlier, near.created_at.date()): near for near in nearest}
    named = (namesake(store, run.run_id, each) for each in lists)
    return [
        *map(_warning, sorted(pairs.values(), key=found.index)),
        *(_namesake_warning(each) for each in named if each),
    ]


def _namesake_warning(each: NamesakeList) -> Sentence:
    return say(
        "{audience} is what a list of run {run_id} was called, too, which left for {platform} on {day}; {n_same:,} of "
        "its {n:,} users are on this one. Replace it there, or rename the segment before you export it, which gives it "
        "another code: else the platform has two lists of one name.",
        audience=each.audience,
        run_id=each.run_id,
        platform=each.platform,
        day=f"{each.created_at:%Y-%m-%d}",
        n_same=each.n_same,
        n=each.n_users,
    )


def _warning(near: NearList) -> Sentence:
    return say(
        "{audience} differs by {n} users only from {earlier}, which left for {platform} on {day}: whoever has both "
        "lists knows who these are. Delete the list of {day} there before you bring this one, or export the same users "
        "as then.",
        audience=near.audience,
        n=near.n_different,
        earlier=near.earlier,
        platform=near.platform,
        day=f"{near.created_at:%Y-%m-%d}",
    )
