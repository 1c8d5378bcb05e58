"""One dataset, as the workspace knows it, and its versions: what the load of its files reported."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

_LENGTH = 16

SELECT = """
    select d.dataset_id, d.created_at, d.created_by, v.meta, v.report, name, d.deleted_at, d.deleted_by,
        v.version, version_id, v.created_at as loaded_at,
        v.version = max(v.version) filter (v.deleted_at is null) over (partition by d.dataset_id) as is_newest
    from datasets d join dataset_versions v using (dataset_id)
"""
"""What ``dataset_info`` reads, of every version, also of those in the recycle bin."""
SELECT_VERSIONS = """
    select dataset_id, version, version_id, content_hash, created_at, created_by, load, first_at, last_at,
        deleted_at, deleted_by
    from dataset_versions where dataset_id = ? order by version
"""
"""What ``version_info`` reads."""


@dataclass(frozen=True, slots=True)
class NewDataset:
    """A log that is prepared in a scratch database: a dataset, or files that are added to one."""

    dataset_id: str
    meta: Mapping[str, Any]
    report: Mapping[str, Any]
    """Both empty for a log that the store holds already; of the whole dataset where files are added to it."""
    content_hash: str = ""
    """SHA-256 of the files."""
    load: Mapping[str, Any] = field(default_factory=dict)
    """What the load of the added files reported; empty where it is the first load."""
    follows: str = ""
    """The id of the version that the files are added to; "" for a dataset of its own."""

    @property
    def version_id(self) -> str:
        """Hash of what was there before and of the files; the first version has the id of the dataset."""
        if not self.follows:
            return self.dataset_id
        return hashlib.sha256(f"{self.follows} {self.content_hash}".encode()).hexdigest()[:_LENGTH]


@dataclass(frozen=True, slots=True)
class DatasetVersion:
    """Which version of which dataset."""

    dataset_id: str
    version: int = 1
    version_id: str = ""
    """ "" stands for that of the first version, which is the id of the dataset."""


@dataclass(frozen=True, slots=True)
class DatasetInfo:
    """One loaded log, as the store knows it: its newest version, or the one that was asked for."""

    dataset_id: str
    created_at: datetime
    """UTC; of the first load."""
    created_by: str
    meta: Mapping[str, Any]
    """Event names, attributes, time zone and what else a population needs beside the tables."""
    report: Mapping[str, Any]
    """The report of all loads up to this version, as plain values."""
    name: str | None
    """That an analyst gave it; None: as its files are called."""
    deleted_at: datetime | None
    """When it went to the recycle bin, UTC."""
    deleted_by: str | None
    version: int
    """From 1."""
    version_id: str
    loaded_at: datetime
    """UTC; of this version."""

    @property
    def as_version(self) -> DatasetVersion:
        """Which version it is."""
        return DatasetVersion(self.dataset_id, self.version, self.version_id)


@dataclass(frozen=True, slots=True)
class VersionInfo:
    """One version of a dataset: what the load of its files reported."""

    dataset_id: str
    version: int
    """From 1."""
    version_id: str
    content_hash: str
    """SHA-256 of its files; "" for what was loaded before there were versions."""
    created_at: datetime
    """UTC."""
    created_by: str
    load: Mapping[str, Any]
    """The report of the load, as plain values; people and items are those of the whole dataset."""
    first_at: datetime | None
    """Of the events that it brought, UTC; None where it brought none."""
    last_at: datetime | None
    deleted_at: datetime | None
    deleted_by: str | None


def dataset_info(row: tuple[Any, ...]) -> DatasetInfo:
    """Read a row of ``SELECT``, which ends in whether it is the newest version."""
    dataset_id, created_at, created_by, meta, report, *rest, _is_newest = row
    return DatasetInfo(dataset_id, created_at, created_by, json.loads(meta), json.loads(report), *rest)


def version_info(row: tuple[Any, ...]) -> VersionInfo:
    """Read a row of ``SELECT_VERSIONS``."""
    dataset_id, version, version_id, content_hash, created_at, created_by, load, *rest = row
    about = (dataset_id, version, version_id, content_hash, created_at, created_by)
    return VersionInfo(*about, json.loads(load), *rest)
