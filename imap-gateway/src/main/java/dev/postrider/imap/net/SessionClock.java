package dev.postrider.imap.net;

import dev.postrider.imap.session.ImapEvent;
import dev.postrider.imap.session.ImapState;
import dev.postrider.imap.session.Phase;
import java.time.Duration;
import java.util.Optional;

/** The times of one connection. It is told what happens and when, and asked once a second: no timer per connection. */
final class SessionClock {
    private final Timeouts timeouts;
    private final long openedMs;
    private long receivedMs;
    private long sentMs;
    private long commandMs;
    private long penaltyEndsMs;
    private long stallCheckMs;

    SessionClock(Timeouts timeouts, long nowMs) {
        this.timeouts = timeouts;
        this.openedMs = nowMs;
        this.receivedMs = nowMs;
        this.sentMs = nowMs;
        this.commandMs = nowMs;
    }

    void received(long nowMs) {
        receivedMs = nowMs;
    }

    void sent(long nowMs) {
        sentMs = nowMs;
    }

    void commandBegan(long nowMs) {
        commandMs = nowMs;
    }

    Duration sinceCommand(long nowMs) {
        return Duration.ofMillis(Math.max(0, nowMs - commandMs));
    }

    void penaltyBegan(long nowMs, Duration length) {
        penaltyEndsMs = nowMs + length.toMillis();
    }

    void fetchBegan(long nowMs) {
        stallCheckMs = nowMs + timeouts.stall().toMillis();
    }

    boolean isTimeToLookForStall(long nowMs) {
        if (nowMs < stallCheckMs) {
            return false;
        }
        fetchBegan(nowMs);
        return true;
    }

    /** What is up. */
    Optional<ImapEvent> due(long nowMs, ImapState state) {
        if (!state.isAuthenticated() && nowMs - openedMs >= timeouts.login().toMillis()) {
            return Optional.of(new ImapEvent.TimedOut());
        }
        if (state.phase() instanceof Phase.AwaitingPenalty && nowMs >= penaltyEndsMs) {
            return Optional.of(new ImapEvent.PenaltyServed());
        }
        if (state.phase().wants() == Phase.Wants.NOTHING) {
            // It is not the client's fault.
            receivedMs = Math.max(receivedMs, nowMs - timeouts.idle().toMillis() / 2);
            return Optional.empty();
        }
        if (nowMs - receivedMs >= timeouts.idle().toMillis()) {
            return Optional.of(new ImapEvent.TimedOut());
        }
        boolean silent = nowMs - sentMs >= timeouts.keepAlive().toMillis();
        return state.phase() instanceof Phase.Idling && silent
                ? Optional.of(new ImapEvent.KeepAliveDue())
                : Optional.empty();
    }
}
