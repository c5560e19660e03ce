package dev.postrider.delivery.session;

import dev.postrider.delivery.policy.Disposition;
import dev.postrider.delivery.policy.Reason;
import dev.postrider.delivery.policy.Verdict;
import dev.postrider.mail.EnhancedStatusCode;
import dev.postrider.smtp.Reply;
import dev.postrider.smtp.client.Capabilities;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * One SMTP connection to another server, RFC 5321, from greeting to QUIT, for one message after another.
 *
 * <pre>
 * Greeting -> Hello [-> OldHello] [-> StartingTls -> Handshaking -> Hello] [-> Authenticating] -> Idle
 * Idle -> Envelope -> SendingBody -> AwaitingFinal -> Idle
 *             |-> Resetting -> Idle          (refused before DATA, or DATA refused)
 *             |-> AwaitingNothing -> Idle    (354 although nobody takes the message, RFC 2920 s3.1)
 * any -> Quitting -> Closed; any -> Closed
 * </pre>
 */
public final class RelaySession {
    private final SessionPolicy policy;
    private final Envelopes envelopes;

    public RelaySession(SessionPolicy policy) {
        this.policy = policy;
        this.envelopes = new Envelopes(policy.remote());
    }

    /** Of a connection just made. */
    public Step start() {
        return Step.to(new RelayState.Greeting(), new RelayAction.Expect(Phase.GREETING));
    }

    /** Total: an event that a state does not expect ends the session. */
    public Step on(RelayState state, RelayEvent event) {
        return switch (event) {
            case RelayEvent.ReplyReceived(Reply reply) -> onReply(state, reply);
            case RelayEvent.ProtocolBroken(String why) -> broken(state, Reason.PROTOCOL_ERROR, why);
            case RelayEvent.TlsEstablished() ->
                state instanceof RelayState.Handshaking ? hello(true) : unexpected(state, event);
            case RelayEvent.TlsFailed(String why) ->
                state instanceof RelayState.Handshaking
                        ? giveUp(Verdict.of(Reason.TLS_FAILED, policy.remote(), why), mayGoPlain())
                        : unexpected(state, event);
            case RelayEvent.TransactionBegun(Transaction transaction) ->
                state instanceof RelayState.Idle(Capabilities capabilities)
                        ? envelopes.begin(capabilities, transaction)
                        : unexpected(state, event);
            case RelayEvent.BodySent() ->
                state instanceof RelayState.SendingBody(RelayState.Envelope envelope)
                        ? Step.to(new RelayState.AwaitingFinal(envelope), new RelayAction.Expect(Phase.FINAL))
                        : unexpected(state, event);
            case RelayEvent.BodyFailed(String why, boolean missing) ->
                state instanceof RelayState.SendingBody(RelayState.Envelope envelope)
                        ? envelopes.bodyFailed(envelope, why, missing)
                        : unexpected(state, event);
            case RelayEvent.TimedOut() -> broken(state, Reason.TIMED_OUT, "no answer in time");
            case RelayEvent.ConnectionLost(String why) -> broken(state, Reason.CONNECTION_LOST, why);
            case RelayEvent.QuitAsked() -> quit(state);
        };
    }

    private Step onReply(RelayState state, Reply reply) {
        return switch (state) {
            case RelayState.Greeting _ ->
                reply.code() == 220 ? hello(false) : giveUp(refusal(Reason.GREETING_REFUSED, reply), false);
            case RelayState.Hello(boolean secure) -> onHello(secure, reply);
            case RelayState.OldHello(boolean secure) ->
                reply.isCompletion()
                        ? introduced(Capabilities.NONE, secure)
                        : giveUp(refusal(Reason.GREETING_REFUSED, reply), false);
            case RelayState.StartingTls(Capabilities capabilities) -> onStartTls(capabilities, reply);
            case RelayState.Handshaking _ -> broken(state, Reason.PROTOCOL_ERROR, "a reply during the handshake");
            case RelayState.Authenticating(Capabilities capabilities) ->
                reply.isCompletion() ? ready(capabilities) : giveUp(refusal(Reason.AUTH_FAILED, reply), false);
            // A server that speaks unasked is saying goodbye, whatever the code.
            case RelayState.Idle _ -> Step.to(new RelayState.Closed(), new RelayAction.Close());
            case RelayState.Envelope envelope -> envelopes.onReply(envelope, reply);
            case RelayState.SendingBody(RelayState.Envelope envelope) -> envelopes.refusedWhileSending(envelope, reply);
            case RelayState.AwaitingFinal(RelayState.Envelope envelope) -> envelopes.onFinal(envelope, reply);
            case RelayState.AwaitingNothing(Capabilities capabilities) -> readyUnlessClosing(capabilities, reply);
            case RelayState.Resetting(Capabilities capabilities) ->
                reply.isCompletion() ? ready(capabilities) : Step.to(new RelayState.Closed(), new RelayAction.Close());
            case RelayState.Quitting _ -> Step.to(new RelayState.Closed(), new RelayAction.Close());
            case RelayState.Closed closed -> Step.to(closed);
        };
    }

    private Step hello(boolean secure) {
        return Step.to(
                new RelayState.Hello(secure),
                new RelayAction.Send("EHLO " + policy.helloName() + "\r\n"),
                new RelayAction.Expect(Phase.HELLO));
    }

    private Step onHello(boolean secure, Reply reply) {
        if (reply.isCompletion()) {
            return introduced(Capabilities.of(reply), secure);
        }
        if (reply.isPermanent() && policy.tls() != SessionPolicy.Tls.REQUIRED) {
            return Step.to(
                    new RelayState.OldHello(secure),
                    new RelayAction.Send("HELO " + policy.helloName() + "\r\n"),
                    new RelayAction.Expect(Phase.HELLO));
        }
        return giveUp(refusal(Reason.GREETING_REFUSED, reply), false);
    }

    private Step introduced(Capabilities capabilities, boolean secure) {
        if (!secure && policy.tls() != SessionPolicy.Tls.NEVER && capabilities.startTls()) {
            return Step.to(
                    new RelayState.StartingTls(capabilities),
                    new RelayAction.Send("STARTTLS\r\n"),
                    new RelayAction.Expect(Phase.START_TLS));
        }
        if (!secure && policy.tls() == SessionPolicy.Tls.REQUIRED) {
            return giveUp(Verdict.of(Reason.TLS_FAILED, policy.remote(), "STARTTLS is not offered"), false);
        }
        return authenticated(capabilities, secure);
    }

    private Step onStartTls(Capabilities capabilities, Reply reply) {
        if (reply.code() == 220) {
            return Step.to(
                    new RelayState.Handshaking(), new RelayAction.Expect(Phase.HANDSHAKE), new RelayAction.StartTls());
        }
        if (policy.tls() == SessionPolicy.Tls.REQUIRED || reply.code() == 421) {
            return giveUp(refusal(Reason.TLS_FAILED, reply), false);
        }
        return authenticated(capabilities, false);
    }

    private Step authenticated(Capabilities capabilities, boolean secure) {
        if (policy.credentials().isEmpty()) {
            return ready(capabilities);
        }
        if (!secure || !capabilities.authMechanisms().contains("PLAIN")) {
            String why = secure ? "AUTH PLAIN is not offered" : "no TLS, so no password is sent";
            return giveUp(Verdict.of(Reason.AUTH_FAILED, policy.remote(), why), false);
        }
        SessionPolicy.Credentials credentials = policy.credentials().get();
        byte[] response = ("\0" + credentials.login() + "\0" + credentials.password()).getBytes(StandardCharsets.UTF_8);
        return Step.to(
                new RelayState.Authenticating(capabilities),
                new RelayAction.Send("AUTH PLAIN " + Base64.getEncoder().encodeToString(response) + "\r\n"),
                new RelayAction.Expect(Phase.AUTH));
    }

    private static Step ready(Capabilities capabilities) {
        return Step.to(
                new RelayState.Idle(capabilities), new RelayAction.Expect(Phase.IDLE), new RelayAction.BecomeReady());
    }

    private static Step readyUnlessClosing(Capabilities capabilities, Reply reply) {
        return reply.code() == 421 ? Step.to(new RelayState.Closed(), new RelayAction.Close()) : ready(capabilities);
    }

    private Step quit(RelayState state) {
        return switch (state) {
            case RelayState.Idle _ ->
                Step.to(
                        new RelayState.Quitting(),
                        new RelayAction.Send("QUIT\r\n"),
                        new RelayAction.Expect(Phase.QUIT));
            case RelayState.Closed closed -> Step.to(closed);
            case RelayState.Quitting quitting -> Step.to(quitting);
            case RelayState.Greeting _,
                    RelayState.Hello _,
                    RelayState.OldHello _,
                    RelayState.StartingTls _,
                    RelayState.Handshaking _,
                    RelayState.Authenticating _,
                    RelayState.Envelope _,
                    RelayState.SendingBody _,
                    RelayState.AwaitingFinal _,
                    RelayState.AwaitingNothing _,
                    RelayState.Resetting _ -> broken(state, Reason.CONNECTION_LOST, "this system is shutting down");
        };
    }

    private Step giveUp(Verdict verdict, boolean plaintextMayHelp) {
        return Step.to(
                new RelayState.Closed(), new RelayAction.GiveUp(verdict, plaintextMayHelp), new RelayAction.Close());
    }

    private Step unexpected(RelayState state, RelayEvent event) {
        return broken(
                state, Reason.PROTOCOL_ERROR, "unexpected " + event.getClass().getSimpleName());
    }

    /** The connection is of no more use: what is under way ends with {@code reason}. */
    private Step broken(RelayState state, Reason reason, String why) {
        return switch (state) {
            case RelayState.Greeting _ -> giveUp(Verdict.of(reason, policy.remote(), why), false);
            case RelayState.Hello s -> giveUp(Verdict.of(reason, policy.remote(), why), s.secure() && mayGoPlain());
            case RelayState.OldHello _ -> giveUp(Verdict.of(reason, policy.remote(), why), false);
            case RelayState.StartingTls _ -> giveUp(Verdict.of(Reason.TLS_FAILED, policy.remote(), why), mayGoPlain());
            case RelayState.Handshaking _ -> giveUp(Verdict.of(Reason.TLS_FAILED, policy.remote(), why), mayGoPlain());
            case RelayState.Authenticating _ -> giveUp(Verdict.of(reason, policy.remote(), why), false);
            case RelayState.Envelope envelope -> envelopes.broken(envelope, reason, why, true);
            case RelayState.SendingBody(RelayState.Envelope envelope) -> envelopes.broken(envelope, reason, why, true);
            case RelayState.AwaitingFinal(RelayState.Envelope envelope) ->
                envelopes.broken(envelope, reason, why, false);
            case RelayState.Idle _, RelayState.AwaitingNothing _, RelayState.Resetting _, RelayState.Quitting _ ->
                Step.to(new RelayState.Closed(), new RelayAction.Close());
            case RelayState.Closed s -> Step.to(s);
        };
    }

    private boolean mayGoPlain() {
        return policy.tls() == SessionPolicy.Tls.OPPORTUNISTIC;
    }

    /** Before there is a transaction nothing is refused for good: another host, or the same one later, may take it. */
    private Verdict refusal(Reason reason, Reply reply) {
        EnhancedStatusCode status =
                reply.status().filter(known -> known.classDigit() == 4).orElse(reason.status());
        return new Verdict(Disposition.DEFERRED, reason, status, policy.remote(), reply.toString());
    }
}
