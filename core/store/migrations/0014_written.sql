create table written_files (
    run_id varchar not null,       -- whose files the command line wrote into a folder of its user
    author varchar not null,
    created_at timestamp not null  -- UTC
);
