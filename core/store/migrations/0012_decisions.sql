alter table segmentations add column decisions json default '{}';  -- segment to what was decided on it
