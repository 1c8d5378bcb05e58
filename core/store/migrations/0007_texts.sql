create table texts (
    dataset_id varchar not null,
    user_code integer not null,
    ts timestamp not null,         -- UTC
    text varchar not null,         -- that the user wrote, with e-mail addresses and phone numbers masked
    seq bigint not null,           -- order in the file, unique together with that of events
    version integer not null       -- of the dataset, that brought it in
);
