package dev.postrider.mailbox.adapter.command;

import dev.postrider.mailbox.adapter.account.LockedAccount;
import dev.postrider.mailbox.message.TextFold;
import dev.postrider.mailbox.port.Refusal;
import dev.postrider.mailbox.port.RefusedException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/** Keywords are compared without regard to case, and shown as they were first spelled in the account. */
final class Keywords {
    private static final int MAX_LENGTH = 255;
    private static final int MAX_PER_COMMAND = 100;
    private static final int MAX_PER_ACCOUNT = 1000;

    private static final String ADD = """
            INSERT INTO mailbox.keyword (account_id, folded, spelling)
            SELECT $1, unnest($2::text[]), unnest($3::text[])
            WHERE (SELECT count(*) FROM mailbox.keyword WHERE account_id = $1) < $4
            ON CONFLICT (account_id, folded) DO NOTHING""";

    private static final String FIND =
            "SELECT folded, spelling FROM mailbox.keyword WHERE account_id = $1 AND folded = ANY($2::text[])";

    private static final String NOTE_IN_MAILBOX = """
            UPDATE mailbox.mailbox SET keywords = ARRAY(SELECT DISTINCT unnest(keywords || $3::text[]) ORDER BY 1)
            WHERE account_id = $1 AND mailbox_id = $2 AND NOT keywords @> $3::text[]""";

    private Keywords() {}

    /** The spellings in the account of these keywords, sorted; keywords that the account has never seen are added to it. */
    static Future<String[]> spell(LockedAccount account, Collection<String> given) {
        return spell(account, given, true);
    }

    /** As {@link #spell}, but leaves out those that the account has never seen. */
    static Future<String[]> find(LockedAccount account, Collection<String> given) {
        return spell(account, given, false);
    }

    private static Future<String[]> spell(LockedAccount account, Collection<String> given, boolean add) {
        if (given.isEmpty()) {
            return Future.succeededFuture(new String[0]);
        }
        Map<String, String> spellings = new LinkedHashMap<>();
        for (String keyword : given) {
            if (!isValid(keyword)) {
                return Future.failedFuture(new RefusedException(Refusal.INVALID_ARGUMENT, "not a keyword"));
            }
            spellings.putIfAbsent(TextFold.fold(keyword), keyword);
        }
        if (spellings.size() > MAX_PER_COMMAND) {
            return Future.failedFuture(new RefusedException(Refusal.INVALID_ARGUMENT, "too many keywords"));
        }
        String[] folded = spellings.keySet().toArray(new String[0]);
        String[] spelled = spellings.values().toArray(new String[0]);
        Future<?> known = add
                ? account.connection()
                        .preparedQuery(ADD)
                        .execute(Tuple.of(account.accountId(), folded, spelled, MAX_PER_ACCOUNT))
                : Future.succeededFuture();
        return known.compose(
                        added -> account.connection().preparedQuery(FIND).execute(Tuple.of(account.accountId(), (Object)
                                folded)))
                .map(rows -> {
                    TreeSet<String> found = new TreeSet<>();
                    for (Row row : rows) {
                        found.add(row.getString(1));
                    }
                    if (add && found.size() < folded.length) {
                        throw new RefusedException(Refusal.RESOURCE_EXHAUSTED, "too many keywords in the account");
                    }
                    return found.toArray(new String[0]);
                });
    }

    /** Notes that a mailbox has entries with these keywords. */
    static Future<Void> note(LockedAccount account, int mailboxId, String[] keywords) {
        if (keywords.length == 0) {
            return Future.succeededFuture();
        }
        return account.connection()
                .preparedQuery(NOTE_IN_MAILBOX)
                .execute(Tuple.of(account.accountId(), mailboxId, keywords))
                .mapEmpty();
    }

    /** {@code flag-keyword = atom} of RFC 3501, with its length bounded. */
    private static boolean isValid(String keyword) {
        if (keyword.isEmpty() || keyword.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < keyword.length(); i++) {
            char c = keyword.charAt(i);
            if (c <= ' ' || c >= 0x7F || "(){%*\"\\]".indexOf(c) >= 0) {
                return false;
            }
        }
        return true;
    }
}
