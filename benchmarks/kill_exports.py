"""The jobs that write into a folder of ``exports``, for ``benchmarks.kill``, and what each must leave there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow.csv as pa_csv

from core.audiences.choose import Choice
from core.audiences.counts import COUNTS
from core.audiences.make import LEFT_OUT
from core.audiences.manifest import MANIFEST, MANIFEST_TEXT, IdentitySource, Rules, read_manifest, sha256_of
from core.audiences.platforms import PLATFORMS
from core.campaigns.sides import CONTROL, HELD, SIDES
from core.export.files import FILES_OF_FRESH_RUN
from core.jobs.audience_task import CHECK_FILE
from core.jobs.job import Job
from core.jobs.kinds.audience import AudienceJob
from core.jobs.kinds.export import ExportJob
from core.settings import load_settings

EXPORTS = ("export", "audience")


def write_people(path: Path, log: Path) -> None:
    """Write a file of identities of the users of a log."""
    users = pa_csv.read_csv(log)["user_id"].unique().to_pylist()
    lines = (f"{user},{user}@shop.example,0171 {place:07d}\n" for place, user in enumerate(users))
    path.write_text("user_id,email,phone\n" + "".join(lines), encoding="utf-8")


def export_job(kind: str, run_id: str, name: str, people: Path) -> Job:
    """Return the job for all files of a run, or for those of every platform with a control group.

    The file of identities waits in the workspace, as the page leaves it there.
    """
    if kind == "export":
        return ExportJob(run_id=run_id, segments=(1, 2, 3), name=name)
    upload = load_settings().workspace / "tmp" / f"identity-{name}"
    upload.mkdir(parents=True)
    shutil.copy(people, upload)
    return AudienceJob(
        run_id=run_id,
        name=name,
        rules=Rules(platforms=tuple(PLATFORMS), choice=Choice(segments=(1, 2, 3)), least_group=50, control=10),
        identity=IdentitySource(name=people.name, sha256="", columns={}, region="DE"),
        upload=upload,
    )


def lacking(export: Path) -> set[str]:
    """Return which files an export lacks, and which are others than its manifest says."""
    there = {each.name for each in export.iterdir()}
    if not export.name.startswith("audience"):
        return {*FILES_OF_FRESH_RUN} - there
    needed = {MANIFEST, MANIFEST_TEXT, LEFT_OUT, COUNTS, SIDES, HELD, CONTROL, CHECK_FILE}
    if not needed <= there:
        return needed - there
    files = read_manifest(export).files
    return {each.name for each in files if each.name not in there or sha256_of(export / each.name) != each.sha256}
