create table selections (
    dataset_id varchar not null,
    name varchar not null,
    selection_id varchar not null,
    run_id varchar not null,       -- whose segments, probabilities and interests the rule means
    rule varchar not null,         -- who is in it; empty where users are listed
    user_ids varchar[],            -- who is in it; null where the rule says so
    n_users integer not null,      -- when it was saved
    author varchar not null,
    created_at timestamp not null, -- UTC
    primary key (dataset_id, name)
);
