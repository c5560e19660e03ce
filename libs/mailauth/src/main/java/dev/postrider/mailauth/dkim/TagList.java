package dev.postrider.mailauth.dkim;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Tags and their values (RFC 6376 s3.2), from a text that holds one character per octet. Names are compared as written: they
 * are case-sensitive. Octets above 127 may stand in values (RFC 8616 s5); controls may not.
 */
public final class TagList {
    /** More than any signature or key has, and few enough to look through. */
    static final int MAX_TAGS = 64;

    /**
     * One tag.
     *
     * @param value without white space at its ends
     * @param from index behind the equals sign
     * @param to index of the semicolon, or the length of the text
     */
    record Tag(String name, String value, int from, int to) {}

    private final List<Tag> tags;

    private TagList(List<Tag> tags) {
        this.tags = tags;
    }

    /** {@code tag-list = tag-spec *( ";" tag-spec ) [ ";" ]}. */
    public static Checked<TagList> parse(String text) {
        List<Tag> tags = new ArrayList<>(16);
        Set<String> names = new HashSet<>(32);
        int at = 0;
        while (at < text.length()) {
            int semicolon = text.indexOf(';', at);
            int end = semicolon < 0 ? text.length() : semicolon;
            Optional<Tag> tag = tagSpec(text, at, end);
            if (tag.isEmpty()) {
                boolean onlySpaceIsLeft = semicolon < 0 && trim(text, at, end).isEmpty() && !tags.isEmpty();
                if (onlySpaceIsLeft) {
                    break;
                }
                return new Checked.Bad<>(DkimReason.SYNTAX);
            }
            if (!names.add(tag.get().name())) {
                return new Checked.Bad<>(DkimReason.DUPLICATE_TAG);
            }
            if (tags.size() == MAX_TAGS) {
                return new Checked.Bad<>(DkimReason.TOO_LONG);
            }
            tags.add(tag.get());
            at = end + 1;
        }
        return tags.isEmpty() ? new Checked.Bad<>(DkimReason.SYNTAX) : new Checked.Good<>(new TagList(tags));
    }

    /** The value of a tag, without white space at its ends; it may be empty. */
    public Optional<String> value(String name) {
        return tag(name).map(Tag::value);
    }

    Optional<Tag> tag(String name) {
        for (Tag tag : tags) {
            if (tag.name().equals(name)) {
                return Optional.of(tag);
            }
        }
        return Optional.empty();
    }

    /** Is the tag the first of the list? */
    boolean startsWith(String name) {
        return tags.getFirst().name().equals(name);
    }

    /** {@code tag-spec = [FWS] tag-name [FWS] "=" [FWS] tag-value [FWS]}. */
    private static Optional<Tag> tagSpec(String text, int from, int end) {
        int equals = text.indexOf('=', from, end);
        if (equals < 0) {
            return Optional.empty();
        }
        String name = trim(text, from, equals);
        String value = trim(text, equals + 1, end);
        return isName(name) && isValue(value) ? Optional.of(new Tag(name, value, equals + 1, end)) : Optional.empty();
    }

    /** {@code tag-name = ALPHA *ALNUMPUNC}. */
    private static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char letter = name.charAt(i);
            boolean alpha = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
            boolean digitOrUnderscore = (letter >= '0' && letter <= '9') || letter == '_';
            if (!alpha && (i == 0 || !digitOrUnderscore)) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private static boolean isValue(String value) {
        for (int i = 0; i < value.length(); i++) {
            char letter = value.charAt(i);
            if ((letter < ' ' && !isSpace(letter)) || letter == 0x7f) {
                return false;
            }
        }
        return true;
    }

    /** Folding white space; the lines were told apart before, so each of its characters counts alone. */
    static boolean isSpace(char letter) {
        return letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n';
    }

    /** Without any folding white space, as base64 is read (RFC 6376 s3.5). */
    static String withoutSpace(String value) {
        StringBuilder kept = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            if (!isSpace(value.charAt(i))) {
                kept.append(value.charAt(i));
            }
        }
        return kept.toString();
    }

    /** The items of a list with colons, each without white space at its ends, in lower case; empty if there are too many. */
    static Optional<List<String>> items(String value, int most) {
        List<String> items = new ArrayList<>();
        int at = 0;
        while (at <= value.length()) {
            int colon = value.indexOf(':', at);
            int end = colon < 0 ? value.length() : colon;
            if (items.size() == most) {
                return Optional.empty();
            }
            items.add(trim(value, at, end).toLowerCase(Locale.ROOT));
            at = end + 1;
        }
        return Optional.of(items);
    }

    private static String trim(String text, int from, int end) {
        int start = from;
        int stop = end;
        while (start < stop && isSpace(text.charAt(start))) {
            start++;
        }
        while (stop > start && isSpace(text.charAt(stop - 1))) {
            stop--;
        }
        return text.substring(start, stop);
    }
}
