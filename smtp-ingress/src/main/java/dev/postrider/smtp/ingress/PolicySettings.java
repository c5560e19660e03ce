package dev.postrider.smtp.ingress;

import dev.postrider.servicekit.config.HostPort;
import dev.postrider.servicekit.config.Settings;
import dev.postrider.smtp.ingress.adapter.pipeline.RspamdSettings;
import dev.postrider.smtp.ingress.policy.pipeline.Action;
import dev.postrider.smtp.ingress.policy.pipeline.Outcome;
import dev.postrider.smtp.ingress.policy.pipeline.PolicyRules;
import dev.postrider.smtp.ingress.policy.pipeline.PolicyStep;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The section {@code smtp-ingress.policy}.
 *
 * @param timeLimit of all steps together
 * @param timeLimits of each
 * @param dnsServers empty: those of the operating system
 * @param dnsTimeout of one question
 */
record PolicySettings(
        Duration timeLimit,
        Map<PolicyStep, Duration> timeLimits,
        Map<PolicyStep, Map<Outcome, Action>> actions,
        boolean tellsLogins,
        List<InetSocketAddress> dnsServers,
        Duration dnsTimeout,
        RspamdSettings rspamd) {
    private static final Set<Action> ANY = EnumSet.allOf(Action.class);
    /** What may pass another time must not be refused for good. */
    private static final Set<Action> PASSING = EnumSet.of(Action.MONITOR, Action.TEMPFAIL);

    private static final Set<Action> DMARC = EnumSet.of(Action.MONITOR, Action.QUARANTINE, Action.REJECT);

    /** Notes mistakes in {@code settings}; use the result after {@code check()}. */
    static PolicySettings from(Settings settings, Duration commit) {
        Map<PolicyStep, Duration> timeLimits = new EnumMap<>(PolicyStep.class);
        Map<PolicyStep, Map<Outcome, Action>> actions = new EnumMap<>(PolicyStep.class);
        for (PolicyStep step : PolicyStep.values()) {
            Settings own = settings.section(step.label());
            timeLimits.put(step, step == PolicyStep.HEADERS ? Duration.ofSeconds(1) : own.duration("time-limit"));
            actions.put(step, actions(step, own));
        }
        Duration timeLimit = settings.duration("time-limit");
        if (timeLimit.compareTo(commit) >= 0) {
            settings.problem("time-limit", "less than timeouts.commit");
        }
        return new PolicySettings(
                timeLimit,
                timeLimits,
                actions,
                settings.flag("tell-logins"),
                dnsServers(settings),
                settings.duration("dns.timeout"),
                rspamd(settings.section("rspamd")));
    }

    private static RspamdSettings rspamd(Settings own) {
        HostPort address = own.hostPort("address");
        return new RspamdSettings(
                address.host(),
                address.port(),
                own.flag("tls"),
                own.optionalPath("trust"),
                own.secret("password"),
                own.bytes("max-size"),
                own.integer("at-once", 1, 10_000),
                own.duration("connect-timeout"),
                own.flag("change-headers"));
    }

    private static List<InetSocketAddress> dnsServers(Settings settings) {
        List<InetSocketAddress> servers = new ArrayList<>();
        for (String text : settings.strings("dns.servers")) {
            HostPort.parse(text)
                    .ifPresentOrElse(
                            server -> servers.add(new InetSocketAddress(server.host(), server.port())),
                            () -> settings.problem("dns.servers", "a list of host:port"));
        }
        return servers;
    }

    /** The steps that a listener names, and what is done about their answers. */
    PolicyRules rules(List<PolicyStep> steps) {
        return new PolicyRules(steps, actions, tellsLogins);
    }

    /** The list {@code policy} of a listener. */
    static List<PolicyStep> steps(Settings listener) {
        String allowed = "a list of headers, spf, dkim, arc, dmarc, rspamd, each at most once";
        Set<PolicyStep> steps = new LinkedHashSet<>();
        for (String name : listener.strings("policy")) {
            boolean known = false;
            for (PolicyStep step : PolicyStep.values()) {
                known |= step.label().equals(name.toLowerCase(Locale.ROOT)) && steps.add(step);
            }
            if (!known) {
                listener.problem("policy", allowed);
            }
        }
        return List.copyOf(steps);
    }

    private static Map<Outcome, Action> actions(PolicyStep step, Settings own) {
        return switch (step) {
            case HEADERS ->
                table(
                        own,
                        Outcome.MISSING_FROM,
                        Outcome.SEVERAL_FROM,
                        Outcome.MISSING_DATE,
                        Outcome.MISSING_MESSAGE_ID,
                        Outcome.DUPLICATE_FIELD,
                        Outcome.EIGHT_BIT,
                        Outcome.MALFORMED_LINE,
                        Outcome.LONG_LINE);
            case SPF -> table(own, Outcome.FAIL, Outcome.SOFTFAIL, Outcome.NONE, Outcome.PERMERROR, Outcome.TEMPERROR);
            case DKIM -> table(own, Outcome.FAIL, Outcome.NONE, Outcome.TEMPERROR);
            case ARC -> table(own, Outcome.FAIL, Outcome.TEMPERROR);
            case DMARC -> dmarc(own);
            case RSPAMD ->
                table(
                        own,
                        Outcome.REJECT,
                        Outcome.ADD_HEADER,
                        Outcome.REWRITE_SUBJECT,
                        Outcome.GREYLIST,
                        Outcome.SOFT_REJECT,
                        Outcome.TEMPERROR);
        };
    }

    private static Map<Outcome, Action> table(Settings own, Outcome... outcomes) {
        Map<Outcome, Action> table = new EnumMap<>(Outcome.class);
        for (Outcome outcome : outcomes) {
            String key = outcome.label().replace('_', '-');
            table.put(outcome, action(own, key, outcome.mayPass() ? PASSING : ANY));
        }
        return table;
    }

    /** A domain's wish is followed as far as {@code action} goes. */
    private static Map<Outcome, Action> dmarc(Settings own) {
        Map<Outcome, Action> table = table(own, Outcome.TEMPERROR);
        Action most = action(own, "action", DMARC);
        table.put(Outcome.QUARANTINE, most == Action.MONITOR ? Action.MONITOR : Action.QUARANTINE);
        table.put(Outcome.REJECT, most);
        return table;
    }

    private static Action action(Settings own, String key, Set<Action> allowed) {
        Action action = own.oneOf(key, Action.class);
        if (!allowed.contains(action)) {
            own.problem(
                    key, "one of " + allowed.toString().toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]", ""));
        }
        return action;
    }
}
