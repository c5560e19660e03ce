-- When the next attempt was due of what an operator gave up; NULL: nobody did. Whoever claims such a row ends it by a report, whose id follows from
-- this time: a worker that dies between report and removal leaves nothing that could be delivered, or reported twice.
ALTER TABLE deferred ADD COLUMN given_up_planned_at timestamptz;
