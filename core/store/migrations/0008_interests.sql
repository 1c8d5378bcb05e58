create table interest_edits (
    dataset_id varchar not null,   -- whose items the tree is made of
    version integer not null,      -- from 1
    author varchar not null,
    created_at timestamp not null, -- UTC
    edits json not null,           -- all changes of the tree that hold, the oldest first
    primary key (dataset_id, version)
);
