package dev.postrider.mailbox.search;

import dev.postrider.contracts.DateRange;
import dev.postrider.contracts.HeaderKey;
import dev.postrider.contracts.SearchKey;
import dev.postrider.contracts.UidRange;
import dev.postrider.contracts.UidSet;
import dev.postrider.mailbox.message.TextFold;
import dev.postrider.mailbox.port.Refusal;
import dev.postrider.mailbox.port.RefusedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Compiles one search. */
public final class SearchCompiler {
    /** $1 to $5 are account, mailbox, first uid, last uid, limit. */
    public static final int FIRST_PARAMETER = 6;

    private static final int MAX_KEYS = 1100;
    private static final int MAX_DEPTH = 90;
    private static final long DAY_MS = 86_400_000L;
    private static final long MAX_DAY = 100_000_000L;

    /** Fields that have a column. */
    private static final Map<String, String> COLUMNS = Map.of(
            "subject", "e.subject_text",
            "from", "e.from_text",
            "to", "e.to_text",
            "cc", "e.cc_text",
            "bcc", "e.bcc_text",
            "message-id", "e.message_id");

    private final long recentFromUid;
    private final List<Object> parameters = new ArrayList<>();
    private final List<String> leaves = new ArrayList<>();
    private final Map<Integer, Needle> needles = new LinkedHashMap<>();
    private boolean needsEmail;
    private int keys;
    private long firstUid = 1;
    private long lastUid = Integer.MAX_VALUE;

    private record Compiled(String condition, SearchNode node) {}

    private SearchCompiler(long recentFromUid) {
        this.recentFromUid = recentFromUid;
    }

    /** Throws {@link RefusedException} for a tree that is no search, or too large. */
    public static SearchPlan compile(SearchKey key, long recentFromUid) {
        SearchCompiler compiler = new SearchCompiler(recentFromUid);
        compiler.narrow(key, 0);
        Compiled compiled = compiler.compile(key, 0);
        return new SearchPlan(
                compiled.condition(),
                List.copyOf(compiler.leaves),
                List.copyOf(compiler.parameters),
                compiler.needsEmail || !compiler.needles.isEmpty(),
                compiled.node(),
                Map.copyOf(compiler.needles),
                (int) Math.min(compiler.firstUid, Integer.MAX_VALUE),
                (int) Math.min(compiler.lastUid, Integer.MAX_VALUE));
    }

    /** UIDs that must hold whatever else does bound the walk over the index. */
    private void narrow(SearchKey key, int depth) {
        if (depth < MAX_DEPTH && key.getKeyCase() == SearchKey.KeyCase.ALL_OF) {
            key.getAllOf().getKeysList().forEach(child -> narrow(child, depth + 1));
        }
        if (key.getKeyCase() == SearchKey.KeyCase.UIDS && key.getUids().getRangesCount() > 0) {
            UidSet set = key.getUids();
            firstUid =
                    Math.max(firstUid, Integer.toUnsignedLong(set.getRanges(0).getFirst()));
            lastUid = Math.min(
                    lastUid,
                    Integer.toUnsignedLong(
                            set.getRanges(set.getRangesCount() - 1).getLast()));
        }
    }

    private Compiled compile(SearchKey key, int depth) {
        if (++keys > MAX_KEYS || depth > MAX_DEPTH) {
            throw invalid("the search is too large");
        }
        return switch (key.getKeyCase()) {
            case ALL_OF -> {
                List<Compiled> parts = children(key.getAllOf().getKeysList(), depth);
                yield new Compiled(
                        join(parts, " AND ", "true"),
                        new SearchNode.All(parts.stream().map(Compiled::node).toList()));
            }
            case ANY_OF -> {
                List<Compiled> parts = children(key.getAnyOf().getKeysList(), depth);
                yield new Compiled(
                        join(parts, " OR ", "false"),
                        new SearchNode.Any(parts.stream().map(Compiled::node).toList()));
            }
            case NOT -> {
                Compiled part = compile(key.getNot(), depth + 1);
                yield new Compiled("NOT " + part.condition(), new SearchNode.Not(part.node()));
            }
            case UIDS -> leaf(uids(key.getUids()));
            case FLAG_SET -> leaf("m.flags & " + flag(key.getFlagSet()) + " <> 0");
            case KEYWORD ->
                leaf("m.keywords && ARRAY(SELECT k.spelling FROM mailbox.keyword k WHERE k.account_id = $1"
                        + " AND k.folded = " + parameter(TextFold.fold(key.getKeyword()), "text") + ")");
            case RECENT -> leaf("m.uid " + (key.getRecent() ? ">= " : "< ") + parameter(recentFromUid, "bigint"));
            case INTERNAL_DATE -> leaf(internalDate(key.getInternalDate()));
            case SENT_DATE -> sentDate(key.getSentDate());
            case LARGER_THAN -> leaf("m.size_octets > " + parameter(key.getLargerThan(), "bigint"));
            case SMALLER_THAN -> leaf("m.size_octets < " + parameter(key.getSmallerThan(), "bigint"));
            case MODSEQ_AT_LEAST -> leaf("m.modseq >= " + parameter(key.getModseqAtLeast(), "bigint"));
            case HEADER -> header(key.getHeader());
            case BODY -> text(key.getBody(), new Needle.Body(TextFold.fold(key.getBody())));
            case TEXT -> text(key.getText(), new Needle.Text(TextFold.fold(key.getText())));
            case KEY_NOT_SET -> throw invalid("a search key is missing");
        };
    }

    private List<Compiled> children(List<SearchKey> children, int depth) {
        List<Compiled> parts = new ArrayList<>(children.size());
        for (SearchKey child : children) {
            parts.add(compile(child, depth + 1));
        }
        return parts;
    }

    private static String join(List<Compiled> parts, String operator, String none) {
        if (parts.isEmpty()) {
            return none;
        }
        StringBuilder out = new StringBuilder("(");
        for (int i = 0; i < parts.size(); i++) {
            out.append(i == 0 ? "" : operator).append(parts.get(i).condition());
        }
        return out.append(')').toString();
    }

    private Compiled leaf(String condition) {
        String inBrackets = "(" + condition + ")";
        leaves.add(inBrackets);
        return new Compiled(inBrackets, new SearchNode.Leaf(leaves.size() - 1));
    }

    /** A leaf whose condition can be null. */
    private Compiled leaf(String condition, Needle needle) {
        needles.put(leaves.size(), needle);
        return leaf(condition);
    }

    private String parameter(Object value, String type) {
        parameters.add(value);
        return "$" + (FIRST_PARAMETER + parameters.size() - 1) + "::" + type;
    }

    private String uids(UidSet set) {
        StringBuilder ranges = new StringBuilder("{");
        for (UidRange range : set.getRangesList()) {
            long first = Math.min(Integer.toUnsignedLong(range.getFirst()), Integer.MAX_VALUE);
            long last = Math.min(Integer.toUnsignedLong(range.getLast()), Integer.MAX_VALUE - 1L);
            if (first <= last) {
                ranges.append(ranges.length() == 1 ? "" : ",");
                ranges.append('[').append(first).append(',').append(last).append(']');
            }
        }
        return parameter(ranges.append('}').toString(), "text") + "::int4multirange @> m.uid";
    }

    private static int flag(int bit) {
        if (Integer.bitCount(bit) != 1 || bit > 16) {
            throw invalid("not one flag");
        }
        return bit;
    }

    private String internalDate(DateRange range) {
        String local = "m.internal_date_ms + m.internal_date_offset * 60000::bigint";
        return local + " >= " + parameter(day(range.getFromEpochDay()) * DAY_MS, "bigint") + " AND " + local + " < "
                + parameter(day(range.getUntilEpochDay()) * DAY_MS, "bigint");
    }

    private static long day(long epochDay) {
        return Math.clamp(epochDay, -MAX_DAY, MAX_DAY);
    }

    private Compiled sentDate(DateRange range) {
        needsEmail = true;
        long from = day(range.getFromEpochDay());
        long until = day(range.getUntilEpochDay());
        return leaf(
                "CASE WHEN e.sent_day IS NOT NULL THEN e.sent_day >= " + parameter(from, "bigint")
                        + " AND e.sent_day < " + parameter(until, "bigint")
                        + " WHEN NOT e.fields_cut THEN false END",
                new Needle.Sent(from, until));
    }

    private Compiled header(HeaderKey key) {
        String value = TextFold.fold(key.getValue());
        Needle needle = new Needle.Header(key.getName(), value);
        Optional<String> column = Optional.ofNullable(COLUMNS.get(key.getName().toLowerCase(Locale.ROOT)));
        if (column.isEmpty()) {
            return leaf("NULL::boolean", needle);
        }
        needsEmail = true;
        String found = value.isEmpty()
                ? column.get() + " IS NOT NULL"
                : "strpos(" + column.get() + ", " + parameter(value, "text") + ") > 0";
        return leaf("CASE WHEN " + found + " THEN true WHEN NOT e.fields_cut THEN false END", needle);
    }

    private Compiled text(String value, Needle needle) {
        return value.isEmpty() ? leaf("true") : leaf("NULL::boolean", needle);
    }

    private static RefusedException invalid(String message) {
        return new RefusedException(Refusal.INVALID_ARGUMENT, message);
    }
}
