package dev.postrider.imap.command;

import dev.postrider.imap.grammar.Tag;
import dev.postrider.imap.session.BackendAnswer;
import dev.postrider.imap.session.BackendRequest;
import dev.postrider.imap.session.ImapAction;
import dev.postrider.imap.session.ImapState;
import dev.postrider.imap.session.Phase;
import dev.postrider.imap.session.Replies;
import dev.postrider.imap.session.Selection;
import dev.postrider.imap.session.SessionRules;
import dev.postrider.imap.session.Step;
import dev.postrider.imap.session.Verb;

/** A command with its arguments. */
public sealed interface Command
        permits Append,
                Authenticate,
                Capability,
                Check,
                Close,
                Copy,
                Create,
                Delete,
                Examine,
                Expunge,
                Fetch,
                Id,
                Idle,
                ListMailboxes,
                LogIn,
                Logout,
                Lsub,
                Move,
                Namespace,
                Noop,
                Rename,
                Search,
                Select,
                StartTls,
                StatusOf,
                Store,
                Subscribe,
                Unselect,
                Unsubscribe {
    Verb verb();

    /** Begins; the command is allowed in this state. */
    Step start(ImapState state, Tag tag, SessionRules rules);

    /** The store has answered, and has not failed. */
    default Step answered(ImapState state, Tag tag, BackendAnswer answer) {
        return Replies.no(state, tag, verb(), Replies.failure(Replies.mismatch(answer), missingCode()));
    }

    /** The response code for a mailbox that is not there. */
    default String missingCode() {
        return "NONEXISTENT";
    }

    /** Asks the store, for this command. */
    default Step ask(ImapState state, Tag tag, BackendRequest request) {
        return Step.of(state.in(new Phase.Running(tag, this)), new ImapAction.CallBackend(request));
    }

    /** The selected mailbox, for commands that are allowed only with one. */
    static Selection.Open selected(ImapState state) {
        if (state.selection() instanceof Selection.Open open) {
            return open;
        }
        throw new IllegalStateException("No mailbox is selected");
    }
}
