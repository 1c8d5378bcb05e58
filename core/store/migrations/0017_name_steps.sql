alter table segmentations add column kind varchar;  -- edit, undo, redo; null: written before this was kept
