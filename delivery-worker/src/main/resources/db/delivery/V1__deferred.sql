-- Mail that waits for another attempt. Owned by delivery-worker; operators list, hold, release and drop rows here.
CREATE TABLE deferred (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    queue_id         text        NOT NULL,
    kind             text        NOT NULL CHECK (kind IN ('relay', 'local')),
    -- Destination domain; empty for kind = local.
    destination      text        NOT NULL,
    -- Reverse-path; empty: <>.
    sender           text        NOT NULL,
    recipients       text[]      NOT NULL,
    -- Tells rows of one message and destination apart: a record that is processed again after a crash must not queue twice.
    recipient_digest text        NOT NULL,
    -- OutboundMessage (relay) or AcceptedMessage (local), narrowed to recipients.
    payload          bytea       NOT NULL,
    size_octets      bigint      NOT NULL,
    attempts         integer     NOT NULL,
    accepted_at      timestamptz NOT NULL,
    created_at       timestamptz NOT NULL DEFAULT now(),
    next_attempt_at  timestamptz NOT NULL,
    -- From then on the next attempt is the last.
    expires_at       timestamptz NOT NULL,
    reason           text        NOT NULL,
    last_host        text        NOT NULL,
    last_reply       text        NOT NULL,
    delay_reported   boolean     NOT NULL DEFAULT false,
    -- The mail.outbound partition whose owner tries again: retries keep their destination's limits.
    bucket           integer     NOT NULL,
    state            text        NOT NULL DEFAULT 'due' CHECK (state IN ('due', 'held')),
    lease_owner      text,
    lease_until      timestamptz,
    -- Rises with each claim; only the holder of the present value changes the row.
    fence            bigint      NOT NULL DEFAULT 0,
    UNIQUE (queue_id, kind, destination, recipient_digest)
);

-- The body is compressed mail at best: PostgreSQL should not try on each write.
ALTER TABLE deferred ALTER COLUMN payload SET STORAGE EXTERNAL;

CREATE INDEX deferred_due ON deferred (bucket, next_attempt_at) WHERE state = 'due';
CREATE INDEX deferred_stray ON deferred (next_attempt_at) WHERE state = 'due';
CREATE INDEX deferred_destination ON deferred (destination, next_attempt_at);

-- Outbound records that have been dealt with: a copy of one, read again after a crash, is not relayed again.
CREATE TABLE handled (
    queue_id    text        NOT NULL,
    destination text        NOT NULL,
    handled_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (queue_id, destination)
);

CREATE INDEX handled_age ON handled (handled_at);
