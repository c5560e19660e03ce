package dev.postrider.delivery.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.contracts.BodyType;
import dev.postrider.contracts.DsnNotify;
import dev.postrider.contracts.DsnReturn;
import dev.postrider.delivery.policy.Verdict;
import dev.postrider.smtp.client.ReplyEvent;
import dev.postrider.smtp.client.ReplyParser;
import dev.postrider.testkit.dialogue.DialogueFile;
import dev.postrider.testkit.dialogue.DialogueStep;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The session against dialogues. Directives: {@code @session tls=… login=…} (first line), {@code @ready}, {@code @carry from=… to=… …}, {@code @tls},
 * {@code @tls-fails}, {@code @body}, {@code @body-fails}, {@code @body-missing}, {@code @verdicts REASON/x.y.z …}, {@code @elsewhere yes|no}, {@code
 * @gives-up REASON plaintext=yes|no}, {@code @timeout}, {@code @lost}, {@code @quit}, {@code @expects PHASE}, and the language's {@code @closed}.
 */
class RelayDialogueTest {
    @TestFactory
    Stream<DynamicTest> dialogues() {
        return DialogueFile.under(Path.of("src/test/dialogues")).stream()
                .flatMap(file -> Stream.of(1, 1_000)
                        .map(piece -> DynamicTest.dynamicTest(
                                file.name() + " in pieces of " + piece, () -> new Run(file, piece).run())));
    }

    private static final class Run {
        private final DialogueFile file;
        private final int piece;
        private final Deque<RelayAction> actions = new ArrayDeque<>();
        private final Deque<String> sentLines = new ArrayDeque<>();
        private final ReplyParser parser = new ReplyParser();
        private Optional<RelaySession> session = Optional.empty();
        private RelayState state = new RelayState.Closed();
        private Phase phase = Phase.GREETING;
        private Optional<TransactionResult> result = Optional.empty();

        Run(DialogueFile file, int piece) {
            this.file = file;
            this.piece = piece;
        }

        void run() {
            for (DialogueStep step : file.steps()) {
                try {
                    take(step);
                } catch (AssertionError e) {
                    throw new AssertionError(file.name() + ":" + step.line() + ": " + e.getMessage(), e);
                }
            }
            assertEquals(List.of(), List.copyOf(actions), "left to do");
            assertEquals(List.of(), List.copyOf(sentLines), "left unread");
        }

        private void take(DialogueStep step) {
            switch (step) {
                case DialogueStep.Send(int connection, var text, int line) ->
                    assertEquals(
                            new String(text.octets(Map.of()), StandardCharsets.UTF_8),
                            Optional.ofNullable(sentLines.poll()).orElse("nothing"));
                case DialogueStep.Expect(int connection, var pattern, int line) -> hear(pattern.shown() + "\r\n");
                case DialogueStep.ExpectSome some ->
                    throw new AssertionError("here the dialogue says what the server replies, every line of it");
                case DialogueStep.ExpectClosed closed -> next(RelayAction.Close.class);
                case DialogueStep.ExpectSilence silence -> assertTrue(sentLines.isEmpty(), sentLines::toString);
                case DialogueStep.Close close -> on(new RelayEvent.ConnectionLost("closed"));
                case DialogueStep.Directive(int connection, String name, String arguments, int line) ->
                    direct(name, arguments);
            }
        }

        private void hear(String text) {
            byte[] octets = text.getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < octets.length; i += piece) {
                for (ReplyEvent event : parser.accept(octets, i, Math.min(octets.length, i + piece))) {
                    on(
                            switch (event) {
                                case ReplyEvent.Received(var reply) -> new RelayEvent.ReplyReceived(reply);
                                case ReplyEvent.Malformed(String why) -> new RelayEvent.ProtocolBroken(why);
                            });
                }
            }
        }

        private void direct(String name, String arguments) {
            Map<String, String> options = options(arguments);
            switch (name) {
                case "session" -> begin(options);
                case "ready" -> next(RelayAction.BecomeReady.class);
                case "carry" -> on(new RelayEvent.TransactionBegun(transaction(options)));
                case "tls" -> {
                    next(RelayAction.StartTls.class);
                    on(new RelayEvent.TlsEstablished());
                }
                case "tls-fails" -> {
                    next(RelayAction.StartTls.class);
                    on(new RelayEvent.TlsFailed("handshake"));
                }
                case "body" -> {
                    next(RelayAction.StreamBody.class);
                    on(new RelayEvent.BodySent());
                }
                case "body-begins" -> next(RelayAction.StreamBody.class);
                case "body-fails" -> {
                    next(RelayAction.StreamBody.class);
                    on(new RelayEvent.BodyFailed("unreadable", false));
                }
                case "body-missing" -> {
                    next(RelayAction.StreamBody.class);
                    on(new RelayEvent.BodyFailed("gone", true));
                }
                case "verdicts" -> {
                    TransactionResult ended = next(RelayAction.Finish.class).result();
                    result = Optional.of(ended);
                    assertEquals(
                            arguments, ended.verdicts().stream().map(Run::shown).collect(Collectors.joining(" ")));
                }
                case "elsewhere" ->
                    assertEquals(
                            arguments.equals("yes"),
                            result.map(TransactionResult::elsewhere).orElseThrow());
                case "gives-up" -> {
                    RelayAction.GiveUp end = next(RelayAction.GiveUp.class);
                    assertEquals(
                            arguments,
                            end.verdict().reason() + " plaintext=" + (end.plaintextMayHelp() ? "yes" : "no"));
                }
                case "timeout" -> on(new RelayEvent.TimedOut());
                case "lost" -> on(new RelayEvent.ConnectionLost("reset"));
                case "quit" -> on(new RelayEvent.QuitAsked());
                case "expects" -> assertEquals(arguments, phase.name());
                default -> throw new AssertionError("no such directive: " + name);
            }
        }

        private static String shown(Verdict verdict) {
            return verdict.reason() + "/" + verdict.status();
        }

        private void begin(Map<String, String> options) {
            Optional<SessionPolicy.Credentials> credentials = Optional.ofNullable(options.get("login"))
                    .map(login -> new SessionPolicy.Credentials(login, "secret"));
            RelaySession begun = new RelaySession(new SessionPolicy(
                    "client.example",
                    "mx.example [192.0.2.1]",
                    SessionPolicy.Tls.valueOf(options.getOrDefault("tls", "OPPORTUNISTIC")),
                    credentials));
            session = Optional.of(begun);
            apply(begun.start());
        }

        private void on(RelayEvent event) {
            apply(session.orElseThrow(() -> new AssertionError("no @session yet"))
                    .on(state, event));
        }

        private void apply(Step step) {
            state = step.state();
            for (RelayAction action : step.actions()) {
                switch (action) {
                    case RelayAction.Send(String text) -> {
                        for (String line : text.split("(?<=\r\n)", -1)) {
                            if (!line.isEmpty()) {
                                sentLines.add(line);
                            }
                        }
                    }
                    case RelayAction.Expect(Phase next) -> phase = next;
                    case RelayAction.StartTls _,
                            RelayAction.StreamBody _,
                            RelayAction.BecomeReady _,
                            RelayAction.Finish _,
                            RelayAction.GiveUp _,
                            RelayAction.Close _ -> actions.add(action);
                }
            }
        }

        private <A extends RelayAction> A next(Class<A> type) {
            RelayAction action = actions.poll();
            if (!type.isInstance(action)) {
                throw new AssertionError("expected " + type.getSimpleName() + ", not " + action);
            }
            return type.cast(action);
        }

        private static Transaction transaction(Map<String, String> options) {
            List<DsnNotify> notify = Stream.of(
                            options.getOrDefault("notify", "").split(",", -1))
                    .filter(text -> !text.isEmpty())
                    .map(text -> DsnNotify.valueOf("NOTIFY_" + text))
                    .toList();
            return new Transaction(
                    options.getOrDefault("from", ""),
                    Stream.of(options.getOrDefault("to", "").split(",", -1))
                            .map(address ->
                                    new Transaction.Recipient(address, options.getOrDefault("orcpt", ""), notify))
                            .toList(),
                    Long.parseLong(options.getOrDefault("size", "100")),
                    BodyType.valueOf("BODY_" + options.getOrDefault("body", "7BIT")),
                    options.containsKey("utf8"),
                    options.getOrDefault("envid", ""),
                    DsnReturn.valueOf("RETURN_" + options.getOrDefault("ret", "UNSPECIFIED")));
        }

        private static Map<String, String> options(String arguments) {
            Map<String, String> options = new HashMap<>();
            for (String word : arguments.split(" +", -1)) {
                int equals = word.indexOf('=');
                if (!word.isEmpty()) {
                    options.put(
                            equals < 0 ? word : word.substring(0, equals),
                            equals < 0 ? "" : word.substring(equals + 1));
                }
            }
            return options;
        }
    }
}
