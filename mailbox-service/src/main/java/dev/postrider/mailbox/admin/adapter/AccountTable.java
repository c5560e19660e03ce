package dev.postrider.mailbox.admin.adapter;

import dev.postrider.mail.Address;
import dev.postrider.mailbox.adapter.account.AccountProvisioning;
import dev.postrider.mailbox.admin.AccountChange;
import dev.postrider.mailbox.admin.AccountEntry;
import dev.postrider.mailbox.admin.Put;
import dev.postrider.mailbox.directory.StoredPassword;
import dev.postrider.servicekit.admin.Page;
import dev.postrider.servicekit.admin.Problem;
import dev.postrider.servicekit.admin.ProblemException;
import dev.postrider.servicekit.postgres.Transactions;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Accounts: their row in {@code directory}, and in the same transaction their side of {@code mailbox}. */
public final class AccountTable {
    private static final String FOREIGN_KEY_VIOLATION = "23503";

    private static final String SELECT = """
            SELECT a.id, a.domain, a.local_part, a.display_name, a.quota_octets, a.administrator, a.enabled,
                   a.password_hash <> '' AS has_password, a.created_at,
                   coalesce(m.used_octets, 0) AS used_octets, coalesce(m.used_messages, 0) AS used_messages
            FROM directory.account a LEFT JOIN mailbox.account m ON m.account_id = a.id
            """;

    private static final String ONE = SELECT + "WHERE a.domain = $1 AND a.local_key = $2";

    private static final String LIST = SELECT + """
            WHERE (a.domain, a.local_key) > ($1, $2) AND ($3 = '' OR a.domain = $3)
            ORDER BY a.domain, a.local_key LIMIT $4""";

    private static final String INSERT = """
            INSERT INTO directory.account
                (domain, local_key, local_part, display_name, quota_octets, administrator, enabled, password_hash,
                 scram_verifier)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (domain, local_key) DO NOTHING
            RETURNING id""";

    private static final String UPDATE = """
            UPDATE directory.account SET
                display_name = coalesce($3, display_name), quota_octets = coalesce($4, quota_octets),
                administrator = coalesce($5, administrator), enabled = coalesce($6, enabled),
                password_hash = coalesce($7, password_hash), scram_verifier = coalesce($8, scram_verifier)
            WHERE domain = $1 AND local_key = $2
            RETURNING id""";

    private final Pool pool;

    public AccountTable(Pool pool) {
        this.pool = pool;
    }

    static ProblemException noSuchDomain(String domain) {
        return new Problem(
                        Problem.Kind.CONFLICT,
                        "The domain " + domain + " is not one of ours. Add it first: PUT /admin/v1/domains/" + domain)
                .asException();
    }

    /**
     * @param after the last login of the part before
     * @param domain only its accounts
     */
    public Future<Page<AccountEntry>> list(Optional<Address> after, Optional<String> domain, int limit) {
        Optional<Address> cursor = after.map(Address::canonical);
        return pool.preparedQuery(LIST)
                .execute(Tuple.of(
                        cursor.map(Address::domain).orElse(""),
                        cursor.map(Address::localPart).orElse(""),
                        domain.orElse(""),
                        limit + 1))
                .map(rows ->
                        Page.of(entries(rows), limit, entry -> entry.login().toString()));
    }

    public Future<Optional<AccountEntry>> find(Address login) {
        Address key = login.canonical();
        return pool.preparedQuery(ONE)
                .execute(Tuple.of(key.domain(), key.localPart()))
                .map(rows -> entries(rows).stream().findFirst());
    }

    /** Makes an account with its mailboxes, or sets all of an existing one except a password that is not given. */
    public Future<Put<AccountEntry>> put(Address login, AccountChange change, boolean onlyNew) {
        Address key = login.canonical();
        AccountChange full = change.withDefaults();
        return Transactions.retrying(
                        pool,
                        tx -> insert(tx, login, full).compose(id -> {
                            if (id.isPresent()) {
                                return AccountProvisioning.create(
                                                tx, id.get(), full.quotaOctets().orElse(0L))
                                        .compose(done -> read(tx, key))
                                        .map(entry -> new Put<>(entry, true));
                            }
                            if (onlyNew) {
                                return Future.failedFuture(new Problem(
                                                Problem.Kind.ALREADY_EXISTS,
                                                "The account " + key
                                                        + " exists already; a PUT without If-None-Match changes it.")
                                        .asException());
                            }
                            return update(tx, key, full)
                                    .compose(found -> read(tx, key))
                                    .map(entry -> new Put<>(entry, false));
                        }))
                .recover(failure -> failure instanceof PgException e && FOREIGN_KEY_VIOLATION.equals(e.getSqlState())
                        ? Future.failedFuture(noSuchDomain(key.domain()))
                        : Future.failedFuture(failure));
    }

    /** Changes what is given; empty: there is no such account. */
    public Future<Optional<AccountEntry>> change(Address login, AccountChange change) {
        Address key = login.canonical();
        return Transactions.retrying(
                pool,
                tx -> update(tx, key, change)
                        .compose(found ->
                                found ? read(tx, key).map(Optional::of) : Future.succeededFuture(Optional.empty())));
    }

    /** Removes the account and all its mail. Empty: there was none; else its id. */
    public Future<Optional<Long>> remove(Address login) {
        Address key = login.canonical();
        return Transactions.retrying(
                pool,
                tx -> tx.preparedQuery(
                                "DELETE FROM directory.account WHERE domain = $1 AND local_key = $2 RETURNING id")
                        .execute(Tuple.of(key.domain(), key.localPart()))
                        .compose(rows -> {
                            for (Row row : rows) {
                                long id = row.getLong(0);
                                return AccountProvisioning.delete(tx, id).map(done -> Optional.of(id));
                            }
                            return Future.succeededFuture(Optional.empty());
                        }));
    }

    private static Future<Optional<Long>> insert(SqlConnection tx, Address login, AccountChange account) {
        Address key = login.canonical();
        return tx.preparedQuery(INSERT)
                .execute(Tuple.tuple()
                        .addString(key.domain())
                        .addString(key.localPart())
                        .addString(login.localPart())
                        .addString(account.displayName().orElse(""))
                        .addLong(account.quotaOctets().orElse(0L))
                        .addBoolean(account.administrator().orElse(false))
                        .addBoolean(account.enabled().orElse(true))
                        .addString(account.password().map(StoredPassword::hash).orElse(""))
                        .addString(account.password()
                                .map(StoredPassword::scramVerifier)
                                .orElse("")))
                .map(rows -> {
                    for (Row row : rows) {
                        return Optional.of(row.getLong(0));
                    }
                    return Optional.empty();
                });
    }

    private static Future<Boolean> update(SqlConnection tx, Address key, AccountChange change) {
        return tx.preparedQuery(UPDATE)
                .execute(Tuple.tuple()
                        .addString(key.domain())
                        .addString(key.localPart())
                        .addString(change.displayName().orElse(null))
                        .addLong(change.quotaOctets().orElse(null))
                        .addBoolean(change.administrator().orElse(null))
                        .addBoolean(change.enabled().orElse(null))
                        .addString(change.password().map(StoredPassword::hash).orElse(null))
                        .addString(change.password()
                                .map(StoredPassword::scramVerifier)
                                .orElse(null)))
                .compose(rows -> {
                    for (Row row : rows) {
                        long id = row.getLong(0);
                        return change.quotaOctets()
                                .map(quota -> AccountProvisioning.setQuota(tx, id, quota))
                                .orElseGet(() -> Future.succeededFuture(true))
                                .map(done -> true);
                    }
                    return Future.succeededFuture(false);
                });
    }

    private static Future<AccountEntry> read(SqlConnection tx, Address key) {
        return tx.preparedQuery(ONE)
                .execute(Tuple.of(key.domain(), key.localPart()))
                .map(rows -> entries(rows).getFirst());
    }

    private static List<AccountEntry> entries(Iterable<Row> rows) {
        List<AccountEntry> entries = new ArrayList<>();
        for (Row row : rows) {
            entries.add(new AccountEntry(
                    row.getLong("id"),
                    new Address(row.getString("local_part"), row.getString("domain")),
                    row.getString("display_name"),
                    row.getLong("quota_octets"),
                    row.getBoolean("administrator"),
                    row.getBoolean("enabled"),
                    row.getBoolean("has_password"),
                    row.getOffsetDateTime("created_at").toInstant(),
                    row.getLong("used_octets"),
                    row.getLong("used_messages")));
        }
        return entries;
    }
}
