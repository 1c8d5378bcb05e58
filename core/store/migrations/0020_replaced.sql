create table replaced (
    dataset_id varchar not null,
    seq bigint not null,           -- of an event of an earlier version, of which this one has a newer state
    version integer not null       -- of the dataset, that replaced it
);
