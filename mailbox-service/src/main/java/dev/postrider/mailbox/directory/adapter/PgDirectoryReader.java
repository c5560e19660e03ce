package dev.postrider.mailbox.directory.adapter;

import dev.postrider.mail.Address;
import dev.postrider.mail.OctetString;
import dev.postrider.mailbox.directory.AppPassword;
import dev.postrider.mailbox.directory.Credential;
import dev.postrider.mailbox.directory.DirectoryGraph;
import dev.postrider.mailbox.directory.LocalAccount;
import dev.postrider.mailbox.directory.MailProtocol;
import dev.postrider.mailbox.directory.StoredPassword;
import dev.postrider.mailbox.directory.policy.DetailSeparator;
import dev.postrider.mailbox.directory.port.DirectoryReader;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads schema {@code directory}, and from {@code mailbox.account} what is used. */
public final class PgDirectoryReader implements DirectoryReader {
    /**
     * The addresses reachable from the questions, then every row about them. The recursion ends because UNION keeps each address once;
     * it follows more than resolving will use (the catch-all of a domain even where an account matches), which costs an index look-up
     * and spares a second round trip. $1, $2: domains and keys; $3: separator; $4: bare postmaster; $5: limit of addresses.
     */
    private static final String GRAPH = """
            WITH RECURSIVE
            primary_domain AS (
                SELECT name FROM directory.domain WHERE enabled ORDER BY created_at, name LIMIT 1),
            node(domain, key) AS (
                SELECT domain, key FROM (
                    SELECT s.domain COLLATE "C" AS domain, s.key COLLATE "C" AS key
                    FROM unnest($1::text[], $2::text[]) AS s(domain, key)
                    UNION ALL
                    SELECT name, 'postmaster' COLLATE "C" FROM primary_domain WHERE $4::boolean) seed
              UNION
                SELECT t.target_domain, t.target_key
                FROM node JOIN directory.alias_target t
                  ON t.domain = node.domain
                 AND t.local_key IN (node.key, split_part(node.key, $3::text, 1), '')),
            bounded AS (SELECT domain, key FROM node LIMIT $5::int),
            name AS (
                SELECT domain, key FROM bounded
                UNION SELECT domain, split_part(key, $3, 1) FROM bounded
                UNION SELECT domain, '' FROM bounded)
            SELECT 'domain' AS kind, d.name AS domain, NULL AS key, d.enabled AS flag,
                   NULL::bigint AS id, NULL::bigint AS quota, NULL::bigint AS used,
                   NULL::smallint AS position, NULL AS target_local, NULL AS target_domain
            FROM directory.domain d WHERE d.name IN (SELECT domain FROM bounded)
            UNION ALL
            SELECT 'account', a.domain, a.local_key, a.enabled, a.id, a.quota_octets, coalesce(m.used_octets, 0), NULL, NULL, NULL
            FROM name n JOIN directory.account a ON a.domain = n.domain AND a.local_key = n.key
            LEFT JOIN mailbox.account m ON m.account_id = a.id
            UNION ALL
            SELECT 'alias', t.domain, t.local_key, NULL, NULL, NULL, NULL, t.position, t.target_local, t.target_domain
            FROM name n JOIN directory.alias_target t ON t.domain = n.domain AND t.local_key = n.key
            UNION ALL
            SELECT 'primary', name, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM primary_domain WHERE $4
            UNION ALL
            (SELECT 'postmaster', NULL, NULL, a.enabled, a.id, a.quota_octets, coalesce(m.used_octets, 0), NULL, NULL, NULL
             FROM directory.account a LEFT JOIN mailbox.account m ON m.account_id = a.id
             WHERE a.enabled AND EXISTS (SELECT FROM name WHERE key = 'postmaster')
             ORDER BY a.administrator DESC, a.id LIMIT 1)
            UNION ALL
            SELECT 'cut', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
            WHERE (SELECT count(*) FROM bounded) = $5
            ORDER BY position""";

    private static final String CREDENTIAL = """
            SELECT a.id, a.password_hash, a.scram_verifier, a.enabled AND d.enabled AS enabled, p.id AS app_id, p.scopes
            FROM directory.account a JOIN directory.domain d ON d.name = a.domain
            LEFT JOIN directory.app_password p ON p.account_id = a.id AND p.secret_sha256 = $3
            WHERE a.domain = $1 AND a.local_key = $2""";

    /** One row, whether there is an account or not. */
    private static final String SCRAM_CREDENTIAL = """
            SELECT s.value, c.id, c.password_hash, c.scram_verifier, c.enabled, NULL::bigint AS app_id, NULL::text[] AS scopes
            FROM directory.secret s LEFT JOIN (
                SELECT a.id, a.password_hash, a.scram_verifier, a.enabled AND d.enabled AS enabled
                FROM directory.account a JOIN directory.domain d ON d.name = a.domain
                WHERE a.domain = $1 AND a.local_key = $2) c ON true
            WHERE s.name = 'unknown-logins'""";

    private static final String REPLACE_PASSWORD = """
            UPDATE directory.account SET password_hash = $3, scram_verifier = $4 WHERE id = $1 AND password_hash = $2""";

    /** A client that logs in for each message must not cost a write for each. */
    private static final String APP_PASSWORD_USED = """
            UPDATE directory.app_password SET last_used_at = now()
            WHERE account_id = $1 AND id = $2 AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')""";

    private final SqlClient client;
    private final DetailSeparator separator;

    public PgDirectoryReader(SqlClient client, DetailSeparator separator) {
        this.client = client;
        this.separator = separator;
    }

    @Override
    public Future<DirectoryGraph> graph(Collection<Address> seeds, boolean barePostmaster) {
        String[] domains = seeds.stream().map(Address::domain).toArray(String[]::new);
        String[] keys = seeds.stream().map(Address::localPart).toArray(String[]::new);
        return client.preparedQuery(GRAPH)
                .execute(Tuple.of(
                        domains, keys, separator.text(), barePostmaster, DirectoryGraph.MAX_ADDRESSES + seeds.size()))
                .map(PgDirectoryReader::graphOf);
    }

    private static DirectoryGraph graphOf(Iterable<Row> rows) {
        Map<String, Boolean> domains = new HashMap<>();
        Map<Address, LocalAccount> accounts = new HashMap<>();
        Map<Address, List<Address>> aliases = new HashMap<>();
        Optional<String> primary = Optional.empty();
        Optional<LocalAccount> postmaster = Optional.empty();
        boolean complete = true;
        for (Row row : rows) {
            switch (row.getString("kind")) {
                case "domain" -> domains.put(row.getString("domain"), row.getBoolean("flag"));
                case "account" -> accounts.put(keyOf(row), accountOf(row));
                case "alias" ->
                    aliases.computeIfAbsent(keyOf(row), key -> new ArrayList<>())
                            .add(new Address(row.getString("target_local"), row.getString("target_domain")));
                case "primary" -> primary = Optional.of(row.getString("domain"));
                case "postmaster" -> postmaster = Optional.of(accountOf(row));
                case "cut" -> complete = false;
                case String other -> throw new IllegalStateException("row of kind " + other);
            }
        }
        return new DirectoryGraph(domains, accounts, aliases, primary, postmaster, complete);
    }

    private static Address keyOf(Row row) {
        return new Address(row.getString("key"), row.getString("domain"));
    }

    private static LocalAccount accountOf(Row row) {
        return new LocalAccount(row.getLong("id"), row.getBoolean("flag"), row.getLong("quota"), row.getLong("used"));
    }

    @Override
    public Future<Optional<Credential>> credential(Address login, Optional<byte[]> appPasswordSha256) {
        return client.preparedQuery(CREDENTIAL)
                .execute(Tuple.tuple()
                        .addString(login.domain())
                        .addString(login.localPart())
                        .addBuffer(appPasswordSha256.map(Buffer::buffer).orElse(null)))
                .map(rows -> {
                    for (Row row : rows) {
                        return Optional.of(credentialOf(login, row));
                    }
                    return Optional.empty();
                });
    }

    @Override
    public Future<ScramCredential> scramCredential(Address login) {
        return client.preparedQuery(SCRAM_CREDENTIAL)
                .execute(Tuple.of(login.domain(), login.localPart()))
                .map(rows -> {
                    for (Row row : rows) {
                        Optional<Credential> credential =
                                row.getLong("id") == null ? Optional.empty() : Optional.of(credentialOf(login, row));
                        return new ScramCredential(
                                OctetString.of(row.getBuffer("value").getBytes()), credential);
                    }
                    throw new IllegalStateException("directory.secret lacks what its migration put there");
                });
    }

    private static Credential credentialOf(Address login, Row row) {
        Long appId = row.getLong("app_id");
        Optional<AppPassword> app = appId == null
                ? Optional.empty()
                : Optional.of(new AppPassword(
                        appId,
                        Arrays.stream(row.getArrayOfStrings("scopes"))
                                .flatMap(scope -> MailProtocol.of(scope).stream())
                                .collect(Collectors.toSet())));
        return new Credential(
                row.getLong("id"),
                login.toString(),
                new StoredPassword(row.getString("password_hash"), row.getString("scram_verifier")),
                row.getBoolean("enabled"),
                app);
    }

    @Override
    public Future<Void> replacePassword(long accountId, String oldHash, StoredPassword made) {
        return client.preparedQuery(REPLACE_PASSWORD)
                .execute(Tuple.of(accountId, oldHash, made.hash(), made.scramVerifier()))
                .mapEmpty();
    }

    @Override
    public Future<Void> appPasswordUsed(long accountId, long appPasswordId) {
        return client.preparedQuery(APP_PASSWORD_USED)
                .execute(Tuple.of(accountId, appPasswordId))
                .mapEmpty();
    }
}
