package dev.postrider.imap.grammar;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What SEARCH looks for, RFC 3501 s6.4.4 and s9. */
public final class SearchParser {
    public static final int MAX_NESTING = 32;
    public static final int MAX_KEYS = 1000;

    private static final LocalDate EARLIEST = LocalDate.of(1, 1, 1);
    private static final LocalDate LATEST = LocalDate.of(10_000, 1, 1);

    private final CommandReader in;
    private Charset charset = StandardCharsets.UTF_8;
    private int keys;

    private SearchParser(CommandReader in) {
        this.in = in;
    }

    /** {@code ["CHARSET" SP astring SP] search-key *(SP search-key)}. */
    public static SearchKey criteria(CommandReader in) {
        return new SearchParser(in).criteria();
    }

    private SearchKey criteria() {
        if (in.isAtString() || in.peek() == '(' || Characters.isDigit(in.peek()) || in.peek() == '*') {
            return list(key(0), 0);
        }
        String word = in.word();
        if (!word.equals("CHARSET")) {
            return list(named(word, 0), 0);
        }
        in.space();
        charset = charset(in.astring());
        in.space();
        return list(key(0), 0);
    }

    private static Charset charset(String name) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "US-ASCII", "ASCII" -> StandardCharsets.US_ASCII;
            case "UTF-8" -> StandardCharsets.UTF_8;
            default -> throw new SyntaxFault(SyntaxFault.Kind.CHARSET, "Unknown charset");
        };
    }

    /** {@code search-key *(SP search-key)}. */
    private SearchKey list(SearchKey first, int depth) {
        List<SearchKey> all = new ArrayList<>();
        all.add(first);
        while (in.take(' ')) {
            all.add(key(depth));
        }
        return all.size() == 1 ? first : new SearchKey.And(all);
    }

    /** {@code search-key}. */
    private SearchKey key(int depth) {
        if (depth > MAX_NESTING) {
            throw SyntaxFault.limit("Search nested too deeply");
        }
        if (in.take('(')) {
            SearchKey nested = list(key(depth + 1), depth + 1);
            in.expect(')');
            return nested;
        }
        if (Characters.isDigit(in.peek()) || in.peek() == '*') {
            count();
            return new SearchKey.Numbers(in.sequenceSet());
        }
        return named(in.word(), depth);
    }

    private void count() {
        if (++keys > MAX_KEYS) {
            throw SyntaxFault.limit("Too many search keys");
        }
    }

    private SearchKey named(String name, int depth) {
        count();
        return switch (name) {
            case "ALL" -> new SearchKey.And(List.of());
            case "ANSWERED" -> new SearchKey.HasFlag(SystemFlag.ANSWERED);
            case "DELETED" -> new SearchKey.HasFlag(SystemFlag.DELETED);
            case "DRAFT" -> new SearchKey.HasFlag(SystemFlag.DRAFT);
            case "FLAGGED" -> new SearchKey.HasFlag(SystemFlag.FLAGGED);
            case "SEEN" -> new SearchKey.HasFlag(SystemFlag.SEEN);
            case "UNANSWERED" -> new SearchKey.Not(new SearchKey.HasFlag(SystemFlag.ANSWERED));
            case "UNDELETED" -> new SearchKey.Not(new SearchKey.HasFlag(SystemFlag.DELETED));
            case "UNDRAFT" -> new SearchKey.Not(new SearchKey.HasFlag(SystemFlag.DRAFT));
            case "UNFLAGGED" -> new SearchKey.Not(new SearchKey.HasFlag(SystemFlag.FLAGGED));
            case "UNSEEN" -> new SearchKey.Not(new SearchKey.HasFlag(SystemFlag.SEEN));
            case "RECENT" -> new SearchKey.Recent();
            case "OLD" -> new SearchKey.Not(new SearchKey.Recent());
            case "NEW" ->
                new SearchKey.And(
                        List.of(new SearchKey.Recent(), new SearchKey.Not(new SearchKey.HasFlag(SystemFlag.SEEN))));
            default -> withArgument(name, depth);
        };
    }

    private SearchKey withArgument(String name, int depth) {
        if (!isKnown(name)) {
            throw SyntaxFault.syntax("Unknown search key");
        }
        in.space();
        return switch (name) {
            case "KEYWORD" -> new SearchKey.HasKeyword(in.atom());
            case "UNKEYWORD" -> new SearchKey.Not(new SearchKey.HasKeyword(in.atom()));
            case "BCC", "CC", "FROM", "SUBJECT", "TO" -> new SearchKey.Header(name.toLowerCase(Locale.ROOT), text());
            case "HEADER" -> header();
            case "BODY" -> new SearchKey.Body(text());
            case "TEXT" -> new SearchKey.Text(text());
            case "BEFORE" -> new SearchKey.ReceivedOn(EARLIEST, in.date());
            case "ON" -> on(in.date());
            case "SINCE" -> new SearchKey.ReceivedOn(in.date(), LATEST);
            case "SENTBEFORE" -> new SearchKey.SentOn(EARLIEST, in.date());
            case "SENTON" -> sentOn(in.date());
            case "SENTSINCE" -> new SearchKey.SentOn(in.date(), LATEST);
            case "LARGER" -> new SearchKey.Larger(in.number());
            case "SMALLER" -> new SearchKey.Smaller(in.number());
            case "UID" -> new SearchKey.Uids(in.sequenceSet());
            case "NOT" -> new SearchKey.Not(key(depth + 1));
            case "OR" -> or(depth);
            default -> throw SyntaxFault.syntax("Unknown search key");
        };
    }

    private static boolean isKnown(String name) {
        return switch (name) {
            case "KEYWORD", "UNKEYWORD", "BCC", "CC", "FROM", "SUBJECT", "TO", "HEADER", "BODY", "TEXT", "UID" -> true;
            case "BEFORE", "ON", "SINCE", "SENTBEFORE", "SENTON", "SENTSINCE", "LARGER", "SMALLER", "NOT", "OR" -> true;
            default -> false;
        };
    }

    private static SearchKey on(LocalDate day) {
        return new SearchKey.ReceivedOn(day, day.plusDays(1));
    }

    private static SearchKey sentOn(LocalDate day) {
        return new SearchKey.SentOn(day, day.plusDays(1));
    }

    /** {@code "HEADER" SP header-fld-name SP astring}. */
    private SearchKey header() {
        String field = in.astring();
        in.space();
        return new SearchKey.Header(field, text());
    }

    /** {@code "OR" SP search-key SP search-key}. */
    private SearchKey or(int depth) {
        SearchKey left = key(depth + 1);
        in.space();
        return new SearchKey.Or(left, key(depth + 1));
    }

    /** {@code astring} in the charset of the command. */
    private String text() {
        String octets = in.astring();
        return CommandReader.decode(octets, charset)
                .orElseThrow(() -> SyntaxFault.syntax("Text is not in the charset of the command"));
    }
}
