"""The table of kinds of jobs. A new kind is a module beside this one and its task, and a line here and there."""

from __future__ import annotations

from core.jobs.codec import decode
from core.jobs.job import Job, name_of
from core.jobs.kinds.assign import AssignJob
from core.jobs.kinds.audience import AudienceJob
from core.jobs.kinds.board import BoardJob
from core.jobs.kinds.check import CheckJob
from core.jobs.kinds.divide import DivideJob
from core.jobs.kinds.edit import EditJob
from core.jobs.kinds.export import ExportJob
from core.jobs.kinds.learn import LearnJob
from core.jobs.kinds.load import LoadJob
from core.jobs.kinds.name import NameJob
from core.jobs.kinds.nearest import NearestJob
from core.jobs.kinds.pack import PackJob
from core.jobs.kinds.readback import ReadbackJob
from core.jobs.kinds.run import RunJob, TrialJob
from core.jobs.kinds.why import WhyJob
from core.store.job_info import JobInfo

KINDS: dict[str, type[Job]] = {
    name_of(kind): kind
    for kind in (
        LoadJob,
        RunJob,
        TrialJob,
        LearnJob,
        AssignJob,
        BoardJob,
        ExportJob,
        AudienceJob,
        CheckJob,
        NameJob,
        EditJob,
        DivideJob,
        PackJob,
        ReadbackJob,
        NearestJob,
        WhyJob,
    )
}


def read_job(info: JobInfo) -> Job:
    """Return what is asked for.

    Raises
    ------
    KeyError
        The kind is unknown.
    msgspec.ValidationError
        The payload is not one of its kind.
    """
    return decode(info.payload, KINDS[info.kind])


def is_light(kind: str) -> bool:
    """Whether jobs of a kind run beside the others; so does an unknown kind, which fails at once."""
    return kind not in KINDS or KINDS[kind].is_light
