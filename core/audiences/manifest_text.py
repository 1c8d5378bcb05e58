"""The manifest as a text for people, beside its JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from core.audiences.counts import COUNTS, step_label
from core.audiences.manifest import MANIFEST, MANIFEST_TEXT, Manifest
from core.audiences.platforms import PLATFORMS
from core.campaigns.planned import DRAWN_ALONE, GAIN_MEANING, RATES
from core.personas.policy import CODE_MEANING

_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""What would begin another line of a text, or turn one around."""


def write_manifest(manifest: Manifest, folder: Path) -> None:
    """Write it as JSON, and as text for people."""
    (folder / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n")
    lines = (_BREAKS.sub(" ", line) for line in _lines(manifest))
    (folder / MANIFEST_TEXT).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _lines(manifest: Manifest) -> Iterator[str]:
    rules, choice = manifest.rules, manifest.rules.choice
    yield f"Made by {manifest.made_by} on {manifest.made_at}" + (f" for {manifest.author}" if manifest.author else "")
    approved = ", approved segments as they were approved" if rules.is_approved else ""
    # Of a run in a folder that is its path here, which is for nobody who gets this text beside the lists.
    yield f"Run: {Path(manifest.run_id).absolute().name}, names in version {manifest.names_version}{approved}"
    yield f"Dataset: {manifest.dataset_id}, version {manifest.dataset_version}"
    yield f"Segments: {', '.join(map(manifest.called, choice.segments))}"
    if manifest.not_chosen:
        whys = (f"{manifest.called(each)}{f' ({why})' if why else ''}" for each, why in manifest.not_chosen.items())
        yield f"Segments of the run that are in no file: {', '.join(whys)}"
    if manifest.numbers:
        yield (
            "Segments have the number that pages show; in brackets the label that the run gave them, which the column "
            "segment of files and the JSON of this manifest have"
        )
    if manifest.waiting:
        yield f"Decisions: {manifest.waiting}"
    as_one = ", as one list" if choice.as_one else ""
    yield f"Selection: {choice.selection or 'everybody'}{as_one}"
    some = f"at most {choice.at_most:,} of each, {choice.order} first" if choice.at_most else "all"
    if choice.leaving:
        some = f"{choice.leaving:,} of each in a file, {choice.order} first, where so many can be in it"
    yield f"Users of {'the selection' if choice.as_one else 'each segment'}: {some}"
    yield f"Consent: {manifest.listed}"
    yield (
        f"Groups below {rules.least_group} users: neither listed nor counted. “Not stated” below: fewer than "
        f"{rules.least_group} users, or a count from which such a group could be computed, since this file may go to "
        f"others with the lists. All counts are in {COUNTS} beside it, which is for you only"
    )
    yield str(CODE_MEANING)
    yield f"Control group: {manifest.control or 'none'}"
    yield from _gain_lines(manifest)
    if manifest.identity:
        yield f"Identities: {manifest.identity.name}, SHA-256 {manifest.identity.sha256}"
    yield from _count_lines(manifest)
    yield ""
    for file in manifest.files:
        who = f"{file.audience}, {file.consent}" if file.consent else file.audience
        yield f"{file.name}: {who}, {file.n_rows:,} rows, {file.n_bytes:,} bytes, SHA-256 {file.sha256}"


def _gain_lines(manifest: Manifest) -> Iterator[str]:
    """Say which gains the control group can show, a line for each case below what they are."""
    if manifest.smallest_gains:
        yield str(DRAWN_ALONE)
        yield str(GAIN_MEANING)
    for rate in RATES if manifest.smallest_gains else ():
        found = {segment: gains.get(rate) for segment, gains in manifest.smallest_gains.items()}
        shown = ", ".join(
            f"{manifest.called(segment)}: {'none can be seen' if gain is None else f'+{gain}'}"
            for segment, gain in found.items()
        )
        yield f"  Where {rate} of 100 convert anyway: {shown}"


def _count_lines(manifest: Manifest) -> Iterator[str]:
    for platform, steps in manifest.counts.items():
        yield ""
        yield PLATFORMS[platform].label
        for step, counts in steps.items():
            shown = ", ".join(
                f"{manifest.called(segment)}: {'not stated' if n is None else f'{n:,}'}"
                for segment, n in counts.items()
            )
            yield f"  {step_label(step, is_weak=manifest.is_weak)}: {shown}"
