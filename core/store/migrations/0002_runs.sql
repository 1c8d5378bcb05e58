create table runs (
    run_id varchar primary key,    -- hash of dataset, full recipe and versions
    dataset_id varchar not null,
    recipe json not null,
    state varchar not null,
    message varchar not null,      -- why it failed or was interrupted, one sentence
    created_at timestamp not null, -- UTC, as all times
    created_by varchar not null,
    started_at timestamp,
    finished_at timestamp,
    scores json not null,
    seconds json not null          -- stage to seconds
);

create table segmentations (
    run_id varchar not null,       -- the run it is made of
    version integer not null,      -- from 1
    parent integer not null,       -- the version it was made from; 0 is the run itself
    author varchar not null,
    created_at timestamp not null,
    names json not null,           -- segment to name, of renamed segments only
    notes json not null,           -- segment to note
    primary key (run_id, version)
);
