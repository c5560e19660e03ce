package dev.postrider.smtp.ingress.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.mail.QueueId;
import dev.postrider.sasl.SaslAnswer;
import dev.postrider.sasl.SaslFailure;
import dev.postrider.sasl.SaslMechanism;
import dev.postrider.sasl.SaslTerms;
import dev.postrider.smtp.Frame;
import dev.postrider.smtp.Reply;
import dev.postrider.smtp.Verb;
import dev.postrider.smtp.ingress.policy.AuthenticationRules;
import dev.postrider.smtp.ingress.policy.BodyFacts;
import dev.postrider.smtp.ingress.policy.Extensions;
import dev.postrider.smtp.ingress.policy.Introducers;
import dev.postrider.smtp.ingress.policy.Limits;
import dev.postrider.smtp.ingress.policy.ListenerRules;
import dev.postrider.smtp.ingress.policy.Reason;
import dev.postrider.smtp.ingress.policy.Resolution;
import dev.postrider.smtp.ingress.policy.Target;
import dev.postrider.smtp.ingress.policy.pipeline.Action;
import dev.postrider.smtp.ingress.policy.pipeline.Finding;
import dev.postrider.smtp.ingress.policy.pipeline.Outcome;
import dev.postrider.smtp.ingress.policy.pipeline.PolicyRules;
import dev.postrider.smtp.ingress.policy.pipeline.PolicyStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Any event in any state has an answer, and none of them breaks a promise. */
class RandomSessionTest {
    private static final int SESSIONS = 4000;
    private static final int EVENTS = 60;
    private static final List<String> LINES = List.of(
            "EHLO c.example",
            "HELO c.example",
            "EHLO",
            "LHLO c.example",
            "MAIL FROM:<alice@example.org>",
            "MAIL FROM:<>",
            "MAIL FROM:<a@b.example> SIZE=99999999999",
            "MAIL FROM:bad",
            "RCPT TO:<bob@example.org>",
            "RCPT TO:<",
            "DATA",
            "DATA x",
            "RSET",
            "NOOP",
            "VRFY x",
            "HELP",
            "QUIT",
            "STARTTLS",
            "AUTH PLAIN",
            "AUTH PLAIN AGFAYgBj",
            "AUTH LOGIN",
            "AUTH OTHER",
            "AUTH SCRAM-SHA-256 biwsbj11c2VyLHI9ck9wck5HZndFYmVSV2diTkVrcU8=",
            "AUTH SCRAM-SHA-256-PLUS",
            "AUTH XOAUTH2 dXNlcj1hQGIuZXhhbXBsZQFhdXRoPUJlYXJlciB4AQE=",
            "AUTH OAUTHBEARER",
            "YQ==",
            "*",
            "AGFAYgBj",
            "GET / HTTP/1.1",
            "XCLIENT ADDR=192.0.2.9",
            "XCLIENT LOGIN=a",
            "XCLIENT",
            "LHLO c.example",
            "EXPN x",
            "VRFY",
            "BDAT 1",
            "BDAT 0",
            "BDAT 99 LAST",
            "BDAT 99999999",
            "BDAT 9999999999",
            "BDAT",
            "rubbish",
            "");

    private static final AuthenticationRules EVERYTHING = new AuthenticationRules(
            EnumSet.allOf(SaslMechanism.class), 2, Duration.ofSeconds(2), SaslTerms.INVALID_TOKEN);

    private static final List<SaslAnswer> ANSWERS = List.of(
            new SaslAnswer.Accepted(1, "a@b"),
            new SaslAnswer.ProofAccepted(1, "a@b", "c2ln"),
            new SaslAnswer.Parameters("c2FsdA==", 4096, "nonce"));

    /** Refuses whatever it is told, for good where that is allowed. */
    private static final PolicyRules POLICY = new PolicyRules(
            List.of(PolicyStep.values()),
            Arrays.stream(PolicyStep.values())
                    .collect(Collectors.toMap(
                            step -> step,
                            step -> Arrays.stream(Outcome.values())
                                    .filter(outcome -> outcome != Outcome.PASS)
                                    .collect(Collectors.toMap(outcome -> outcome, outcome -> Action.REJECT)))),
            false);

    private static final List<Reason> TIMEOUTS =
            List.of(Reason.IDLE, Reason.COMMAND_TOO_SLOW, Reason.DATA_TOO_SLOW, Reason.SESSION_TOO_LONG);

    @Test
    void noEventBreaksAPromise() {
        for (int seed = 0; seed < SESSIONS; seed++) {
            Random random = new Random(seed);
            ListenerRules.Purpose[] purposes = ListenerRules.Purpose.values();
            ListenerRules.Purpose purpose = purposes[random.nextInt(purposes.length)];
            SessionRules rules = new SessionRules(
                    "mx.example.org",
                    new ListenerRules("l", purpose, random.nextBoolean(), random.nextBoolean()),
                    Limits.DEFAULTS,
                    Extensions.ACTED_ON,
                    random.nextBoolean() ? AuthenticationRules.PASSWORDS : EVERYTHING,
                    random.nextBoolean() ? PolicyRules.NONE : POLICY,
                    Introducers.NOBODY);
            run(new SmtpSession(rules), rules, random, "seed " + seed);
        }
    }

    private static void run(SmtpSession session, SessionRules rules, Random random, String name) {
        SmtpState state = SmtpState.opened(new Peer("s", "192.0.2.1"), new Encryption.Plaintext());
        for (int i = 0; i < EVENTS; i++) {
            SmtpEvent event = event(random, state);
            Step step = session.on(state, event);
            check(state, event, step, rules, name + " event " + i + ": " + event + " in " + state.phase());
            state = step.state();
        }
    }

    private static void check(SmtpState before, SmtpEvent event, Step step, SessionRules rules, String name) {
        if (before.phase() instanceof Phase.Closed) {
            assertTrue(step.actions().isEmpty(), name);
            return;
        }
        boolean closes = false;
        for (SmtpAction action : step.actions()) {
            assertFalse(closes, name + ": an action after the end");
            switch (action) {
                case SmtpAction.SendReply(var verb, var reply, var reason) -> {
                    if (verb.equals(Optional.of(Verb.DATA)) && reply.code() == 250) {
                        assertTrue(event instanceof SmtpEvent.MessageCommitted, name + ": 250 before the log has it");
                        assertTrue(before.phase() instanceof Phase.AwaitingCommit, name);
                    }
                    if (verb.equals(Optional.of(Verb.BDAT)) && reply.code() == 250) {
                        assertTrue(
                                event instanceof SmtpEvent.MessageCommitted
                                        || (before.phase() instanceof Phase.ReceivingChunk(boolean last) && !last),
                                name + ": 250 before the log has it");
                    }
                    if (verb.equals(Optional.of(Verb.AUTH)) && reply.code() == 235) {
                        assertTrue(before.encryption().isActive(), name + ": a login in plaintext");
                    }
                    assertEquals(reason.isPresent(), reply.code() >= 400, name);
                    if (event instanceof SmtpEvent.MessageEvaluated(var _, List<Finding> findings)) {
                        assertTrue(
                                !reply.isPermanent()
                                        || findings.stream()
                                                .noneMatch(
                                                        found -> found.outcome().mayPass()),
                                name + ": what may pass refuses for good");
                    }
                    assertStatus(verb, reply, name);
                }
                case SmtpAction.CommitMessage(Mail mail) -> {
                    assertFalse(mail.transaction().recipients().isEmpty(), name);
                    boolean relays = mail.transaction().recipients().stream()
                            .flatMap(recipient -> recipient.targets().stream())
                            .anyMatch(Target.Remote.class::isInstance);
                    assertTrue(!relays || before.login().isAuthenticated(), name + ": relays for nobody");
                    assertTrue(mail.traceHeader().endsWith("\r\n"), name);
                    assertTrue(
                            rules.policy()
                                            .stepsFor(before.login().isAuthenticated())
                                            .isEmpty()
                                    || event instanceof SmtpEvent.MessageEvaluated,
                            name + ": the policy was not asked");
                }
                case SmtpAction.Close _, SmtpAction.Drop _ -> closes = true;
                case SmtpAction.ResolveRecipients _,
                        SmtpAction.CheckSender _,
                        SmtpAction.CheckLogin _,
                        SmtpAction.ReportLogin _,
                        SmtpAction.HoldRefusal _,
                        SmtpAction.StartTls _,
                        SmtpAction.ReceiveBody _,
                        SmtpAction.ReceiveChunk _,
                        SmtpAction.EvaluateMessage _,
                        SmtpAction.DiscardBody _,
                        SmtpAction.ReportMessage _ -> {}
            }
        }
        assertEquals(closes, step.state().phase() instanceof Phase.Closed, name);
        if (rules.listener().requiresAuthentication()) {
            assertTrue(
                    !step.state().transaction().isOpen() || step.state().login().isAuthenticated(), name);
        }
    }

    /** RFC 2034 s4: on every 2xx, 4xx and 5xx reply but the greeting and what answers EHLO and HELO. */
    private static void assertStatus(Optional<Verb> verb, Reply reply, String name) {
        boolean introduces = verb.isPresent()
                && switch (verb.get()) {
                    case EHLO, HELO, LHLO -> reply.isCompletion();
                    case XCLIENT -> reply.code() == 220;
                    case MAIL, RCPT, DATA, BDAT, RSET, NOOP, VRFY, EXPN, HELP, QUIT, STARTTLS, AUTH -> false;
                    case ETRN, TURN, SEND, SOML, SAML, UNKNOWN -> false;
                };
        boolean greets = verb.isEmpty() && reply.code() == 220;
        boolean expected = !introduces && !greets && reply.severity() != Reply.Severity.INTERMEDIATE;
        assertEquals(expected, reply.status().isPresent(), name + ": " + reply);
        reply.status().ifPresent(status -> assertEquals(reply.code() / 100, status.classDigit(), name + ": " + reply));
    }

    private static SmtpEvent event(Random random, SmtpState state) {
        if (random.nextInt(4) > 0) {
            Optional<SmtpEvent> expected = expected(random, state);
            if (expected.isPresent()) {
                return expected.get();
            }
        }
        return switch (random.nextInt(42)) {
            case 0 -> new SmtpEvent.Connected();
            case 1 -> new SmtpEvent.EarlyOctetsReceived();
            case 2 -> new SmtpEvent.RecipientsResolved(resolutions(random, random.nextInt(3)));
            case 3 -> new SmtpEvent.SenderChecked(SmtpEvent.SenderCheck.ALLOWED);
            case 4 -> new SmtpEvent.LoginChecked(answer(random));
            case 5 ->
                new SmtpEvent.TlsEstablished(new Encryption.Tls("TLSv1.3", "X", Optional.empty(), Optional.empty()));
            case 6 -> body(random);
            case 7 -> new SmtpEvent.BodyOverran();
            case 8 -> new SmtpEvent.MessageCommitted(id(random));
            case 9 -> new SmtpEvent.CommitFailed(id(random), Reason.NOT_COMMITTED);
            case 10 -> new SmtpEvent.TimedOut(TIMEOUTS.get(random.nextInt(TIMEOUTS.size())));
            case 11 -> new SmtpEvent.DrainRequested();
            case 12 -> new SmtpEvent.Disconnected();
            case 13 -> new SmtpEvent.Faulted();
            case 15 -> new SmtpEvent.MessageEvaluated(id(random), findings(random, any(random, PolicyStep.class)));
            case 14 ->
                new SmtpEvent.LineReceived(
                        new Frame.MalformedLine(any(random, Frame.LineFault.class)), random.nextBoolean());
            case 17 -> chunk(random);
            case 16 -> new SmtpEvent.ChunkSkipped();
            case 18 -> new SmtpEvent.RefusalDue();
            default -> line(random);
        };
    }

    private static SaslAnswer answer(Random random) {
        return random.nextBoolean()
                ? ANSWERS.get(random.nextInt(ANSWERS.size()))
                : new SaslAnswer.Refused(any(random, SaslFailure.class));
    }

    private static <E extends Enum<E>> E any(Random random, Class<E> type) {
        List<E> constants = List.copyOf(EnumSet.allOf(type));
        return constants.get(random.nextInt(constants.size()));
    }

    private static SmtpEvent line(Random random) {
        if (random.nextInt(5) == 0) {
            List<Frame.CommandLine> group = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(4); i++) {
                group.add(command(random.nextBoolean() ? "RCPT TO:<bob@example.org>" : "RCPT TO:bad"));
            }
            return new SmtpEvent.RecipientsReceived(group);
        }
        return new SmtpEvent.LineReceived(command(LINES.get(random.nextInt(LINES.size()))), random.nextInt(4) == 0);
    }

    private static Frame.CommandLine command(String text) {
        return new Frame.CommandLine(text, text.length() + 2);
    }

    /** The event that the state waits for. */
    private static Optional<SmtpEvent> expected(Random random, SmtpState state) {
        return switch (state.phase()) {
            case Phase.AwaitingAuthentication _ -> Optional.of(new SmtpEvent.LoginChecked(answer(random)));
            case Phase.HoldingRefusal _ -> Optional.of(new SmtpEvent.RefusalDue());
            case Phase.AwaitingTls _ ->
                Optional.of(new SmtpEvent.TlsEstablished(
                        new Encryption.Tls("TLSv1.3", "X", Optional.empty(), Optional.empty())));
            case Phase.AwaitingSenderCheck _ ->
                Optional.of(new SmtpEvent.SenderChecked(any(random, SmtpEvent.SenderCheck.class)));
            case Phase.AwaitingRecipients(var group) ->
                Optional.of(new SmtpEvent.RecipientsResolved(resolutions(random, group.size())));
            case Phase.ReceivingBody _ -> Optional.of(body(random));
            case Phase.ReceivingChunk _ -> Optional.of(chunk(random));
            case Phase.SkippingChunk _ -> Optional.of(new SmtpEvent.ChunkSkipped());
            case Phase.AwaitingEvaluation(var body) ->
                Optional.of(
                        random.nextInt(4) > 0
                                ? new SmtpEvent.MessageEvaluated(
                                        body.queueId(), findings(random, any(random, PolicyStep.class)))
                                : new SmtpEvent.CommitFailed(body.queueId(), Reason.COMMIT_TIMED_OUT));
            case Phase.AwaitingCommit(QueueId queueId, long _, var _) ->
                Optional.of(
                        random.nextBoolean()
                                ? new SmtpEvent.MessageCommitted(queueId)
                                : new SmtpEvent.CommitFailed(queueId, Reason.NOT_COMMITTED));
            case Phase.Idle _, Phase.AwaitingSaslResponse _, Phase.Closed _ -> Optional.empty();
        };
    }

    private static List<Finding> findings(Random random, PolicyStep step) {
        return List.of(Finding.of(step, any(random, Outcome.class)));
    }

    private static List<Resolution> resolutions(Random random, int count) {
        List<Resolution> resolutions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            resolutions.add(
                    random.nextBoolean()
                            ? new Resolution.Local(List.of(new Target.Local(1, "")))
                            : any(random, Resolution.Other.class));
        }
        return resolutions;
    }

    private static SmtpEvent chunk(Random random) {
        SmtpEvent.BodyReceived body = body(random);
        return new SmtpEvent.ChunkReceived(body.queueId(), body.nowMs(), body.facts());
    }

    private static SmtpEvent.BodyReceived body(Random random) {
        boolean bad = random.nextInt(4) == 0;
        return new SmtpEvent.BodyReceived(
                id(random),
                1_795_608_000_000L,
                new BodyFacts(
                        random.nextInt(100_000_000),
                        100,
                        80,
                        random.nextInt(120),
                        random.nextInt(8),
                        bad,
                        random.nextInt(10) == 0,
                        random.nextBoolean(),
                        random.nextBoolean(),
                        random.nextBoolean(),
                        random.nextBoolean(),
                        random.nextInt(10) == 0));
    }

    private static QueueId id(Random random) {
        return QueueId.of(1_795_608_000_000L, random.nextInt(2));
    }
}
