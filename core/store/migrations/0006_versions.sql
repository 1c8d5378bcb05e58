create table dataset_versions (
    dataset_id varchar not null,
    version integer not null,        -- from 1, what was loaded first
    version_id varchar not null,     -- hash of the version before it and of its files; the first has the dataset's id
    content_hash varchar not null,   -- SHA-256 of its files; empty for what was loaded before there were versions
    created_at timestamp not null,   -- UTC, as all times
    created_by varchar not null,
    meta json not null,              -- what population needs beside the tables, of the dataset up to here
    report json not null,            -- what the loads reported, of the dataset up to here
    load json not null,              -- what the load of these files reported
    first_at timestamp,              -- of the events that it brought
    last_at timestamp,
    deleted_at timestamp,            -- when it went to the recycle bin; null: it did not
    deleted_by varchar
);

insert into dataset_versions
select dataset_id, 1, dataset_id, '', created_at, created_by, meta, report, report, first_at, last_at, null, null
from datasets left join (
    select dataset_id, min(ts) as first_at, max(ts) as last_at from events group by dataset_id) using (dataset_id);

create temp table old_datasets as select * from datasets;

drop table datasets;

create table datasets (
    dataset_id varchar primary key,
    created_at timestamp not null,
    created_by varchar not null,
    name varchar,                    -- that an analyst gave; null: as its files are called
    deleted_at timestamp,            -- when it went to the recycle bin; null: it did not
    deleted_by varchar
);

insert into datasets select dataset_id, created_at, created_by, name, deleted_at, deleted_by from old_datasets;

drop table old_datasets;

alter table events add column version integer default 1;     -- that brought it in; so in the tables that follow
alter table events add column order_id varchar;             -- null where it has none
alter table items add column version integer default 1;      -- of several rows of an item the newest holds
alter table users add column version integer default 1;      -- of several rows of a user the newest holds
alter table rejected add column version integer default 1;
alter table runs add column version integer default 1;       -- of the dataset, that it was made on
alter table health_decisions add column of_version integer default 1;  -- of the dataset, that it was made on
