package dev.postrider.mailbox.search;

import java.util.List;
import java.util.Map;

/**
 * A search, compiled. Conditions speak of {@code m}, the entry, and {@code e}, the message; $1 is the account.
 *
 * @param condition three-valued
 * @param leafConditions of each leaf, by its number
 * @param parameters from {@link SearchCompiler#FIRST_PARAMETER} on
 * @param needsEmail whether a condition speaks of {@code e}
 * @param tree the same as {@code condition}
 * @param needles of the leaves that can be null, by their number; empty: SQL knows all
 * @param firstUid no smaller uid can match
 * @param lastUid no larger uid can match
 */
public record SearchPlan(
        String condition,
        List<String> leafConditions,
        List<Object> parameters,
        boolean needsEmail,
        SearchNode tree,
        Map<Integer, Needle> needles,
        int firstUid,
        int lastUid) {}
