create table audience_lists (
    dataset_id varchar not null,
    run_id varchar not null,
    platform varchar not null,     -- key of the profile
    segment integer not null,
    audience varchar not null,     -- what its files are called
    author varchar not null,
    created_at timestamp not null, -- UTC
    n_users integer not null,
    members blob not null          -- little-endian int64 of each user, sorted: a keyed digest, no id
);
