package dev.postrider.delivery.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.postrider.blobs.FileBlobStore;
import dev.postrider.contracts.AcceptedMessage;
import dev.postrider.contracts.Content;
import dev.postrider.contracts.DeadLetter;
import dev.postrider.contracts.LifecycleEvent;
import dev.postrider.contracts.OutboundMessage;
import dev.postrider.contracts.OutboundRecipient;
import dev.postrider.contracts.Resolution;
import dev.postrider.contracts.ReversePath;
import dev.postrider.delivery.dsn.Originals;
import dev.postrider.delivery.dsn.Reports;
import dev.postrider.delivery.hold.Holding;
import dev.postrider.delivery.policy.RetrySchedule;
import dev.postrider.delivery.port.Deferral;
import dev.postrider.delivery.port.DeferredQueue;
import dev.postrider.delivery.port.DeferredRow;
import dev.postrider.delivery.port.DueIn;
import dev.postrider.delivery.port.HandledKey;
import dev.postrider.delivery.port.InboundRecord;
import dev.postrider.delivery.port.MailLog;
import dev.postrider.delivery.port.NameLookup;
import dev.postrider.delivery.port.Settlement;
import dev.postrider.delivery.port.SilentMeters;
import dev.postrider.delivery.relay.HostSearch;
import dev.postrider.delivery.relay.Relay;
import dev.postrider.delivery.relay.RelayLimits;
import dev.postrider.delivery.relay.RelayPolicy;
import dev.postrider.delivery.session.SessionPolicy;
import dev.postrider.mail.QueueId;
import dev.postrider.servicekit.trace.TraceSpan;
import dev.postrider.servicekit.trace.Tracing;
import dev.postrider.testkit.ManualClock;
import dev.postrider.testkit.TestVertx;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of a record, in every order in which they can meet. Everything completes at once or when the test says so. */
class OutboundFlowTest {
    private static final OutboundMessage MESSAGE = OutboundMessage.newBuilder()
            .setQueueId(QueueId.of(1_000, 1).text())
            .setAcceptedAtMs(1_000)
            .setReversePath(ReversePath.newBuilder().setAddress("s@here.example"))
            .setDestinationDomain("nowhere.example")
            .addRecipients(OutboundRecipient.newBuilder()
                    .setAddress("a@nowhere.example")
                    .setOriginalAddress("a@nowhere.example"))
            .setContent(Content.newBuilder()
                    .setInline(ByteString.copyFromUtf8("x"))
                    .setSizeOctets(1)
                    .setSha256(ByteString.copyFrom(new byte[32])))
            .build();

    @TempDir
    private Path directory;

    private final Vertx vertx = TestVertx.start();
    private final List<AcceptedMessage> reports = new ArrayList<>();
    private final List<Promise<Resolution>> resolving = new ArrayList<>();
    private final MemoryQueue queue = new MemoryQueue();

    @AfterEach
    void stop() throws TimeoutException {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    /** One record of a partition. */
    private static final class Copy implements InboundRecord {
        private final long offset;
        private boolean completed;

        Copy(long offset) {
            this.offset = offset;
        }

        @Override
        public String topic() {
            return "mail.outbound";
        }

        @Override
        public int partition() {
            return 0;
        }

        @Override
        public long offset() {
            return offset;
        }

        @Override
        public long timestampMs() {
            return offset;
        }

        @Override
        public byte[] key() {
            return new byte[0];
        }

        @Override
        public byte[] value() {
            return MESSAGE.toByteArray();
        }

        @Override
        public Optional<String> traceparent() {
            return Optional.empty();
        }

        @Override
        public void complete() {
            completed = true;
        }

        @Override
        public void release() {
            throw new AssertionError("released");
        }

        @Override
        public boolean revoked() {
            return false;
        }
    }

    /** What was handled, in memory; each question waits for the test. */
    private static final class MemoryQueue implements DeferredQueue {
        private final Set<HandledKey> settled = new HashSet<>();
        private final List<Runnable> answers = new ArrayList<>();

        @Override
        public Future<Set<HandledKey>> handled(Collection<HandledKey> keys) {
            // The database's answer is as of now, and arrives later.
            Set<HandledKey> found = keys.stream().filter(settled::contains).collect(Collectors.toSet());
            Promise<Set<HandledKey>> promise = Promise.promise();
            answers.add(() -> promise.complete(found));
            return promise.future();
        }

        @Override
        public Future<Void> settle(List<Settlement> settlements) {
            settlements.forEach(each -> each.handled().ifPresent(settled::add));
            return Future.succeededFuture();
        }

        @Override
        public Future<List<DeferredRow>> claim(
                String owner, Set<Integer> buckets, Duration strayAfter, int limit, Duration lease) {
            return Future.succeededFuture(List.of());
        }

        @Override
        public Future<Set<Long>> extend(List<DeferredRow> rows, Duration lease) {
            return Future.succeededFuture(Set.of());
        }

        @Override
        public Future<Boolean> remove(DeferredRow row) {
            return Future.succeededFuture(true);
        }

        @Override
        public Future<Boolean> putBack(DeferredRow row, Deferral deferral) {
            return Future.succeededFuture(true);
        }

        @Override
        public Future<Void> hold(DeferredRow row) {
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> release(List<DeferredRow> rows) {
            return Future.succeededFuture();
        }

        @Override
        public Future<Map<DueIn, Long>> counts(Set<Integer> buckets) {
            return Future.succeededFuture(Map.of());
        }

        @Override
        public Future<Optional<Duration>> oldestDue(Set<Integer> buckets) {
            return Future.succeededFuture(Optional.empty());
        }

        @Override
        public Future<Void> forgetHandled(Duration age) {
            return Future.succeededFuture();
        }
    }

    private OutboundFlow flow() {
        SilentMeters meters = new SilentMeters();
        ManualClock clock = ManualClock.at("2026-11-25T12:00:00Z");
        Holding holding = new Holding(vertx, meters, Duration.ofMillis(1), Duration.ofMillis(1));
        MailLog log = new MailLog() {
            @Override
            public Future<Void> accept(AcceptedMessage message, Optional<String> traceparent) {
                reports.add(message);
                return Future.succeededFuture();
            }

            @Override
            public Future<Void> relay(OutboundMessage message, Optional<String> traceparent) {
                throw new AssertionError("relayed");
            }

            @Override
            public Future<Void> bury(DeadLetter letter) {
                throw new AssertionError("buried");
            }

            @Override
            public void tell(LifecycleEvent event, TraceSpan attempt) {}
        };
        NameLookup nobody = new NameLookup() {
            @Override
            public Future<MxAnswer> exchangers(String domain) {
                return Future.succeededFuture(new MxAnswer.NoSuchDomain());
            }

            @Override
            public Future<AddressAnswer> addresses(String host) {
                return Future.succeededFuture(new AddressAnswer.Absent());
            }
        };
        FileBlobStore blobs = new FileBlobStore(vertx, directory);
        Reports toSenders = new Reports(
                log,
                address -> {
                    Promise<Resolution> promise = Promise.promise();
                    resolving.add(promise);
                    return promise.future();
                },
                new Originals(blobs, holding, 1_000),
                holding,
                meters,
                clock,
                "mail.test");
        Outcomes outcomes = new Outcomes(
                log,
                toSenders,
                holding,
                new RetrySchedule(List.of(Duration.ofMinutes(5)), 0, Duration.ofDays(5)),
                Duration.ofHours(4),
                () -> 0.5,
                meters,
                clock);
        Relay relay = new Relay(
                new RelayLimits(9, 9, 9, Duration.ofMinutes(1), 5, 2, 100, 100, Duration.ZERO),
                new RelayPolicy("mail.test", 25, SessionPolicy.Tls.OPPORTUNISTIC, Optional.empty()),
                new HostSearch(nobody, Set.of(), 5, 2),
                (host, address, port, policy) -> Future.failedFuture("nobody"),
                meters,
                clock,
                () -> 0);
        return new OutboundFlow(
                relay,
                outcomes,
                new Settlements(queue, holding),
                new DeadLetters(log, holding, meters, clock),
                queue,
                blobs,
                holding,
                new AttemptSpans(Tracing.OFF));
    }

    private void resolveSender() {
        resolving
                .removeFirst()
                .complete(Resolution.newBuilder()
                        .setStatus(Resolution.Status.REMOTE)
                        .build());
    }

    private void answer() {
        queue.answers.removeFirst().run();
    }

    private void check(Copy... copies) {
        for (Copy copy : copies) {
            assertTrue(copy.completed, () -> "offset " + copy.offset());
        }
        assertEquals(1, reports.size(), "reports");
        assertEquals(Set.of(), Set.copyOf(resolving));
    }

    @Test
    void copiesOfOnePoll() {
        Copy one = new Copy(1);
        Copy two = new Copy(2);
        flow().handle(List.of(one, two));
        answer();
        resolveSender();
        check(one, two);
    }

    @Test
    void aCopyThatComesWhileTheFirstIsUnderWay() {
        Copy one = new Copy(1);
        Copy two = new Copy(2);
        OutboundFlow flow = flow();
        flow.handle(List.of(one));
        answer();
        flow.handle(List.of(two));
        resolveSender();
        check(one, two);
        assertEquals(List.of(), queue.answers, "the copy need not ask");
    }

    @Test
    void aCopyThatComesWhileTheFirstStillAsks() {
        Copy one = new Copy(1);
        Copy two = new Copy(2);
        OutboundFlow flow = flow();
        flow.handle(List.of(one));
        flow.handle(List.of(two));
        answer();
        resolveSender();
        check(one, two);
    }

    @Test
    void aCopyThatComesLater() {
        Copy one = new Copy(1);
        Copy two = new Copy(2);
        OutboundFlow flow = flow();
        flow.handle(List.of(one));
        answer();
        resolveSender();
        flow.handle(List.of(two));
        answer();
        check(one, two);
    }

    @Test
    void theReportOfACopyInAnotherWorkerHasTheSameId() {
        Copy one = new Copy(1);
        flow().handle(List.of(one));
        answer();
        resolveSender();
        queue.settled.clear();
        flow().handle(List.of(new Copy(99_999)));
        answer();
        resolveSender();
        assertEquals(2, reports.size());
        assertEquals(reports.get(0).getQueueId(), reports.get(1).getQueueId());
    }
}
