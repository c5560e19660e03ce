package dev.postrider.mail.header;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the address lists of header fields, RFC 5322 s3.4 with the obsolete syntax of s4.4. */
public final class AddressList {
    /** More than this in one list are left out. */
    public static final int MAX_ADDRESSES = 10_000;

    private final String text;
    private int at;
    private final List<EnvelopeAddress> addresses = new ArrayList<>(4);
    private boolean inGroup;

    /** What the current address has had so far, as a name reads: words, dots, also an address that stands for a name. */
    private final StringBuilder phrase = new StringBuilder();
    /** The same as a local part reads: without white space. */
    private final StringBuilder localPart = new StringBuilder();

    private final StringBuilder domain = new StringBuilder();
    private final StringBuilder comment = new StringBuilder();
    private boolean spaceBefore;
    private boolean atSign;
    private Optional<EnvelopeAddress> angle = Optional.empty();

    private AddressList(String text) {
        this.text = text;
    }

    /**
     * Reads an unfolded field value. Never fails: what cannot be read as an address becomes one with an empty host.
     *
     * @return in their order, groups between {@link EnvelopeAddress#groupStart} and {@link EnvelopeAddress#groupEnd()}
     */
    public static List<EnvelopeAddress> parse(String value) {
        return new AddressList(value).read();
    }

    private List<EnvelopeAddress> read() {
        while (at < text.length() && addresses.size() < MAX_ADDRESSES) {
            step(text.charAt(at));
        }
        endAddress();
        if (inGroup) {
            addresses.add(EnvelopeAddress.groupEnd());
        }
        return addresses;
    }

    private void step(char c) {
        switch (c) {
            case ' ', '\t', '\r', '\n' -> {
                at++;
                spaceBefore = true;
            }
            case '(' -> comment();
            case '"' -> quotedString();
            case '<' -> angleAddress();
            case ',' -> {
                at++;
                endAddress();
            }
            case ';' -> {
                at++;
                endAddress();
                if (inGroup) {
                    addresses.add(EnvelopeAddress.groupEnd());
                    inGroup = false;
                }
            }
            case ':' -> colon();
            case '@' -> atSign();
            case '[' -> domainLiteral();
            default -> atom();
        }
    }

    /** {@code group = display-name ":" [group-list] ";" [CFWS]}. */
    private void colon() {
        at++;
        if (inGroup || atSign || phrase.isEmpty()) {
            append(":");
            return;
        }
        addresses.add(EnvelopeAddress.groupStart(phrase.toString()));
        inGroup = true;
        reset();
    }

    private void atSign() {
        at++;
        if (atSign) {
            // QUIRK(two at signs): only the last one divides.
            localPart.append('@').append(domain);
            domain.setLength(0);
        }
        atSign = true;
        spaceBefore = false;
        phrase.append('@');
    }

    /** {@code atom = [CFWS] 1*atext [CFWS]}, and dots, and whatever has no meaning of its own. */
    private void atom() {
        int start = at;
        at++;
        while (at < text.length() && !isSpecial(text.charAt(at))) {
            at++;
        }
        append(text.substring(start, at));
    }

    private void quotedString() {
        StringBuilder out = new StringBuilder();
        at = quotedString(text, at, out);
        append(out.toString());
    }

    /**
     * Reads {@code quoted-string = DQUOTE *([FWS] qcontent) [FWS] DQUOTE} into {@code out}, without its quotes, and returns
     * where it ends.
     */
    static int quotedString(String text, int start, StringBuilder out) {
        int i = start + 1;
        while (i < text.length() && text.charAt(i) != '"') {
            if (text.charAt(i) == '\\' && i + 1 < text.length()) {
                i++;
            }
            out.append(text.charAt(i++));
        }
        return Math.min(i + 1, text.length());
    }

    /** {@code comment = "(" *([FWS] ccontent) [FWS] ")"}. */
    private void comment() {
        comment.setLength(0);
        spaceBefore = true;
        at = comment(text, at, comment);
    }

    /** Reads a comment into {@code out}, without its outer parentheses, and returns where it ends. */
    static int comment(String text, int start, StringBuilder out) {
        int depth = 0;
        int i = start;
        while (i < text.length()) {
            char c = text.charAt(i++);
            if (c == '\\' && i < text.length()) {
                out.append(text.charAt(i++));
                continue;
            }
            if (c == '(' && depth++ == 0) {
                continue;
            }
            if (c == ')' && --depth == 0) {
                return i;
            }
            out.append(c);
        }
        return i;
    }

    /** {@code domain-literal = [CFWS] "[" *([FWS] dtext) [FWS] "]" [CFWS]}. */
    private void domainLiteral() {
        int end = text.indexOf(']', at);
        int stop = end < 0 ? text.length() : end + 1;
        append(text.substring(at, stop));
        at = stop;
    }

    /** Takes a word into the name and into the local part or domain that it may turn out to be. */
    private void append(String word) {
        if (spaceBefore && !phrase.isEmpty()) {
            phrase.append(' ');
        }
        phrase.append(word);
        if (atSign) {
            // A second word behind a domain is rubbish, unless an angle address shows that all this was a name.
            boolean joins = !spaceBefore || domain.isEmpty() || word.startsWith(".") || endsWithDot(domain);
            if (joins) {
                domain.append(word);
            }
        } else {
            localPart.append(word);
        }
        spaceBefore = false;
    }

    /** {@code [display-name] angle-addr}. */
    private void angleAddress() {
        if (angle.isPresent()) {
            endAddress();
        }
        AngleAddress read = AngleAddress.read(text, at);
        at = read.end();
        angle = Optional.of(new EnvelopeAddress(
                nonEmpty(phrase),
                read.route().isEmpty() ? Optional.empty() : Optional.of(read.route()),
                Optional.of(read.mailbox()),
                Optional.of(read.host())));
        phrase.setLength(0);
        localPart.setLength(0);
        domain.setLength(0);
        comment.setLength(0);
        atSign = false;
    }

    private void endAddress() {
        if (addresses.size() < MAX_ADDRESSES) {
            if (angle.isPresent()) {
                EnvelopeAddress address = angle.get();
                addresses.add(
                        address.name().isPresent()
                                ? address
                                : new EnvelopeAddress(
                                        nonEmpty(comment), address.route(), address.mailbox(), address.host()));
            } else if (atSign) {
                addresses.add(new EnvelopeAddress(
                        nonEmpty(comment),
                        Optional.empty(),
                        Optional.of(localPart.toString()),
                        Optional.of(domain.toString())));
            } else if (!phrase.isEmpty()) {
                addresses.add(new EnvelopeAddress(
                        nonEmpty(comment), Optional.empty(), Optional.of(phrase.toString()), Optional.of("")));
            }
        }
        reset();
    }

    private void reset() {
        phrase.setLength(0);
        localPart.setLength(0);
        domain.setLength(0);
        comment.setLength(0);
        spaceBefore = false;
        atSign = false;
        angle = Optional.empty();
    }

    private static boolean endsWithDot(StringBuilder text) {
        return !text.isEmpty() && text.charAt(text.length() - 1) == '.';
    }

    private static Optional<String> nonEmpty(StringBuilder text) {
        String trimmed = text.toString().strip();
        return trimmed.isEmpty() ? Optional.empty() : Optional.of(trimmed);
    }

    private static boolean isSpecial(char c) {
        return switch (c) {
            case ' ', '\t', '\r', '\n', '(', '"', '<', ',', ';', ':', '@', '[' -> true;
            default -> false;
        };
    }
}
