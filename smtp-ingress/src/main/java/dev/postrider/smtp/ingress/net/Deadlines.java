package dev.postrider.smtp.ingress.net;

import dev.postrider.smtp.ingress.policy.Reason;
import dev.postrider.smtp.ingress.session.Phase;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** The times of one connection. It is told what happens and when, and asked once a second: no timer per connection. */
final class Deadlines {
    private final Supplier<Timeouts> now;
    private final long openedMs;
    private long receivedMs;
    private long lineMs;
    private long windowMs;
    private long windowOctets;
    private long messageMs;
    private long bodyEndedMs;
    private long storedMs;

    /** @param now those that hold now: under stress they are shorter */
    Deadlines(Supplier<Timeouts> now, long nowMs) {
        this.now = now;
        this.openedMs = nowMs;
        this.receivedMs = nowMs;
        this.lineMs = nowMs;
        this.windowMs = nowMs;
        this.messageMs = nowMs;
        this.bodyEndedMs = nowMs;
        this.storedMs = nowMs;
    }

    void received(long nowMs, int octets) {
        receivedMs = nowMs;
        windowOctets += octets;
    }

    void lineTaken(long nowMs) {
        lineMs = nowMs;
    }

    void messageBegan(long nowMs) {
        messageMs = nowMs;
        bodyBegan(nowMs);
    }

    void bodyBegan(long nowMs) {
        windowMs = nowMs;
        windowOctets = 0;
    }

    void bodyEnded(long nowMs) {
        bodyEndedMs = nowMs;
        lineMs = nowMs;
    }

    /**
     * Has the blob store kept us waiting for too long? To be asked once a second.
     *
     * @param waiting whether it does now
     */
    boolean storingTooSlow(long nowMs, boolean waiting) {
        if (!waiting) {
            storedMs = nowMs;
        }
        return over(nowMs, storedMs, now.get().commit());
    }

    /** Since the last line, or the end of the last body. */
    Duration sinceTaken(long nowMs) {
        return between(lineMs, nowMs);
    }

    Duration sinceEndOfData(long nowMs) {
        return between(bodyEndedMs, nowMs);
    }

    /** What the client took to send the last message. */
    Duration ofReceiving() {
        return between(messageMs, bodyEndedMs);
    }

    /** A clock that was set back makes no time negative. */
    static Duration between(long fromMs, long toMs) {
        return Duration.ofMillis(Math.max(0, toMs - fromMs));
    }

    /**
     * What is up.
     *
     * @param lineBegun whether a part of a line waits for its rest
     * @param held whether we do not read, which is not the client's fault
     */
    Optional<Reason> expired(long nowMs, Phase phase, boolean lineBegun, boolean held) {
        if (phase instanceof Phase.AwaitingEvaluation || phase instanceof Phase.AwaitingCommit) {
            return over(nowMs, bodyEndedMs, now.get().commit())
                    ? Optional.of(Reason.COMMIT_TIMED_OUT)
                    : Optional.empty();
        }
        if (over(nowMs, openedMs, now.get().session())) {
            return Optional.of(Reason.SESSION_TOO_LONG);
        }
        return switch (phase.wants()) {
            case NOTHING -> {
                receivedMs = nowMs;
                yield Optional.empty();
            }
            case LINES -> line(nowMs, lineBegun);
            case BODY, CHUNK -> body(nowMs, held);
        };
    }

    private Optional<Reason> line(long nowMs, boolean lineBegun) {
        if (over(nowMs, receivedMs, now.get().idle())) {
            return Optional.of(Reason.IDLE);
        }
        // The line may have begun long after the last one ended, so idling counts too: at most idle and command
        // together.
        return lineBegun && over(nowMs, lineMs, now.get().idle().plus(now.get().command()))
                ? Optional.of(Reason.COMMAND_TOO_SLOW)
                : Optional.empty();
    }

    private Optional<Reason> body(long nowMs, boolean held) {
        if (held) {
            bodyBegan(nowMs);
            receivedMs = nowMs;
            return Optional.empty();
        }
        if (over(nowMs, receivedMs, now.get().idle())) {
            return Optional.of(Reason.IDLE);
        }
        if (!over(nowMs, windowMs, now.get().dataWindow())) {
            return Optional.empty();
        }
        long least = now.get().dataOctetsPerSecond() * Math.max(1, (nowMs - windowMs) / 1000);
        boolean slow = windowOctets < least;
        bodyBegan(nowMs);
        return slow ? Optional.of(Reason.DATA_TOO_SLOW) : Optional.empty();
    }

    private static boolean over(long nowMs, long sinceMs, Duration limit) {
        return nowMs - sinceMs >= limit.toMillis();
    }
}
