"""From files to the opened tables of a log, with a role for each column in use."""
