package dev.postrider.imap.session;

import dev.postrider.imap.command.Append;
import dev.postrider.imap.command.Authenticate;
import dev.postrider.imap.command.Command;
import dev.postrider.imap.command.CommandParser;
import dev.postrider.imap.command.Idle;
import dev.postrider.imap.command.LogIn;
import dev.postrider.imap.command.Parsed;
import dev.postrider.imap.grammar.CommandText;
import dev.postrider.imap.grammar.SyntaxFault;
import dev.postrider.imap.grammar.Tag;
import dev.postrider.imap.port.LoginCheck;
import dev.postrider.imap.port.MailboxChanges;
import java.util.Optional;

/**
 * The session machine: what to do about an event in a state, RFC 3501 s3. Total: an event that has no meaning in a state changes nothing.
 *
 * <p>Its weakness: the phase and the selection are apart, so that some pairs cannot happen (synchronizing without a mailbox) and are still possible to write
 * down.
 */
public final class ImapSession {
    private final SessionRules rules;

    public ImapSession(SessionRules rules) {
        this.rules = rules;
    }

    /** One step. */
    public Step on(ImapState state, ImapEvent event) {
        if (state.phase() instanceof Phase.Closed) {
            return Step.of(state);
        }
        Step step = switch (event) {
            case ImapEvent.Connected _ -> connected(state);
            case ImapEvent.CommandReceived received -> command(state, received);
            case ImapEvent.LiteralAnnounced announced -> literal(state, announced);
            case ImapEvent.CommandSkipped _ -> skipped(state);
            case ImapEvent.OverlongLineReceived(String start) -> overlong(state, start);
            case ImapEvent.LineReceived(String line) -> line(state, line);
            case ImapEvent.BackendAnswered(BackendAnswer answer) -> answered(state, answer);
            case ImapEvent.LoginChecked(LoginCheck result) -> loginChecked(state, result);
            case ImapEvent.PenaltyServed _ -> penaltyServed(state);
            case ImapEvent.TlsEstablished _ ->
                state.phase() instanceof Phase.AwaitingTls
                        ? Step.of(state.encryptedNow().ready())
                        : Step.of(state);
            case ImapEvent.TlsFailed _ -> drop(state, CloseCause.TLS_FAILED);
            case ImapEvent.ChangeHinted(long mailboxId, long modseq) -> hinted(state, mailboxId, modseq);
            case ImapEvent.HintsMissed _ -> news(state);
            case ImapEvent.KeepAliveDue _ ->
                state.phase() instanceof Phase.Idling
                        ? Step.of(state, new ImapAction.Send("* OK Still here\r\n"))
                        : Step.of(state);
            case ImapEvent.TimedOut _ -> timedOut(state);
            case ImapEvent.DrainRequested _ -> Step.of(state.drainingNow());
            case ImapEvent.Disconnected _ -> drop(state, CloseCause.DISCONNECTED);
            case ImapEvent.MessageCutOff _ -> drop(state, CloseCause.CUT_OFF);
            case ImapEvent.Faulted(String reference) ->
                bye(state, "[SERVERBUG] Internal error, reference " + reference, CloseCause.FAULT);
        };
        return atBoundary(step);
    }

    /** Where a session that is to end, or has made too many mistakes, ends. */
    private Step atBoundary(Step step) {
        ImapState state = step.state();
        boolean between = state.phase() instanceof Phase.AwaitingCommand || state.phase() instanceof Phase.Idling;
        if (between && state.draining()) {
            return bye(state, "Server is shutting down", CloseCause.DRAINED).after(step.actions());
        }
        if (between && state.errors() >= rules.errors()) {
            return bye(state, "Too many errors", CloseCause.TOO_MANY_ERRORS).after(step.actions());
        }
        return step;
    }

    private Step connected(ImapState state) {
        return Step.of(
                state,
                new ImapAction.Send("* OK [CAPABILITY " + Capabilities.of(state, rules) + "] Postrider ready\r\n"));
    }

    private Step command(ImapState state, ImapEvent.CommandReceived received) {
        if (state.phase() instanceof Phase.ReceivingMessage(Tag tag, var append)) {
            return append.received(state, tag, isBlank(received.text()));
        }
        if (!(state.phase() instanceof Phase.AwaitingCommand)) {
            return Step.of(state);
        }
        return switch (CommandParser.parse(received.text())) {
            case Parsed.Malformed malformed -> refuse(state, malformed);
            case Parsed.Understood(Tag tag, Command command) -> {
                if (command.verb() == Verb.STARTTLS && received.octetsFollow()) {
                    // RFC 3501 s6.2.1: they would speak inside the encrypted session, as if the client had sent them
                    // there.
                    yield drop(state, CloseCause.STARTTLS_INJECTION);
                }
                yield notAllowed(state, command.verb())
                        .map(text -> Replies.bad(state, tag, command.verb(), text))
                        .orElseGet(() -> command.start(state, tag, rules));
            }
        };
    }

    /** What follows the literal of an APPEND is the end of its line. */
    private static boolean isBlank(CommandText text) {
        return text.parts().getLast() instanceof CommandText.Part.Text(String rest) && rest.isEmpty();
    }

    private static Optional<String> notAllowed(ImapState state, Verb verb) {
        return switch (verb.stage()) {
            case ANY -> Optional.empty();
            case NOT_AUTHENTICATED -> state.isAuthenticated() ? Optional.of("Already logged in") : Optional.empty();
            case AUTHENTICATED -> state.isAuthenticated() ? Optional.empty() : Optional.of("Log in first");
            case SELECTED ->
                state.selection() instanceof Selection.Open
                        ? Optional.empty()
                        : Optional.of(state.isAuthenticated() ? "No mailbox is selected" : "Log in first");
        };
    }

    private static Step refuse(ImapState state, Parsed.Malformed malformed) {
        return switch (malformed.kind()) {
            case SYNTAX -> end(state.afterError(), malformed, Status.BAD, malformed.text());
            case LIMIT -> end(state, malformed, Status.NO, "[LIMIT] " + malformed.text());
            case CHARSET -> end(state, malformed, Status.NO, "[BADCHARSET (US-ASCII UTF-8)] " + malformed.text());
            case CANNOT -> end(state, malformed, Status.NO, "[CANNOT] " + malformed.text());
        };
    }

    private static Step end(ImapState state, Parsed.Malformed malformed, Status status, String text) {
        // RFC 3501 s7.1.3: without a tag there is nothing that NO could answer.
        Status shown = malformed.tag().isEmpty() ? Status.BAD : status;
        return Step.of(state.ready(), new ImapAction.Complete(malformed.tag(), malformed.verb(), shown, text));
    }

    private Step literal(ImapState state, ImapEvent.LiteralAnnounced announced) {
        boolean mayAppend = state.phase() instanceof Phase.AwaitingCommand && state.isAuthenticated();
        Optional<Parsed> append = mayAppend ? CommandParser.parseAppend(announced.soFar()) : Optional.empty();
        if (append.isPresent()) {
            return switch (append.get()) {
                case Parsed.Malformed malformed -> without(announced, refuse(state, malformed));
                case Parsed.Understood(Tag tag, Command command) -> append(state, announced, tag, command);
            };
        }
        if (state.phase() instanceof Phase.ReceivingMessage(Tag tag, var receiving)) {
            // MULTIAPPEND (RFC 3502) is not offered.
            return without(announced, receiving.received(state, tag, false));
        }
        if (announced.tooLarge()) {
            return without(
                    announced,
                    refuse(
                            state,
                            CommandParser.identify(
                                    announced.soFar(), SyntaxFault.Kind.SYNTAX, "[TOOBIG] Literal too large")));
        }
        Step keep = Step.of(state, new ImapAction.KeepLiteral());
        return announced.synchronizing() ? keep.after(new ImapAction.Send("+ OK\r\n")) : keep;
    }

    private Step append(ImapState state, ImapEvent.LiteralAnnounced announced, Tag tag, Command command) {
        if (!(command instanceof Append append)) {
            throw new IllegalStateException("Not an APPEND");
        }
        if (announced.octets() > rules.appendOctets()) {
            return without(announced, Replies.no(state, tag, Verb.APPEND, "[TOOBIG] The message is too large"));
        }
        return append.receive(state, tag, announced.octets(), announced.synchronizing());
    }

    /** The command ends here, and its literal is not wanted. What comes without being waited for has to be read all the same, RFC 7888 s4. */
    private Step without(ImapEvent.LiteralAnnounced announced, Step refusal) {
        if (announced.synchronizing()) {
            return refusal.after(new ImapAction.AbandonCommand());
        }
        if (announced.octets() > rules.appendOctets() * 2 || !refusal.state().isAuthenticated()) {
            return bye(refusal.state(), "[TOOBIG] Literal too large", CloseCause.LITERAL_TOO_LARGE)
                    .after(refusal.actions());
        }
        return Step.of(refusal.state().in(new Phase.Skipping()), new ImapAction.SkipLiteral())
                .after(refusal.actions());
    }

    private static Step skipped(ImapState state) {
        return state.phase() instanceof Phase.Skipping ? Step.of(state.ready()) : Step.of(state);
    }

    /** Nothing is known of it but how it began. */
    private Step overlong(ImapState state, String start) {
        return switch (state.phase()) {
            case Phase.AwaitingSaslResponse(Tag tag, var _) -> Authenticate.tooLong(state, tag, rules);
            case Phase.Idling(Tag tag, boolean _) -> Replies.bad(state, tag, Verb.IDLE, "DONE expected");
            case Phase.AwaitingCommand _,
                    Phase.Skipping _,
                    Phase.AwaitingLogin _,
                    Phase.AwaitingPenalty _,
                    Phase.AwaitingTls _,
                    Phase.Running _,
                    Phase.ReceivingMessage _,
                    Phase.Synchronizing _,
                    Phase.Closed _ ->
                refuse(
                        state,
                        CommandParser.identify(
                                CommandText.of(start), SyntaxFault.Kind.SYNTAX, "Command line too long"));
        };
    }

    private Step line(ImapState state, String line) {
        return switch (state.phase()) {
            case Phase.AwaitingSaslResponse(Tag tag, var exchange) ->
                Authenticate.respond(state, tag, exchange, line, rules);
            case Phase.Idling(Tag tag, boolean synchronizing) ->
                synchronizing ? Step.of(state) : Idle.done(state, tag, line);
            case Phase.AwaitingCommand _,
                    Phase.Skipping _,
                    Phase.AwaitingLogin _,
                    Phase.AwaitingPenalty _,
                    Phase.AwaitingTls _,
                    Phase.Running _,
                    Phase.ReceivingMessage _,
                    Phase.Synchronizing _,
                    Phase.Closed _ -> Step.of(state);
        };
    }

    private static Step answered(ImapState state, BackendAnswer answer) {
        return switch (state.phase()) {
            case Phase.Running(Tag tag, Command command) ->
                answer instanceof BackendAnswer.Failed failed
                        ? Replies.no(state, tag, command.verb(), Replies.failure(failed, command.missingCode()))
                        : command.answered(state, tag, answer);
            case Phase.Synchronizing(ImapAction.Complete completion) -> synchronizedBy(state, completion, answer);
            case Phase.Idling(Tag tag, boolean _) -> idleNews(state, tag, answer);
            case Phase.AwaitingCommand _,
                    Phase.Skipping _,
                    Phase.AwaitingSaslResponse _,
                    Phase.AwaitingLogin _,
                    Phase.AwaitingPenalty _,
                    Phase.AwaitingTls _,
                    Phase.ReceivingMessage _,
                    Phase.Closed _ -> Step.of(state);
        };
    }

    /** News has come, or not; then the command is answered. Without news its answer is still true, and the mailbox stays stale. */
    private static Step synchronizedBy(ImapState state, ImapAction.Complete completion, BackendAnswer answer) {
        return tell(state, answer)
                .map(told -> told.state().phase() instanceof Phase.Closed
                        ? told
                        : new Step(told.state().ready(), told.actions()).then(completion))
                .orElseGet(() -> Step.of(state.ready(), completion));
    }

    private static Step idleNews(ImapState state, Tag tag, BackendAnswer answer) {
        boolean moreNews = state.selection() instanceof Selection.Open open && open.stale();
        Optional<Step> told = tell(state, answer);
        if (told.isEmpty()) {
            return Step.of(state.in(new Phase.Idling(tag, false)));
        }
        if (told.get().state().phase() instanceof Phase.Closed) {
            return told.get();
        }
        Step next = moreNews
                ? Idle.look(told.get().state(), tag)
                : Step.of(told.get().state().in(new Phase.Idling(tag, false)));
        return next.after(told.get().actions());
    }

    /** Empty if there was no answer. */
    private static Optional<Step> tell(ImapState state, BackendAnswer answer) {
        if (!(answer instanceof BackendAnswer.Changed(MailboxChanges changes))
                || !(state.selection() instanceof Selection.Open open)) {
            return Optional.empty();
        }
        if (changes.gone()) {
            return Optional.of(bye(
                    state,
                    "The selected mailbox was deleted or changed too much, connect again",
                    CloseCause.MAILBOX_GONE));
        }
        Updates.Told told = Updates.apply(open, changes);
        ImapState now = state.with(told.mailbox());
        return Optional.of(told.lines().isEmpty() ? Step.of(now) : Step.of(now, new ImapAction.Send(told.lines())));
    }

    private Step loginChecked(ImapState state, LoginCheck result) {
        return state.phase() instanceof Phase.AwaitingLogin(Tag tag, Verb verb)
                ? LogIn.checked(state, tag, verb, result, rules)
                : Step.of(state);
    }

    private static Step penaltyServed(ImapState state) {
        return state.phase() instanceof Phase.AwaitingPenalty(ImapAction.Complete refusal)
                ? Step.of(state.ready(), refusal)
                : Step.of(state);
    }

    private static Step hinted(ImapState state, long mailboxId, long modseq) {
        boolean ours =
                state.selection() instanceof Selection.Open open && open.id() == mailboxId && modseq > open.modseq();
        return ours ? news(state) : Step.of(state);
    }

    /** There may be news: in IDLE it is asked for at once, else with the next command that may tell it. */
    private static Step news(ImapState state) {
        if (!(state.selection() instanceof Selection.Open open)) {
            return Step.of(state);
        }
        return state.phase() instanceof Phase.Idling(Tag tag, boolean synchronizing) && !synchronizing
                ? Idle.look(state, tag)
                : Step.of(state.with(open.whenStale(true)));
    }

    private static Step timedOut(ImapState state) {
        return state.isAuthenticated()
                ? bye(state, "Idle for too long", CloseCause.IDLE_TIMED_OUT)
                : bye(state, "No login in time", CloseCause.LOGIN_TIMED_OUT);
    }

    private static Step bye(ImapState state, String text, CloseCause cause) {
        Step end = Step.of(
                state.in(new Phase.Closed()),
                new ImapAction.Send("* BYE " + text + "\r\n"),
                new ImapAction.Close(cause));
        return abandoning(state, end);
    }

    private static Step drop(ImapState state, CloseCause cause) {
        return abandoning(state, Step.of(state.in(new Phase.Closed()), new ImapAction.Drop(cause)));
    }

    /** A message that is coming in is not stored. */
    private static Step abandoning(ImapState state, Step end) {
        return state.phase() instanceof Phase.ReceivingMessage ? end.after(new ImapAction.AbortAppend()) : end;
    }
}
