package dev.postrider.imap.command;

import dev.postrider.imap.grammar.CommandReader;
import dev.postrider.imap.grammar.ListPattern;
import dev.postrider.imap.grammar.MailboxName;
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
import java.util.Map;
import java.util.TreeMap;

/** LSUB, RFC 3501 s6.3.9: the names that are subscribed to, mailboxes or not. */
record Lsub(ListPattern pattern) implements Command {
    /** {@code lsub = "LSUB" SP mailbox SP list-mailbox}. */
    static Command parse(CommandReader in) {
        in.space();
        String reference = in.astring();
        in.space();
        return new Lsub(ListMailboxes.pattern(reference, in.listMailbox()));
    }

    @Override
    public Verb verb() {
        return Verb.LSUB;
    }

    @Override
    public Step start(ImapState state, Tag tag, SessionRules rules) {
        return ask(state, tag, new BackendRequest.ListMailboxes());
    }

    @Override
    public Step answered(ImapState state, Tag tag, BackendAnswer answer) {
        if (!(answer instanceof BackendAnswer.Listed(MailboxListing listing))) {
            return Command.super.answered(state, tag, answer);
        }
        Map<String, Boolean> selectable = new TreeMap<>();
        for (MailboxInfo mailbox : listing.mailboxes()) {
            if (mailbox.subscribed()) {
                add(mailbox.name().text(), true, selectable);
            }
        }
        listing.orphanSubscriptions().forEach(name -> add(name.text(), false, selectable));
        StringBuilder lines = new StringBuilder();
        selectable.forEach((name, real) -> lines.append("* LSUB (")
                .append(real ? "" : "\\Noselect")
                .append(") \"/\" ")
                .append(MailboxNames.quoted(new MailboxName(name).encoded()))
                .append("\r\n"));
        return Replies.ok(state, tag, verb()).after(new ImapAction.Send(lines.toString()));
    }

    /** A name below what {@code %} matches makes its parent be told of, which then need not be subscribed to. */
    private void add(String name, boolean real, Map<String, Boolean> selectable) {
        if (pattern.matches(name)) {
            selectable.merge(name, real, Boolean::logicalOr);
        } else {
            pattern.matchingParent(name).ifPresent(parent -> selectable.putIfAbsent(parent, false));
        }
    }
}
