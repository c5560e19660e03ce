package dev.postrider.delivery.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.contracts.BodyType;
import dev.postrider.contracts.DsnReturn;
import dev.postrider.smtp.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RelaySessionTest {
    private static final Transaction TRANSACTION = new Transaction(
            "a@b.example",
            List.of(
                    new Transaction.Recipient("c@d.example", "", List.of()),
                    new Transaction.Recipient("e@d.example", "", List.of())),
            10,
            BodyType.BODY_7BIT,
            false,
            "",
            DsnReturn.RETURN_UNSPECIFIED);

    private static final List<Reply> REPLIES = List.of(
            Reply.of(220, "hello"),
            new Reply(250, Optional.empty(), List.of("mx", "PIPELINING", "STARTTLS", "SIZE 100", "AUTH PLAIN")),
            new Reply(250, Optional.empty(), List.of("mx", "SIZE 5")),
            Reply.of(250, "ok"),
            Reply.of(354, "go"),
            Reply.of(421, "bye"),
            Reply.of(451, "later"),
            Reply.of(550, "no"),
            Reply.of(235, "in"));

    /** Mostly what a sane server would do in this state, so that sessions get somewhere. */
    private static RelayEvent anyEvent(RelayState state, Random random) {
        if (random.nextInt(10) == 0) {
            return hostileEvent(random);
        }
        return switch (state) {
            case RelayState.Greeting _, RelayState.StartingTls _ -> new RelayEvent.ReplyReceived(REPLIES.get(0));
            case RelayState.Hello _, RelayState.OldHello _ ->
                new RelayEvent.ReplyReceived(REPLIES.get(1 + random.nextInt(2)));
            case RelayState.Handshaking _ -> new RelayEvent.TlsEstablished();
            case RelayState.SendingBody _ -> new RelayEvent.BodySent();
            case RelayState.Envelope _ ->
                new RelayEvent.ReplyReceived(REPLIES.get(random.nextInt(6) == 0 ? 7 : 3 + random.nextInt(2)));
            case RelayState.Authenticating _,
                    RelayState.AwaitingFinal _,
                    RelayState.AwaitingNothing _,
                    RelayState.Resetting _ -> new RelayEvent.ReplyReceived(REPLIES.get(3));
            case RelayState.Idle _, RelayState.Quitting _, RelayState.Closed _ -> hostileEvent(random);
        };
    }

    private static RelayEvent hostileEvent(Random random) {
        return switch (random.nextInt(12)) {
            case 0 -> new RelayEvent.ProtocolBroken("garbage");
            case 1 -> new RelayEvent.TlsEstablished();
            case 2 -> new RelayEvent.TlsFailed("handshake");
            case 3 -> new RelayEvent.BodySent();
            case 4 -> new RelayEvent.BodyFailed("gone", random.nextBoolean());
            case 5 -> new RelayEvent.ConnectionLost("reset");
            case 6 -> new RelayEvent.QuitAsked();
            case 7 -> new RelayEvent.TimedOut();
            default -> new RelayEvent.ReplyReceived(REPLIES.get(random.nextInt(REPLIES.size())));
        };
    }

    /** Whatever happens in whatever order: nothing is thrown, each transaction ends once, and a closed session says nothing more. */
    @Test
    void everyTransactionEndsOnceWhateverHappens() {
        Random random = new Random(3);
        int finished = 0;
        for (int round = 0; round < 30_000; round++) {
            SessionPolicy.Tls tls = List.of(SessionPolicy.Tls.values()).get(random.nextInt(3));
            RelaySession session = new RelaySession(new SessionPolicy("me", "mx", tls, Optional.empty()));
            List<RelayAction> all = new ArrayList<>(session.start().actions());
            RelayState state = session.start().state();
            int begun = 0;
            for (int i = 0; i < 25; i++) {
                boolean carry = state instanceof RelayState.Idle && random.nextInt(3) > 0;
                begun += carry ? 1 : 0;
                RelayState before = state;
                Step step = session.on(
                        state, carry ? new RelayEvent.TransactionBegun(TRANSACTION) : anyEvent(state, random));
                state = step.state();
                all.addAll(step.actions());
                if (before instanceof RelayState.Closed) {
                    assertTrue(
                            step.actions().stream().noneMatch(RelayAction.Send.class::isInstance),
                            "speaks after its end");
                }
            }
            Step end = session.on(state, new RelayEvent.ConnectionLost("over"));
            all.addAll(end.actions());
            long ended =
                    all.stream().filter(RelayAction.Finish.class::isInstance).count();
            assertEquals(begun, ended);
            all.stream()
                    .filter(RelayAction.Finish.class::isInstance)
                    .map(RelayAction.Finish.class::cast)
                    .forEach(
                            finish -> assertEquals(2, finish.result().verdicts().size()));
            finished += (int) ended;
        }
        assertTrue(finished > 10_000, "too few transactions to say anything: " + finished);
    }

    @Test
    void neverShowsThePassword() {
        assertEquals("Send[AUTH …]", new RelayAction.Send("AUTH PLAIN AGEAYg==\r\n").toString());
        assertEquals("Credentials[me]", new SessionPolicy.Credentials("me", "secret").toString());
    }
}
