alter table runs add column first_version integer;  -- of names, as the run came; null: not done, or what was taken over came first

update runs set first_version = 0;
