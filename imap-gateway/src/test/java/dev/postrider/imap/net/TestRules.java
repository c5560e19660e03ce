package dev.postrider.imap.net;

import dev.postrider.imap.grammar.FramerLimits;
import dev.postrider.imap.session.SessionRules;
import java.time.Duration;

/** Rules as reference.conf has them, with a small limit on messages. */
final class TestRules {
    static final SessionRules RULES = new SessionRules(
            true,
            new FramerLimits(8192, 4096),
            new FramerLimits(65_536, 65_536),
            2_000_000,
            3,
            5,
            20,
            Duration.ofSeconds(5));

    static final Timeouts TIMEOUTS =
            new Timeouts(Duration.ofSeconds(60), Duration.ofMinutes(30), Duration.ofMinutes(2), Duration.ofSeconds(30));

    private TestRules() {}
}
