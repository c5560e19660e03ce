package dev.postrider.imap.command;

import dev.postrider.imap.grammar.CommandReader;
import dev.postrider.imap.grammar.MailboxName;
import dev.postrider.imap.grammar.Tag;
import dev.postrider.imap.port.OpenedMailbox;
import dev.postrider.imap.session.BackendAnswer;
import dev.postrider.imap.session.BackendRequest;
import dev.postrider.imap.session.ImapAction;
import dev.postrider.imap.session.ImapState;
import dev.postrider.imap.session.Replies;
import dev.postrider.imap.session.Selection;
import dev.postrider.imap.session.SessionRules;
import dev.postrider.imap.session.Step;
import dev.postrider.imap.session.Updates;
import dev.postrider.imap.session.Verb;
import java.util.List;

/** SELECT, RFC 3501 s6.3.1. */
record Select(MailboxName name) implements Command {
    /** RFC 7162 s3.2.11: what follows is of another mailbox, or none. */
    static final ImapAction CLOSED = new ImapAction.Send("* OK [CLOSED] The mailbox is closed\r\n");

    /** {@code select = "SELECT" SP mailbox}. */
    static Command parse(CommandReader in) {
        in.space();
        return new Select(in.mailbox());
    }

    @Override
    public Verb verb() {
        return Verb.SELECT;
    }

    @Override
    public Step start(ImapState state, Tag tag, SessionRules rules) {
        return open(this, state, tag, name, false);
    }

    @Override
    public Step answered(ImapState state, Tag tag, BackendAnswer answer) {
        return answer instanceof BackendAnswer.Opened(OpenedMailbox mailbox)
                ? opened(state, tag, verb(), mailbox, false)
                : Command.super.answered(state, tag, answer);
    }

    /** Whether or not the other mailbox can be opened, the one before is closed. */
    static Step open(Command command, ImapState state, Tag tag, MailboxName name, boolean readOnly) {
        Step step = command.ask(state.with(new Selection.None()), tag, new BackendRequest.OpenMailbox(name, readOnly));
        return state.selection() instanceof Selection.Open ? step.after(CLOSED) : step;
    }

    static Step opened(ImapState state, Tag tag, Verb verb, OpenedMailbox mailbox, boolean readOnly) {
        var info = mailbox.info();
        Selection.Open open = new Selection.Open(
                info.id(),
                info.name(),
                readOnly,
                mailbox.uids(),
                info.recentFromUid(),
                info.highestModseq(),
                List.of(),
                false,
                mailbox.keywords());
        StringBuilder lines = new StringBuilder(512);
        String flags = Updates.knownFlags(mailbox.keywords());
        lines.append("* FLAGS (").append(flags).append(")\r\n");
        lines.append("* OK [PERMANENTFLAGS (")
                .append(readOnly ? "" : flags + " \\*")
                .append(readOnly ? ")] Read-only\r\n" : ")] Kept\r\n");
        Updates.exists(open, lines);
        int unseen = mailbox.firstUnseenUid() == 0 ? 0 : open.uids().numberOf(mailbox.firstUnseenUid());
        if (unseen > 0) {
            lines.append("* OK [UNSEEN ").append(unseen).append("] First unseen\r\n");
        }
        lines.append("* OK [UIDVALIDITY ").append(info.uidValidity()).append("] UIDs valid\r\n");
        lines.append("* OK [UIDNEXT ").append(info.uidNext()).append("] Predicted next UID\r\n");
        String text = (readOnly ? "[READ-ONLY] " : "[READ-WRITE] ") + verb.text() + " completed";
        return Replies.ok(state.with(open), tag, verb, text).after(new ImapAction.Send(lines.toString()));
    }
}
