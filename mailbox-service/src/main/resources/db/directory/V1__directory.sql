-- Who lives here. Small, read often, written by the admin API only. Not sharded: on a distributed PostgreSQL these are reference tables.
--
-- Every *_key column is the canonical form of its text: lower case, NFC, A-labels. The service makes it, not the database, so that
-- one place decides when two addresses are the same (dev.postrider.mail.Address.canonical).

CREATE TABLE directory.domain (
    name       text COLLATE "C" PRIMARY KEY CHECK (name = lower(name) AND octet_length(name) BETWEEN 1 AND 253),
    enabled    boolean     NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now()
);
-- The oldest enabled domain answers for the bare "postmaster".
CREATE INDEX domain_oldest ON directory.domain (created_at, name) WHERE enabled;

CREATE TABLE directory.account (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    domain        text COLLATE "C" NOT NULL REFERENCES directory.domain (name),
    local_key     text COLLATE "C" NOT NULL CHECK (octet_length(local_key) BETWEEN 1 AND 256),
    local_part    text        NOT NULL CHECK (octet_length(local_part) BETWEEN 1 AND 64),
    display_name  text        NOT NULL DEFAULT '' CHECK (char_length(display_name) <= 200),
    password_hash text        NOT NULL CHECK (octet_length(password_hash) <= 512),  -- empty: nobody can log in
    quota_octets  bigint      NOT NULL DEFAULT 0 CHECK (quota_octets >= 0),         -- 0: no limit
    administrator boolean     NOT NULL DEFAULT false,                               -- the first one takes postmaster's mail
    enabled       boolean     NOT NULL DEFAULT true,
    created_at    timestamptz NOT NULL DEFAULT now(),
    UNIQUE (domain, local_key)
);
CREATE INDEX account_postmaster ON directory.account (administrator DESC, id) WHERE enabled;

-- local_key '' is the catch-all of the domain.
CREATE TABLE directory.alias (
    domain     text COLLATE "C" NOT NULL REFERENCES directory.domain (name),
    local_key  text COLLATE "C" NOT NULL CHECK (octet_length(local_key) <= 256),
    local_part text        NOT NULL CHECK (octet_length(local_part) <= 64),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (domain, local_key)
);

-- A target may be an account, another alias, or an address elsewhere: it is resolved when it is asked for, so there is no foreign key.
CREATE TABLE directory.alias_target (
    domain        text COLLATE "C" NOT NULL,
    local_key     text COLLATE "C" NOT NULL,
    position      smallint NOT NULL CHECK (position BETWEEN 0 AND 999),
    target_domain text COLLATE "C" NOT NULL CHECK (octet_length(target_domain) BETWEEN 1 AND 255),
    target_key    text COLLATE "C" NOT NULL CHECK (octet_length(target_key) BETWEEN 1 AND 256),
    target_local  text NOT NULL CHECK (octet_length(target_local) BETWEEN 1 AND 64),
    PRIMARY KEY (domain, local_key, position),
    UNIQUE (domain, local_key, target_domain, target_key),
    FOREIGN KEY (domain, local_key) REFERENCES directory.alias (domain, local_key) ON DELETE CASCADE
);
-- Who leads to this address?
CREATE INDEX alias_target_reverse ON directory.alias_target (target_domain, target_key);
