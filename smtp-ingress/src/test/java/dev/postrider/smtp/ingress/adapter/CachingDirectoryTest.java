package dev.postrider.smtp.ingress.adapter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postrider.sasl.SaslAnswer;
import dev.postrider.sasl.SaslFailure;
import dev.postrider.sasl.SaslInquiry;
import dev.postrider.smtp.ingress.policy.Resolution;
import dev.postrider.smtp.ingress.policy.Target;
import dev.postrider.smtp.ingress.port.Directory;
import dev.postrider.smtp.ingress.session.SmtpEvent.SenderCheck;
import dev.postrider.testkit.ManualClock;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CachingDirectoryTest {
    private static final Resolution LOCAL = new Resolution.Local(List.of(new Target.Local(1, "")));

    private final ManualClock clock = ManualClock.at("2026-11-25T12:00:00Z");
    private final Scripted inner = new Scripted();
    private final CachingDirectory directory = new CachingDirectory(
            inner,
            new CachingDirectory.Lifetimes(Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofHours(1)),
            clock::millis);

    /** Knows everybody but those whose address starts with "no" or "full"; notes what it is asked. */
    private static final class Scripted implements Directory {
        private final List<List<String>> asked = new ArrayList<>();
        private boolean up = true;

        @Override
        public Future<List<Resolution>> resolve(List<String> addresses, long sizeOctets) {
            asked.add(addresses);
            if (!up) {
                return Future.failedFuture("down");
            }
            return Future.succeededFuture(addresses.stream()
                    .map(address -> address.startsWith("no")
                            ? Resolution.Other.UNKNOWN_USER
                            : address.startsWith("full") ? Resolution.Other.OVER_QUOTA : LOCAL)
                    .toList());
        }

        @Override
        public Future<SenderCheck> maySendAs(long accountId, String address) {
            asked.add(List.of(address));
            return up ? Future.succeededFuture(SenderCheck.ALLOWED) : Future.failedFuture("down");
        }

        @Override
        public Future<SaslAnswer> authenticate(SaslInquiry inquiry, String clientAddress) {
            return Future.succeededFuture(new SaslAnswer.Refused(SaslFailure.INVALID));
        }
    }

    private List<Resolution> resolve(String... addresses) {
        return directory.resolve(List.of(addresses), 0).result();
    }

    @Test
    void asksForWhatItDoesNotKnow() {
        assertEquals(List.of(LOCAL, Resolution.Other.UNKNOWN_USER), resolve("a@x", "no@x"));
        assertEquals(List.of(LOCAL, LOCAL, Resolution.Other.UNKNOWN_USER), resolve("b@x", "a@x", "no@x"));
        assertEquals(List.of(List.of("a@x", "no@x"), List.of("b@x")), inner.asked);
    }

    @Test
    void refusalsLiveShorter() {
        resolve("a@x", "no@x");
        clock.advance(Duration.ofSeconds(6));
        resolve("a@x", "no@x");
        clock.advance(Duration.ofSeconds(25));
        resolve("a@x");
        assertEquals(List.of(List.of("a@x", "no@x"), List.of("no@x"), List.of("a@x")), inner.asked);
    }

    @Test
    void aFullMailboxIsAskedForEachTime() {
        resolve("full@x");
        resolve("full@x");
        assertEquals(2, inner.asked.size());
    }

    @Test
    void staleAnswersServeWhileTheDirectoryIsDown() {
        resolve("a@x", "no@x");
        inner.up = false;
        clock.advance(Duration.ofMinutes(10));
        // A refusal is not kept beyond its time: the user may have come since.
        assertEquals(
                List.of(LOCAL, Resolution.Other.UNAVAILABLE, Resolution.Other.UNAVAILABLE),
                resolve("a@x", "no@x", "new@x"));
        int asked = inner.asked.size();
        assertEquals(List.of(LOCAL), resolve("a@x"));
        assertEquals(asked, inner.asked.size(), "asked again at once");
        clock.advance(Duration.ofHours(1));
        assertEquals(List.of(Resolution.Other.UNAVAILABLE), resolve("a@x"));
        inner.up = true;
        clock.advance(Duration.ofSeconds(2));
        assertEquals(List.of(LOCAL), resolve("a@x"));
    }

    @Test
    void sendersAreRememberedToo() {
        assertEquals(SenderCheck.ALLOWED, directory.maySendAs(1, "a@x").result());
        inner.up = false;
        clock.advance(Duration.ofMinutes(1));
        assertEquals(SenderCheck.ALLOWED, directory.maySendAs(1, "a@x").result());
        assertEquals(SenderCheck.UNAVAILABLE, directory.maySendAs(2, "a@x").result());
    }
}
