package dev.postrider.delivery.net;

import dev.postrider.blobs.BlobNotFoundException;
import dev.postrider.blobs.BlobStore;
import dev.postrider.contracts.Content;
import dev.postrider.delivery.policy.Reason;
import dev.postrider.delivery.policy.Verdict;
import dev.postrider.delivery.port.DialException;
import dev.postrider.delivery.port.SmtpLink;
import dev.postrider.delivery.session.Phase;
import dev.postrider.delivery.session.RelayAction;
import dev.postrider.delivery.session.RelayEvent;
import dev.postrider.delivery.session.RelaySession;
import dev.postrider.delivery.session.RelayState;
import dev.postrider.delivery.session.SessionPolicy;
import dev.postrider.delivery.session.Step;
import dev.postrider.delivery.session.Transaction;
import dev.postrider.delivery.session.TransactionResult;
import dev.postrider.smtp.client.ReplyEvent;
import dev.postrider.smtp.client.ReplyParser;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;

/** One socket under one {@link RelaySession}. One context only. */
final class SmtpConnection implements SmtpLink {
    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final NetSocket socket;
    private final BlobStore blobs;
    private final PhaseLimits limits;
    private final RelaySession session;
    private final Optional<String> serverName;
    private final Promise<SmtpLink> introduced = Promise.promise();
    private final Promise<Void> gone = Promise.promise();
    private ReplyParser parser = new ReplyParser();
    private RelayState state = new RelayState.Greeting();
    private Optional<Carried> current = Optional.empty();
    private Promise<Void> settled = Promise.promise();
    private boolean octetsLeft;
    private int carried;
    private long timer = NO_TIMER;
    private Phase phase = Phase.GREETING;

    private record Carried(Content content, Promise<TransactionResult> promise) {}

    /**
     * @param serverName for SNI, which knows no addresses
     */
    SmtpConnection(
            Vertx vertx,
            NetSocket socket,
            BlobStore blobs,
            PhaseLimits limits,
            SessionPolicy policy,
            Optional<String> serverName) {
        this.vertx = vertx;
        this.socket = socket;
        this.blobs = blobs;
        this.limits = limits;
        this.session = new RelaySession(policy);
        this.serverName = serverName;
    }

    /** Completes when the session is ready; fails with {@link DialException}. */
    Future<SmtpLink> introduce() {
        socket.handler(this::onOctets);
        socket.exceptionHandler(failure -> on(new RelayEvent.ConnectionLost(String.valueOf(failure.getMessage()))));
        socket.closeHandler(closed -> {
            on(new RelayEvent.ConnectionLost("the server closed the connection"));
            stopTimer();
            settled.tryComplete();
            gone.tryComplete();
        });
        apply(session.start());
        return introduced.future();
    }

    @Override
    public Future<TransactionResult> carry(Transaction transaction, Content content) {
        Carried next = new Carried(content, Promise.promise());
        current = Optional.of(next);
        settled = Promise.promise();
        carried++;
        on(new RelayEvent.TransactionBegun(transaction));
        if (state instanceof RelayState.Closed && !next.promise().future().isComplete()) {
            // The connection went between the check and the call.
            Verdict lost = Verdict.of(Reason.CONNECTION_LOST, "", "the connection was closed");
            next.promise()
                    .complete(new TransactionResult(
                            Collections.nCopies(transaction.recipients().size(), lost), true, true, false));
        }
        return next.promise().future();
    }

    @Override
    public Future<Void> settled() {
        return settled.future();
    }

    @Override
    public boolean isReady() {
        return state instanceof RelayState.Idle && current.isEmpty();
    }

    @Override
    public Optional<String> tls() {
        return socket.isSsl() ? Optional.of(socket.sslSession().getProtocol()) : Optional.empty();
    }

    @Override
    public int carried() {
        return carried;
    }

    @Override
    public void quit() {
        on(new RelayEvent.QuitAsked());
    }

    @Override
    public Future<Void> closed() {
        return gone.future();
    }

    private void onOctets(Buffer octets) {
        Iterator<ReplyEvent> replies =
                parser.accept(octets.getBytes(), 0, octets.length()).iterator();
        while (replies.hasNext()) {
            ReplyEvent reply = replies.next();
            octetsLeft = replies.hasNext() || parser.isMidReply();
            on(
                    switch (reply) {
                        case ReplyEvent.Received received -> new RelayEvent.ReplyReceived(received.reply());
                        case ReplyEvent.Malformed(String why) -> new RelayEvent.ProtocolBroken(why);
                    });
        }
    }

    private void on(RelayEvent event) {
        apply(session.on(state, event));
    }

    private void apply(Step step) {
        state = step.state();
        step.actions().forEach(this::perform);
    }

    private void perform(RelayAction action) {
        switch (action) {
            case RelayAction.Send(String text) -> socket.write(text);
            case RelayAction.StartTls _ -> startTls();
            case RelayAction.StreamBody _ -> current.ifPresent(this::streamBody);
            case RelayAction.Expect(Phase next) -> expect(next);
            case RelayAction.BecomeReady _ -> {
                introduced.tryComplete(this);
                settled.tryComplete();
            }
            case RelayAction.Finish(TransactionResult result) -> finish(result);
            case RelayAction.GiveUp(Verdict verdict, boolean plaintextMayHelp) ->
                introduced.tryFail(new DialException(verdict, plaintextMayHelp));
            case RelayAction.Close _ -> {
                stopTimer();
                socket.close();
            }
        }
    }

    private void finish(TransactionResult result) {
        Optional<Carried> ended = current;
        current = Optional.empty();
        ended.ifPresent(each -> each.promise().complete(result));
    }

    private void startTls() {
        if (octetsLeft) {
            // Whoever put plaintext behind the reply wants it to be taken for part of the secure session.
            on(new RelayEvent.ProtocolBroken("plaintext behind the reply to STARTTLS"));
            return;
        }
        parser = new ReplyParser();
        serverName
                .map(socket::upgradeToSsl)
                .orElseGet(socket::upgradeToSsl)
                .onComplete(
                        done -> on(new RelayEvent.TlsEstablished()),
                        failure -> on(new RelayEvent.TlsFailed(String.valueOf(failure.getMessage()))));
    }

    private void streamBody(Carried message) {
        new BodyWriter(socket, blobs, () -> {
                    if (phase == Phase.BODY) {
                        expect(Phase.BODY);
                    }
                })
                .write(message.content())
                .onComplete(
                        sent -> {
                            if (state instanceof RelayState.SendingBody) {
                                on(new RelayEvent.BodySent());
                            }
                        },
                        failure -> {
                            if (state instanceof RelayState.SendingBody) {
                                on(new RelayEvent.BodyFailed(
                                        String.valueOf(failure.getMessage()),
                                        failure instanceof BlobNotFoundException));
                            }
                        });
    }

    private void expect(Phase next) {
        stopTimer();
        phase = next;
        timer = vertx.setTimer(Math.max(1, limits.of(next).toMillis()), fired -> {
            timer = NO_TIMER;
            on(phase == Phase.IDLE ? new RelayEvent.QuitAsked() : new RelayEvent.TimedOut());
        });
    }

    private void stopTimer() {
        if (timer != NO_TIMER) {
            vertx.cancelTimer(timer);
            timer = NO_TIMER;
        }
    }
}
