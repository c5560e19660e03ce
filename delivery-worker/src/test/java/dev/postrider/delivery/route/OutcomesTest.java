package dev.postrider.delivery.route;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import dev.postrider.blobs.FileBlobStore;
import dev.postrider.contracts.AcceptedMessage;
import dev.postrider.contracts.Content;
import dev.postrider.contracts.DeadLetter;
import dev.postrider.contracts.LifecycleEvent;
import dev.postrider.contracts.OutboundMessage;
import dev.postrider.contracts.OutboundRecipient;
import dev.postrider.contracts.ReversePath;
import dev.postrider.delivery.dsn.Originals;
import dev.postrider.delivery.dsn.Reports;
import dev.postrider.delivery.hold.Holding;
import dev.postrider.delivery.outcome.Mail;
import dev.postrider.delivery.outcome.RecipientOutcome;
import dev.postrider.delivery.policy.Provider;
import dev.postrider.delivery.policy.Reason;
import dev.postrider.delivery.policy.RetrySchedule;
import dev.postrider.delivery.policy.Verdict;
import dev.postrider.delivery.port.Deferral;
import dev.postrider.delivery.port.MailLog;
import dev.postrider.delivery.port.SilentMeters;
import dev.postrider.mail.QueueId;
import dev.postrider.servicekit.trace.TraceSpan;
import dev.postrider.testkit.ManualClock;
import dev.postrider.testkit.TestVertx;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What counts as an attempt, for the next delay and in the events. Everything completes at once. */
class OutcomesTest {
    private static final Duration UNTRIED = Duration.ofSeconds(15);
    private static final List<Duration> DELAYS =
            List.of(Duration.ofMinutes(5), Duration.ofMinutes(15), Duration.ofHours(1));

    /** From {@code <>}: nobody is told of failures, so no report stands between. */
    private static final OutboundMessage MESSAGE = OutboundMessage.newBuilder()
            .setQueueId(QueueId.of(1_000, 1).text())
            .setAcceptedAtMs(1_000)
            .setReversePath(ReversePath.getDefaultInstance())
            .setDestinationDomain("x.example")
            .addRecipients(OutboundRecipient.newBuilder().setAddress("a@x.example"))
            .addRecipients(OutboundRecipient.newBuilder().setAddress("b@x.example"))
            .setContent(
                    Content.newBuilder().setInline(ByteString.copyFromUtf8("x")).setSizeOctets(1))
            .build();

    @TempDir
    private Path directory;

    private final Vertx vertx = TestVertx.start();
    private final List<LifecycleEvent> events = new ArrayList<>();
    private final List<Deferral> deferrals = new ArrayList<>();

    @AfterEach
    void stop() throws TimeoutException {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    /** A message that has been tried some times. */
    private record Tried(int attemptsBefore, boolean lastAttempt, List<Deferral> deferrals) implements Origin {
        @Override
        public long plannedAtMs() {
            return 1_000;
        }

        @Override
        public int bucket() {
            return 0;
        }

        @Override
        public boolean delayReported() {
            return true;
        }

        @Override
        public Optional<String> traceparent() {
            return Optional.empty();
        }

        @Override
        public Future<Void> settle(Optional<Deferral> remainder) {
            remainder.ifPresent(deferrals::add);
            return Future.succeededFuture();
        }

        @Override
        public void release() {
            throw new AssertionError("released");
        }
    }

    private Outcomes outcomes() {
        SilentMeters meters = new SilentMeters();
        ManualClock clock = ManualClock.at("2026-11-25T12:00:00Z");
        Holding holding = new Holding(vertx, meters, Duration.ofMillis(1), Duration.ofMillis(1));
        MailLog log = new MailLog() {
            @Override
            public Future<Void> accept(AcceptedMessage message, Optional<String> traceparent) {
                throw new AssertionError("reported");
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
            public void tell(LifecycleEvent event, TraceSpan attempt) {
                events.add(event);
            }
        };
        Reports nobodyAsks = new Reports(
                log,
                address -> Future.failedFuture("nobody asks"),
                new Originals(new FileBlobStore(vertx, directory), holding, 1_000),
                holding,
                meters,
                clock,
                "mail.test");
        return new Outcomes(
                log,
                nobodyAsks,
                holding,
                new RetrySchedule(DELAYS, 0, Duration.ofDays(5)),
                Duration.ofHours(4),
                () -> 0.5,
                meters,
                clock);
    }

    /** Settles an attempt after which each recipient has one of {@code reasons}. */
    private void settle(int attemptsBefore, boolean lastAttempt, Reason... reasons) {
        List<RecipientOutcome> came = new ArrayList<>();
        for (int i = 0; i < reasons.length; i++) {
            String address = MESSAGE.getRecipients(i).getAddress();
            came.add(new RecipientOutcome(i, address, address, "", List.of(), Verdict.of(reasons[i])));
        }
        Tried origin = new Tried(attemptsBefore, lastAttempt, deferrals);
        outcomes()
                .settle(origin, Mail.of(MESSAGE), new OutboundNarrowing(MESSAGE), Provider.OTHER, came, TraceSpan.NONE)
                .await();
    }

    private Deferral deferral() {
        assertEquals(1, deferrals.size());
        return deferrals.getFirst();
    }

    private List<Integer> attemptsTold() {
        return events.stream().map(LifecycleEvent::getAttempt).toList();
    }

    @Test
    void waitingInVainIsNoAttempt() {
        settle(0, false, Reason.DESTINATION_BUSY);
        assertEquals(0, deferral().attempts());
        assertEquals(UNTRIED, deferral().delay());
        assertEquals(List.of(0), attemptsTold());
    }

    @Test
    void theDelayAfterARealFailureIsWhatItWouldHaveBeen() throws Exception {
        settle(1, false, Reason.DESTINATION_BUSY);
        assertEquals(1, deferral().attempts());
        int kept = OutboundMessage.parseFrom(deferral().payload()).getAttempt();
        assertEquals(1, kept, "the payload says the same as the row");
        deferrals.clear();
        settle(kept, false, Reason.REFUSED_FOR_NOW);
        assertEquals(2, deferral().attempts());
        assertEquals(DELAYS.get(1), deferral().delay());
        assertEquals(List.of(1, 2), attemptsTold());
    }

    @Test
    void oneRecipientThatWasTriedMakesItAnAttempt() {
        settle(0, false, Reason.REFUSED_FOR_NOW, Reason.DESTINATION_BUSY);
        assertEquals(1, deferral().attempts());
        assertEquals(DELAYS.getFirst(), deferral().delay());
        assertEquals("REFUSED_FOR_NOW", deferral().reason());
        assertEquals(List.of(1, 0), attemptsTold());
    }

    @Test
    void whoIsLeftUntriedWhileOthersWereServedHasUsedUpNothing() {
        settle(0, false, Reason.RELAYED, Reason.DESTINATION_BUSY);
        assertEquals(List.of("b@x.example"), deferral().recipients());
        assertEquals(0, deferral().attempts());
        assertEquals(UNTRIED, deferral().delay());
        assertEquals(List.of(1, 0), attemptsTold());
    }

    @Test
    void timeThatEndsWhileWaitingEndsWithTheAttemptsThatWereMade() {
        settle(7, true, Reason.DESTINATION_BUSY);
        assertEquals(List.of(), deferrals);
        assertEquals(LifecycleEvent.Kind.EXPIRED, events.getFirst().getKind());
        assertEquals(List.of(7), attemptsTold());
    }
}
