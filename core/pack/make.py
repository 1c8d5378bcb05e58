"""Make the content of a pack."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from core.errors import DataError
from core.pack.appendix import appendix_pages
from core.pack.content import Pack, Page
from core.pack.language import in_language
from core.pack.material import Material, without_small_breakdowns
from core.pack.noise import without_counts
from core.pack.segment_page import segment_page
from core.pack.summary_page import summary_pages
from core.sentences import Sentence, say
from core.settings import SMALLEST_GROUP
from core.views.sheet import sheets_of, with_season

Tick = Callable[[float], object]
"""Takes the fraction that is done."""


def make_pack(material: Material, language: str = "en", tick: Tick = lambda _fraction: None) -> Pack:
    """Return the pack of a run: a summary, a page for each segment that may be shown and is acted on, an appendix.

    Raises
    ------
    DataError
        There is no pack in this language, or no segment that it could show.
    """
    if not _wanted(material):
        raise DataError(
            say("No segment can be shown: each has fewer than {least} users, or is set aside.", least=material.least),
            say(
                "Merge small segments, or set ATLAS_SMALL_GROUP lower, to {smallest} at least.", smallest=SMALLEST_GROUP
            ),
        )
    material = without_small_breakdowns(material)
    pages = (*summary_pages(material), *_segments(material, tick), *appendix_pages(material))
    pack = Pack(
        title=say("Segments to review: {name}", name=material.name),
        foot=_foot(material),
        language=language,
        pages=pages,
        more_label=say("More, and the statistics"),
    )
    return in_language(pack, language)


def _foot(material: Material) -> Sentence:
    """Say on every page what it is of and when it was made, and that counts are not exact where they are not."""
    about = {"name": material.name, "day": material.day.isoformat()}
    if material.epsilon is None:
        return say("{name}, made on {day}", **about)
    return say("{name}, made on {day}; counts of users are a little off on purpose", **about)


def _wanted(material: Material) -> list[int]:
    """List the segments that may be shown and are acted on."""
    return [each for each in material.shown if each not in material.results.not_acted_on]


def _segments(material: Material, tick: Tick) -> Iterator[Page]:
    wanted = _wanted(material)
    is_rounded = material.epsilon is not None
    least = 0 if is_rounded else material.least  # percents that are rounded give no count
    sheets = sheets_of(material.results, wanted, material.guarded.hidden, least, is_rounded=is_rounded)
    for place, segment in enumerate(wanted):
        tick(place / len(wanted))
        sheet = with_season(sheets[segment], material.seasons or {})
        yield segment_page(material, sheet if material.epsilon is None else without_counts(sheet))
