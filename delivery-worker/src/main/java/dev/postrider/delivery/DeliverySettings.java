package dev.postrider.delivery;

import dev.postrider.contracts.Topics;
import dev.postrider.delivery.deferred.DueLimits;
import dev.postrider.delivery.local.LocalLimits;
import dev.postrider.delivery.net.PhaseLimits;
import dev.postrider.delivery.policy.RetrySchedule;
import dev.postrider.delivery.relay.RelayLimits;
import dev.postrider.delivery.relay.RelayPolicy;
import dev.postrider.delivery.session.SessionPolicy;
import dev.postrider.servicekit.config.HostPort;
import dev.postrider.servicekit.config.Settings;
import dev.postrider.servicekit.kafka.ConsumerSpec;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The section {@code delivery-worker}.
 *
 * @param sourceAddress of connections to other servers; empty: the operating system's choice
 * @param ownNames names in MX records that mean this system, in lower case
 * @param dnsServers empty: those of the operating system
 */
record DeliverySettings(
        String hostname,
        ConsumerSpec accepted,
        ConsumerSpec outbound,
        LocalLimits local,
        Duration storeDeadline,
        RelayLimits relay,
        RelayPolicy relayPolicy,
        Optional<Path> smartHostTrust,
        Optional<String> sourceAddress,
        PhaseLimits phases,
        Set<String> ownNames,
        boolean ipv6,
        List<InetSocketAddress> dnsServers,
        Duration dnsTimeout,
        RetrySchedule retry,
        DueLimits due,
        int reportFullOctets,
        Duration reportDelayAfter,
        Duration holdFirst,
        Duration holdLongest,
        Duration drainGrace) {
    private static final int MANY = 1_000_000;

    /** Notes mistakes in {@code settings}; use the result after {@code check()}. */
    static DeliverySettings from(Settings settings) {
        String hostname = settings.optionalString("hostname").orElseGet(DeliverySettings::nameOfThisMachine);
        Settings relay = settings.section("relay");
        Optional<String> sourceAddress = sourceAddress(relay);
        Settings hold = settings.section("hold");
        Duration holdFirst = hold.duration("first-pause");
        Duration holdLongest = hold.duration("longest-pause");
        return new DeliverySettings(
                hostname,
                consumer(settings.section("accepted"), Topics.ACCEPTED),
                consumer(settings.section("outbound"), Topics.OUTBOUND),
                local(settings.section("local"), holdFirst, holdLongest),
                settings.duration("local.deadline"),
                relayLimits(relay),
                new RelayPolicy(
                        relay.optionalString("ehlo-name").orElse(hostname),
                        relay.integer("port", 1, 65_535),
                        relay.oneOf("tls", SessionPolicy.Tls.class),
                        smartHost(relay.section("smart-host"))),
                relay.optionalPath("smart-host.tls-trust"),
                sourceAddress,
                phases(relay.section("timeouts")),
                ownNames(hostname, relay),
                relay.flag("ipv6") && sourceAddress.isEmpty(),
                dnsServers(relay),
                relay.duration("dns.timeout"),
                retry(settings.section("retry")),
                due(settings.section("retry")),
                (int) Math.min(settings.bytes("reports.full-max"), 200_000),
                settings.duration("reports.delay-after"),
                holdFirst,
                holdLongest,
                settings.duration("drain-grace"));
    }

    private static Optional<String> sourceAddress(Settings relay) {
        Optional<String> address = relay.optionalString("source-address");
        if (address.filter(text -> !isIpv4(text)).isPresent()) {
            relay.problem("source-address", "an IPv4 address of this machine");
        }
        return address;
    }

    private static boolean isIpv4(String text) {
        try {
            return InetAddress.ofLiteral(text) instanceof Inet4Address;
        } catch (IllegalArgumentException noAddress) {
            return false;
        }
    }

    private static String nameOfThisMachine() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException noName) {
            return "localhost";
        }
    }

    private static ConsumerSpec consumer(Settings settings, String topic) {
        return ConsumerSpec.of(settings.string("group"), topic)
                .withInFlight(settings.integer("in-flight-records", 1, MANY), settings.bytes("in-flight-bytes"))
                .withHandOverGrace(settings.duration("hand-over-grace"));
    }

    private static LocalLimits local(Settings settings, Duration first, Duration longest) {
        return new LocalLimits(
                settings.integer("calls", 1, 64),
                settings.integer("items-per-call", 1, 256),
                settings.bytes("octets-per-call"),
                settings.integer("items-for-further-call", 1, MANY),
                settings.integer("tries", 1, 100),
                first.toMillis(),
                longest.toMillis());
    }

    private static RelayLimits relayLimits(Settings settings) {
        return new RelayLimits(
                settings.integer("connections", 1, MANY),
                settings.integer("connections-per-destination", 1, MANY),
                settings.integer("queue-per-destination", 1, MANY),
                settings.duration("longest-wait"),
                settings.integer("hosts", 1, 100),
                settings.integer("addresses-per-host", 1, 100),
                settings.integer("recipients-per-transaction", 1, 10_000),
                settings.integer("messages-per-connection", 1, MANY),
                settings.duration("cool-down"));
    }

    private static Optional<RelayPolicy.SmartHost> smartHost(Settings settings) {
        SessionPolicy.Tls tls = settings.oneOf("tls", SessionPolicy.Tls.class);
        int port = settings.integer("port", 1, 65_535);
        Optional<String> login = settings.optionalString("login");
        String password = settings.secret("password").get();
        if (login.isPresent() && tls == SessionPolicy.Tls.NEVER) {
            settings.problem("tls", "opportunistic or required, because there is a login");
        }
        return settings.optionalString("host")
                .map(host -> new RelayPolicy.SmartHost(
                        host, port, tls, login.map(name -> new SessionPolicy.Credentials(name, password))));
    }

    private static PhaseLimits phases(Settings settings) {
        return new PhaseLimits(
                settings.duration("connect"),
                settings.duration("greeting"),
                settings.duration("hello"),
                settings.duration("tls"),
                settings.duration("auth"),
                settings.duration("mail"),
                settings.duration("rcpt"),
                settings.duration("data"),
                settings.duration("body"),
                settings.duration("final-dot"),
                settings.duration("reset"),
                settings.duration("quit"),
                settings.duration("idle"));
    }

    private static Set<String> ownNames(String hostname, Settings relay) {
        Set<String> names = relay.strings("own-names").stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        names.add(hostname.toLowerCase(Locale.ROOT));
        return names;
    }

    private static List<InetSocketAddress> dnsServers(Settings relay) {
        List<InetSocketAddress> servers = new ArrayList<>();
        for (String text : relay.strings("dns.servers")) {
            Optional<HostPort> server = HostPort.parse(text);
            if (server.isEmpty()) {
                relay.problem("dns.servers", "a list of host:port");
            }
            server.ifPresent(known -> servers.add(new InetSocketAddress(known.host(), known.port())));
        }
        return servers;
    }

    private static RetrySchedule retry(Settings settings) {
        List<Duration> delays = new ArrayList<>();
        for (String text : settings.strings("delays")) {
            Optional<Duration> delay = duration(text);
            if (delay.isEmpty()) {
                settings.problem("delays", "a list of durations such as 5m");
            }
            delay.ifPresent(delays::add);
        }
        if (delays.isEmpty()) {
            settings.problem("delays", "at least one duration");
            delays.add(Duration.ofMinutes(5));
        }
        return new RetrySchedule(
                delays, settings.integer("jitter-percent", 0, 100) / 100.0, settings.duration("give-up-after"));
    }

    /** A number and one of ms, s, m, h, d. */
    private static Optional<Duration> duration(String text) {
        int unitAt = 0;
        while (unitAt < text.length() && Character.digit(text.charAt(unitAt), 10) >= 0) {
            unitAt++;
        }
        if (unitAt == 0 || unitAt > 9) {
            return Optional.empty();
        }
        long count = Long.parseLong(text, 0, unitAt, 10);
        return switch (text.substring(unitAt)) {
            case "ms" -> Optional.of(Duration.ofMillis(count));
            case "s" -> Optional.of(Duration.ofSeconds(count));
            case "m" -> Optional.of(Duration.ofMinutes(count));
            case "h" -> Optional.of(Duration.ofHours(count));
            case "d" -> Optional.of(Duration.ofDays(count));
            default -> Optional.empty();
        };
    }

    private static DueLimits due(Settings settings) {
        DueLimits due = new DueLimits(
                settings.duration("poll-interval"),
                settings.integer("rows-per-claim", 1, 10_000),
                settings.integer("rows-in-flight", 1, MANY),
                settings.duration("lease"),
                settings.duration("stray-after"),
                settings.duration("handled-kept"));
        if (due.pollInterval().toMillis() < 10) {
            settings.problem("poll-interval", "at least 10ms");
        }
        if (due.lease().toMillis() < 1000) {
            settings.problem("lease", "at least 1s");
        }
        return due;
    }
}
