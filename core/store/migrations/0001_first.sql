create table datasets (
    dataset_id varchar primary key,
    created_at timestamp not null,
    created_by varchar not null,
    meta json not null,      -- what population needs beside the tables
    report json not null     -- what the load told
);

create table events (
    dataset_id varchar not null,
    user_code integer not null,
    item_code integer not null,
    event_code smallint not null,
    ts timestamp not null,         -- UTC
    week_hour smallint not null,   -- 0 = Monday 00:00 in the log's time zone
    value float,
    seq bigint not null            -- order in the file
);

create table items (
    dataset_id varchar not null,
    item_code integer not null,
    item_id varchar not null,
    title varchar,
    categories varchar[]
);

create table users (
    dataset_id varchar not null,
    user_code integer not null,
    user_id varchar not null,
    attributes varchar[]           -- in the order of meta.attributes
);

create table rejected (
    dataset_id varchar not null,
    position bigint not null,      -- order of files and lines
    line varchar not null,
    reason varchar not null,
    raw varchar not null
);
