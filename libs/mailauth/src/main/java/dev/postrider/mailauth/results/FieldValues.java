package dev.postrider.mailauth.results;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Puts text that anybody may have chosen into a form that is safe within a header field. */
final class FieldValues {
    /** An address with a quoted local part and all its backslashes fits; a domain does easily. */
    private static final int MAX_CHARACTERS = 400;

    private static final int MAX_COMMENT = 200;

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`{|}~-]+");

    /** {@code [ [ local-part ] "@" ] domain-name}, of which local parts only with characters of a token. */
    private static final Pattern ADDRESS =
            Pattern.compile("(?:[A-Za-z0-9!#$%&'*+.^_`{|}~-]+)?@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?");

    private final boolean utf8;

    FieldValues(boolean utf8) {
        this.utf8 = utf8;
    }

    /** {@code pvalue}: as it is where the grammar lets it be, else as a quoted string. */
    String value(String text) {
        String clean = clean(text, MAX_CHARACTERS);
        boolean plain = TOKEN.matcher(clean).matches() || ADDRESS.matcher(clean).matches();
        return plain ? clean : '"' + escaped(clean, "\"\\") + '"';
    }

    /** A comment, in pieces between which it may be folded; none if there is nothing to say. */
    List<String> comment(String text) {
        List<String> words = new ArrayList<>();
        for (String word : clean(text, MAX_COMMENT).split(" ", -1)) {
            if (!word.isEmpty()) {
                words.add(escaped(word, "()\\"));
            }
        }
        if (!words.isEmpty()) {
            words.set(0, "(" + words.getFirst());
            words.set(words.size() - 1, words.getLast() + ")");
        }
        return words;
    }

    /** Cut to a length, each character that must not be there as a question mark. */
    private String clean(String text, int most) {
        StringBuilder clean = new StringBuilder();
        text.codePoints().limit(most).forEach(letter -> clean.appendCodePoint(isHarmless(letter) ? letter : '?'));
        return clean.toString();
    }

    private boolean isHarmless(int letter) {
        if (letter < 0x80) {
            return letter >= ' ' && letter < 0x7f;
        }
        if (!utf8) {
            return false;
        }
        return switch (Character.getType(letter)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR -> false;
            default -> true;
        };
    }

    private static String escaped(String text, String special) {
        StringBuilder escaped = new StringBuilder(text.length() + 2);
        for (int i = 0; i < text.length(); i++) {
            if (special.indexOf(text.charAt(i)) >= 0) {
                escaped.append('\\');
            }
            escaped.append(text.charAt(i));
        }
        return escaped.toString();
    }
}
