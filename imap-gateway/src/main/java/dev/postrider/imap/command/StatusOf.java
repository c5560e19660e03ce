package dev.postrider.imap.command;

import dev.postrider.imap.grammar.CommandReader;
import dev.postrider.imap.grammar.MailboxName;
import dev.postrider.imap.grammar.SearchKey;
import dev.postrider.imap.grammar.StatusItem;
import dev.postrider.imap.grammar.Tag;
import dev.postrider.imap.port.MailboxInfo;
import dev.postrider.imap.port.SearchCriterion;
import dev.postrider.imap.session.BackendAnswer;
import dev.postrider.imap.session.BackendRequest;
import dev.postrider.imap.session.ImapAction;
import dev.postrider.imap.session.ImapState;
import dev.postrider.imap.session.Replies;
import dev.postrider.imap.session.SessionRules;
import dev.postrider.imap.session.Step;
import dev.postrider.imap.session.Verb;
import java.util.List;
import java.util.Optional;

/**
 * STATUS, RFC 3501 s6.3.10.
 *
 * @param known the mailbox, once the store has told; what is \Recent is then counted
 */
record StatusOf(MailboxName name, List<StatusItem> items, Optional<MailboxInfo> known) implements Command {
    StatusOf {
        items = List.copyOf(items);
    }

    /** {@code status = "STATUS" SP mailbox SP "(" status-att *(SP status-att) ")"}. */
    static Command parse(CommandReader in) {
        in.space();
        MailboxName name = in.mailbox();
        in.space();
        return new StatusOf(name, StatusItem.list(in), Optional.empty());
    }

    @Override
    public Verb verb() {
        return Verb.STATUS;
    }

    @Override
    public Step start(ImapState state, Tag tag, SessionRules rules) {
        return ask(state, tag, new BackendRequest.GetMailbox(name));
    }

    @Override
    public Step answered(ImapState state, Tag tag, BackendAnswer answer) {
        if (answer instanceof BackendAnswer.Matched(List<Long> recent) && known.isPresent()) {
            return tell(state, tag, known.get(), recent.size());
        }
        if (!(answer instanceof BackendAnswer.Found(MailboxInfo mailbox))) {
            return Command.super.answered(state, tag, answer);
        }
        boolean count = items.contains(StatusItem.RECENT) && mailbox.recentFromUid() < mailbox.uidNext();
        return count
                ? new StatusOf(name, items, Optional.of(mailbox))
                        .ask(
                                state,
                                tag,
                                new BackendRequest.Search(
                                        mailbox.id(),
                                        new SearchCriterion.Plain(new SearchKey.Recent()),
                                        mailbox.recentFromUid()))
                : tell(state, tag, mailbox, 0);
    }

    private Step tell(ImapState state, Tag tag, MailboxInfo mailbox, int recent) {
        StringBuilder line = new StringBuilder("* STATUS ");
        line.append(MailboxNames.quoted(name.encoded())).append(" (");
        for (int i = 0; i < items.size(); i++) {
            StatusItem item = items.get(i);
            line.append(i == 0 ? "" : " ").append(item).append(' ');
            switch (item) {
                case MESSAGES -> line.append(mailbox.messages());
                case RECENT -> line.append(recent);
                case UIDNEXT -> line.append(mailbox.uidNext());
                case UIDVALIDITY -> line.append(mailbox.uidValidity());
                case UNSEEN -> line.append(mailbox.unseen());
            }
        }
        return Replies.ok(state, tag, verb())
                .after(new ImapAction.Send(line.append(")\r\n").toString()));
    }
}
