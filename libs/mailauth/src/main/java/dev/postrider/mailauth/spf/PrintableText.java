package dev.postrider.mailauth.spf;

/** What strangers wrote, as printable ASCII of a limited length. */
final class PrintableText {
    private PrintableText() {}

    static String of(String text, int limit) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), limit));
        text.chars().limit(limit).forEach(c -> out.append(c >= ' ' && c <= '~' ? (char) c : '?'));
        return out.toString();
    }
}
