package dev.postrider.mailauth.spf;

import java.util.List;

/** Text with macros, parsed (RFC 7208 s7). */
record MacroString(List<Part> parts) {
    sealed interface Part {}

    record Literal(String text) implements Part {}

    /**
     * {@code %{…}}.
     *
     * @param letter in lower case
     * @param escaped written with an upper-case letter: the value is to be URL-escaped
     * @param keep how many of the rightmost pieces are kept; {@link Integer#MAX_VALUE} for all
     * @param delimiters that split the value; never empty
     */
    record Expansion(char letter, boolean escaped, int keep, boolean reversed, String delimiters) implements Part {}

    MacroString {
        parts = List.copyOf(parts);
    }

    /** Does it ask for the client's validated name, which costs DNS look-ups? */
    boolean needsValidatedName() {
        return uses('p');
    }

    /** Does its value depend on the local part? */
    boolean needsLocalPart() {
        return uses('l') || uses('s');
    }

    private boolean uses(char letter) {
        return parts.stream().anyMatch(part -> part instanceof Expansion expansion && expansion.letter() == letter);
    }
}
