-- What a proof of SCRAM-SHA-256 is checked against, RFC 5803 text; empty: none yet, the next login with the password makes it.
ALTER TABLE directory.account
    ADD COLUMN scram_verifier text NOT NULL DEFAULT '' CHECK (octet_length(scram_verifier) <= 512);

-- Passwords for one program each, made by us. They have 140 random bits, so one round of SHA-256 is as good as any number: nobody tries
-- them all, and looking one up costs nothing.
CREATE TABLE directory.app_password (
    account_id    bigint NOT NULL REFERENCES directory.account (id) ON DELETE CASCADE,
    id            bigint GENERATED ALWAYS AS IDENTITY,
    name          text   NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
    scopes        text[] NOT NULL CHECK (cardinality(scopes) BETWEEN 1 AND 16),  -- protocols that it opens
    secret_sha256 bytea  NOT NULL CHECK (octet_length(secret_sha256) = 32),
    created_at    timestamptz NOT NULL DEFAULT now(),
    last_used_at  timestamptz,
    PRIMARY KEY (account_id, id),
    UNIQUE (account_id, secret_sha256)
);

-- Secrets that all replicas share. "unknown-logins": from it the salt of a login that does not exist is made, which must be the same each
-- time and everywhere, or asking twice would tell. gen_random_uuid() draws 122 bits from the system's randomness.
CREATE TABLE directory.secret (
    name  text COLLATE "C" PRIMARY KEY,
    value bytea NOT NULL
);
INSERT INTO directory.secret
VALUES ('unknown-logins', sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')));
