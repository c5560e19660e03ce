package dev.postrider.imap.command;

import dev.postrider.imap.grammar.CommandReader;
import dev.postrider.imap.grammar.CommandText;
import dev.postrider.imap.grammar.SyntaxFault;
import dev.postrider.imap.grammar.Tag;
import dev.postrider.imap.session.Verb;
import java.util.Optional;

/** Finds the command and lets it read its arguments. */
public final class CommandParser {
    private final CommandReader in;
    private Optional<Tag> tag = Optional.empty();
    private Verb verb = Verb.UNKNOWN;

    private CommandParser(CommandText text) {
        this.in = new CommandReader(text);
    }

    /** {@code command = tag SP (command-any / command-auth / command-nonauth / command-select) CRLF}. Never throws. */
    public static Parsed parse(CommandText text) {
        CommandParser parser = new CommandParser(text);
        try {
            Tag tag = parser.begin();
            Command command = parser.arguments();
            parser.in.end();
            return new Parsed.Understood(tag, command);
        } catch (SyntaxFault fault) {
            return new Parsed.Malformed(parser.tag, parser.verb, fault.kind(), fault.text());
        }
    }

    /**
     * The APPEND whose message is the literal with which the text ends; empty if it is no such literal. A mistake is a {@link Parsed.Malformed}
     * APPEND.
     */
    public static Optional<Parsed> parseAppend(CommandText soFar) {
        CommandParser parser = new CommandParser(soFar);
        try {
            Tag tag = parser.begin();
            return parser.verb == Verb.APPEND
                    ? Append.parse(parser.in).map(append -> new Parsed.Understood(tag, append))
                    : Optional.empty();
        } catch (SyntaxFault fault) {
            return parser.verb == Verb.APPEND
                    ? Optional.of(new Parsed.Malformed(parser.tag, parser.verb, fault.kind(), fault.text()))
                    : Optional.empty();
        }
    }

    /** The tag and the verb of whatever this is, as far as they can be read. */
    public static Parsed.Malformed identify(CommandText text, SyntaxFault.Kind kind, String message) {
        CommandParser parser = new CommandParser(text);
        try {
            parser.begin();
        } catch (SyntaxFault unreadable) {
            return new Parsed.Malformed(parser.tag, parser.verb, kind, message);
        }
        return new Parsed.Malformed(parser.tag, parser.verb, kind, message);
    }

    private Tag begin() {
        Tag read = in.tag();
        tag = Optional.of(read);
        in.space();
        String word = in.word();
        if (word.equals("UID")) {
            in.space();
            word = "UID " + in.word();
        }
        verb = Verb.named(word).orElseThrow(() -> new SyntaxFault(SyntaxFault.Kind.SYNTAX, "Unknown command"));
        return read;
    }

    private Command arguments() {
        return switch (verb) {
            case CAPABILITY -> new Capability();
            case NOOP -> new Noop();
            case LOGOUT -> new Logout();
            case ID -> Id.parse(in);
            case STARTTLS -> new StartTls();
            case AUTHENTICATE -> Authenticate.parse(in);
            case LOGIN -> LogIn.parse(in);
            case NAMESPACE -> new Namespace();
            case LIST -> ListMailboxes.parse(in);
            case LSUB -> Lsub.parse(in);
            case SUBSCRIBE -> Subscribe.parse(in);
            case UNSUBSCRIBE -> Unsubscribe.parse(in);
            case CREATE -> Create.parse(in);
            case DELETE -> Delete.parse(in);
            case RENAME -> Rename.parse(in);
            case STATUS -> StatusOf.parse(in);
            case SELECT -> Select.parse(in);
            case EXAMINE -> Examine.parse(in);
            case APPEND -> throw new SyntaxFault(SyntaxFault.Kind.SYNTAX, "The message must be a literal");
            case IDLE -> new Idle();
            case CHECK -> new Check();
            case CLOSE -> new Close();
            case UNSELECT -> new Unselect();
            case EXPUNGE -> new Expunge(Optional.empty());
            case UID_EXPUNGE -> Expunge.parseUid(in);
            case SEARCH, UID_SEARCH -> Search.parse(in, verb == Verb.UID_SEARCH);
            case FETCH, UID_FETCH -> Fetch.parse(in, verb == Verb.UID_FETCH);
            case STORE, UID_STORE -> Store.parse(in, verb == Verb.UID_STORE);
            case COPY, UID_COPY -> Copy.parse(in, verb == Verb.UID_COPY);
            case MOVE, UID_MOVE -> Move.parse(in, verb == Verb.UID_MOVE);
            case UNKNOWN -> throw new SyntaxFault(SyntaxFault.Kind.SYNTAX, "Unknown command");
        };
    }
}
