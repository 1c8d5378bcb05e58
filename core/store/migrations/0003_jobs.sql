create table jobs (
    job_id varchar primary key,
    kind varchar not null,         -- such as load and run; core.jobs.kinds has the table
    payload json not null,         -- what is asked for; run_id where it concerns a run
    state varchar not null,
    stage varchar not null,        -- the last stage it has reached
    progress double not null,      -- fraction of the whole job, in [0, 1]
    message varchar not null,      -- why it failed or was interrupted
    author varchar not null,
    created_at timestamp not null, -- UTC, as all times
    started_at timestamp,
    finished_at timestamp,
    result varchar not null        -- dataset, run or folder that it made; empty unless done
);

insert into jobs
select
    run_id, 'run',
    json_object('kind', 'run', 'run_id', run_id, 'dataset_id', dataset_id, 'recipe', recipe),
    state, '', if(state = 'done', 1, 0), message, created_by, created_at, started_at, finished_at,
    if(state = 'done', run_id, '')
from runs;

create temp table old_runs as select * from runs;

drop table runs;

create table runs (
    run_id varchar primary key,    -- hash of dataset, full recipe and versions
    dataset_id varchar not null,
    recipe json not null,
    job_id varchar not null,       -- the last job that was to compute it
    scores json not null,
    seconds json not null          -- stage to seconds
);

insert into runs select run_id, dataset_id, recipe, run_id, scores, seconds from old_runs;

drop table old_runs;
