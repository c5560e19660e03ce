package dev.postrider.mailauth.spf;

import dev.postrider.mailauth.spf.MacroString.Expansion;
import dev.postrider.mailauth.spf.MacroString.Literal;
import dev.postrider.mailauth.spf.MacroString.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads text with macros (RFC 7208 s7.1). Total: what is malformed is empty. */
final class MacroParser {
    private static final String LETTERS = "slodiphv";
    /** Allowed in an explanation only. */
    private static final String EXPLANATION_LETTERS = "crt";

    private static final String DELIMITERS = ".-+,/_=";
    private static final Pattern TOPLABEL =
            Pattern.compile("[A-Za-z0-9]*[A-Za-z][A-Za-z0-9]*|[A-Za-z0-9]+-[A-Za-z0-9-]*[A-Za-z0-9]");

    private final String text;
    private final boolean explanation;
    private final List<Part> parts = new ArrayList<>(4);
    private final StringBuilder literal = new StringBuilder();
    private int at;

    private MacroParser(String text, boolean explanation) {
        this.text = text;
        this.explanation = explanation;
    }

    /**
     * <pre>
     * domain-spec = macro-string domain-end
     * domain-end  = ( "." toplabel [ "." ] ) / macro-expand
     * </pre>
     */
    static Optional<MacroString> domainSpec(String text) {
        return new MacroParser(text, false).read().filter(macros -> endsAsDomain(text, macros));
    }

    /** {@code macro-string = *( macro-expand / macro-literal )}. */
    static Optional<MacroString> macroString(String text) {
        return new MacroParser(text, false).read();
    }

    /** {@code explain-string = *( macro-string / SP )} (RFC 7208 s6.2). */
    static Optional<MacroString> explainString(String text) {
        return new MacroParser(text, true).read();
    }

    /**
     * <pre>
     * toplabel = ( *alphanum ALPHA *alphanum ) / ( 1*alphanum "-" *( alphanum / "-" ) alphanum )
     * </pre>
     */
    private static boolean endsAsDomain(String text, MacroString macros) {
        if (macros.parts().isEmpty()) {
            return false;
        }
        if (macros.parts().getLast() instanceof Expansion || endsWithEscape(text)) {
            return true;
        }
        String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        int dot = name.lastIndexOf('.');
        return dot >= 0 && TOPLABEL.matcher(name.substring(dot + 1)).matches();
    }

    /** Is the end one of {@code "%%" / "%_" / "%-"}, and not a plain {@code _} or {@code -} behind {@code %%}? */
    private static boolean endsWithEscape(String text) {
        char last = text.charAt(text.length() - 1);
        int percents = 0;
        int i = text.length() - (last == '%' ? 1 : 2);
        while (i >= 0 && text.charAt(i) == '%') {
            percents++;
            i--;
        }
        return last == '%' || ((last == '_' || last == '-') && percents % 2 == 1);
    }

    private Optional<MacroString> read() {
        while (at < text.length()) {
            char c = text.charAt(at++);
            boolean fine = c == '%' ? macroExpand() : macroLiteral(c);
            if (!fine) {
                return Optional.empty();
            }
        }
        endLiteral();
        return Optional.of(new MacroString(parts));
    }

    /** {@code macro-literal = %x21-24 / %x26-7E}. */
    private boolean macroLiteral(char c) {
        literal.append(c);
        return (c > ' ' && c <= '~') || (c == ' ' && explanation);
    }

    /** {@code macro-expand = ( "%{" macro-letter transformers *delimiter "}" ) / "%%" / "%_" / "%-"}. */
    private boolean macroExpand() {
        if (at == text.length()) {
            return false;
        }
        return switch (text.charAt(at++)) {
            case '%' -> append("%");
            case '_' -> append(" ");
            case '-' -> append("%20");
            case '{' -> expansion();
            default -> false;
        };
    }

    private boolean append(String text) {
        literal.append(text);
        return true;
    }

    /**
     * <pre>
     * macro-letter = "s" / "l" / "o" / "d" / "i" / "p" / "h" / "c" / "r" / "t" / "v"
     * transformers = *DIGIT [ "r" ]
     * delimiter    = "." / "-" / "+" / "," / "/" / "_" / "="
     * </pre>
     */
    private boolean expansion() {
        int close = text.indexOf('}', at);
        if (close <= at) {
            return false;
        }
        char written = text.charAt(at++);
        char letter = Character.toLowerCase(written);
        if (written > '~'
                || (LETTERS.indexOf(letter) < 0 && !(explanation && EXPLANATION_LETTERS.indexOf(letter) >= 0))) {
            return false;
        }
        int digits = at;
        while (at < close && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        int keep = keep(text.substring(digits, at));
        boolean reversed = at < close && (text.charAt(at) == 'r' || text.charAt(at) == 'R');
        if (reversed) {
            at++;
        }
        String delimiters = text.substring(at, close);
        if (keep == 0 || !delimiters.chars().allMatch(c -> DELIMITERS.indexOf(c) >= 0)) {
            return false;
        }
        endLiteral();
        parts.add(new Expansion(
                letter, Character.isUpperCase(written), keep, reversed, delimiters.isEmpty() ? "." : delimiters));
        at = close + 1;
        return true;
    }

    /** Zero is malformed; a value has never more than 253 pieces, so larger numbers all mean the same. */
    private static int keep(String digits) {
        if (digits.isEmpty()) {
            return Integer.MAX_VALUE;
        }
        String significant = digits.replaceFirst("^0+", "");
        if (significant.isEmpty()) {
            return 0;
        }
        return significant.length() > 4 ? Integer.MAX_VALUE : Integer.parseInt(significant);
    }

    private void endLiteral() {
        if (!literal.isEmpty()) {
            parts.add(new Literal(literal.toString()));
            literal.setLength(0);
        }
    }
}
