ALTER TABLE thing ADD COLUMN later int;
