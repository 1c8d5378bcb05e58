"""What the commands print of a run, and tables of rows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.results.results import Results
    from core.trust.holdout import Usefulness


def print_results(results: Results, *, keeps_flagged: bool = False) -> None:
    """Print the segments of a run, with the notes of analysts, and its main figures.

    ``keeps_flagged`` says whether files have names that the policy check flags.
    """
    from core.views.trust_sentences import quick_check_against_card, shuffled_stability, stability_basis

    record = results.record
    _print_segments(results, keeps_flagged)
    if record.n_unassigned:
        share = f"{100 * record.n_unassigned / record.n_users:.1f} %"
        print(f"Unassigned: {record.n_unassigned:,} of {record.n_users:,} users, {share}")
    print(f"Silhouette {record.scores.silhouette:.3f} over {record.n_users:,} users at k = {record.n_segments}.")
    choice = record.scores.k_choice
    for sentence in (choice.reason, choice.advice) if choice else ():
        if sentence:
            print(sentence)
    print_usefulness(results.holdout)
    if results.trust:
        print(f"Trust: {results.trust.verdict}. {results.trust.reason}")
        if results.trust.structure:
            print(results.trust.structure.reason)
        basis = (quick_check_against_card(results), stability_basis(results), shuffled_stability(results))
        for sentence in basis:
            if sentence:
                print(sentence)
        for each in results.trust.segments:
            print(f"  {results.number_of(each.segment)}. {each.verdict}: {each.reason}")
    for note in results.notes:
        print(note)


def print_usefulness(found: Usefulness | None) -> None:
    """Print what lists of segments find beside one list for all, and beside personal ones, each with its baseline."""
    if found is None or not math.isfinite(found.recall_uplift_pct):
        return
    print(
        f"What lists find at k = {found.k}: recall@{found.list_length} {found.recall:.4f} by lists of the segments, by "
        f"one list of what most users like {found.recall_global:.4f} ({found.recall_uplift_pct:+.1f} %; with shuffled "
        f"labels {found.recall_uplift_permuted_pct:+.1f} %), over {found.n_judged:,} users and all items."
    )
    ceiling = found.ceiling
    if ceiling and ceiling.is_known:
        print(
            f"{ceiling.sentence} Recall@{found.list_length} of personal lists {ceiling.recall:.4f}, of the segments' "
            f"lists {ceiling.recall_segments:.4f}, of one list of what most users have had, refunds included, "
            f"{ceiling.recall_global:.4f}: counted anew on the {ceiling.n_items:,} items that personal lists know, "
            f"with {100 * ceiling.event_share:.0f} % of the held-out ones."
        )


def _print_segments(results: Results, keeps_flagged: bool) -> None:
    """Print name, size, note, decision and portrait of each segment, and what of it may not leave."""
    from core.personas.policy import CODE_MEANING
    from core.personas.shares import pct
    from core.profiles.behaviour import spend_share
    from core.results.audience import flag_sentences
    from core.results.portraits import portraits
    from core.views.decisions import standing_decision
    from core.views.names import numbered_name

    flagged = flag_sentences(results, keeps_flagged=keeps_flagged)
    notes = results.naming.notes if results.naming else {}
    aside = results.set_aside

    for persona, profile, portrait in zip(results.personas, results.profiles, portraits(results), strict=True):
        share = f"{profile.size:,} of {results.record.n_users:,} users, {100 * profile.share:.1f} %"
        worth = spend_share(profile)
        share += f"; {pct(worth)} % of spend" if worth is not None else ""
        is_aside = "; set aside: nobody acts on it" if persona.segment in aside else ""
        print(f"{numbered_name(results, persona.segment)} ({share}{is_aside})")
        lines = [f"{line.about}: {line.sentence}" for line in portrait.lines]
        decided = standing_decision(results, persona.segment)
        decision = f"Decision: {decided}." if decided else ""
        for text in (notes.get(persona.segment, ""), decision, flagged[persona.segment], *lines):
            if text:
                print(f"  {text}")
    if any(flagged.values()):
        print(CODE_MEANING)


def print_rows(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print rows as columns of text under their names; nothing where there are none."""
    if not rows:
        return
    texts = [{name: _text(value) for name, value in row.items()} for row in rows]
    widths = {name: max(len(name), *(len(row[name]) for row in texts)) for name in rows[0]}
    for row in ({name: name for name in widths}, *texts):
        print("  ".join(row[name].ljust(width) for name, width in widths.items()).rstrip())


def _text(value: Any) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)
