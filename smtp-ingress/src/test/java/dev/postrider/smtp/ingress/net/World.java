package dev.postrider.smtp.ingress.net;

import dev.postrider.sasl.SaslMechanism;
import dev.postrider.servicekit.net.listener.KeyedRate;
import dev.postrider.smtp.ClientName;
import dev.postrider.smtp.Extension;
import dev.postrider.smtp.ingress.policy.AuthenticationRules;
import dev.postrider.smtp.ingress.policy.Extensions;
import dev.postrider.smtp.ingress.policy.Introducers;
import dev.postrider.smtp.ingress.policy.Limits;
import dev.postrider.smtp.ingress.policy.ListenerRules;
import dev.postrider.smtp.ingress.policy.SubmitterPolicy;
import dev.postrider.smtp.ingress.policy.pipeline.Action;
import dev.postrider.smtp.ingress.policy.pipeline.Outcome;
import dev.postrider.smtp.ingress.policy.pipeline.PolicyRules;
import dev.postrider.smtp.ingress.policy.pipeline.PolicyStep;
import dev.postrider.smtp.ingress.port.StoredBody;
import dev.postrider.smtp.ingress.session.Peer;
import dev.postrider.smtp.ingress.session.SessionRules;
import dev.postrider.testkit.ManualClock;
import dev.postrider.testkit.dialogue.DialogueFile;
import dev.postrider.testkit.dialogue.DialogueStep;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What surrounds the server in a dialogue, and the directives that look at it or change it:
 *
 * <ul>
 *   <li>{@code @listener mx|submission|lmtp}, {@code @limit name=value}: how the server is set up, wherever it stands in the file
 *   <li>{@code @auth name=value}: the same for logins: {@code mechanisms}, {@code failure-delay}, {@code failures}
 *   <li>{@code @serve REQUIRETLS=on}: an extension that is served only here
 *   <li>{@code @xclient}: the client is one that may use it
 *   <li>{@code @directory up|down}, {@code @log up|down|held}, {@code @blobs up|down|failing-writes|failing-commits}
 *   <li>{@code @steps spf,dmarc}, {@code @action spf.fail=reject}: the policy, wherever it stands in the file
 *   <li>{@code @policy}: see {@link FakePolicy#tell}; {@code @asked spf,dmarc}: what the last message was asked about; {@code @seen text}: its
 *       octets as the policy saw them
 *   <li>{@code @finish}: the client shuts down its side, and goes on listening
 *   <li>{@code @clock 5m}: time passes; {@code @stress on|off}: there are too many connections, or not any more
 *   <li>{@code @accepted N}: so many messages are durable; {@code @unfinished-blobs N}, {@code @blobs-stored N}, {@code @questions N}
 *   <li>{@code @body text}: the last message, with {@code \r \n} as escapes; {@code @body-octets N}
 *   <li>{@code @trace regex}: matches somewhere in the last message's trace header; {@code @no-trace regex} does not
 *   <li>{@code @record name=value}: a field of the last message, see {@link #field}
 * </ul>
 */
final class World {
    final ManualClock clock = ManualClock.at("2026-11-25T12:00:00Z");
    final FakeDirectory directory = new FakeDirectory();
    final FakeMessageLog log = new FakeMessageLog();
    final FakeBlobs blobs = new FakeBlobs();
    final FakePolicy policy = new FakePolicy();
    final BodyMemory bodyMemory;
    final AtomicBoolean stressed = new AtomicBoolean();
    final Overload overload;
    final SessionRules rules;
    final Timeouts timeouts = new Timeouts(
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            Duration.ofHours(1),
            Duration.ofSeconds(25),
            Duration.ofMinutes(1),
            64);

    World(DialogueFile file) {
        this(
                settings(file, "listener").getOrDefault("listener", "mx"),
                limits(settings(file, "limit")),
                extensions(settings(file, "serve")),
                authentication(settings(file, "auth")),
                policyRules(settings(file, "steps").getOrDefault("steps", ""), settings(file, "action")),
                settings(file, "xclient").isEmpty() ? Introducers.NOBODY : address -> true,
                new BodyMemory(64L << 20, 1000),
                Integer.parseInt(settings(file, "limit").getOrDefault("messages-per-minute", "0")));
    }

    World(String listener, Limits limits) {
        this(listener, limits, AuthenticationRules.PASSWORDS);
    }

    World(String listener, Limits limits, AuthenticationRules authentication) {
        this(listener, limits, authentication, new BodyMemory(64L << 20, 1000));
    }

    World(String listener, Limits limits, BodyMemory bodyMemory) {
        this(listener, limits, AuthenticationRules.PASSWORDS, bodyMemory);
    }

    private World(String listener, Limits limits, AuthenticationRules authentication, BodyMemory bodyMemory) {
        this(
                listener,
                limits,
                Extensions.ACTED_ON,
                authentication,
                PolicyRules.NONE,
                Introducers.NOBODY,
                bodyMemory,
                0);
    }

    private World(
            String listener,
            Limits limits,
            Extensions extensions,
            AuthenticationRules authentication,
            PolicyRules policyRules,
            Introducers introducers,
            BodyMemory bodyMemory,
            int messagesPerMinute) {
        this.bodyMemory = bodyMemory;
        this.overload = new Overload(
                stressed::get,
                new Overload.Stress(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(10), 2, 1),
                new KeyedRate<>(messagesPerMinute, clock::millis),
                64);
        ListenerRules.Purpose purpose = ListenerRules.Purpose.valueOf(listener.toUpperCase(Locale.ROOT));
        this.rules = new SessionRules(
                "mx.example.org",
                new ListenerRules(listener, purpose, true, purpose == ListenerRules.Purpose.SUBMISSION),
                limits,
                extensions,
                authentication,
                policyRules,
                introducers);
    }

    private static Extensions extensions(Map<String, String> further) {
        Extensions extensions = Extensions.ACTED_ON;
        for (Extension extension : Extension.values()) {
            if (further.containsKey(extension.keyword())) {
                extensions = extensions.with(extension);
            }
        }
        return extensions;
    }

    Ports ports() {
        return new Ports(directory, log, blobs, policy);
    }

    /** At the end of a run. */
    void assertNothingLeft() {
        if (blobs.unfinished() != 0) {
            throw new AssertionError("a blob was neither committed nor aborted");
        }
        if (bodyMemory.takenOctets() != 0 && log.waiting() == 0) {
            throw new AssertionError("memory of bodies was not given back");
        }
    }

    private static Map<String, String> settings(DialogueFile file, String name) {
        Map<String, String> settings = new HashMap<>();
        for (DialogueStep step : file.steps()) {
            if (step instanceof DialogueStep.Directive directive
                    && directive.name().equals(name)) {
                String[] parts = directive.arguments().split("=", 2);
                settings.put(parts.length == 1 ? name : parts[0], parts[parts.length - 1]);
            }
        }
        return settings;
    }

    /** @param actions such as {@code spf.fail} to {@code reject} */
    private static PolicyRules policyRules(String steps, Map<String, String> actions) {
        List<PolicyStep> list = Arrays.stream(steps.split(",", -1))
                .filter(name -> !name.isEmpty())
                .map(name -> PolicyStep.valueOf(name.toUpperCase(Locale.ROOT)))
                .toList();
        Map<PolicyStep, Map<Outcome, Action>> table = new EnumMap<>(PolicyStep.class);
        actions.forEach((key, action) -> {
            String[] parts = key.toUpperCase(Locale.ROOT).replace('-', '_').split("\\.", -1);
            table.computeIfAbsent(PolicyStep.valueOf(parts[0]), step -> new EnumMap<>(Outcome.class))
                    .put(Outcome.valueOf(parts[1]), Action.valueOf(action.toUpperCase(Locale.ROOT)));
        });
        return new PolicyRules(list, table, false);
    }

    private static AuthenticationRules authentication(Map<String, String> changed) {
        AuthenticationRules defaults = AuthenticationRules.PASSWORDS;
        return new AuthenticationRules(
                changed.containsKey("mechanisms")
                        ? Arrays.stream(changed.get("mechanisms").split(",", -1))
                                .map(name -> SaslMechanism.of(name).orElseThrow())
                                .collect(Collectors.toSet())
                        : defaults.mechanisms(),
                Integer.parseInt(changed.getOrDefault("failures", String.valueOf(defaults.failuresPerSession()))),
                duration(changed.getOrDefault("failure-delay", "0s")),
                defaults.tokenRefusal());
    }

    private static Limits limits(Map<String, String> changed) {
        Limits defaults = Limits.DEFAULTS;
        return new Limits(
                defaults.commandLineOctets(),
                defaults.extensionOctets(),
                defaults.authLineOctets(),
                Integer.parseInt(changed.getOrDefault("recipients", "1000")),
                Integer.parseInt(changed.getOrDefault("envelope", String.valueOf(defaults.envelopeOctets()))),
                Long.parseLong(changed.getOrDefault("message", String.valueOf(defaults.messageOctets()))),
                defaults.textLineOctets(),
                Long.parseLong(changed.getOrDefault("header", String.valueOf(defaults.headerOctets()))),
                Integer.parseInt(changed.getOrDefault("received-hops", "100")),
                Integer.parseInt(changed.getOrDefault("loop-hops", "5")),
                Integer.parseInt(changed.getOrDefault("errors", "20")),
                Integer.parseInt(changed.getOrDefault("messages", "100000")),
                Integer.parseInt(changed.getOrDefault("inline-max", String.valueOf(defaults.inlineOctets()))));
    }

    /** Carries out what needs no connection; false if the directive is not of that kind. */
    boolean directive(DialogueStep.Directive directive) {
        String arguments = directive.arguments();
        switch (directive.name()) {
            case "listener", "limit", "auth", "serve", "xclient", "steps", "action" -> {}
            case "policy" -> policy.tell(arguments);
            case "asked" ->
                equal(arguments, policy.asked().stream().map(PolicyStep::label).collect(Collectors.joining(",")));
            case "seen" -> equal(unescaped(arguments), policy.seen());
            case "stress" -> stressed.set(arguments.equals("on"));
            case "directory" -> directory.available(arguments.equals("up"));
            case "log" -> log.mode(FakeMessageLog.Mode.valueOf(arguments.toUpperCase(Locale.ROOT)));
            case "blobs" ->
                blobs.mode(FakeBlobs.Mode.valueOf(
                        arguments.toUpperCase(Locale.ROOT).replace('-', '_')));
            case "accepted" -> equal(arguments, String.valueOf(log.entries().size()));
            case "blobs-stored" -> equal(arguments, String.valueOf(blobs.count()));
            case "unfinished-blobs" -> equal(arguments, String.valueOf(blobs.unfinished()));
            case "questions" -> equal(arguments, String.valueOf(directory.questions()));
            case "body" -> equal(unescaped(arguments), new String(body(), StandardCharsets.ISO_8859_1));
            case "body-octets" -> equal(arguments, String.valueOf(body().length));
            case "trace" -> {
                if (!Pattern.compile(arguments, Pattern.DOTALL)
                        .matcher(last().mail().traceHeader())
                        .find()) {
                    throw new AssertionError(
                            "no such trace in: " + last().mail().traceHeader());
                }
            }
            case "no-trace" -> {
                if (Pattern.compile(arguments, Pattern.DOTALL)
                        .matcher(last().mail().traceHeader())
                        .find()) {
                    throw new AssertionError("such a trace in: " + last().mail().traceHeader());
                }
            }
            case "record" -> {
                String[] parts = arguments.split("=", 2);
                equal(parts[1], field(parts[0]));
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Octets of a message: the header, then lines, {@code count} octets in all. */
    static byte[] message(int count) {
        StringBuilder out = new StringBuilder(count);
        out.append("Subject: large\r\n\r\n");
        while (out.length() + 72 <= count) {
            out.append("x".repeat(70)).append("\r\n");
        }
        while (out.length() + 2 < count) {
            out.append('y');
        }
        return out.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    private FakeMessageLog.Entry last() {
        List<FakeMessageLog.Entry> entries = log.entries();
        if (entries.isEmpty()) {
            throw new AssertionError("no message was accepted");
        }
        return entries.getLast();
    }

    private byte[] body() {
        StoredBody stored = last().body();
        byte[] octets = switch (stored) {
            case StoredBody.InMemory(var content, var ignored) -> {
                byte[] copy = new byte[content.remaining()];
                content.duplicate().get(copy);
                yield copy;
            }
            case StoredBody.InBlobStore(String key, long ignored, var alsoIgnored) ->
                blobs.content(key).orElseThrow();
        };
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(octets);
            if (stored.octets() != octets.length || !stored.sha256().equals(java.nio.ByteBuffer.wrap(digest))) {
                throw new AssertionError("size or SHA-256 is not the body's");
            }
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        return octets;
    }

    private String field(String name) {
        var mail = last().mail();
        var command = mail.transaction().mail();
        var first = mail.transaction().recipients().getFirst();
        return switch (name) {
            case "sender" -> command.reversePath().text();
            case "recipients" -> String.valueOf(mail.transaction().recipients().size());
            case "recipient" -> first.command().forwardPath().text();
            case "targets" -> first.targets().toString();
            case "envid" -> command.envid().orElse("");
            case "ret" -> command.dsnReturn().map(Enum::name).orElse("");
            case "client-ip" -> mail.session().peer().address();
            case "client-host" ->
                mail.session()
                        .peer()
                        .introduction()
                        .flatMap(Peer.Introduction::name)
                        .orElse("");
            case "introduced" ->
                String.valueOf(mail.session().peer().introduction().isPresent());
            case "require-tls" -> String.valueOf(command.requests().requireTls());
            case "priority" -> command.requests().priority().toString();
            case "deliver-by" -> command.requests().deliverBy().toString();
            case "release" -> command.requests().release().toString();
            case "smtputf8" -> String.valueOf(command.smtputf8());
            case "body-type" -> mail.bodyType().name();
            case "orcpt" -> first.command().orcpt().orElse("");
            case "notify" -> first.command().notifications().toString();
            case "protocol" -> mail.session().protocol();
            case "helo" ->
                ClientName.parse(mail.session().clientName())
                        .map(ClientName::text)
                        .orElse("");
            case "submitter" ->
                SubmitterPolicy.trusted(command, mail.session().login().name()).text();
            case "login" -> mail.session().login().toString();
            case "tls-not-required" -> String.valueOf(mail.tlsNotRequired());
            case "quarantine" -> String.valueOf(mail.quarantine());
            case "stored" -> last().body() instanceof StoredBody.InMemory ? "inline" : "blob";
            default -> throw new AssertionError("no field " + name);
        };
    }

    private static String unescaped(String text) {
        return text.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0");
    }

    private static void equal(String expected, String actual) {
        if (!expected.equals(actual)) {
            throw new AssertionError("expected \"" + expected + "\" but it is \"" + actual + "\"");
        }
    }

    /** {@code 90s}, {@code 5m}, {@code 2h}. */
    static Duration duration(String text) {
        return Duration.parse("PT" + text.replace("+", "").toUpperCase(Locale.ROOT));
    }
}
