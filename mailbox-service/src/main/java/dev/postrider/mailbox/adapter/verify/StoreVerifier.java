package dev.postrider.mailbox.adapter.verify;

import dev.postrider.blobs.BlobNotFoundException;
import dev.postrider.blobs.BlobStore;
import dev.postrider.mailbox.adapter.sql.Connections;
import dev.postrider.mailbox.adapter.sql.Flight;
import dev.postrider.mailbox.admin.port.Verification;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Walks all accounts, each in one snapshot, and reports what breaks a promise. It reads every octet that is stored. Messages may
 * come and go meanwhile; a blob is looked at only after its row, and rows outlive no blob, so there are no false alarms.
 */
public final class StoreVerifier implements Verification {
    private static final int MAX_REPORTED = 1000;
    private static final int ACCOUNTS_BATCH = 100;
    private static final int BLOBS_BATCH = 500;

    private static final String NEXT_ACCOUNTS =
            "SELECT account_id, used_messages FROM mailbox.account WHERE account_id > $1 ORDER BY account_id LIMIT $2";

    private static final String NEXT_BLOBS = """
            SELECT email_id, blob_key, size_octets - prefix_octets, sha256 FROM mailbox.email
            WHERE account_id = $1 AND blob_key IS NOT NULL AND email_id > $2 ORDER BY email_id LIMIT $3""";

    private final Connections connections;
    private final BlobStore blobs;

    public StoreVerifier(Connections connections, BlobStore blobs) {
        this.connections = connections;
        this.blobs = blobs;
    }

    /** What has been found so far. */
    private static final class Findings {
        private final List<Breach> breaches = new ArrayList<>();
        private long accounts;
        private long messages;
        private long count;

        void add(String promise, long accountId, String detail) {
            count++;
            if (breaches.size() < MAX_REPORTED) {
                breaches.add(new Breach(promise, accountId, detail));
            }
        }

        Report report() {
            return new Report(accounts, messages, List.copyOf(breaches), count);
        }
    }

    @Override
    public Future<Report> verify() {
        Findings findings = new Findings();
        return accountsAfter(Long.MIN_VALUE, findings).map(done -> findings.report());
    }

    /** One account alone. */
    public Future<Report> verify(long accountId) {
        Findings findings = new Findings();
        return account(accountId, findings).map(done -> findings.report());
    }

    private Future<Void> accountsAfter(long accountId, Findings findings) {
        return connections
                .pool()
                .preparedQuery(NEXT_ACCOUNTS)
                .execute(Tuple.of(accountId, ACCOUNTS_BATCH))
                .compose(rows -> {
                    Future<Void> done = Future.succeededFuture();
                    long last = accountId;
                    for (Row row : rows) {
                        last = row.getLong(0);
                        long current = last;
                        findings.messages += row.getLong(1);
                        done = done.compose(before -> account(current, findings));
                    }
                    long next = last;
                    return rows.size() < ACCOUNTS_BATCH ? done : done.compose(before -> accountsAfter(next, findings));
                });
    }

    private Future<Void> account(long accountId, Findings findings) {
        findings.accounts++;
        return connections
                .snapshot(snapshot -> rows(snapshot, accountId, findings))
                .compose(done -> blobsAfter(accountId, 0, findings));
    }

    private static Future<Void> rows(SqlConnection snapshot, long accountId, Findings findings) {
        Flight flight = new Flight(snapshot);
        List<Future<RowSet<Row>>> results = new ArrayList<>();
        for (Check check : Check.ALL) {
            results.add(flight.send(check.sql(), Tuple.of(accountId)));
        }
        return flight.landed().onSuccess(landed -> {
            for (int i = 0; i < results.size(); i++) {
                for (Row row : results.get(i).result()) {
                    findings.add(Check.ALL.get(i).promise(), accountId, row.getString(0));
                }
            }
        });
    }

    private Future<Void> blobsAfter(long accountId, long emailId, Findings findings) {
        return connections
                .pool()
                .preparedQuery(NEXT_BLOBS)
                .execute(Tuple.of(accountId, emailId, BLOBS_BATCH))
                .compose(rows -> {
                    Future<Void> done = Future.succeededFuture();
                    long last = emailId;
                    for (Row row : rows) {
                        last = row.getLong(0);
                        done = done.compose(before -> blob(accountId, row, findings));
                    }
                    long next = last;
                    return rows.size() < BLOBS_BATCH
                            ? done
                            : done.compose(before -> blobsAfter(accountId, next, findings));
                });
    }

    private Future<Void> blob(long accountId, Row row, Findings findings) {
        String where = "email " + row.getLong(0) + " blob " + row.getString(1);
        return blobs.read(row.getString(1), 0, -1)
                .compose(StoreVerifier::digest)
                .map(read -> {
                    if (read.octets() != row.getLong(2)) {
                        findings.add("I4", accountId, where + ": " + read.octets() + " octets, not " + row.getLong(2));
                    } else if (!read.sha256().equals(row.getBuffer(3))) {
                        findings.add("I4", accountId, where + ": its octets are not those of its SHA-256");
                    }
                    return Optional.<Void>empty();
                })
                .recover(fault -> {
                    if (fault instanceof BlobNotFoundException) {
                        findings.add("I12", accountId, where + ": is not there");
                        return Future.succeededFuture(Optional.empty());
                    }
                    return Future.failedFuture(fault);
                })
                .mapEmpty();
    }

    private record Digested(long octets, Buffer sha256) {}

    private static Future<Digested> digest(ReadStream<Buffer> stream) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("Every Java platform has SHA-256", absent);
        }
        Promise<Digested> done = Promise.promise();
        long[] octets = new long[1];
        stream.exceptionHandler(done::tryFail);
        stream.endHandler(end -> done.tryComplete(new Digested(octets[0], Buffer.buffer(digest.digest()))));
        stream.handler(buffer -> {
            octets[0] += buffer.length();
            digest.update(buffer.getBytes());
        });
        stream.resume();
        return done.future();
    }
}
