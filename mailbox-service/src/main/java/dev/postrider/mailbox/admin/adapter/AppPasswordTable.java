package dev.postrider.mailbox.admin.adapter;

import dev.postrider.mail.Address;
import dev.postrider.mailbox.admin.AppPasswordEntry;
import dev.postrider.mailbox.directory.MailProtocol;
import dev.postrider.mailbox.directory.policy.AppPasswordText;
import dev.postrider.servicekit.admin.Problem;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** App passwords. Their text is known here for a moment, when they are made. */
public final class AppPasswordTable {
    /** Of one account. */
    public static final int MAX_PER_ACCOUNT = 100;

    private static final String ACCOUNT = "SELECT id FROM directory.account WHERE domain = $1 AND local_key = $2";

    private static final String INSERT = """
            INSERT INTO directory.app_password (account_id, name, scopes, secret_sha256)
            SELECT a.id, $3, $4, $5 FROM directory.account a
            WHERE a.domain = $1 AND a.local_key = $2
              AND (SELECT count(*) FROM directory.app_password p WHERE p.account_id = a.id) < $6
            RETURNING id, name, scopes, created_at, last_used_at""";

    private static final String LIST = """
            SELECT p.id, p.name, p.scopes, p.created_at, p.last_used_at
            FROM directory.account a LEFT JOIN directory.app_password p ON p.account_id = a.id
            WHERE a.domain = $1 AND a.local_key = $2 ORDER BY p.id""";

    private static final String DELETE = """
            DELETE FROM directory.app_password p USING directory.account a
            WHERE a.domain = $1 AND a.local_key = $2 AND p.account_id = a.id AND p.id = $3""";

    private final Pool pool;
    private final SecureRandom random = new SecureRandom();

    public AppPasswordTable(Pool pool) {
        this.pool = pool;
    }

    /** A new one. {@code password} is not to be had again. */
    public record Created(AppPasswordEntry entry, String password) {}

    /** Empty: there is no such account. Fails with a {@code ProblemException} if it has too many. */
    public Future<Optional<Created>> create(Address login, String name, Set<MailProtocol> scopes) {
        byte[] octets = new byte[AppPasswordText.RANDOM_OCTETS];
        random.nextBytes(octets);
        String password = AppPasswordText.of(octets);
        Address key = login.canonical();
        return pool.preparedQuery(INSERT)
                .execute(Tuple.tuple()
                        .addString(key.domain())
                        .addString(key.localPart())
                        .addString(name)
                        .addArrayOfString(scopes.stream()
                                .map(MailProtocol::label)
                                .sorted()
                                .toArray(String[]::new))
                        .addBuffer(
                                Buffer.buffer(AppPasswordText.digest(password).orElseThrow()))
                        .addLong((long) MAX_PER_ACCOUNT))
                .compose(rows -> {
                    for (Row row : rows) {
                        return Future.succeededFuture(Optional.of(new Created(entry(row), password)));
                    }
                    return refused(key);
                });
    }

    private Future<Optional<Created>> refused(Address key) {
        return pool.preparedQuery(ACCOUNT)
                .execute(Tuple.of(key.domain(), key.localPart()))
                .compose(rows -> rows.size() == 0
                        ? Future.succeededFuture(Optional.empty())
                        : Future.failedFuture(new Problem(
                                        Problem.Kind.CONFLICT,
                                        "The account has " + MAX_PER_ACCOUNT + " app passwords. Revoke one first.")
                                .asException()));
    }

    /** The oldest first. Empty: there is no such account. */
    public Future<Optional<List<AppPasswordEntry>>> list(Address login) {
        Address key = login.canonical();
        return pool.preparedQuery(LIST)
                .execute(Tuple.of(key.domain(), key.localPart()))
                .map(rows -> {
                    if (rows.size() == 0) {
                        return Optional.empty();
                    }
                    List<AppPasswordEntry> entries = new ArrayList<>();
                    for (Row row : rows) {
                        if (row.getLong("id") != null) {
                            entries.add(entry(row));
                        }
                    }
                    return Optional.of(entries);
                });
    }

    /** False: there was none with this id. */
    public Future<Boolean> revoke(Address login, long id) {
        Address key = login.canonical();
        return pool.preparedQuery(DELETE)
                .execute(Tuple.of(key.domain(), key.localPart(), id))
                .map(rows -> rows.rowCount() > 0);
    }

    private static AppPasswordEntry entry(Row row) {
        OffsetDateTime lastUsed = row.getOffsetDateTime("last_used_at");
        return new AppPasswordEntry(
                row.getLong("id"),
                row.getString("name"),
                Arrays.stream(row.getArrayOfStrings("scopes"))
                        .flatMap(scope -> MailProtocol.of(scope).stream())
                        .collect(Collectors.toCollection(TreeSet::new)),
                row.getOffsetDateTime("created_at").toInstant(),
                Optional.ofNullable(lastUsed).map(OffsetDateTime::toInstant));
    }
}
