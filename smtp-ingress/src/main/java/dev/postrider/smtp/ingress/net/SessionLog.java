package dev.postrider.smtp.ingress.net;

import dev.postrider.servicekit.trace.TraceSpan;
import dev.postrider.smtp.ingress.policy.Reason;
import dev.postrider.smtp.ingress.policy.pipeline.Finding;
import dev.postrider.smtp.ingress.session.CloseCause;
import dev.postrider.smtp.ingress.session.Greeting;
import dev.postrider.smtp.ingress.session.Login;
import dev.postrider.smtp.ingress.session.SmtpAction.MessageReport;
import dev.postrider.smtp.ingress.session.SmtpState;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** One line per message and one per session. Addresses of the envelope stand in the message's line only. */
final class SessionLog {
    private static final Logger log = LoggerFactory.getLogger("dev.postrider.smtp.ingress.session");

    private final String listener;
    private final ListenerMeters meters;
    private final long openedMs;
    private int refusals;
    private Optional<Reason> lastRefusal = Optional.empty();

    SessionLog(String listener, ListenerMeters meters, long openedMs) {
        this.listener = listener;
        this.meters = meters;
        this.openedMs = openedMs;
    }

    void refused(Reason reason) {
        refusals++;
        meters.refusal(reason);
        lastRefusal = Optional.of(reason);
    }

    void message(MessageReport report, SmtpState state, TraceSpan accept) {
        report.reason().ifPresentOrElse(meters::refused, () -> meters.accepted(report.octets()));
        if (!log.isInfoEnabled()) {
            return;
        }
        LoggingEventBuilder line = log.atInfo();
        if (report.queueId().isPresent()) {
            line = line.addKeyValue("queueId", report.queueId().get().text());
        }
        line = line.addKeyValue("sessionId", state.peer().sessionId())
                .addKeyValue("listener", listener)
                .addKeyValue("sender", report.transaction().mail().reversePath().text())
                .addKeyValue("recipients", report.transaction().recipients().size());
        if (report.transaction().recipients().size() == 1) {
            line = line.addKeyValue(
                    "recipient",
                    report.transaction()
                            .recipients()
                            .getFirst()
                            .command()
                            .forwardPath()
                            .text());
        }
        line = line.addKeyValue("octets", report.octets());
        if (accept.traceId().isPresent()) {
            line = line.addKeyValue("traceId", accept.traceId().get());
        }
        for (Finding finding : report.findings()) {
            line = line.addKeyValue(finding.step().label(), finding.text());
        }
        if (report.reason().isPresent()) {
            line.addKeyValue("reason", report.reason().get().label()).log("message refused");
        } else {
            line.log("message accepted");
        }
    }

    void ended(CloseCause cause, SmtpState state, long nowMs) {
        meters.closed(cause, state.encryption());
        if (!log.isInfoEnabled()) {
            return;
        }
        LoggingEventBuilder line = log.atInfo()
                .addKeyValue("sessionId", state.peer().sessionId())
                .addKeyValue("listener", listener)
                .addKeyValue("clientIp", state.peer().address());
        if (state.peer().introduction().isPresent()) {
            line = line.addKeyValue("proxyIp", state.peer().connectedAddress());
        }
        if (state.greeting() instanceof Greeting.Given(var name, boolean ignored)) {
            line = line.addKeyValue("helo", name.text());
        }
        if (state.encryption().isActive()) {
            line = line.addKeyValue("tls", state.encryption().description());
        }
        if (state.encryption().clientSubject().isPresent()) {
            line = line.addKeyValue(
                    "tlsClient", state.encryption().clientSubject().get());
        }
        if (state.login() instanceof Login.User(long accountId, String login)) {
            line = line.addKeyValue("login", login).addKeyValue("accountId", accountId);
        }
        line = line.addKeyValue("messages", state.messages()).addKeyValue("refusals", refusals);
        if (lastRefusal.isPresent()) {
            line = line.addKeyValue("lastRefusal", lastRefusal.get().label());
        }
        line.addKeyValue("durationMs", nowMs - openedMs)
                .addKeyValue("cause", cause.label())
                .log("session ended");
    }
}
