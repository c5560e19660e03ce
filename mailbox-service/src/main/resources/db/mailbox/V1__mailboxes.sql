-- Mailboxes. account_id leads every key and nothing crosses accounts, so the tables can be distributed by it unchanged.
-- Everything of an account changes under the lock of its row in `account`: hence no foreign keys, no sequences, no triggers.
-- The directory says who exists; a row in `account` is made with each of its accounts.

CREATE TABLE mailbox.account (
    account_id        bigint PRIMARY KEY,
    modseq            bigint NOT NULL DEFAULT 1,    -- of the last command that changed anything
    quota_octets      bigint NOT NULL DEFAULT 0,    -- 0: no limit
    used_octets       bigint NOT NULL DEFAULT 0,    -- equals the sum of mailbox.size_octets
    used_messages     bigint NOT NULL DEFAULT 0,    -- equals the sum of mailbox.messages
    tombstone_floor   bigint NOT NULL DEFAULT 0,    -- tombstones up to this modseq have been pruned
    next_email_id     bigint NOT NULL DEFAULT 1,
    next_mailbox_id   int    NOT NULL DEFAULT 1,
    last_uid_validity bigint NOT NULL               -- a new mailbox gets a larger one
) WITH (fillfactor = 50);                           -- room for HOT updates: this row changes with every delivery

CREATE TABLE mailbox.mailbox (
    account_id      bigint NOT NULL,
    mailbox_id      int    NOT NULL,
    name            text   COLLATE "C" NOT NULL,    -- full path, '/' between levels; INBOX in upper case
    role            text   NOT NULL DEFAULT '',     -- RFC 6154 without backslash, in lower case
    uid_validity    bigint NOT NULL,
    uid_next        bigint NOT NULL DEFAULT 1,
    highest_modseq  bigint NOT NULL,
    recent_from_uid bigint NOT NULL DEFAULT 1,      -- uids from here on are \Recent to the next session
    messages        int    NOT NULL DEFAULT 0,
    unseen          int    NOT NULL DEFAULT 0,
    deleted         int    NOT NULL DEFAULT 0,
    size_octets     bigint NOT NULL DEFAULT 0,
    keywords        text[] NOT NULL DEFAULT '{}',   -- every keyword that an entry has, or has had
    PRIMARY KEY (account_id, mailbox_id),
    UNIQUE (account_id, name)
) WITH (fillfactor = 50);

-- One stored message. Its octets are: email_body.content, then, from content_octets on, the blob from
-- content_octets - prefix_octets on. Of a message without blob, content is all.
CREATE TABLE mailbox.email (
    account_id     bigint NOT NULL,
    email_id       bigint NOT NULL,
    refs           int    NOT NULL DEFAULT 1,       -- entries in email_mailbox; the row goes with the last
    size_octets    bigint NOT NULL,                 -- RFC822.SIZE: prefix included
    prefix_octets  int    NOT NULL,                 -- lines that we put in front: Return-Path, Received
    header_octets  int    NOT NULL,                 -- up to and with the blank line, prefix included
    content_octets int    NOT NULL,                 -- length of email_body.content
    blob_key       text,
    sha256         bytea  NOT NULL,                 -- of the octets behind the prefix
    sent_day       int,                             -- of the Date field, without regard to time and zone; days since 1970
    structure      bytea  NOT NULL,                 -- MessageStructure
    -- Decoded, folded header fields for SEARCH; null: the message has no such field.
    subject_text   text,
    from_text      text,
    to_text        text,
    cc_text        text,
    bcc_text       text,
    message_id     text,
    fields_cut     boolean NOT NULL DEFAULT false,  -- one of them is not complete: the header itself must be asked
    PRIMARY KEY (account_id, email_id)
) WITH (toast_tuple_target = 8160);

-- Apart from email, so that a scan over header fields does not read bodies. A body of a few KiB stays in the row itself.
CREATE TABLE mailbox.email_body (
    account_id bigint NOT NULL,
    email_id   bigint NOT NULL,
    content    bytea  NOT NULL,
    PRIMARY KEY (account_id, email_id)
) WITH (toast_tuple_target = 8160);
ALTER TABLE mailbox.email_body ALTER COLUMN content SET STORAGE EXTERNAL;

-- The entry of a message in a mailbox. Flags are the entry's. Sizes and dates are copied here: FETCH reads one row.
CREATE TABLE mailbox.email_mailbox (
    account_id           bigint   NOT NULL,
    email_id             bigint   NOT NULL,
    modseq               bigint   NOT NULL,
    internal_date_ms     bigint   NOT NULL,
    saved_at_ms          bigint   NOT NULL,         -- when it came into this mailbox
    size_octets          bigint   NOT NULL,
    mailbox_id           int      NOT NULL,
    uid                  int      NOT NULL,
    internal_date_offset smallint NOT NULL,         -- minutes
    flags                smallint NOT NULL,         -- 1 \Seen 2 \Answered 4 \Flagged 8 \Deleted 16 \Draft
    keywords             text[]   NOT NULL DEFAULT '{}',
    -- The flags ride along, so that the first unseen message and searches by flag are index-only too.
    PRIMARY KEY (account_id, mailbox_id, uid) INCLUDE (flags)
) WITH (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX email_mailbox_modseq ON mailbox.email_mailbox (account_id, mailbox_id, modseq);

-- Tombstones, RFC 7162 s3.2.10. Pruned by age, which raises account.tombstone_floor.
CREATE TABLE mailbox.expunged (
    account_id bigint NOT NULL,
    mailbox_id int    NOT NULL,
    modseq     bigint NOT NULL,
    uid        int    NOT NULL,
    at         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account_id, mailbox_id, modseq, uid)
);

-- Hints that are not known to have been published. Normally a row lives for a second.
CREATE TABLE mailbox.outbox (
    account_id  bigint NOT NULL,
    modseq      bigint NOT NULL,
    mailbox_ids int[]  NOT NULL,
    at          timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account_id, modseq)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_insert_threshold = -1);

-- Once per (queue id, account): kept for 30 days, by the time in the queue id (a UUIDv7).
CREATE TABLE mailbox.delivered (
    account_id bigint NOT NULL,
    queue_id   uuid   NOT NULL,
    mailbox_id int    NOT NULL,
    uid        int    NOT NULL,
    PRIMARY KEY (account_id, queue_id)
);

-- RFC 3501 s6.3.6: a name may be subscribed without there being a mailbox.
CREATE TABLE mailbox.subscription (
    account_id bigint NOT NULL,
    name       text   COLLATE "C" NOT NULL,
    PRIMARY KEY (account_id, name)
);

-- How a keyword was first spelled in the account; keywords are compared without regard to case.
CREATE TABLE mailbox.keyword (
    account_id bigint NOT NULL,
    folded     text   COLLATE "C" NOT NULL,
    spelling   text   NOT NULL,
    PRIMARY KEY (account_id, folded)
);
