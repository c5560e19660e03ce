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

    private static RelayEvent anyEvent(Random random) {
        return switch (random.nextInt(12)) {
            case 0 -> new RelayEvent.ProtocolBroken("garbage");
            case 1 -> new RelayEvent.TlsEstablished();
            case 2 -> new RelayEvent.TlsFailed("handshake");
            case 3 -> new RelayEvent.BodySent();
            case 4 -> random.nextBoolean() ? new RelayEvent.BodyFailed("gone", true) : new RelayEvent.TimedOut();
            case 5 -> random.nextInt(4) == 0 ? new RelayEvent.ConnectionLost("reset") : new RelayEvent.BodySent();
            case 6 -> random.nextInt(4) == 0 ? new RelayEvent.QuitAsked() : new RelayEvent.TlsEstablished();
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
                Step step = session.on(state, carry ? new RelayEvent.TransactionBegun(TRANSACTION) : anyEvent(random));
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
        assertTrue(finished > 1_000, "too few transactions to say anything: " + finished);
    }

    @Test
    void neverShowsThePassword() {
        assertEquals("Send[AUTH …]", new RelayAction.Send("AUTH PLAIN AGEAYg==\r\n").toString());
        assertEquals("Credentials[me]", new SessionPolicy.Credentials("me", "secret").toString());
    }
}
