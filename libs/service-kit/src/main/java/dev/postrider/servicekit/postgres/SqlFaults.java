package dev.postrider.servicekit.postgres;

import io.vertx.pgclient.PgException;
import java.util.Set;

/** What PostgreSQL's errors mean to us (appendix A of its manual). */
public final class SqlFaults {
    /** serialization_failure, deadlock_detected: the same transaction succeeds when repeated. */
    private static final Set<String> REPEAT = Set.of("40001", "40P01");

    private SqlFaults() {}

    /** Should the transaction be repeated at once? */
    public static boolean isRepeatable(Throwable fault) {
        return fault instanceof PgException e && REPEAT.contains(state(e));
    }

    /**
     * Does the fault lie in the data of this transaction, so that another transaction may well succeed? Integrity violations (23)
     * and data exceptions (22) do; a lost connection, missing resources (53), a shutdown (57) or a timeout do not.
     */
    public static boolean isOfTheData(Throwable fault) {
        return fault instanceof PgException e && (state(e).startsWith("22") || state(e).startsWith("23"));
    }

    /** Is our SQL wrong (42), or what we give it (22, 23, XX)? A schema that is still being migrated is not our fault. */
    public static boolean isOurs(PgException fault) {
        String state = state(fault);
        boolean notMigratedYet = state.equals("42P01") || state.equals("42703") || state.equals("3F000");
        return !notMigratedYet
                && (state.startsWith("42")
                        || state.startsWith("22")
                        || state.startsWith("23")
                        || state.startsWith("XX"));
    }

    private static String state(PgException e) {
        String state = e.getSqlState();
        return state == null ? "" : state;
    }
}
