"""What becomes of the users of each segment before a file of a platform is written, step by step."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import StrEnum

import msgspec

from core.audiences.platform import MATCHED_SHARE, Platform
from core.export.small_groups import is_small
from core.sentences import Sentence, say, say_n
from core.settings import SMALLEST_GROUP
from core.store.identities import Counted


class Verdict(StrEnum):
    """Whether the audience will do on the platform."""

    ENOUGH = "enough"
    DOUBTFUL = "doubtful"
    """The platform may recognise fewer users than it needs."""
    TOO_FEW = "too_few"
    """The platform refuses it, or shows it nothing."""
    HELD_BACK = "held_back"
    """A small group: nothing is written."""
    EMPTY = "empty"


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One segment for one platform: users at each step, and what to expect there."""

    platform: str
    """Its key."""
    segment: int
    audience: str
    """What files call it."""
    n_users: int
    n_found: int
    """With a row in the file of identities; all where none is needed."""
    wanted: int | None = None
    """So many users are to be in the file: only the first of the segment are counted, until so many are found."""
    n_usable: int
    """With an identifier that the platform can use."""
    n_consenting: int
    """Who consented; all of the usable ones where it was not asked."""
    asks_consent: bool = True
    is_weak: bool = False
    """Whether it is only known who opted out: whoever did not counts as consenting."""
    n_opposed: int = 0
    """Of these, users whom a file would reach by what somebody who did not consent has, too."""
    n_held: int = 0
    """Of the others, users who are held back as a control group."""
    n_shared: int = 0
    """Of these, users whom a file would reach by what somebody who is held back has, too."""
    has_control: bool = False
    n_repeated: int = 0
    """Of the others, users without a row, since an address stands once and somebody before them has theirs."""
    is_once_per_address: bool = False
    n_kept: int
    """After small groups are held back: users in the file."""
    matched: tuple[int, int]
    """How many of them the platform may recognise, from and to."""
    verdict: Verdict

    @property
    def n_left(self) -> int:
        """Return the users who consented and may be in a file."""
        return self.n_unopposed - self.n_held - self.n_shared - self.n_repeated

    @property
    def n_unopposed(self) -> int:
        """Return the users who consented and share nothing with somebody who did not."""
        return self.n_consenting - self.n_opposed

    @property
    def is_mostly_opposed(self) -> bool:
        """Whether most of those who consented share an identifier with somebody who did not."""
        return 2 * self.n_opposed > self.n_consenting

    @property
    def n_refused(self) -> int:
        """Return the users who did not consent, or gave no answer, and could be in a file."""
        return self.n_usable - self.n_consenting

    @property
    def steps(self) -> tuple[tuple[Sentence, int], ...]:
        """Return what each step keeps, in order, and how many users are left."""
        return (
            (self._first_step, self.n_users),
            (say("in the file of identities"), self.n_found),
            (say("with an identifier that the platform can use"), self.n_usable),
            *self._steps_of_consent(),
            *(self._steps_of_control() if self.has_control else ()),
            *(self._steps_of_addresses() if self.is_once_per_address else ()),
            (say("in a group that is large enough"), self.n_kept),
        )

    @property
    def _first_step(self) -> Sentence:
        if self.wanted:
            return say("first users, until {n:,} can be in the file", n=self.wanted)
        return say("in the segment") if self.segment else say("in the selection")

    def _steps_of_consent(self) -> tuple[tuple[Sentence, int], ...]:
        if not self.asks_consent:
            return ((say("whether they consented or not"), self.n_consenting),)
        if self.is_weak:
            asked, opposed = say("did not opt out; nobody says that they consented"), say("who opted out")
        else:
            asked, opposed = say("consented"), say("who did not")
        unopposed = say("who share no identifier with somebody {who}", who=opposed)
        return ((asked, self.n_consenting), (unopposed, self.n_unopposed))

    def _steps_of_control(self) -> tuple[tuple[Sentence, int], ...]:
        n_treated = self.n_unopposed - self.n_held
        return (
            (say("after the control group is held back"), n_treated),
            (say("who share no identifier with it"), n_treated - self.n_shared),
        )

    def _steps_of_addresses(self) -> tuple[tuple[Sentence, int], ...]:
        return ((say("whose e-mail address nobody before them has: it stands once"), self.n_left),)

    def losses(self) -> Iterator[tuple[Sentence, int]]:
        """Give why users are left out, with how many."""
        yield say("not in the file of identities"), self.n_users - self.n_found
        yield say("nothing that this platform can use"), self.n_found - self.n_usable
        yield say("opted out") if self.is_weak else say("did not consent (refused, or gave no answer)"), self.n_refused
        if self.is_weak:
            yield say("shares an identifier with somebody who opted out"), self.n_opposed
        else:
            yield say("shares an identifier with somebody who did not consent"), self.n_opposed
        yield say("held back as control group"), self.n_held
        yield say("shares an identifier with somebody held back"), self.n_shared
        yield say("has the e-mail address of somebody in the file"), self.n_repeated
        yield say("in a group of too few users, which is not listed"), self.n_left - self.n_kept


def check(
    platform: Platform,
    counted: Counted,
    audience: str,
    least_group: int,
    *,
    has_control: bool = False,
    asks_consent: bool = True,
) -> Check:
    """Judge the users of a segment for a platform.

    Parameters
    ----------
    counted
        Of the segment.
    audience
        What files call it.
    least_group
        Groups of fewer users are held back.
    has_control
        Whether users are held back as a control group.
    asks_consent
        Whether only users are listed who consented.
    """
    n_left = counted.n_consenting - counted.n_opposed - counted.n_held - counted.n_shared - counted.n_repeated
    n_kept = 0 if is_small(n_left, least_group) else n_left
    low, high = MATCHED_SHARE if platform.is_matched else (1.0, 1.0)
    matched = (round(low * n_kept), round(high * n_kept))
    return Check(
        platform=platform.key,
        segment=counted.segment,
        audience=audience,
        n_users=counted.n_users,
        n_found=counted.n_found if platform.needs_identity else counted.n_users,
        n_usable=counted.n_usable,
        n_consenting=counted.n_consenting,
        asks_consent=asks_consent,
        n_opposed=counted.n_opposed,
        n_held=counted.n_held,
        n_shared=counted.n_shared,
        has_control=has_control,
        n_repeated=counted.n_repeated,
        is_once_per_address=platform.once_per_address,
        n_kept=n_kept,
        matched=matched,
        verdict=_verdict(platform, n_left, n_kept, matched),
    )


def _verdict(platform: Platform, n_left: int, n_kept: int, matched: tuple[int, int]) -> Verdict:
    if not n_left:
        return Verdict.EMPTY
    if not n_kept:
        return Verdict.HELD_BACK
    if n_kept < platform.least_rows or matched[1] < platform.least_matched:
        return Verdict.TOO_FEW
    return Verdict.DOUBTFUL if matched[0] < platform.least_matched else Verdict.ENOUGH


_MANY_SHARE = say(
    "Most of those who consented share an e-mail address, a phone number, or name, country and postal code with "
    "somebody who did not: if that is a stand-in, such as one name for all, leave its column out of the file."
)


def verdict_sentence(platform: Platform, each: Check, least_group: int) -> Sentence:
    """Say whether the audience will do, and why not."""
    if each.verdict in (Verdict.EMPTY, Verdict.HELD_BACK):
        is_empty = each.verdict is Verdict.EMPTY
        found = say("Nobody is left, so no file is written.") if is_empty else _held_back(least_group)
        return say("{verdict} {why}", verdict=found, why=_MANY_SHARE) if each.is_mostly_opposed else found
    if each.n_kept < platform.least_rows:
        return say(
            "The file can be written, but is too small: a file needs {least:,} rows.",
            least=platform.least_rows,
        )
    if each.verdict is Verdict.TOO_FEW:
        return say(
            "The file can be written, but is too small: the platform needs {least:,} users whom it recognises.",
            least=platform.least_matched,
        )
    if each.verdict is Verdict.DOUBTFUL:
        return say(
            "The file can be written, but may be too small: the platform needs {least:,} users whom it recognises.",
            least=platform.least_matched,
        )
    if platform.is_matched:
        return say("Enough for the platform.")
    return say_n("{n:,} user is in the file.", "{n:,} users are in the file.", each.n_kept)


def _held_back(least_group: int) -> Sentence:
    """Say why a small group is in no file, and what can be done."""
    if least_group <= SMALLEST_GROUP:
        return say(
            "Fewer than {least} users are left, so no file is written: a small group could be recognised. Merge the "
            "group with another.",
            least=least_group,
        )
    return say(
        "Fewer than {least} users are left, so no file is written: a small group could be recognised. Merge the "
        "group with another, or set ATLAS_SMALL_GROUP lower, to {smallest} at least.",
        least=least_group,
        smallest=SMALLEST_GROUP,
    )


def flagged_sentence() -> Sentence:
    """Say beside the users of an audience that what its texts suggest is warned of."""
    return say("It is flagged as not for advertising platforms: read the warning above before you use it.")


def lines(
    platform: Platform,
    checks: Iterable[Check],
    least_group: int,
    flagged: Collection[int] = (),
    numbers: Mapping[int, int] | None = None,
) -> Iterator[str]:
    """Give the preflight of a platform as lines of text.

    Parameters
    ----------
    flagged
        Segments that are warned of above.
    numbers
        Segment → the number that pages show, where that is another one.
    """
    yield f"{platform.label} ({platform.key}): {platform.goes_to}"
    if platform.note:
        yield f"  {platform.note}"
    for each in checks:
        which = f"segment {(numbers or {}).get(each.segment, each.segment)}" if each.segment else "the whole selection"
        yield f"  {each.audience} ({which})"
        before = each.n_users
        for label, n in each.steps:
            lost = "" if before == n else f"  -{before - n:,}"
            yield f"    {n:>9,}  {label}{lost}"
            before = n
        if platform.is_matched and each.n_kept:
            low, high = each.matched
            yield f"    {low:>9,}  to {high:,} users whom the platform may recognise"
        yield f"    {verdict_sentence(platform, each, least_group)}"
        if each.segment in flagged:
            yield f"    {flagged_sentence()}"
