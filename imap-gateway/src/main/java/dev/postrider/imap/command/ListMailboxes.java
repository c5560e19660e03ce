package dev.postrider.imap.command;

import dev.postrider.imap.grammar.CommandReader;
import dev.postrider.imap.grammar.ListPattern;
import dev.postrider.imap.grammar.SyntaxFault;
import dev.postrider.imap.grammar.Tag;
import dev.postrider.imap.port.MailboxInfo;
import dev.postrider.imap.port.MailboxListing;
import dev.postrider.imap.session.BackendAnswer;
import dev.postrider.imap.session.BackendRequest;
import dev.postrider.imap.session.ImapAction;
import dev.postrider.imap.session.ImapState;
import dev.postrider.imap.session.Replies;
import dev.postrider.imap.session.SessionRules;
import dev.postrider.imap.session.Step;
import dev.postrider.imap.session.Verb;
import java.util.Optional;

/**
 * LIST, RFC 3501 s6.3.8, with the attributes of RFC 3348 and RFC 6154.
 *
 * @param pattern empty: the client asks for the delimiter
 */
record ListMailboxes(Optional<ListPattern> pattern) implements Command {
    /** {@code list = "LIST" SP mailbox SP list-mailbox}. */
    static Command parse(CommandReader in) {
        in.space();
        String reference = in.astring();
        in.space();
        String pattern = in.listMailbox();
        return new ListMailboxes(pattern.isEmpty() ? Optional.empty() : Optional.of(pattern(reference, pattern)));
    }

    static ListPattern pattern(String reference, String pattern) {
        return ListPattern.parse(reference, pattern)
                .orElseThrow(() -> new SyntaxFault(SyntaxFault.Kind.CANNOT, "Invalid pattern"));
    }

    @Override
    public Verb verb() {
        return Verb.LIST;
    }

    @Override
    public Step start(ImapState state, Tag tag, SessionRules rules) {
        return pattern.isEmpty()
                ? Replies.ok(state, tag, verb()).after(new ImapAction.Send("* LIST (\\Noselect) \"/\" \"\"\r\n"))
                : ask(state, tag, new BackendRequest.ListMailboxes());
    }

    @Override
    public Step answered(ImapState state, Tag tag, BackendAnswer answer) {
        if (!(answer instanceof BackendAnswer.Listed(MailboxListing listing)) || pattern.isEmpty()) {
            return Command.super.answered(state, tag, answer);
        }
        StringBuilder lines = new StringBuilder();
        for (MailboxInfo mailbox : listing.mailboxes()) {
            if (pattern.get().matches(mailbox.name().text())) {
                lines.append("* LIST (").append(mailbox.hasChildren() ? "\\HasChildren" : "\\HasNoChildren");
                mailbox.role().ifPresent(role -> lines.append(' ').append(role.attribute()));
                lines.append(") \"/\" ")
                        .append(MailboxNames.quoted(mailbox.name().encoded()))
                        .append("\r\n");
            }
        }
        return Replies.ok(state, tag, verb()).after(new ImapAction.Send(lines.toString()));
    }
}
