alter table segmentations add column numbers json default '{}';  -- segment to the number that pages show, where it is another
alter table segmentations add column origin json;                -- what was carried over from another run; null: nothing
