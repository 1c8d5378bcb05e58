"""Takes a workspace back to an earlier schema, for tests of migrations."""

from __future__ import annotations

from pathlib import Path

import duckdb

_BEFORE_VERSIONS = """
    drop table replaced;
    delete from schema_version where version = 20;
    alter table runs drop column first_version;
    delete from schema_version where version = 19;
    drop table given_versions;
    delete from schema_version where version = 18;
    alter table segmentations drop column kind;
    delete from schema_version where version = 17;
    drop table audience_lists;
    drop table published_noise;
    delete from schema_version where version = 16;
    delete from schema_version where version = 15;
    drop table written_files;
    delete from schema_version where version = 14;
    drop table shape_steps;
    drop table shapes;
    alter table segmentations drop column marks;
    alter table runs drop column edit;
    delete from schema_version where version = 13;
    alter table segmentations drop column decisions;
    delete from schema_version where version = 12;
    drop table selections;
    delete from schema_version where version = 11;
    alter table segmentations drop column numbers;
    alter table segmentations drop column origin;
    delete from schema_version where version = 9;
    drop table interest_edits;
    delete from schema_version where version = 8;
    drop table texts;
    delete from schema_version where version = 7;
    create temp table kept as
    select d.dataset_id, d.created_at, d.created_by, meta, report, name, d.deleted_at, d.deleted_by
    from datasets d join dataset_versions using (dataset_id);
    drop table dataset_versions;
    drop table datasets;
    create table datasets (
        dataset_id varchar primary key, created_at timestamp not null, created_by varchar not null,
        meta json not null, report json not null, name varchar, deleted_at timestamp, deleted_by varchar);
    insert into datasets select * from kept;
    drop table kept;
    alter table events drop column version;
    alter table events drop column order_id;
    alter table items drop column version;
    alter table users drop column version;
    alter table rejected drop column version;
    alter table runs drop column version;
    alter table health_decisions drop column of_version;
    delete from schema_version where version = 6;
"""
_BEFORE_HEALTH = """
    drop table health_decisions;
    drop table excluded;
    alter table items drop column other_title;
    delete from schema_version where version = 5;
"""


def take_back(workspace: Path, schema: int) -> None:
    """Take a workspace, whose datasets have one version each, back to schema 5 or 4."""
    with duckdb.connect(workspace / "atlas.duckdb") as con:
        con.execute(_BEFORE_VERSIONS)
        if schema < 5:
            con.execute(_BEFORE_HEALTH)
        row = con.execute("select max(version) from schema_version").fetchone()
    assert row == (schema,), "a migration is new: take it back here as well"
