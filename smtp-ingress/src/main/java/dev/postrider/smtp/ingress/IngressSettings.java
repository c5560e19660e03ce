package dev.postrider.smtp.ingress;

import dev.postrider.sasl.SaslMechanism;
import dev.postrider.servicekit.config.Settings;
import dev.postrider.servicekit.net.listener.Cidr;
import dev.postrider.servicekit.net.listener.ClientCertificates;
import dev.postrider.servicekit.net.listener.ConnectionRules;
import dev.postrider.servicekit.net.listener.ListenerSettings;
import dev.postrider.servicekit.oauth.OauthSettings;
import dev.postrider.smtp.ClientName;
import dev.postrider.smtp.ingress.adapter.CachingDirectory;
import dev.postrider.smtp.ingress.net.Overload;
import dev.postrider.smtp.ingress.net.Timeouts;
import dev.postrider.smtp.ingress.policy.AuthenticationRules;
import dev.postrider.smtp.ingress.policy.Limits;
import dev.postrider.smtp.ingress.policy.ListenerRules;
import dev.postrider.smtp.ingress.policy.pipeline.PolicyStep;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The section {@code smtp-ingress}. */
record IngressSettings(
        String hostname,
        List<Listener> listeners,
        int eventLoops,
        ConnectionRules connections,
        int messagesPerMinute,
        Overload.Stress stress,
        long bodyMemoryOctets,
        int openBlobs,
        AuthenticationRules authentication,
        Duration drain,
        Duration relayCanary,
        PolicySettings policy,
        CachingDirectory.Lifetimes directory,
        Duration directoryDeadline) {
    /** A further listener is a name here and a section in reference.conf. */
    private static final List<String> LISTENERS = List.of("mx", "submission", "submissions", "lmtp");

    private static final int MOST = Integer.MAX_VALUE;
    /** Body and envelope together must stay below what Kafka takes as one record (1 MiB unless set). */
    private static final int MOST_INLINE = 512 * 1024;

    private static final int ENVELOPE_OCTETS = 384 * 1024;

    /**
     * One listener with what holds for its sessions: its own limits over the common ones.
     *
     * @param xclientFrom who may speak for other clients
     * @param policy steps for each message
     */
    record Listener(
            ListenerSettings common,
            ListenerRules.Purpose purpose,
            List<Cidr> xclientFrom,
            Limits limits,
            Timeouts timeouts,
            List<PolicyStep> policy) {}

    boolean asksClientsForCertificates() {
        return listeners.stream()
                .anyMatch(listener -> listener.common().clientCertificates() != ClientCertificates.NONE);
    }

    /** Notes mistakes in {@code settings}; use the result after {@code check()}. */
    static IngressSettings from(Settings settings, OauthSettings oauth) {
        return new IngressSettings(
                hostname(settings),
                listeners(settings),
                eventLoops(settings),
                ConnectionRules.from(settings.section("connections")),
                settings.integer("messages-per-minute", 0, MOST),
                stress(settings.section("stress")),
                settings.bytes("bodies.memory"),
                settings.integer("bodies.open-blobs", 0, MOST),
                authentication(settings.section("auth"), oauth),
                settings.duration("drain"),
                settings.duration("relay-canary"),
                PolicySettings.from(settings.section("policy"), settings.duration("timeouts.commit")),
                new CachingDirectory.Lifetimes(
                        settings.duration("directory.positive-for"),
                        settings.duration("directory.negative-for"),
                        settings.duration("directory.stale-for")),
                settings.duration("directory.deadline"));
    }

    private static AuthenticationRules authentication(Settings settings, OauthSettings oauth) {
        Set<SaslMechanism> mechanisms = EnumSet.noneOf(SaslMechanism.class);
        for (String name : settings.strings("mechanisms")) {
            SaslMechanism.of(name)
                    .ifPresentOrElse(
                            mechanisms::add,
                            () -> settings.problem(
                                    "mechanisms",
                                    "a list of "
                                            + Arrays.stream(SaslMechanism.values())
                                                    .map(mechanism ->
                                                            mechanism.wireName().toLowerCase(Locale.ROOT))
                                                    .collect(Collectors.joining(", "))));
        }
        if (oauth.issuers().isEmpty()) {
            mechanisms.removeAll(EnumSet.of(SaslMechanism.OAUTHBEARER, SaslMechanism.XOAUTH2));
        }
        return new AuthenticationRules(
                mechanisms,
                settings.integer("failures-per-session", 1, 1000),
                settings.duration("failure-delay"),
                tokenRefusal(oauth));
    }

    /** RFC 7628 s3.2.2. The scope is told where all issuers agree on it. */
    private static String tokenRefusal(OauthSettings oauth) {
        JsonObject refusal = new JsonObject().put("status", "invalid_token");
        Set<Optional<String>> scopes =
                oauth.issuers().stream().map(OauthSettings.Issuer::scope).collect(Collectors.toSet());
        if (scopes.size() == 1) {
            scopes.iterator().next().ifPresent(scope -> refusal.put("scope", scope));
        }
        oauth.discovery().ifPresent(url -> refusal.put("openid-configuration", url));
        return refusal.encode();
    }

    private static String hostname(Settings settings) {
        String name = settings.optionalString("hostname").orElseGet(IngressSettings::nameOfThisMachine);
        if (ClientName.parse(name).isEmpty()) {
            settings.problem("hostname", "a domain name");
        }
        return name;
    }

    private static String nameOfThisMachine() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException noName) {
            return "localhost";
        }
    }

    private static int eventLoops(Settings settings) {
        int wanted = settings.integer("event-loops", 0, 1024);
        // Few busy loops serve more per wake-up than many idle ones, and Kafka's threads want processors too.
        return wanted == 0 ? Math.max(1, Runtime.getRuntime().availableProcessors() / 2) : wanted;
    }

    private static List<Listener> listeners(Settings settings) {
        List<Listener> listeners = new ArrayList<>();
        for (String name : LISTENERS) {
            Settings own = settings.section("listeners." + name);
            Listener listener = new Listener(
                    ListenerSettings.from(name, own),
                    own.oneOf("purpose", ListenerRules.Purpose.class),
                    ListenerSettings.networks(own, "xclient-from"),
                    limits(own.section("limits", settings.section("limits"))),
                    timeouts(own.section("timeouts", settings.section("timeouts"))),
                    PolicySettings.steps(own));
            if (listener.common().enabled()) {
                listeners.add(listener);
            }
        }
        return listeners;
    }

    private static Overload.Stress stress(Settings settings) {
        return new Overload.Stress(
                settings.duration("idle"),
                settings.duration("command"),
                settings.duration("data-window"),
                settings.integer("errors", 1, MOST),
                settings.integer("messages-per-session", 1, MOST));
    }

    private static Limits limits(Settings settings) {
        return new Limits(
                settings.integer("command-line", 512, 65_536),
                settings.integer("command-extensions", 0, 65_536),
                settings.integer("auth-line", 1024, 65_536),
                settings.integer("recipients", 100, 100_000),
                ENVELOPE_OCTETS,
                settings.bytes("message"),
                settings.integer("text-line", 1000, 1 << 20),
                settings.bytes("header"),
                settings.integer("received-hops", 10, 1000),
                settings.integer("loop-hops", 1, 1000),
                settings.integer("errors", 1, 1000),
                settings.integer("messages-per-session", 1, MOST),
                inlineOctets(settings));
    }

    private static int inlineOctets(Settings settings) {
        long octets = settings.bytes("inline-max");
        if (octets > MOST_INLINE) {
            settings.problem("inline-max", "at most 512 KiB");
            return MOST_INLINE;
        }
        return (int) octets;
    }

    private static Timeouts timeouts(Settings settings) {
        return new Timeouts(
                settings.duration("idle"),
                settings.duration("command"),
                settings.duration("session"),
                settings.duration("commit"),
                settings.duration("data-window"),
                settings.bytes("data-rate"));
    }
}
