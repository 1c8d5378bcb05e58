create table published_noise (
    dataset_id varchar not null,
    run_id varchar not null,
    epsilon double not null,       -- of the noise on its counts
    author varchar not null,
    created_at timestamp not null, -- UTC, when such counts left first
    primary key (dataset_id, run_id, epsilon)
);
