alter table datasets add column name varchar;          -- that an analyst gave; null: as its files are called
alter table datasets add column deleted_at timestamp;  -- when it went to the recycle bin, UTC; null: it did not
alter table datasets add column deleted_by varchar;
