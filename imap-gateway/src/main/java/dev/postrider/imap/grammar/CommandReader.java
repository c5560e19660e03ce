package dev.postrider.imap.grammar;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads a command from left to right by the rules of RFC 3501 s9. Each method stands for the rule in its comment, takes exactly that, and throws {@link
 * SyntaxFault} if something else stands there.
 */
public final class CommandReader {
    private static final int MAX_RANGES = 10_000;
    private static final long MAX_NUMBER = 0xFFFF_FFFFL;

    private final List<CommandText.Part> parts;
    private int part;
    private int at;

    public CommandReader(CommandText text) {
        this.parts = text.parts();
    }

    /** {@code CRLF}: nothing may follow. */
    public void end() {
        if (!isAtEnd()) {
            throw SyntaxFault.syntax("Unexpected characters after the command");
        }
    }

    public boolean isAtEnd() {
        for (int i = part; i < parts.size(); i++) {
            if (!(parts.get(i) instanceof CommandText.Part.Text text)
                    || (i == part ? at : 0) < text.octets().length()) {
                return false;
            }
        }
        return true;
    }

    /** {@code SP}. */
    public void space() {
        if (peek() != ' ') {
            throw SyntaxFault.syntax(isAtEnd() ? "Missing argument" : "Space expected");
        }
        at++;
    }

    /** Takes the character if it is next. */
    public boolean take(char c) {
        if (peek() != c) {
            return false;
        }
        at++;
        return true;
    }

    /** Takes exactly this character. */
    public void expect(char c) {
        if (!take(c)) {
            throw SyntaxFault.syntax("'" + c + "' expected");
        }
    }

    /** The next character of the text; NUL, which no text may have, at its end and before a literal. */
    public char peek() {
        if (part < parts.size()
                && parts.get(part) instanceof CommandText.Part.Text text
                && at < text.octets().length()) {
            return text.octets().charAt(at);
        }
        return '\0';
    }

    /** {@code tag = 1*<any ASTRING-CHAR except "+">}. */
    public Tag tag() {
        String text = takeWhile(c -> c != '+' && Characters.isAstringChar(c));
        if (!Tag.isValid(text)) {
            throw SyntaxFault.syntax("Invalid tag");
        }
        return new Tag(text);
    }

    /** {@code atom = 1*ATOM-CHAR}. */
    public String atom() {
        return required(takeWhile(Characters::isAtomChar), "Atom expected");
    }

    /** A word of the protocol, in upper case: letters, digits, dots and hyphens. */
    public String word() {
        return required(
                        takeWhile(c -> c == '.'
                                || c == '-'
                                || c == '='
                                || c == '_'
                                || (Character.isLetterOrDigit(c) && c < 0x7F)),
                        "Word expected")
                .toUpperCase(Locale.ROOT);
    }

    /** {@code number = 1*DIGIT}, at most 4294967295. */
    public long number() {
        String digits = required(takeWhile(Characters::isDigit), "Number expected");
        long value = digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
        if (value > MAX_NUMBER) {
            throw SyntaxFault.syntax("Number too large");
        }
        return value;
    }

    /** {@code nz-number = digit-nz *DIGIT}. */
    public long nzNumber() {
        long value = number();
        if (value == 0) {
            throw SyntaxFault.syntax("Number must not be zero");
        }
        return value;
    }

    /** {@code astring = 1*ASTRING-CHAR / string}, as octets. */
    public String astring() {
        return isAtString() ? string() : required(takeWhile(Characters::isAstringChar), "String expected");
    }

    /** {@code string = quoted / literal}, as octets. */
    public String string() {
        return peek() == '"' ? quoted() : literal();
    }

    /** {@code nstring = string / nil}. */
    public Optional<String> nstring() {
        if (isAtString()) {
            return Optional.of(string());
        }
        if (!word().equals("NIL")) {
            throw SyntaxFault.syntax("String or NIL expected");
        }
        return Optional.empty();
    }

    /** Does a quoted string or a literal follow? */
    public boolean isAtString() {
        return peek() == '"' || isAtLiteral();
    }

    private boolean isAtLiteral() {
        return nextPart() instanceof CommandText.Part.Literal;
    }

    /** Does the literal follow whose octets are not here, and nothing behind it? */
    public boolean isAtAbsentLiteral() {
        return nextPart() instanceof CommandText.Part.Absent && part + (isTextOver() ? 1 : 0) == parts.size() - 1;
    }

    private boolean isTextOver() {
        return part < parts.size()
                && parts.get(part) instanceof CommandText.Part.Text text
                && at == text.octets().length();
    }

    private CommandText.Part nextPart() {
        int index = isTextOver() ? part + 1 : part;
        return index < parts.size() ? parts.get(index) : new CommandText.Part.Text("");
    }

    /** {@code quoted = DQUOTE *QUOTED-CHAR DQUOTE}. QUIRK(8bit): octets above 127 are taken, since many clients send UTF-8. */
    private String quoted() {
        expect('"');
        StringBuilder value = new StringBuilder();
        while (true) {
            char c = peek();
            at++;
            if (c == '"') {
                return value.toString();
            }
            if (c == '\\') {
                c = peek();
                at++;
                if (c != '"' && c != '\\') {
                    throw SyntaxFault.syntax("Invalid quoted string");
                }
            }
            if (c == '\0') {
                throw SyntaxFault.syntax("Unterminated quoted string");
            }
            value.append(c);
        }
    }

    /** {@code literal = "{" number "}" CRLF *CHAR8}: its octets, of which none is NUL. */
    private String literal() {
        if (!(nextPart() instanceof CommandText.Part.Literal literal)) {
            throw SyntaxFault.syntax("String expected");
        }
        if (literal.octets().indexOf('\0') >= 0) {
            throw SyntaxFault.syntax("NUL in a literal");
        }
        part += isTextOver() ? 2 : 1;
        at = 0;
        return literal.octets();
    }

    /** {@code mailbox = "INBOX" / astring}. */
    public MailboxName mailbox() {
        return MailboxName.parse(astring())
                .orElseThrow(() -> new SyntaxFault(SyntaxFault.Kind.CANNOT, "Invalid mailbox name"));
    }

    /** {@code list-mailbox = 1*list-char / string}. */
    public String listMailbox() {
        return isAtString() ? string() : required(takeWhile(Characters::isListChar), "Pattern expected");
    }

    /** {@code sequence-set = (seq-number / seq-range) *("," sequence-set)}. */
    public SequenceSet sequenceSet() {
        List<SequenceRange> ranges = new ArrayList<>();
        do {
            if (ranges.size() == MAX_RANGES) {
                throw SyntaxFault.limit("Too many ranges");
            }
            long first = sequenceNumber();
            ranges.add(new SequenceRange(first, take(':') ? sequenceNumber() : first));
        } while (take(','));
        return new SequenceSet(ranges);
    }

    /** {@code seq-number = nz-number / "*"}. */
    private long sequenceNumber() {
        return take('*') ? SequenceRange.LARGEST : nzNumber();
    }

    /** {@code flag-list = "(" [flag *(SP flag)] ")"}. */
    public Flags flagList() {
        expect('(');
        return take(')') ? Flags.NONE : flagsUntil(true);
    }

    /** {@code flag-list / (flag *(SP flag))}: the end of STORE. */
    public Flags flagsOrList() {
        return peek() == '(' ? flagList() : flagsUntil(false);
    }

    /** {@code flag = "\Answered" / … / flag-keyword / flag-extension}. */
    private Flags flagsUntil(boolean parenthesis) {
        int system = 0;
        List<String> keywords = new ArrayList<>();
        do {
            if (take('\\')) {
                String name = "\\" + atom();
                SystemFlag flag = SystemFlag.named(name).orElseThrow(() -> notAFlag(name));
                system |= flag.bit();
            } else {
                keywords.add(atom());
            }
        } while (take(' '));
        if (parenthesis) {
            expect(')');
        }
        return new Flags(system, keywords);
    }

    private static SyntaxFault notAFlag(String name) {
        return name.equalsIgnoreCase("\\Recent")
                ? SyntaxFault.syntax("\\Recent cannot be set")
                : SyntaxFault.syntax("Unknown system flag");
    }

    /** {@code date-time = DQUOTE date-day-fixed "-" date-month "-" date-year SP time SP zone DQUOTE}. */
    public InternalDate dateTime() {
        return InternalDate.parse(quoted()).orElseThrow(() -> SyntaxFault.syntax("Invalid date-time"));
    }

    /** {@code date = date-text / DQUOTE date-text DQUOTE}. */
    public LocalDate date() {
        String text = peek() == '"' ? quoted() : takeWhile(Characters::isAtomChar);
        return InternalDate.date(text).orElseThrow(() -> SyntaxFault.syntax("Invalid date"));
    }

    /** {@code base64 = *(4base64-char) [base64-terminal]}, not decoded. */
    public String base64() {
        return required(takeWhile(c -> c > ' ' && c < 0x7F), "Base 64 expected");
    }

    /** Octets as text; they must be UTF-8. */
    public static String utf8(String octets) {
        return decode(octets, StandardCharsets.UTF_8).orElseThrow(() -> SyntaxFault.syntax("Not UTF-8"));
    }

    /** Octets as text. */
    static Optional<String> decode(String octets, Charset charset) {
        try {
            return Optional.of(charset.newDecoder()
                    .decode(ByteBuffer.wrap(octets.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString());
        } catch (CharacterCodingException malformed) {
            return Optional.empty();
        }
    }

    /** Everything up to the end of this piece of text: for arguments that are not looked at. */
    public void skipAll() {
        part = parts.size();
        at = 0;
    }

    private interface CharacterClass {
        boolean has(char c);
    }

    private String takeWhile(CharacterClass characters) {
        if (part >= parts.size() || !(parts.get(part) instanceof CommandText.Part.Text(String octets))) {
            return "";
        }
        int from = at;
        while (at < octets.length() && characters.has(octets.charAt(at))) {
            at++;
        }
        return octets.substring(from, at);
    }

    private static String required(String text, String message) {
        if (text.isEmpty()) {
            throw SyntaxFault.syntax(message);
        }
        return text;
    }
}
