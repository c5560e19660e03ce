package dev.postrider.mailbox.admin.adapter;

import dev.postrider.mail.Address;
import dev.postrider.mailbox.admin.DomainEntry;
import dev.postrider.mailbox.admin.Put;
import dev.postrider.mailbox.directory.DirectoryGraph;
import dev.postrider.servicekit.admin.Page;
import dev.postrider.servicekit.admin.Problem;
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

/** The local domains, each with its catch-all. Names are canonical. */
public final class DomainTable {
    private static final String FOREIGN_KEY_VIOLATION = "23503";

    private static final String SELECT = """
            SELECT d.name, d.enabled, d.created_at,
                   ARRAY(SELECT t.target_local FROM directory.alias_target t
                         WHERE t.domain = d.name AND t.local_key = '' ORDER BY t.position) AS locals,
                   ARRAY(SELECT t.target_domain FROM directory.alias_target t
                         WHERE t.domain = d.name AND t.local_key = '' ORDER BY t.position) AS domains
            FROM directory.domain d
            """;

    private final Pool pool;
    private final AliasTable aliases;

    public DomainTable(Pool pool, AliasTable aliases) {
        this.pool = pool;
        this.aliases = aliases;
    }

    /**
     * @param after a name; empty: from the start
     */
    public Future<Page<DomainEntry>> list(String after, int limit) {
        return pool.preparedQuery(SELECT + "WHERE d.name > $1 ORDER BY d.name LIMIT $2")
                .execute(Tuple.of(after, limit + 1))
                .map(rows -> Page.of(entries(rows), limit, DomainEntry::name));
    }

    public Future<Optional<DomainEntry>> find(String name) {
        return pool.preparedQuery(SELECT + "WHERE d.name = $1")
                .execute(Tuple.of(name))
                .map(rows -> entries(rows).stream().findFirst());
    }

    /**
     * Makes or changes a domain.
     *
     * @param catchAll replaces what was there
     * @param onlyNew fail with ALREADY_EXISTS if it is there
     */
    public Future<Put<DomainEntry>> put(String name, boolean enabled, List<Address> catchAll, boolean onlyNew) {
        return Transactions.retrying(
                pool,
                tx -> insert(tx, name, enabled).compose(created -> {
                    if (onlyNew && !created) {
                        return Future.failedFuture(new Problem(
                                        Problem.Kind.ALREADY_EXISTS,
                                        "The domain " + name
                                                + " exists already; a PUT without If-None-Match changes it.")
                                .asException());
                    }
                    return aliases.replace(tx, DirectoryGraph.catchAllOf(name), catchAll)
                            .compose(done -> tx.preparedQuery(SELECT + "WHERE d.name = $1")
                                    .execute(Tuple.of(name)))
                            .map(rows -> new Put<>(entries(rows).getFirst(), created));
                }));
    }

    private static Future<Boolean> insert(SqlConnection tx, String name, boolean enabled) {
        // xmax is 0 in a row that this statement inserted.
        return tx.preparedQuery("""
                        INSERT INTO directory.domain (name, enabled) VALUES ($1, $2)
                        ON CONFLICT (name) DO UPDATE SET enabled = excluded.enabled
                        RETURNING xmax = 0 AS created""")
                .execute(Tuple.of(name, enabled))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    /** Removes a domain that has no accounts and no aliases any more; its catch-all goes with it. False: there was none. */
    public Future<Boolean> remove(String name) {
        return Transactions.retrying(
                        pool,
                        tx -> tx.preparedQuery("DELETE FROM directory.alias WHERE domain = $1 AND local_key = ''")
                                .execute(Tuple.of(name))
                                .compose(done -> tx.preparedQuery("DELETE FROM directory.domain WHERE name = $1")
                                        .execute(Tuple.of(name)))
                                .map(rows -> rows.rowCount() == 1))
                .recover(failure -> failure instanceof PgException e && FOREIGN_KEY_VIOLATION.equals(e.getSqlState())
                        ? Future.failedFuture(new Problem(
                                        Problem.Kind.CONFLICT,
                                        "The domain " + name
                                                + " still has accounts or aliases. Remove them first, or disable the domain.")
                                .asException())
                        : Future.failedFuture(failure));
    }

    private static List<DomainEntry> entries(Iterable<Row> rows) {
        List<DomainEntry> entries = new ArrayList<>();
        for (Row row : rows) {
            entries.add(new DomainEntry(
                    row.getString("name"),
                    row.getBoolean("enabled"),
                    AliasTable.addresses(row.getArrayOfStrings("locals"), row.getArrayOfStrings("domains")),
                    row.getOffsetDateTime("created_at").toInstant()));
        }
        return entries;
    }
}
