-- Since when a row is held: on its release its expiry moves by as long. NULL in rows that a version before held.
ALTER TABLE deferred ADD COLUMN held_at timestamptz;
