package dev.postrider.smtp.ingress.net;

import dev.postrider.mail.QueueId;
import dev.postrider.sasl.ChannelBinding;
import dev.postrider.sasl.SaslAnswer;
import dev.postrider.sasl.SaslFailure;
import dev.postrider.sasl.SaslInquiry;
import dev.postrider.servicekit.net.listener.Connection;
import dev.postrider.servicekit.net.listener.InputHolds;
import dev.postrider.servicekit.net.listener.SessionLoop;
import dev.postrider.servicekit.net.listener.TlsSession;
import dev.postrider.servicekit.net.listener.Wire;
import dev.postrider.servicekit.trace.SpanRole;
import dev.postrider.servicekit.trace.TraceKey;
import dev.postrider.servicekit.trace.TraceSpan;
import dev.postrider.smtp.Verb;
import dev.postrider.smtp.ingress.policy.Resolution;
import dev.postrider.smtp.ingress.session.Candidate;
import dev.postrider.smtp.ingress.session.CloseCause;
import dev.postrider.smtp.ingress.session.Encryption;
import dev.postrider.smtp.ingress.session.Mail;
import dev.postrider.smtp.ingress.session.Peer;
import dev.postrider.smtp.ingress.session.Phase;
import dev.postrider.smtp.ingress.session.SmtpAction;
import dev.postrider.smtp.ingress.session.SmtpEvent;
import dev.postrider.smtp.ingress.session.SmtpState;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives one session by events from octets, ports and time. Knows no socket, so that tests drive it as the listener does.
 */
final class SmtpConnection implements Connection {
    private static final Logger log = LoggerFactory.getLogger(SmtpConnection.class);

    private final ConnectionContext context;
    private final Wire wire;
    private final InputHolds<HoldCause> holds;
    private final Deadlines deadlines;
    private final Intake intake;
    private final Acceptance acceptance;
    private final SessionLog sessionLog;
    private final AcceptTrace trace;
    private final SessionLoop<SmtpEvent> loop = new SessionLoop<>(new Driven());
    private final StringBuilder replies = new StringBuilder(256);

    private SmtpState state;
    private Optional<BodyReceiver> body = Optional.empty();
    /** When a failed login is to be told so. */
    private OptionalLong refusalDueMs = OptionalLong.empty();

    private boolean greeted;
    /** The client sends nothing more. */
    private boolean finished;

    private boolean ended;

    SmtpConnection(ConnectionContext context, Wire wire, Peer peer, Encryption encryption) {
        this.context = context;
        this.wire = wire;
        this.holds = new InputHolds<>(wire, HoldCause.class);
        this.deadlines = new Deadlines(context.regimes()::timeouts, context.nowMs());
        this.intake = new Intake(context, deadlines);
        this.acceptance = new Acceptance(context, () -> state, this::post);
        this.sessionLog = new SessionLog(context.rules().listener().name(), context.meters(), context.nowMs());
        this.trace = new AcceptTrace(
                context.ports().tracing(), context.rules().listener().name());
        this.state = SmtpState.opened(peer, encryption);
    }

    @Override
    public void greet() {
        greeted = true;
        post(new SmtpEvent.Connected());
    }

    @Override
    public void received(byte[] octets) {
        if (ended) {
            return;
        }
        if (!greeted) {
            post(new SmtpEvent.EarlyOctetsReceived());
            return;
        }
        deadlines.received(context.nowMs(), octets.length);
        intake.offer(octets);
        loop.run();
        if (intake.hasRemaining() && state.phase().wants() == Phase.Wants.NOTHING) {
            // Only now: most clients wait for the reply, and a socket that is not paused tells when they go away.
            holds.hold(HoldCause.NOTHING_WANTED);
        }
    }

    /** What it has sent is carried out, and answered; then the session ends as if the client had gone. */
    @Override
    public boolean finished() {
        if (!ended && (!greeted || state.phase() instanceof Phase.AwaitingTls)) {
            return false;
        }
        finished = true;
        loop.run();
        return true;
    }

    @Override
    public void disconnected() {
        post(new SmtpEvent.Disconnected());
    }

    @Override
    public void drain() {
        post(new SmtpEvent.DrainRequested());
    }

    @Override
    public void tick() {
        if (ended) {
            return;
        }
        if (refusalDueMs.isPresent() && context.nowMs() >= refusalDueMs.getAsLong()) {
            refusalDueMs = OptionalLong.empty();
            post(new SmtpEvent.RefusalDue());
        }
        if (deadlines.storingTooSlow(context.nowMs(), holds.has(HoldCause.BODY_UNSTORED))) {
            body.ifPresent(BodyReceiver::giveUpStoring);
        }
        deadlines
                .expired(context.nowMs(), state.phase(), intake.hasRemaining(), holds.any())
                .ifPresent(reason -> {
                    if (state.phase() instanceof Phase.AwaitingEvaluation(var message)) {
                        post(new SmtpEvent.CommitFailed(message.queueId(), reason));
                    } else if (state.phase() instanceof Phase.AwaitingCommit commit) {
                        post(new SmtpEvent.CommitFailed(commit.queueId(), reason));
                    } else {
                        post(new SmtpEvent.TimedOut(reason));
                    }
                });
    }

    @Override
    public boolean hasEnded() {
        return ended;
    }

    private void post(SmtpEvent event) {
        loop.post(event);
    }

    private void perform(SmtpAction action) {
        switch (action) {
            case SmtpAction.SendReply(var verb, var reply, var reason) -> {
                reply.appendTo(replies);
                verb.ifPresent(
                        answered -> context.meters().replied(answered, reply, deadlines.sinceTaken(context.nowMs())));
                reason.ifPresent(sessionLog::refused);
            }
            case SmtpAction.ResolveRecipients(var addresses, var sizeOctets) ->
                resolve(addresses, sizeOctets.orElse(0));
            case SmtpAction.CheckSender(long accountId, String address) ->
                context.ports()
                        .directory()
                        .within(trace.span(state))
                        .maySendAs(accountId, address)
                        .otherwise(SmtpEvent.SenderCheck.UNAVAILABLE)
                        .onComplete(result -> post(new SmtpEvent.SenderChecked(result.result())));
            case SmtpAction.CheckLogin(var inquiry) -> checkLogin(inquiry);
            case SmtpAction.ReportLogin(var mechanism, var failure) ->
                context.meters().triedToLogIn(mechanism, failure);
            case SmtpAction.HoldRefusal(var delay) -> {
                if (delay.isZero()) {
                    post(new SmtpEvent.RefusalDue());
                } else {
                    refusalDueMs = OptionalLong.of(context.nowMs() + delay.toMillis());
                }
            }
            case SmtpAction.StartTls(var reply) -> {
                reply.appendTo(replies);
                context.meters().replied(Verb.STARTTLS, reply, deadlines.sinceTaken(context.nowMs()));
                startTls();
            }
            case SmtpAction.ReceiveBody rules -> receiveBody(rules);
            case SmtpAction.ReceiveChunk(var next) -> {
                deadlines.bodyBegan(context.nowMs());
                intake.begin(next);
            }
            case SmtpAction.DiscardBody ignored -> {
                body.ifPresent(BodyReceiver::discard);
                body = Optional.empty();
            }
            case SmtpAction.EvaluateMessage(Candidate candidate) ->
                acceptance.evaluate(candidate, body, trace.span(state));
            case SmtpAction.CommitMessage(Mail mail) -> {
                Optional<BodyReceiver> complete = body;
                body = Optional.empty();
                acceptance.commit(mail, complete, trace.span(state));
            }
            case SmtpAction.ReportMessage(var report) -> {
                sessionLog.message(report, state, trace.span(state));
                trace.reported(report);
                context.meters().answered(report.octets(), deadlines.sinceEndOfData(context.nowMs()));
                context.meters().took(AcceptPart.RECEIVE, deadlines.ofReceiving());
            }
            case SmtpAction.Close(CloseCause cause) -> {
                flush();
                end(cause);
                wire.close(cause == CloseCause.QUIT ? Wire.Ending.CLIENT_IS_DONE : Wire.Ending.CLIENT_MAY_BE_SENDING);
            }
            case SmtpAction.Drop(CloseCause cause) -> {
                end(cause);
                if (finished) {
                    wire.close(Wire.Ending.CLIENT_IS_DONE);
                } else {
                    wire.drop();
                }
            }
        }
    }

    /** No message is in sight yet: a trace of its own. */
    private void checkLogin(SaslInquiry inquiry) {
        TraceSpan login = context.ports().tracing().begin("login", SpanRole.SERVER);
        login.put(TraceKey.SESSION_ID, state.peer().sessionId());
        context.ports()
                .directory()
                .within(login)
                .authenticate(inquiry, state.peer().address())
                .otherwise(new SaslAnswer.Refused(SaslFailure.UNAVAILABLE))
                .onComplete(result -> {
                    login.end();
                    post(new SmtpEvent.LoginChecked(result.result()));
                });
    }

    private void resolve(List<String> addresses, long sizeOctets) {
        List<Resolution> silence = addresses.stream()
                .<Resolution>map(address -> Resolution.Other.UNAVAILABLE)
                .toList();
        context.ports()
                .directory()
                .within(trace.span(state))
                .resolve(addresses, sizeOctets)
                .otherwise(silence)
                .onComplete(result -> post(new SmtpEvent.RecipientsResolved(result.result())));
    }

    private void receiveBody(SmtpAction.ReceiveBody rules) {
        long nowMs = context.nowMs();
        deadlines.messageBegan(nowMs);
        RandomGenerator random = context.ids().random();
        QueueId queueId = QueueId.of(nowMs, random.nextInt(), random.nextLong());
        trace.named(state, queueId);
        body = Optional.of(new BodyReceiver(
                queueId,
                rules,
                context.ports().blobs(),
                new BodyFlow(),
                context.bodyMemory(),
                state.peer().address(),
                context.newDigest(),
                rules.steps().isEmpty()
                        ? Optional.empty()
                        : Optional.of(context.ports().policy().begin(rules.steps()))));
    }

    private void startTls() {
        if (intake.hasRemaining() || holds.any()) {
            // Plaintext that is still on its way to us would be read as if it were encrypted.
            end(CloseCause.STARTTLS_INJECTION);
            wire.drop();
            return;
        }
        byte[] lastPlaintext = takeReplies();
        Future<TlsSession> handshake = wire.upgradeToTls(lastPlaintext);
        handshake.onComplete(result -> {
            if (result.succeeded()) {
                TlsSession agreed = result.result();
                post(new SmtpEvent.TlsEstablished(encryption(agreed)));
            } else {
                end(CloseCause.TLS_FAILED);
                wire.drop();
            }
        });
    }

    private void end(CloseCause cause) {
        if (!ended) {
            ended = true;
            trace.abandoned();
            intake.clear();
            state = state.in(new Phase.Closed());
            sessionLog.ended(cause, state, context.nowMs());
            context.whenEnded().accept(this);
        }
    }

    /** What the session knows of a TLS connection. */
    static Encryption.Tls encryption(TlsSession tls) {
        return new Encryption.Tls(
                tls.protocol(),
                tls.cipher(),
                tls.clientSubject(),
                tls.tlsExporter().map(ChannelBinding::of));
    }

    private void flush() {
        if (!replies.isEmpty()) {
            wire.send(takeReplies());
        }
    }

    private byte[] takeReplies() {
        byte[] octets = replies.toString().getBytes(StandardCharsets.UTF_8);
        replies.setLength(0);
        return octets;
    }

    private final class Driven implements SessionLoop.Session<SmtpEvent> {
        @Override
        public @Nullable SmtpEvent nextOfInput() {
            return intake.next(state, body);
        }

        @Override
        public void apply(SmtpEvent event) {
            var step = context.regimes().session().on(state, event);
            state = step.state();
            for (SmtpAction action : step.actions()) {
                perform(action);
            }
            trace.follow(state);
        }

        @Override
        public SmtpEvent failed(RuntimeException bug) {
            log.atError()
                    .addKeyValue("sessionId", state.peer().sessionId())
                    .setCause(bug)
                    .log("session failed");
            return new SmtpEvent.Faulted();
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
            if (wire.isFull()) {
                // A client that does not read its replies gets to send no more commands.
                holds.hold(HoldCause.REPLIES_UNREAD);
                wire.whenDrained(() -> holds.release(HoldCause.REPLIES_UNREAD));
            }
            if (finished && state.phase().wants() != Phase.Wants.NOTHING) {
                // Whatever it wants will not come.
                post(new SmtpEvent.Disconnected());
            }
        }

        @Override
        public boolean hasEnded() {
            return ended;
        }
    }

    private final class BodyFlow implements BodyReceiver.Flow {
        @Override
        public void hold() {
            holds.hold(HoldCause.BODY_UNSTORED);
        }

        @Override
        public void release() {
            holds.release(HoldCause.BODY_UNSTORED);
        }
    }
}
