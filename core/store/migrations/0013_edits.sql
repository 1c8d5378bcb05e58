alter table runs add column edit json;                       -- what edits made of which run; null: a recipe made it

alter table segmentations add column marks json default '{}';  -- segment to colour, place, set aside, decision

create table shapes (
    run_id varchar primary key,
    edits json not null,           -- that made the run of its parent, in their order
    labels blob,                   -- little-endian int32 of each user of the root; null: its job finds them
    highest integer                -- number that a segment had on the way; null with the labels
);

create table shape_steps (
    root_run_id varchar not null,  -- the run of a recipe whose segments are edited
    step integer not null,         -- from 1; the last one leads to the run that stands
    author varchar not null,
    created_at timestamp not null, -- UTC
    kind varchar not null,         -- edit, undo, redo, back
    run_id varchar not null,       -- that it leads to
    from_run_id varchar not null,  -- that stood before
    what json not null,            -- sentences
    n_users integer not null,      -- how many users it is about
    label varchar not null,        -- such as "as shown on 12 May"; empty: none
    primary key (root_run_id, step)
);
