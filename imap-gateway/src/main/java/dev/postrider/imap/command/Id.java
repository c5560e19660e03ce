package dev.postrider.imap.command;

import dev.postrider.imap.grammar.CommandReader;
import dev.postrider.imap.grammar.SyntaxFault;
import dev.postrider.imap.grammar.Tag;
import dev.postrider.imap.session.ImapAction;
import dev.postrider.imap.session.ImapState;
import dev.postrider.imap.session.Replies;
import dev.postrider.imap.session.SessionRules;
import dev.postrider.imap.session.Step;
import dev.postrider.imap.session.Verb;

/** ID, RFC 2971. What the client says of itself is checked and not kept. */
record Id() implements Command {
    private static final int MAX_FIELDS = 30;

    /** {@code id = "ID" SP id-params-list}, {@code id-params-list = "(" *(string SP nstring SP) ")" / nil}. */
    static Command parse(CommandReader in) {
        in.space();
        if (!in.take('(')) {
            if (!in.word().equals("NIL")) {
                throw new SyntaxFault(SyntaxFault.Kind.SYNTAX, "List or NIL expected");
            }
            return new Id();
        }
        int fields = 0;
        while (!in.take(')')) {
            if (++fields > MAX_FIELDS) {
                throw new SyntaxFault(SyntaxFault.Kind.SYNTAX, "Too many fields");
            }
            if (fields > 1) {
                in.space();
            }
            in.string();
            in.space();
            in.nstring();
        }
        return new Id();
    }

    @Override
    public Verb verb() {
        return Verb.ID;
    }

    @Override
    public Step start(ImapState state, Tag tag, SessionRules rules) {
        return Replies.ok(state, tag, verb()).after(new ImapAction.Send("* ID (\"name\" \"Postrider\")\r\n"));
    }
}
