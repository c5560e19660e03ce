package dev.postrider.rules;

import static dev.postrider.servicekit.metrics.Metrics.*;

import dev.postrider.contracts.AuthenticateResponse;
import dev.postrider.contracts.Resolution;
import dev.postrider.contracts.TargetResult;
import dev.postrider.contracts.Topics;
import dev.postrider.delivery.dsn.Report;
import dev.postrider.delivery.policy.DeadLetterReason;
import dev.postrider.delivery.policy.Disposition;
import dev.postrider.delivery.policy.Provider;
import dev.postrider.delivery.port.AttemptPart;
import dev.postrider.delivery.port.DueIn;
import dev.postrider.imap.net.SessionMeters;
import dev.postrider.imap.port.FaultKind;
import dev.postrider.imap.port.LoginCheck;
import dev.postrider.imap.session.Status;
import dev.postrider.mailbox.adapter.grpc.CallResult;
import dev.postrider.mailbox.adapter.grpc.Operation;
import dev.postrider.sasl.SaslFailure;
import dev.postrider.sasl.SaslMechanism;
import dev.postrider.servicekit.metrics.Metrics;
import dev.postrider.servicekit.net.listener.Refusal;
import dev.postrider.servicekit.storage.BlobOperation;
import dev.postrider.servicekit.storage.BlobResult;
import dev.postrider.servicekit.trace.SpanLoss;
import dev.postrider.smtp.ingress.net.AcceptPart;
import dev.postrider.smtp.ingress.net.RelayCanary;
import dev.postrider.smtp.ingress.net.SizeClass;
import dev.postrider.smtp.ingress.policy.Reason;
import dev.postrider.smtp.ingress.policy.pipeline.Outcome;
import dev.postrider.smtp.ingress.policy.pipeline.PolicyStep;
import dev.postrider.smtp.ingress.session.CloseCause;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** What each label of each metric can be: the constants of an enum of the service that counts, or a few words. Whoever adds a label adds it here. */
public final class LabelValues {
    private static final List<String> REPLY_CLASSES = List.of("2xx", "3xx", "4xx", "5xx");
    private static final List<String> TLS = List.of("1.3", "1.2", "other", "none");
    private static final List<String> TOPICS =
            List.of(Topics.ACCEPTED, Topics.OUTBOUND, Topics.EVENTS, Topics.MAILBOX_CHANGES, Topics.DEAD_LETTER);
    private static final List<String> SMTP_LISTENERS = List.of("mx", "submission", "submissions", "lmtp");
    private static final List<String> IMAP_LISTENERS = List.of("imap", "imaps");
    private static final List<String> LOGIN_RESULTS = Stream.of(
                    List.of("passed"), of(SaslFailure.values()), of(LoginCheck.Refused.values()))
            .flatMap(List::stream)
            .distinct()
            .toList();
    private static final List<String> STEPS = List.of(
            "blob",
            "dead-letter",
            "handled",
            "outbound",
            "outcome",
            "read-original",
            "report",
            "resolve-sender",
            "row",
            "settle");

    private static final Map<Metrics, Map<String, List<String>>> VALUES = new EnumMap<>(Metrics.class);

    static {
        List<String> provider = of(Provider.values());
        List<String> result = of(Disposition.values());
        put(
                DELIVERY_ATTEMPTS,
                "provider",
                provider,
                "result",
                result,
                "reason",
                of(dev.postrider.delivery.policy.Reason.values()));
        put(DELIVERY_AGE_SECONDS, "provider", provider, "attempt", List.of("1", "2", "3", "later"), "result", result);
        put(DELIVERY_DURATION_SECONDS, "provider", provider, "phase", of(AttemptPart.values()));
        put(DELIVERY_REPLIES, "provider", provider, "reply_class", List.of("2xx", "3xx", "4xx", "5xx", "none"));
        put(DELIVERY_DIALS, "provider", provider, "tls", TLS);
        put(DELIVERY_STORE_CALL_SECONDS, "result", List.of("succeeded", "failed"));
        put(DELIVERY_IN_FLIGHT, "stage", List.of("local", "relay", "deferred"));
        put(DELIVERY_DESTINATIONS, "state", List.of("active", "waiting"));
        put(DELIVERY_DEAD_LETTERS, "reason", of(DeadLetterReason.values()));
        put(DELIVERY_REPORTS, "action", of(Report.Action.values()));
        put(DELIVERY_HELD, "step", STEPS);
        put(DNS_LOOKUP_SECONDS, "type", List.of("mx", "a", "aaaa"), "result", List.of("found", "absent", "failed"));
        put(QUEUE_MESSAGES, "due", of(DueIn.values()));
        put(BUILD_INFO, "version", List.of());
        put(BLOB_OPERATION_SECONDS, "operation", of(BlobOperation.values()), "result", of(BlobResult.values()));
        put(SQL_COMMAND_SECONDS, "result", List.of("ok", "failed"));
        for (Metrics ofTopic : List.of(
                KAFKA_PRODUCE_SECONDS,
                KAFKA_PRODUCE_FAILURES,
                KAFKA_CONSUMED,
                KAFKA_SKIPPED,
                KAFKA_HANDLER_FAILURES,
                KAFKA_IN_FLIGHT,
                KAFKA_LAG,
                KAFKA_COMMIT_FAILURES)) {
            put(ofTopic, "topic", TOPICS);
        }
        put(TRACING_SPANS_LOST, "reason", of(SpanLoss.values()));
        put(TLS_RELOADS, "result", List.of("ok", "failed"));
        put(TLS_CERTIFICATE_EXPIRES, "use", List.of("mail", "internal"));
        put(
                AUTH_ATTEMPTS,
                "protocol",
                List.of("smtp", "imap"),
                "mechanism",
                of(SaslMechanism.values()),
                "result",
                LOGIN_RESULTS);
        List<String> outcomes = and("served", of(Refusal.values()));
        put(SMTP_CONNECTIONS, "listener", SMTP_LISTENERS, "outcome", outcomes);
        put(SMTP_CONNECTIONS_OPEN, "listener", SMTP_LISTENERS);
        put(SMTP_SESSIONS_ENDED, "listener", SMTP_LISTENERS, "cause", of(CloseCause.values()));
        put(SMTP_SESSIONS_ENCRYPTED, "listener", SMTP_LISTENERS, "tls", TLS);
        put(SMTP_COMMAND_SECONDS, "command", of(dev.postrider.smtp.Verb.values()), "reply_class", REPLY_CLASSES);
        put(SMTP_REFUSALS, "listener", SMTP_LISTENERS, "reason", of(Reason.values()));
        put(
                SMTP_MESSAGES,
                "listener",
                SMTP_LISTENERS,
                "result",
                List.of("accepted", "deferred", "rejected"),
                "reason",
                and("none", of(Reason.values())));
        put(SMTP_RECEIVED, "listener", SMTP_LISTENERS);
        put(SMTP_ACCEPT_SECONDS, "listener", SMTP_LISTENERS, "size", of(SizeClass.values()));
        put(SMTP_ACCEPT_PART_SECONDS, "part", of(AcceptPart.values()));
        put(SMTP_POLICY_RESULTS, "method", of(PolicyStep.values()), "result", of(Outcome.values()));
        put(SMTP_POLICY_SECONDS, "method", of(PolicyStep.values()));
        put(RELAY_CANARY, "result", of(RelayCanary.Result.values()));
        put(IMAP_CONNECTIONS, "listener", IMAP_LISTENERS, "outcome", outcomes);
        put(IMAP_SESSIONS, "state", of(SessionMeters.Standing.values()));
        put(IMAP_SESSIONS_ENDED, "cause", of(dev.postrider.imap.session.CloseCause.values()));
        put(
                IMAP_COMMAND_SECONDS,
                "command",
                of(dev.postrider.imap.session.Verb.values()),
                "result",
                of(Status.values()));
        put(IMAP_BACKEND_FAILURES, "kind", of(FaultKind.values()));
        put(IMAP_HINTS, "result", List.of("used", "nobody"));
        put(MAILBOX_OPERATION_SECONDS, "operation", of(Operation.values()), "result", of(CallResult.values()));
        put(MAILBOX_DELIVERIES, "result", of(TargetResult.Status.values()));
        put(DIRECTORY_RESOLUTIONS, "status", of(Resolution.Status.values()));
        put(DIRECTORY_LOGINS, "result", of(AuthenticateResponse.Result.values()));
    }

    private LabelValues() {}

    /** By label; a label without values is free text. */
    public static Map<String, List<String>> of(Metrics metric) {
        return VALUES.getOrDefault(metric, Map.of());
    }

    private static void put(Metrics metric, Object... labelsAndValues) {
        Map<String, List<String>> byLabel = new LinkedHashMap<>();
        for (int i = 0; i < labelsAndValues.length; i += 2) {
            List<String> values = ((List<?>) labelsAndValues[i + 1])
                    .stream().map(String.class::cast).toList();
            byLabel.put((String) Objects.requireNonNull(labelsAndValues[i]), values);
        }
        VALUES.put(metric, byLabel);
    }

    private static List<String> of(Enum<?>[] constants) {
        return Stream.of(constants)
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    private static List<String> and(String first, List<String> others) {
        return Stream.concat(Stream.of(first), others.stream()).toList();
    }
}
