"""The kinds of jobs, one module each: the job, its task, and how it is asked for."""
