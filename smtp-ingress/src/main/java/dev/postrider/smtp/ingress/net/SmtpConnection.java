package dev.postrider.smtp.ingress.net;

import dev.postrider.mail.QueueId;
import dev.postrider.sasl.ChannelBinding;
import dev.postrider.sasl.SaslAnswer;
import dev.postrider.sasl.SaslFailure;
import dev.postrider.servicekit.net.listener.Connection;
import dev.postrider.servicekit.net.listener.InputHolds;
import dev.postrider.servicekit.net.listener.TlsSession;
import dev.postrider.servicekit.net.listener.Wire;
import dev.postrider.smtp.CommandFramer;
import dev.postrider.smtp.Frame;
import dev.postrider.smtp.Verb;
import dev.postrider.smtp.ingress.policy.Reason;
import dev.postrider.smtp.ingress.policy.Resolution;
import dev.postrider.smtp.ingress.port.Directory;
import dev.postrider.smtp.ingress.port.Inspection;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives one session: events from octets, ports and time go in one at a time, and each one's actions are done before the next. Knows
 * no socket, so that tests drive it as the listener does.
 */
final class SmtpConnection implements Connection {
    private static final Logger log = LoggerFactory.getLogger(SmtpConnection.class);

    private final ConnectionContext context;
    private final Wire wire;
    private final CommandFramer framer;
    private final InputHolds<HoldCause> holds;
    private final Deadlines deadlines;
    private final SessionLog sessionLog;
    private final ArrayDeque<SmtpEvent> events = new ArrayDeque<>(4);
    private final ChunkIntake chunk = new ChunkIntake();
    private final StringBuilder replies = new StringBuilder(256);

    private SmtpState state;
    private Optional<BodyReceiver> body = Optional.empty();
    /** A line that was taken from the framer and is not due yet. */
    private Optional<SmtpEvent> afterwards = Optional.empty();

    /** When a failed login is to be told so. */
    private OptionalLong refusalDueMs = OptionalLong.empty();

    private boolean greeted;
    /** The client sends nothing more. */
    private boolean finished;

    private boolean running;
    private boolean ended;

    SmtpConnection(ConnectionContext context, Wire wire, Peer peer, Encryption encryption) {
        this.context = context;
        this.wire = wire;
        this.framer = new CommandFramer(context.rules().limits().longestLineOctets());
        this.holds = new InputHolds<>(wire, HoldCause.class);
        this.deadlines = new Deadlines(context.regimes()::timeouts, context.nowMs());
        this.sessionLog = new SessionLog(context.rules().listener().name(), context.meters(), context.nowMs());
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
        framer.offer(octets, 0, octets.length);
        run();
        if (framer.hasRemaining() && state.phase().wants() == Phase.Wants.NOTHING) {
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
        run();
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
                .expired(context.nowMs(), state.phase(), framer.hasRemaining(), holds.any())
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
        events.add(event);
        run();
    }

    private void run() {
        if (running) {
            return;
        }
        running = true;
        try {
            for (@Nullable SmtpEvent event = next(); event != null; event = next()) {
                apply(event);
            }
        } catch (RuntimeException bug) {
            events.clear();
            log.atError()
                    .addKeyValue("sessionId", state.peer().sessionId())
                    .setCause(bug)
                    .log("session failed");
            apply(new SmtpEvent.Faulted());
        } finally {
            running = false;
        }
        flush();
        if (!ended) {
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
    }

    private @Nullable SmtpEvent next() {
        SmtpEvent posted = events.poll();
        if (posted != null || ended) {
            return posted;
        }
        return switch (state.phase().wants()) {
            case NOTHING -> null;
            case LINES -> nextLine();
            case BODY -> nextOfBody();
            case CHUNK -> nextOfChunk();
        };
    }

    private @Nullable SmtpEvent nextLine() {
        if (afterwards.isPresent()) {
            SmtpEvent due = afterwards.get();
            afterwards = Optional.empty();
            return due;
        }
        if (state.phase() instanceof Phase.Idle && framer.nextIs(Verb.RCPT)) {
            return recipients();
        }
        Optional<Frame> frame = framer.next();
        if (frame.isEmpty()) {
            return null;
        }
        deadlines.lineTaken(context.nowMs());
        if (state.phase() instanceof Phase.Idle
                && frame.get() instanceof Frame.CommandLine line
                && line.verb() == Verb.MAIL
                && !context.overload().mayBeginMessage(state.peer().address())) {
            return new SmtpEvent.MessageRateExceeded();
        }
        return new SmtpEvent.LineReceived(frame.get(), framer.hasRemaining());
    }

    /** All RCPT lines that are here already: the directory is asked once for them. */
    private @Nullable SmtpEvent recipients() {
        List<Frame.CommandLine> lines = new ArrayList<>();
        while (lines.size() < Directory.MAX_ADDRESSES && framer.nextIs(Verb.RCPT)) {
            Optional<Frame> frame = framer.next();
            deadlines.lineTaken(context.nowMs());
            if (frame.isPresent() && frame.get() instanceof Frame.CommandLine line) {
                lines.add(line);
            } else if (frame.isPresent()) {
                SmtpEvent malformed = new SmtpEvent.LineReceived(frame.get(), framer.hasRemaining());
                if (lines.isEmpty()) {
                    return malformed;
                }
                afterwards = Optional.of(malformed);
                break;
            }
        }
        return lines.isEmpty() ? null : new SmtpEvent.RecipientsReceived(lines);
    }

    private @Nullable SmtpEvent nextOfBody() {
        if (body.isEmpty() || !framer.hasRemaining()) {
            return null;
        }
        BodyReceiver receiver = body.get();
        BodyEnd end = new BodyEnd();
        framer.takeRemaining((octets, from, to) -> {
            int behind = receiver.receive(octets, from, to);
            end.found = behind >= 0;
            if (end.found && behind < to) {
                framer.offer(octets, behind, to);
            }
        });
        if (end.found) {
            long nowMs = context.nowMs();
            deadlines.bodyEnded(nowMs);
            return new SmtpEvent.BodyReceived(receiver.queueId(), nowMs, receiver.facts());
        }
        return receiver.octets() > context.rules().limits().endurableOctets() ? new SmtpEvent.BodyOverran() : null;
    }

    /** Without a body to go into, a chunk is only skipped. */
    private @Nullable SmtpEvent nextOfChunk() {
        if (!chunk.take(framer, (octets, from, to) -> body.ifPresent(receiver -> receiver.receive(octets, from, to)))) {
            return null;
        }
        long nowMs = context.nowMs();
        deadlines.bodyEnded(nowMs);
        if (body.isEmpty()) {
            return new SmtpEvent.ChunkSkipped();
        }
        BodyReceiver receiver = body.get();
        if (state.phase() instanceof Phase.ReceivingChunk(boolean last) && last) {
            receiver.endOfChunks();
        }
        return new SmtpEvent.ChunkReceived(receiver.queueId(), nowMs, receiver.facts());
    }

    private void apply(SmtpEvent event) {
        var step = context.regimes().session().on(state, event);
        state = step.state();
        for (SmtpAction action : step.actions()) {
            perform(action);
        }
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
                        .maySendAs(accountId, address)
                        .otherwise(SmtpEvent.SenderCheck.UNAVAILABLE)
                        .onComplete(result -> post(new SmtpEvent.SenderChecked(result.result())));
            case SmtpAction.CheckLogin(var inquiry) ->
                context.ports()
                        .directory()
                        .authenticate(inquiry, state.peer().address())
                        .otherwise(new SaslAnswer.Refused(SaslFailure.UNAVAILABLE))
                        .onComplete(result -> post(new SmtpEvent.LoginChecked(result.result())));
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
                chunk.begin(next);
            }
            case SmtpAction.DiscardBody ignored -> {
                body.ifPresent(BodyReceiver::discard);
                body = Optional.empty();
            }
            case SmtpAction.EvaluateMessage(Candidate candidate) -> evaluate(candidate);
            case SmtpAction.CommitMessage(Mail mail) -> commit(mail);
            case SmtpAction.ReportMessage(var report) -> {
                sessionLog.message(report, state);
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

    private void resolve(List<String> addresses, long sizeOctets) {
        List<Resolution> silence = addresses.stream()
                .<Resolution>map(address -> Resolution.Other.UNAVAILABLE)
                .toList();
        context.ports()
                .directory()
                .resolve(addresses, sizeOctets)
                .otherwise(silence)
                .onComplete(result -> post(new SmtpEvent.RecipientsResolved(result.result())));
    }

    private void receiveBody(SmtpAction.ReceiveBody rules) {
        long nowMs = context.nowMs();
        deadlines.messageBegan(nowMs);
        body = Optional.of(new BodyReceiver(
                context.ids().queueId(nowMs),
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

    /** A filter reads the message where it is stored, so it is stored first; if it is refused then, that is taken back. */
    private void evaluate(Candidate candidate) {
        QueueId queueId = candidate.queueId();
        if (body.isEmpty() || body.get().inspection().isEmpty()) {
            post(new SmtpEvent.CommitFailed(queueId, Reason.BODY_NOT_STORED));
            return;
        }
        Inspection inspection = body.get().inspection().get();
        timed(AcceptPart.STORE, body.get()::store)
                .compose(stored -> timed(AcceptPart.EVALUATE, () -> inspection.evaluate(candidate, stored)))
                .onComplete(result -> post(
                        result.succeeded()
                                ? new SmtpEvent.MessageEvaluated(queueId, result.result())
                                : new SmtpEvent.CommitFailed(queueId, Reason.BODY_NOT_STORED)));
    }

    private void commit(Mail mail) {
        if (body.isEmpty()) {
            post(new SmtpEvent.CommitFailed(mail.queueId(), Reason.BODY_NOT_STORED));
            return;
        }
        BodyReceiver receiver = body.get();
        body = Optional.empty();
        timed(AcceptPart.STORE, () -> receiver.storeWithout(mail.removed()))
                .compose(stored -> isAwaited(mail)
                        ? timed(
                                AcceptPart.COMMIT,
                                () -> context.ports().messages().append(mail, stored))
                        : Future.failedFuture("the blob store answered after the client was told 451"))
                .onComplete(result -> {
                    receiver.release();
                    committed(mail, result);
                });
    }

    private <T> Future<T> timed(AcceptPart part, Supplier<Future<T>> step) {
        long begunMs = context.nowMs();
        return step.get().onSuccess(done -> context.meters().took(part, Deadlines.between(begunMs, context.nowMs())));
    }

    private boolean isAwaited(Mail mail) {
        return state.phase() instanceof Phase.AwaitingCommit commit
                && commit.queueId().equals(mail.queueId());
    }

    private void committed(Mail mail, io.vertx.core.AsyncResult<Void> result) {
        if (result.failed()) {
            log.atWarn()
                    .addKeyValue("sessionId", state.peer().sessionId())
                    .addKeyValue("queueId", mail.queueId().text())
                    .addKeyValue("reason", String.valueOf(result.cause().getMessage()))
                    .log("message not accepted");
            post(new SmtpEvent.CommitFailed(mail.queueId(), Reason.NOT_COMMITTED));
            return;
        }
        if (!isAwaited(mail)) {
            // It is durable, and will be delivered, though the client was told otherwise or is gone: it may send it
            // again.
            log.atInfo()
                    .addKeyValue("sessionId", state.peer().sessionId())
                    .addKeyValue("queueId", mail.queueId().text())
                    .log("message accepted after its session gave up");
        }
        post(new SmtpEvent.MessageCommitted(mail.queueId()));
    }

    private void startTls() {
        if (framer.hasRemaining() || holds.any()) {
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
            framer.clear();
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

    /** What one piece of a body brought. */
    private static final class BodyEnd {
        private boolean found;
    }
}
