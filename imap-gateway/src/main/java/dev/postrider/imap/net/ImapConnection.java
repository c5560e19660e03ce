package dev.postrider.imap.net;

import dev.postrider.imap.grammar.CommandFramer;
import dev.postrider.imap.port.AppendSink;
import dev.postrider.imap.port.BackendException;
import dev.postrider.imap.port.ChangeFeed;
import dev.postrider.imap.port.FaultKind;
import dev.postrider.imap.port.LoginCheck;
import dev.postrider.imap.port.Mailboxes;
import dev.postrider.imap.port.MessageFlags;
import dev.postrider.imap.session.BackendAnswer;
import dev.postrider.imap.session.CloseCause;
import dev.postrider.imap.session.ImapAction;
import dev.postrider.imap.session.ImapEvent;
import dev.postrider.imap.session.ImapSession;
import dev.postrider.imap.session.ImapState;
import dev.postrider.imap.session.Login;
import dev.postrider.imap.session.Peer;
import dev.postrider.imap.session.Phase;
import dev.postrider.imap.session.Step;
import dev.postrider.servicekit.net.listener.Connection;
import dev.postrider.servicekit.net.listener.InputHolds;
import dev.postrider.servicekit.net.listener.Permit;
import dev.postrider.servicekit.net.listener.SessionLoop;
import dev.postrider.servicekit.net.listener.Wire;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives one session by events from octets, ports and time. Knows no socket, so that tests drive it as the listener does. All calls on its event loop.
 */
final class ImapConnection implements Connection {
    private static final Logger log = LoggerFactory.getLogger(ImapConnection.class);
    private static final int SEND_AT = 32 * 1024;

    private final ConnectionContext context;
    private final Wire wire;
    private final ImapSession session;
    private final CommandFramer framer;
    private final InputHolds<HoldCause> holds;
    private final CommandTrace trace;
    private final SessionClock times;
    private final Intake intake;
    private final SessionLoop<ImapEvent> loop = new SessionLoop<>(new Driven());
    private final StringBuilder said = new StringBuilder(512);

    private ImapState state;
    private SessionMeters.Standing standing = SessionMeters.Standing.ANONYMOUS;
    private Optional<AppendSink> append = Optional.empty();
    private Optional<FetchPipe> fetch = Optional.empty();
    private Optional<ChangeFeed.Watch> watch = Optional.empty();
    private Optional<Permit> loginPermit = Optional.empty();
    private boolean ended;

    ImapConnection(ConnectionContext context, Wire wire, Peer peer, boolean encrypted) {
        this.context = context;
        this.wire = wire;
        this.session = new ImapSession(context.rules());
        this.framer = new CommandFramer(context.rules().beforeLogin());
        this.holds = new InputHolds<>(wire, HoldCause.class);
        this.trace = new CommandTrace(context.ports().tracing());
        this.times = new SessionClock(context.timeouts(), context.nowMs());
        this.intake = new Intake(context, framer, times, holds);
        this.state = ImapState.opened(peer, encrypted);
        context.meters().entered(standing);
    }

    @Override
    public void greet() {
        post(new ImapEvent.Connected());
    }

    @Override
    public void received(byte[] octets) {
        if (ended) {
            return;
        }
        times.received(context.nowMs());
        context.meters().received(octets.length);
        framer.offer(octets, 0, octets.length);
        loop.run();
        if (!ended && framer.hasRemaining() && state.phase().wants() == Phase.Wants.NOTHING) {
            // Only now: most clients wait for the answer, and a socket that is not paused tells when they go away.
            holds.hold(HoldCause.NOTHING_WANTED);
        }
    }

    @Override
    public void disconnected() {
        post(new ImapEvent.Disconnected());
    }

    @Override
    public void drain() {
        post(new ImapEvent.DrainRequested());
    }

    @Override
    public void tick() {
        if (ended) {
            return;
        }
        long nowMs = context.nowMs();
        if (fetch.isPresent()
                && times.isTimeToLookForStall(nowMs)
                && fetch.get().hasStalled()) {
            fetch.get().giveUp();
        }
        times.due(nowMs, state).ifPresent(this::post);
    }

    @Override
    public boolean hasEnded() {
        return ended;
    }

    private void post(ImapEvent event) {
        loop.post(event);
    }

    private void perform(ImapAction action) {
        switch (action) {
            case ImapAction.Send(String octets) -> say(octets);
            case ImapAction.Complete complete -> complete(complete);
            case ImapAction.CallBackend(var request) -> answer(BackendCalls.call(mailboxes(), accountId(), request));
            case ImapAction.FetchMessages(var plan) -> {
                flush();
                FetchPipe pipe = new FetchPipe(plan, accountId(), mailboxes(), new MeteredOutput(), new FetchOutcome());
                fetch = Optional.of(pipe);
                times.fetchBegan(context.nowMs());
                pipe.start();
            }
            case ImapAction.CheckLogin(var asked) ->
                context.ports()
                        .logins()
                        .check(asked, state.peer().address(), trace.span(state))
                        .onSuccess(this::loginChecked);
            case ImapAction.ReportLoginFailure(var verb, var failure) -> {
                context.meters().loginFailed(SessionMeters.Mechanism.of(verb), failure);
                logRefusal(failure);
            }
            case ImapAction.WatchAccount(long account) -> {
                framer.limits(context.rules().afterLogin());
                watch = Optional.of(context.ports().changes().watch(account, new Hints()));
                log.atInfo()
                        .addKeyValue("sessionId", state.peer().sessionId())
                        .addKeyValue("clientIp", state.peer().address())
                        .addKeyValue("accountId", account)
                        .log("logged in");
            }
            case ImapAction.StartTls(var go) -> startTls(go);
            case ImapAction.ServePenalty _ ->
                times.penaltyBegan(context.nowMs(), context.rules().loginDelay());
            case ImapAction.KeepLiteral _ -> framer.keepLiteral();
            case ImapAction.SkipLiteral _ -> framer.skip();
            case ImapAction.AbandonCommand _ -> framer.abandon();
            case ImapAction.OpenAppend(var spec) -> {
                framer.streamLiteral();
                append = Optional.of(mailboxes().append(accountId(), spec));
            }
            case ImapAction.FinishAppend _ -> finishAppend();
            case ImapAction.AbortAppend _ -> {
                append.ifPresent(AppendSink::abort);
                append = Optional.empty();
            }
            case ImapAction.Close(CloseCause cause) -> {
                flush();
                end(cause);
                wire.close(cause == CloseCause.LOGOUT ? Wire.Ending.CLIENT_IS_DONE : Wire.Ending.CLIENT_MAY_BE_SENDING);
            }
            case ImapAction.Drop(CloseCause cause) -> {
                end(cause);
                wire.drop();
            }
        }
    }

    /** For calls of the present command. */
    private Mailboxes mailboxes() {
        return context.ports().mailboxes().within(trace.span(state));
    }

    private long accountId() {
        return switch (state.login()) {
            case Login.User user -> user.accountId();
            case Login.Anonymous _ -> throw new IllegalStateException("Nobody is logged in");
        };
    }

    private void complete(ImapAction.Complete complete) {
        trace.completed(complete);
        say(complete.line());
        context.meters().completed(complete.verb(), complete.status(), times.sinceCommand(context.nowMs()));
    }

    private void say(String octets) {
        said.append(octets);
        if (said.length() >= SEND_AT) {
            flush();
        }
    }

    private void flush() {
        if (!said.isEmpty()) {
            byte[] octets = said.toString().getBytes(StandardCharsets.ISO_8859_1);
            said.setLength(0);
            if (!ended) {
                times.sent(context.nowMs());
                context.meters().sent(octets.length);
                wire.send(octets);
            }
        }
    }

    private void answer(Future<? extends BackendAnswer> call) {
        call.onComplete(result ->
                post(new ImapEvent.BackendAnswered(result.succeeded() ? result.result() : failed(result.cause()))));
    }

    /** What does not pass by itself is a bug, and the log tells of it under a reference. */
    private BackendAnswer.Failed failed(Throwable cause) {
        FaultKind kind = cause instanceof BackendException known ? known.kind() : FaultKind.BROKEN;
        String reference = context.ids().reference();
        context.meters().failed(kind);
        if (kind == FaultKind.BROKEN || kind == FaultKind.UNAVAILABLE) {
            trace.failed(kind.name());
            log.atWarn()
                    .addKeyValue("sessionId", state.peer().sessionId())
                    .addKeyValue("reference", reference)
                    .addKeyValue("kind", kind)
                    .addKeyValue("reason", String.valueOf(cause.getMessage()))
                    .log("call of the mail store failed");
        }
        return new BackendAnswer.Failed(kind, reference);
    }

    private void loginChecked(LoginCheck result) {
        if (ended) {
            return;
        }
        LoginCheck counted = result;
        if (result instanceof LoginCheck.Passed(long account, String _)) {
            loginPermit = context.logins().acquire(account);
            counted = loginPermit.isPresent() ? result : LoginCheck.Refused.TOO_MANY_CONNECTIONS;
        }
        context.meters().login(SessionMeters.Mechanism.of(state.phase()), counted);
        if (counted instanceof LoginCheck.Refused refused) {
            logRefusal(refused);
        }
        post(new ImapEvent.LoginChecked(counted));
    }

    private void logRefusal(Enum<?> reason) {
        log.atInfo()
                .addKeyValue("sessionId", state.peer().sessionId())
                .addKeyValue("clientIp", state.peer().address())
                .addKeyValue("reason", reason)
                .log("login refused");
    }

    private void startTls(ImapAction.Complete go) {
        flush();
        context.meters().completed(go.verb(), go.status(), times.sinceCommand(context.nowMs()));
        wire.upgradeToTls(go.line().getBytes(StandardCharsets.US_ASCII))
                .onComplete(shaken ->
                        post(shaken.succeeded() ? new ImapEvent.TlsEstablished() : new ImapEvent.TlsFailed()));
    }

    private void finishAppend() {
        if (append.isEmpty()) {
            throw new IllegalStateException("No message is being appended");
        }
        AppendSink sink = append.get();
        append = Optional.empty();
        answer(sink.finish().map(BackendAnswer.Appended::new));
    }

    private void end(CloseCause cause) {
        if (ended) {
            return;
        }
        ended = true;
        trace.end();
        context.meters().left(standing);
        context.meters().ended(cause);
        fetch.ifPresent(FetchPipe::cancel);
        append.ifPresent(AppendSink::abort);
        watch.ifPresent(ChangeFeed.Watch::end);
        loginPermit.ifPresent(Permit::release);
        log.atInfo()
                .addKeyValue("sessionId", state.peer().sessionId())
                .addKeyValue("clientIp", state.peer().address())
                .addKeyValue("cause", cause)
                .log("session ended");
        context.whenEnded().accept(this);
    }

    private final class Driven implements SessionLoop.Session<ImapEvent> {
        @Override
        public @Nullable ImapEvent nextOfInput() {
            return intake.next(state.phase().wants(), append);
        }

        @Override
        public void apply(ImapEvent event) {
            Step step = session.on(state, event);
            state = step.state();
            for (ImapAction action : step.actions()) {
                perform(action);
            }
            trace.follow(state);
            SessionMeters.Standing now = SessionMeters.Standing.of(state);
            if (now != standing && !ended) {
                context.meters().left(standing);
                context.meters().entered(now);
                standing = now;
            }
        }

        @Override
        public ImapEvent failed(RuntimeException bug) {
            String reference = context.ids().reference();
            log.atError()
                    .addKeyValue("sessionId", state.peer().sessionId())
                    .addKeyValue("reference", reference)
                    .setCause(bug)
                    .log("session failed");
            return new ImapEvent.Faulted(reference);
        }

        @Override
        public void settle() {
            flush();
            if (ended) {
                return;
            }
            if (state.phase().wants() != Phase.Wants.NOTHING) {
                holds.release(HoldCause.NOTHING_WANTED);
            }
            if (fetch.isEmpty() && wire.isFull()) {
                // A client that does not read its answers gets to send no more commands.
                holds.hold(HoldCause.ANSWERS_UNREAD);
                wire.whenDrained(() -> holds.release(HoldCause.ANSWERS_UNREAD));
            }
        }

        @Override
        public boolean hasEnded() {
            return ended;
        }
    }

    private final class Hints implements ChangeFeed.Watcher {
        @Override
        public void changed(long mailboxId, long modseq) {
            post(new ImapEvent.ChangeHinted(mailboxId, modseq));
        }

        @Override
        public void missed() {
            post(new ImapEvent.HintsMissed());
        }
    }

    private final class MeteredOutput implements FetchPipe.Output {
        @Override
        public void send(byte[] octets) {
            times.sent(context.nowMs());
            context.meters().sent(octets.length);
            wire.send(octets);
        }

        @Override
        public boolean isFull() {
            return wire.isFull();
        }

        @Override
        public void whenDrained(Runnable action) {
            wire.whenDrained(action);
        }

        @Override
        public void later(Runnable action) {
            wire.later(action);
        }
    }

    private final class FetchOutcome implements FetchPipe.Outcome {
        @Override
        public void fetched(int count, List<MessageFlags> seen) {
            fetch = Optional.empty();
            context.meters().messages(count);
            post(new ImapEvent.BackendAnswered(new BackendAnswer.Fetched(count, seen)));
        }

        @Override
        public void failed(BackendException cause) {
            fetch = Optional.empty();
            post(new ImapEvent.BackendAnswered(ImapConnection.this.failed(cause)));
        }

        @Override
        public void cutOff(BackendException cause) {
            fetch = Optional.empty();
            ImapConnection.this.failed(cause);
            post(new ImapEvent.MessageCutOff());
        }
    }
}
