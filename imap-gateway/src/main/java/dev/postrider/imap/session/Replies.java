package dev.postrider.imap.session;

import dev.postrider.imap.grammar.Tag;
import dev.postrider.imap.port.FaultKind;

/** Ends of commands that many have in common. */
public final class Replies {
    private Replies() {}

    /** {@code OK}, with news of the mailbox first if there may be any. */
    public static Step ok(ImapState state, Tag tag, Verb verb) {
        return ok(state, tag, verb, verb.text() + " completed");
    }

    /** As {@link #ok(ImapState, Tag, Verb)}, with a text. */
    public static Step ok(ImapState state, Tag tag, Verb verb, String text) {
        return finish(state, ImapAction.Complete.of(tag, verb, Status.OK, text));
    }

    /** Answers; asks for news of the mailbox first, if there may be any and the command allows it. */
    public static Step finish(ImapState state, ImapAction.Complete answer) {
        if (state.selection() instanceof Selection.Open open
                && open.stale()
                && answer.verb().allowsNews()) {
            return Step.of(
                    state.in(new Phase.Synchronizing(answer)),
                    new ImapAction.CallBackend(new BackendRequest.GetChanges(open.id(), open.modseq())));
        }
        return Step.of(state.ready(), answer);
    }

    public static Step no(ImapState state, Tag tag, Verb verb, String text) {
        return Step.of(state.ready(), ImapAction.Complete.of(tag, verb, Status.NO, text));
    }

    public static Step bad(ImapState state, Tag tag, Verb verb, String text) {
        return Step.of(state.afterError().ready(), ImapAction.Complete.of(tag, verb, Status.BAD, text));
    }

    /**
     * Response code and text for a call that failed, RFC 5530.
     *
     * @param missing the code for a mailbox that does not exist: NONEXISTENT, or TRYCREATE where that would help
     */
    public static String failure(BackendAnswer.Failed failed, String missing) {
        return switch (failed.kind()) {
            case NOT_FOUND -> "[" + missing + "] No such mailbox";
            case ALREADY_EXISTS -> "[ALREADYEXISTS] There is such a mailbox already";
            case NOT_POSSIBLE -> "[CANNOT] That is not possible";
            case OVER_QUOTA -> "[OVERQUOTA] Not enough room";
            case UNAVAILABLE -> "[UNAVAILABLE] The mail store does not answer, try again later";
            case BROKEN -> "[SERVERBUG] Internal error, reference " + failed.reference();
        };
    }

    /** An answer that does not belong to the question. */
    public static BackendAnswer.Failed mismatch(BackendAnswer answer) {
        return new BackendAnswer.Failed(FaultKind.BROKEN, answer.getClass().getSimpleName());
    }
}
