package dev.postrider.mailbox.admin.adapter;

import dev.postrider.mailbox.admin.port.Verification;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/** Adds to a verification of the mailboxes what only the directory knows: I12, both sides of every account are there and agree. */
public final class DirectoryVerification implements Verification {
    private static final int MAX_REPORTED = 1_000;

    private static final String CHECK = """
            SELECT coalesce(a.id, m.account_id) AS account_id,
                   CASE WHEN m.account_id IS NULL THEN 'in the directory, but without mailboxes'
                        WHEN a.id IS NULL THEN 'mailboxes of an account that the directory does not know'
                        ELSE format('quota %s in the directory, %s with the mailboxes', a.quota_octets, m.quota_octets)
                   END AS detail,
                   count(*) OVER () AS found
            FROM directory.account a FULL JOIN mailbox.account m ON m.account_id = a.id
            WHERE a.id IS NULL OR m.account_id IS NULL OR a.quota_octets <> m.quota_octets
            ORDER BY 1 LIMIT $1""";

    private final SqlClient client;
    private final Verification mailboxes;

    public DirectoryVerification(SqlClient client, Verification mailboxes) {
        this.client = client;
        this.mailboxes = mailboxes;
    }

    @Override
    public Future<Report> verify() {
        return mailboxes
                .verify()
                .compose(report -> client.preparedQuery(CHECK)
                        .execute(Tuple.of(MAX_REPORTED))
                        .map(rows -> add(report, rows)));
    }

    private static Report add(Report report, Iterable<Row> rows) {
        List<Breach> breaches = new ArrayList<>(report.breaches());
        long found = 0;
        for (Row row : rows) {
            breaches.add(new Breach("I12", row.getLong("account_id"), row.getString("detail")));
            found = row.getLong("found");
        }
        return new Report(report.accounts(), report.messages(), List.copyOf(breaches), report.breachCount() + found);
    }
}
