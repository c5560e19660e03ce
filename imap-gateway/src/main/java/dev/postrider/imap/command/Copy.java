package dev.postrider.imap.command;

import dev.postrider.imap.grammar.CommandReader;
import dev.postrider.imap.grammar.MailboxName;
import dev.postrider.imap.grammar.SequenceSet;
import dev.postrider.imap.grammar.Tag;
import dev.postrider.imap.grammar.UidSet;
import dev.postrider.imap.port.CopiedMessages;
import dev.postrider.imap.session.BackendAnswer;
import dev.postrider.imap.session.BackendRequest;
import dev.postrider.imap.session.ImapState;
import dev.postrider.imap.session.Replies;
import dev.postrider.imap.session.Selection;
import dev.postrider.imap.session.SessionRules;
import dev.postrider.imap.session.Step;
import dev.postrider.imap.session.Verb;
import java.util.List;
import java.util.Optional;

/** COPY and UID COPY, RFC 3501 s6.4.7, with COPYUID of RFC 4315. */
record Copy(SequenceSet set, MailboxName to, boolean uid) implements Command {
    /** {@code copy = "COPY" SP sequence-set SP mailbox}. */
    static Command parse(CommandReader in, boolean uid) {
        in.space();
        SequenceSet set = in.sequenceSet();
        in.space();
        return new Copy(set, in.mailbox(), uid);
    }

    @Override
    public Verb verb() {
        return uid ? Verb.UID_COPY : Verb.COPY;
    }

    @Override
    public String missingCode() {
        return "TRYCREATE";
    }

    @Override
    public Step start(ImapState state, Tag tag, SessionRules rules) {
        return transfer(this, state, tag, set, uid, to, false);
    }

    static Step transfer(
            Command command, ImapState state, Tag tag, SequenceSet set, boolean uid, MailboxName to, boolean move) {
        Selection.Open open = Command.selected(state);
        Optional<UidSet> uids = MessageSets.resolve(set, uid, open.uids());
        if (uids.isEmpty()) {
            return Replies.bad(state, tag, command.verb(), "No such message number");
        }
        return uids.get().isEmpty()
                ? Replies.ok(state, tag, command.verb())
                : command.ask(state, tag, new BackendRequest.CopyMessages(open.id(), uids.get(), to, move));
    }

    @Override
    public Step answered(ImapState state, Tag tag, BackendAnswer answer) {
        return answer instanceof BackendAnswer.Copied(CopiedMessages copied)
                ? Replies.ok(Append.newsIn(state, to), tag, verb(), copyUid(copied) + verb().text() + " completed")
                : Command.super.answered(state, tag, answer);
    }

    /** {@code resp-code-copy = "COPYUID" SP nz-number SP uid-set SP uid-set}, in brackets and with a space; nothing if nothing was copied. */
    static String copyUid(CopiedMessages copied) {
        if (copied.source().isEmpty()) {
            return "";
        }
        return "[COPYUID " + copied.uidValidity() + " " + inOrder(copied.source()) + " " + inOrder(copied.destination())
                + "] ";
    }

    /** The sets correspond item by item, so neither may be sorted. */
    private static String inOrder(List<Long> uids) {
        StringBuilder text = new StringBuilder();
        int i = 0;
        while (i < uids.size()) {
            int from = i;
            while (i + 1 < uids.size() && uids.get(i + 1) == uids.get(i) + 1) {
                i++;
            }
            text.append(text.isEmpty() ? "" : ",").append(uids.get(from));
            if (i > from) {
                text.append(':').append(uids.get(i));
            }
            i++;
        }
        return text.toString();
    }
}
