package dev.postrider.imap.command;

import dev.postrider.imap.grammar.SyntaxFault;
import dev.postrider.imap.grammar.Tag;
import dev.postrider.imap.session.Verb;
import java.util.Optional;

/** What a client said. */
public sealed interface Parsed {
    /** A command. */
    record Understood(Tag tag, Command command) implements Parsed {}

    /**
     * None.
     *
     * @param text for the client
     */
    record Malformed(Optional<Tag> tag, Verb verb, SyntaxFault.Kind kind, String text) implements Parsed {}
}
