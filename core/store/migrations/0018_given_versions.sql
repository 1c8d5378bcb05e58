-- The highest version of names of runs that were deleted: a later one gets a number above it.
create table given_versions (
    dataset_id varchar primary key,
    version integer not null
);
