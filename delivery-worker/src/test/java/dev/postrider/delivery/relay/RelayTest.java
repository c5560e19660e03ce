package dev.postrider.delivery.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.postrider.contracts.Content;
import dev.postrider.contracts.OutboundMessage;
import dev.postrider.contracts.OutboundRecipient;
import dev.postrider.delivery.hold.DrainingException;
import dev.postrider.delivery.policy.Reason;
import dev.postrider.delivery.policy.Verdict;
import dev.postrider.delivery.port.DialException;
import dev.postrider.delivery.port.NameLookup;
import dev.postrider.delivery.port.SilentMeters;
import dev.postrider.delivery.port.SmtpLink;
import dev.postrider.delivery.session.SessionPolicy;
import dev.postrider.delivery.session.Transaction;
import dev.postrider.delivery.session.TransactionResult;
import dev.postrider.servicekit.trace.TraceSpan;
import dev.postrider.testkit.ManualClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Everything completes at once or when the test says so: there is no event loop here. */
class RelayTest {
    private final ManualClock clock = ManualClock.at("2026-11-25T12:00:00Z");
    private final Map<String, List<String>> hosts = new HashMap<>();
    private final List<Dial> dials = new ArrayList<>();

    private record Dial(String address, SessionPolicy.Tls tls, Promise<SmtpLink> promise) {
        FakeLink connect() {
            FakeLink link = new FakeLink();
            promise.complete(link);
            return link;
        }

        void refuse(boolean plaintextMayHelp) {
            promise.fail(new DialException(Verdict.of(Reason.CONNECT_FAILED, address, "refused"), plaintextMayHelp));
        }
    }

    private static final class FakeLink implements SmtpLink {
        private final List<Transaction> transactions = new ArrayList<>();
        private Promise<TransactionResult> current = Promise.promise();
        private Promise<Void> settled = Promise.promise();
        private final Promise<Void> closed = Promise.promise();
        private boolean ready = true;

        @Override
        public Future<TransactionResult> carry(Transaction transaction, Content content) {
            ready = false;
            transactions.add(transaction);
            current = Promise.promise();
            settled = Promise.promise();
            return current.future();
        }

        @Override
        public Optional<String> tls() {
            return Optional.empty();
        }

        @Override
        public Future<Void> settled() {
            return settled.future();
        }

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public int carried() {
            return transactions.size();
        }

        @Override
        public void quit() {
            ready = false;
            closed.tryComplete();
        }

        @Override
        public Future<Void> closed() {
            return closed.future();
        }

        private void accept() {
            ready = true;
            current.complete(result(Reason.RELAYED, false));
            settled.complete();
        }

        private void breakOff(boolean elsewhere) {
            current.complete(
                    new TransactionResult(result(Reason.CONNECTION_LOST, false).verdicts(), true, elsewhere, false));
            closed.complete();
            settled.complete();
        }

        private TransactionResult result(Reason reason, boolean broken) {
            int count = transactions.getLast().recipients().size();
            return new TransactionResult(Collections.nCopies(count, Verdict.of(reason)), broken, false, false);
        }
    }

    private Relay relay(int connections, int perDestination, int queue) {
        NameLookup names = new NameLookup() {
            @Override
            public Future<MxAnswer> exchangers(String domain) {
                List<String> names = hosts.getOrDefault(domain, List.of());
                return Future.succeededFuture(
                        names.isEmpty()
                                ? new MxAnswer.NoSuchDomain()
                                : new MxAnswer.Found(names.stream()
                                        .map(name -> new Exchanger(10, name))
                                        .toList()));
            }

            @Override
            public Future<AddressAnswer> addresses(String host) {
                return Future.succeededFuture(new AddressAnswer.Found(List.of("ip-of-" + host)));
            }
        };
        RelayLimits limits = new RelayLimits(
                connections, perDestination, queue, Duration.ofSeconds(60), 5, 2, 2, 3, Duration.ofSeconds(30));
        return new Relay(
                limits,
                new RelayPolicy("me.example", 25, SessionPolicy.Tls.OPPORTUNISTIC, Optional.empty()),
                new HostSearch(names, Set.of("me.example"), 5, 2),
                (host, address, port, policy) -> {
                    Dial dial = new Dial(address, policy.tls(), Promise.promise());
                    dials.add(dial);
                    return dial.promise().future();
                },
                new SilentMeters(),
                clock,
                () -> 0);
    }

    private static OutboundMessage message(String domain, int recipients) {
        OutboundMessage.Builder message = OutboundMessage.newBuilder()
                .setDestinationDomain(domain)
                .setContent(Content.newBuilder().setInline(ByteString.copyFromUtf8("x")));
        for (int i = 0; i < recipients; i++) {
            message.addRecipients(OutboundRecipient.newBuilder().setAddress("r" + i + "@" + domain));
        }
        return message.build();
    }

    private static List<Reason> reasons(Future<Relay.Result> future) {
        assertTrue(future.succeeded(), () -> "not yet, or " + future.cause());
        return future.result().verdicts().stream().map(Verdict::reason).toList();
    }

    @Test
    void aDestinationHasItsConnectionsAndReusesThem() {
        hosts.put("a.example", List.of("mx"));
        Relay relay = relay(10, 2, 10);
        List<Future<Relay.Result>> sent = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            sent.add(relay.send(message("a.example", 1), () -> false, TraceSpan.NONE));
        }
        assertEquals(2, dials.size());
        FakeLink first = dials.get(0).connect();
        dials.get(1).connect();
        first.accept();
        first.accept();
        first.accept();
        assertEquals(3, first.carried());
        assertEquals(3, sent.stream().filter(Future::isComplete).count());
        assertTrue(first.closed().isComplete(), "three messages are the limit of a connection");
        assertEquals(3, dials.size(), "the fifth message needs another");
    }

    @Test
    void aMessageForManyGoesInSeveralTransactions() {
        hosts.put("a.example", List.of("mx"));
        Relay relay = relay(10, 1, 10);
        Future<Relay.Result> sent = relay.send(message("a.example", 5), () -> false, TraceSpan.NONE);
        FakeLink link = dials.getFirst().connect();
        link.accept();
        link.accept();
        assertFalse(sent.isComplete());
        link.accept();
        assertEquals(Collections.nCopies(5, Reason.RELAYED), reasons(sent));
        assertEquals(
                List.of(2, 2, 1),
                link.transactions.stream().map(each -> each.recipients().size()).toList());
    }

    @Test
    void anIdleConnectionMakesRoomForAnotherDestination() {
        hosts.put("a.example", List.of("mx-a"));
        hosts.put("b.example", List.of("mx-b"));
        Relay relay = relay(1, 5, 10);
        relay.send(message("a.example", 1), () -> false, TraceSpan.NONE);
        Future<Relay.Result> starved = relay.send(message("b.example", 1), () -> false, TraceSpan.NONE);
        assertEquals(1, dials.size());
        FakeLink link = dials.getFirst().connect();
        link.accept();
        assertTrue(link.closed().isComplete());
        assertEquals("ip-of-mx-b", dials.get(1).address());
        dials.get(1).connect().accept();
        assertEquals(List.of(Reason.RELAYED), reasons(starved));
    }

    @Test
    void plaintextIsTriedWithTheSameHostWhenTlsFails() {
        hosts.put("a.example", List.of("mx1", "mx2"));
        Relay relay = relay(10, 1, 10);
        Future<Relay.Result> sent = relay.send(message("a.example", 1), () -> false, TraceSpan.NONE);
        dials.get(0).refuse(true);
        assertEquals("ip-of-mx1", dials.get(1).address());
        assertEquals(SessionPolicy.Tls.NEVER, dials.get(1).tls());
        dials.get(1).connect().accept();
        assertEquals(List.of(Reason.RELAYED), reasons(sent));
    }

    @Test
    void theNextHostIsTriedAndInTheEndAllThatWaitAreDeferred() {
        hosts.put("a.example", List.of("mx1", "mx2"));
        Relay relay = relay(10, 1, 10);
        Future<Relay.Result> first = relay.send(message("a.example", 1), () -> false, TraceSpan.NONE);
        Future<Relay.Result> second = relay.send(message("a.example", 1), () -> false, TraceSpan.NONE);
        dials.get(0).refuse(false);
        assertEquals("ip-of-mx2", dials.get(1).address());
        dials.get(1).refuse(false);
        assertEquals(List.of(Reason.CONNECT_FAILED), reasons(first));
        assertEquals(List.of(Reason.CONNECT_FAILED), reasons(second));
        Future<Relay.Result> tooSoon = relay.send(message("a.example", 1), () -> false, TraceSpan.NONE);
        assertEquals(List.of(Reason.CONNECT_FAILED), reasons(tooSoon));
        assertEquals(2, dials.size(), "nobody is asked while the destination cools down");
        clock.advance(Duration.ofSeconds(31));
        relay.send(message("a.example", 1), () -> false, TraceSpan.NONE);
        assertEquals(3, dials.size());
        assertEquals(1, relay.connections());
    }

    @Test
    void aBrokenTransactionGoesOnWithAnotherHostOnlyIfNothingWasTaken() {
        hosts.put("a.example", List.of("mx1", "mx2"));
        Relay relay = relay(10, 1, 10);
        Future<Relay.Result> sent = relay.send(message("a.example", 2), () -> false, TraceSpan.NONE);
        dials.get(0).connect().breakOff(true);
        assertEquals("ip-of-mx2", dials.get(1).address());
        dials.get(1).connect().breakOff(false);
        assertEquals(List.of(Reason.CONNECTION_LOST, Reason.CONNECTION_LOST), reasons(sent));
        assertEquals(2, dials.size());
        assertEquals(0, relay.connections());
        assertEquals(0, relay.size());
    }

    @Test
    void aReusedConnectionThatBreaksSaysNothingOfTheHost() {
        hosts.put("a.example", List.of("mx1"));
        Relay relay = relay(10, 1, 10);
        relay.send(message("a.example", 1), () -> false, TraceSpan.NONE);
        FakeLink link = dials.getFirst().connect();
        link.accept();
        Future<Relay.Result> second = relay.send(message("a.example", 1), () -> false, TraceSpan.NONE);
        link.breakOff(true);
        dials.get(1).connect().accept();
        assertEquals(List.of(Reason.RELAYED), reasons(second));
    }

    @Test
    void aFullQueueDefers() {
        hosts.put("a.example", List.of("mx"));
        Relay relay = relay(10, 1, 1);
        relay.send(message("a.example", 1), () -> false, TraceSpan.NONE);
        relay.send(message("a.example", 1), () -> false, TraceSpan.NONE);
        assertEquals(
                List.of(Reason.DESTINATION_BUSY),
                reasons(relay.send(message("a.example", 1), () -> false, TraceSpan.NONE)));
    }

    @Test
    void nobodyWaitsForEver() {
        hosts.put("a.example", List.of("mx"));
        Relay relay = relay(10, 1, 10);
        Future<Relay.Result> carried = relay.send(message("a.example", 1), () -> false, TraceSpan.NONE);
        Future<Relay.Result> waiting = relay.send(message("a.example", 1), () -> false, TraceSpan.NONE);
        clock.advance(Duration.ofSeconds(61));
        relay.sweep();
        assertEquals(List.of(Reason.DESTINATION_BUSY), reasons(waiting));
        assertFalse(carried.isComplete());
    }

    @Test
    void whatIsRevokedOrDrainedIsGivenBackUndone() {
        hosts.put("a.example", List.of("mx"));
        Relay relay = relay(10, 1, 10);
        Future<Relay.Result> carried = relay.send(message("a.example", 1), () -> true, TraceSpan.NONE);
        Future<Relay.Result> revoked = relay.send(message("a.example", 1), () -> true, TraceSpan.NONE);
        Future<Relay.Result> ours = relay.send(message("a.example", 1), () -> false, TraceSpan.NONE);
        relay.releaseRevoked();
        assertInstanceOf(DrainingException.class, revoked.cause());
        assertFalse(ours.isComplete());
        relay.drain();
        assertInstanceOf(DrainingException.class, ours.cause());
        FakeLink link = dials.getFirst().connect();
        link.accept();
        assertEquals(List.of(Reason.RELAYED), reasons(carried));
        assertTrue(link.closed().isComplete());
        assertInstanceOf(
                DrainingException.class,
                relay.send(message("a.example", 1), () -> false, TraceSpan.NONE).cause());
    }

    @Test
    void anUnknownDomainIsAnAnswerAtOnce() {
        Relay relay = relay(10, 1, 10);
        assertEquals(
                List.of(Reason.NO_SUCH_DOMAIN),
                reasons(relay.send(message("no.example", 1), () -> false, TraceSpan.NONE)));
        assertEquals(0, relay.connections());
    }
}
