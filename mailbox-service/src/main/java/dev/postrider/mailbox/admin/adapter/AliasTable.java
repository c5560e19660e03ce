package dev.postrider.mailbox.admin.adapter;

import dev.postrider.mail.Address;
import dev.postrider.mailbox.admin.AliasEntry;
import dev.postrider.mailbox.admin.Put;
import dev.postrider.mailbox.directory.Answer;
import dev.postrider.mailbox.directory.adapter.DirectoryModule;
import dev.postrider.servicekit.admin.Page;
import dev.postrider.servicekit.admin.Problem;
import dev.postrider.servicekit.postgres.Transactions;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Aliases, and the catch-alls of domains, which are aliases with an empty local part. */
public final class AliasTable {
    private static final String SELECT = """
            SELECT a.domain, a.local_key, a.local_part, a.created_at,
                   ARRAY(SELECT t.target_local FROM directory.alias_target t
                         WHERE t.domain = a.domain AND t.local_key = a.local_key ORDER BY t.position) AS locals,
                   ARRAY(SELECT t.target_domain FROM directory.alias_target t
                         WHERE t.domain = a.domain AND t.local_key = a.local_key ORDER BY t.position) AS domains
            FROM directory.alias a
            """;

    private static final String ONE = SELECT + "WHERE a.domain = $1 AND a.local_key = $2";

    private static final String LIST = SELECT + """
            WHERE a.local_key <> '' AND (a.domain, a.local_key) > ($1, $2) AND ($3 = '' OR a.domain = $3)
              AND ($5 = '' OR EXISTS (
                SELECT FROM directory.alias_target t
                WHERE t.domain = a.domain AND t.local_key = a.local_key AND t.target_domain = $4 AND t.target_key = $5))
            ORDER BY a.domain, a.local_key LIMIT $6""";

    private final Pool pool;
    private final DirectoryModule directory;

    public AliasTable(Pool pool, DirectoryModule directory) {
        this.pool = pool;
        this.directory = directory;
    }

    /**
     * @param after the last address of the part before
     * @param domain only its aliases
     * @param target only aliases that name it
     */
    public Future<Page<AliasEntry>> list(
            Optional<Address> after, Optional<String> domain, Optional<Address> target, int limit) {
        Optional<Address> cursor = after.map(Address::canonical);
        Optional<Address> key = target.map(Address::canonical);
        return pool.preparedQuery(LIST)
                .execute(Tuple.of(
                        cursor.map(Address::domain).orElse(""),
                        cursor.map(Address::localPart).orElse(""),
                        domain.orElse(""),
                        key.map(Address::domain).orElse(""),
                        key.map(Address::localPart).orElse(""),
                        limit + 1))
                .map(rows ->
                        Page.of(entries(rows), limit, entry -> entry.address().toString()));
    }

    public Future<Optional<AliasEntry>> find(Address address) {
        Address key = address.canonical();
        return pool.preparedQuery(ONE)
                .execute(Tuple.of(key.domain(), key.localPart()))
                .map(rows -> entries(rows).stream().findFirst());
    }

    /** Makes an alias or replaces its targets. Refuses what would lead in a circle or too far. */
    public Future<Put<AliasEntry>> put(Address address, List<Address> targets, boolean onlyNew) {
        Address key = address.canonical();
        return Transactions.retrying(
                pool,
                tx -> tx.preparedQuery("""
                        SELECT EXISTS (SELECT FROM directory.domain WHERE name = $1),
                               EXISTS (SELECT FROM directory.alias WHERE domain = $1 AND local_key = $2)""")
                        .execute(Tuple.of(key.domain(), key.localPart()))
                        .compose(rows -> {
                            Row row = rows.iterator().next();
                            boolean exists = row.getBoolean(1);
                            if (!row.getBoolean(0)) {
                                return Future.failedFuture(AccountTable.noSuchDomain(key.domain()));
                            }
                            if (exists && onlyNew) {
                                return Future.failedFuture(new Problem(
                                                Problem.Kind.ALREADY_EXISTS,
                                                "The alias " + key
                                                        + " exists already; a PUT without If-None-Match changes it.")
                                        .asException());
                            }
                            return replace(tx, address, targets)
                                    .compose(done ->
                                            tx.preparedQuery(ONE).execute(Tuple.of(key.domain(), key.localPart())))
                                    .map(found -> new Put<>(entries(found).getFirst(), !exists));
                        }));
    }

    /** Sets what an alias leads to; nothing: it goes. */
    Future<Void> replace(SqlConnection tx, Address address, List<Address> targets) {
        Address key = address.canonical();
        if (targets.isEmpty()) {
            return tx.preparedQuery("DELETE FROM directory.alias WHERE domain = $1 AND local_key = $2")
                    .execute(Tuple.of(key.domain(), key.localPart()))
                    .mapEmpty();
        }
        List<Address> keys = targets.stream().map(Address::canonical).toList();
        return tx.preparedQuery("""
                        INSERT INTO directory.alias (domain, local_key, local_part) VALUES ($1, $2, $3)
                        ON CONFLICT (domain, local_key) DO UPDATE SET local_part = excluded.local_part""")
                .execute(Tuple.of(key.domain(), key.localPart(), address.localPart()))
                .compose(done -> tx.preparedQuery(
                                "DELETE FROM directory.alias_target WHERE domain = $1 AND local_key = $2")
                        .execute(Tuple.of(key.domain(), key.localPart())))
                .compose(done -> tx.preparedQuery("""
                                INSERT INTO directory.alias_target
                                    (domain, local_key, position, target_domain, target_key, target_local)
                                SELECT $1, $2, t.position - 1, t.domain, t.key, t.local
                                FROM unnest($3::text[], $4::text[], $5::text[])
                                     WITH ORDINALITY AS t(domain, key, local, position)""")
                        .execute(Tuple.of(
                                key.domain(),
                                key.localPart(),
                                keys.stream().map(Address::domain).toArray(String[]::new),
                                keys.stream().map(Address::localPart).toArray(String[]::new),
                                targets.stream().map(Address::localPart).toArray(String[]::new))))
                .compose(done -> refuseFaults(tx, key));
    }

    private Future<Void> refuseFaults(SqlConnection tx, Address key) {
        // A catch-all is asked by a name that nobody has: a control character cannot stand in a real one.
        Address probe = key.localPart().isEmpty() ? new Address("\u0001", key.domain()) : key;
        return directory.resolve(tx, List.of(probe)).compose(answers -> switch (answers.getFirst()) {
            case Answer.Misconfigured(Answer.Fault fault) ->
                Future.failedFuture(new Problem(
                                Problem.Kind.INVALID_FIELDS,
                                switch (fault) {
                                    case LOOP -> "These targets lead back to the alias itself, and to no account.";
                                    case TOO_DEEP ->
                                        "These targets lead through more than 10 aliases one after another.";
                                    case TOO_MANY -> "These targets lead to more than 1,000 places.";
                                },
                                List.of(new Problem.FieldError("targets", "name accounts or other addresses directly")))
                        .asException());
            case Answer.Local _, Answer.Remote _, Answer.UnknownUser _, Answer.Disabled _, Answer.OverQuota _ ->
                Future.succeededFuture();
        });
    }

    /** Those of the targets that lead nowhere now. */
    public Future<List<Address>> unresolved(List<Address> targets) {
        return directory.resolve(pool, targets).map(answers -> {
            List<Address> nowhere = new ArrayList<>();
            for (int i = 0; i < targets.size(); i++) {
                if (answers.get(i) instanceof Answer.UnknownUser) {
                    nowhere.add(targets.get(i));
                }
            }
            return nowhere;
        });
    }

    /** False: there was none. */
    public Future<Boolean> remove(Address address) {
        Address key = address.canonical();
        return pool.preparedQuery("DELETE FROM directory.alias WHERE domain = $1 AND local_key = $2")
                .execute(Tuple.of(key.domain(), key.localPart()))
                .map(rows -> rows.rowCount() == 1);
    }

    static List<Address> addresses(String[] locals, String[] domains) {
        List<Address> addresses = new ArrayList<>(locals.length);
        for (int i = 0; i < locals.length; i++) {
            addresses.add(new Address(locals[i], domains[i]));
        }
        return List.copyOf(addresses);
    }

    private static List<AliasEntry> entries(Iterable<Row> rows) {
        List<AliasEntry> entries = new ArrayList<>();
        for (Row row : rows) {
            entries.add(new AliasEntry(
                    new Address(row.getString("local_part"), row.getString("domain")),
                    addresses(row.getArrayOfStrings("locals"), row.getArrayOfStrings("domains")),
                    row.getOffsetDateTime("created_at").toInstant()));
        }
        return entries;
    }
}
