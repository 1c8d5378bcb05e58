alter table items add column other_title varchar;   -- another title that the log gives the item, if any

create table health_decisions (
    dataset_id varchar not null,
    version integer not null,      -- from 1
    author varchar not null,
    created_at timestamp not null, -- UTC
    excluded json not null,        -- what is left out of runs from now on, by finding, with counts
    kept json not null,            -- codes of findings that somebody looked at and left as they are
    primary key (dataset_id, version)
);

create table excluded (
    dataset_id varchar not null,
    key varchar not null,          -- hash of the members of one exclusion
    unit varchar not null,         -- users, items or events
    member bigint not null         -- user_code, item_code or seq
);
