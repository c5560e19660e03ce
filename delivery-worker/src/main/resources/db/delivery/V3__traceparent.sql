-- W3C trace context of the message's acceptance, for the traces of further attempts; null where it was not traced.
ALTER TABLE deferred ADD COLUMN traceparent text;
