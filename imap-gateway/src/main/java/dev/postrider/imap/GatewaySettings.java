package dev.postrider.imap;

import dev.postrider.imap.grammar.FramerLimits;
import dev.postrider.imap.net.Timeouts;
import dev.postrider.servicekit.config.Settings;
import dev.postrider.servicekit.net.listener.Access;
import dev.postrider.servicekit.net.listener.ListenerSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The section {@code imap-gateway}. */
record GatewaySettings(
        List<Listener> listeners,
        int eventLoops,
        boolean plaintextOnLoopback,
        FramerLimits beforeLogin,
        FramerLimits afterLogin,
        long appendOctets,
        int freeLoginFailures,
        int loginFailures,
        int errors,
        Duration loginDelay,
        int connections,
        int connectionsPerAddress,
        int connectionsPerAccount,
        Timeouts timeouts,
        Duration drain,
        Duration callDeadline,
        Duration searchDeadline,
        Duration streamDeadline) {
    private static final int MOST = Integer.MAX_VALUE;

    /** One listener. */
    record Listener(String name, String host, int port, boolean implicitTls, Access access) {}

    /** Notes mistakes in {@code settings}; use the result after {@code check()}. */
    static GatewaySettings from(Settings settings) {
        Settings limits = settings.section("limits");
        Settings timeouts = settings.section("timeouts");
        return new GatewaySettings(
                listeners(settings.section("listeners")),
                eventLoops(settings),
                settings.flag("plaintext-login-on-loopback"),
                new FramerLimits(
                        limits.integer("line-before-login", 1024, 1 << 20),
                        limits.integer("literal-before-login", 1024, 1 << 20)),
                new FramerLimits(limits.integer("line", 8192, 1 << 24), limits.integer("literal", 4096, 1 << 24)),
                limits.bytes("message"),
                limits.integer("free-login-failures", 0, 100),
                limits.integer("login-failures", 1, 1000),
                limits.integer("errors", 1, MOST),
                timeouts.duration("login-delay"),
                limits.integer("connections", 1, MOST),
                limits.integer("connections-per-address", 1, MOST),
                limits.integer("connections-per-account", 1, MOST),
                new Timeouts(
                        timeouts.duration("login"),
                        timeouts.duration("idle"),
                        timeouts.duration("keep-alive"),
                        timeouts.duration("stall")),
                timeouts.duration("drain"),
                timeouts.duration("call"),
                timeouts.duration("search"),
                timeouts.duration("stream"));
    }

    private static int eventLoops(Settings settings) {
        int wanted = settings.integer("event-loops", 0, 1024);
        return wanted == 0 ? Runtime.getRuntime().availableProcessors() : wanted;
    }

    private static List<Listener> listeners(Settings settings) {
        List<Listener> listeners = new ArrayList<>();
        for (String name : List.of("imap", "imaps")) {
            Settings own = settings.section(name);
            Listener listener = new Listener(
                    name, own.string("host"), own.port("port"), name.equals("imaps"), ListenerSettings.access(own));
            if (own.flag("enabled")) {
                listeners.add(listener);
            }
        }
        return listeners;
    }
}
