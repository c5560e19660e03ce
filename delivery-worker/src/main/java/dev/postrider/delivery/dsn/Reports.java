package dev.postrider.delivery.dsn;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.postrider.contracts.AcceptedMessage;
import dev.postrider.contracts.BodyType;
import dev.postrider.contracts.Content;
import dev.postrider.contracts.DsnNotify;
import dev.postrider.contracts.Recipient;
import dev.postrider.contracts.Resolution;
import dev.postrider.contracts.ReversePath;
import dev.postrider.contracts.SessionFacts;
import dev.postrider.contracts.Target;
import dev.postrider.delivery.hold.Holding;
import dev.postrider.delivery.outcome.Mail;
import dev.postrider.delivery.outcome.RecipientOutcome;
import dev.postrider.delivery.port.DeliveryMeters;
import dev.postrider.delivery.port.MailLog;
import dev.postrider.delivery.port.SenderDirectory;
import dev.postrider.mail.QueueId;
import dev.postrider.servicekit.failpoint.Failpoints;
import dev.postrider.servicekit.trace.TraceSpan;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes reports to senders: as messages from {@code <>} on {@code mail.accepted}, which then travel like any other. */
public final class Reports {
    private static final Logger LOG = LoggerFactory.getLogger(Reports.class);

    private final MailLog log;
    private final SenderDirectory directory;
    private final Originals originals;
    private final Holding holding;
    private final DeliveryMeters meters;
    private final InstantSource clock;
    private final String hostname;

    public Reports(
            MailLog log,
            SenderDirectory directory,
            Originals originals,
            Holding holding,
            DeliveryMeters meters,
            InstantSource clock,
            String hostname) {
        this.log = log;
        this.directory = directory;
        this.originals = originals;
        this.holding = holding;
        this.meters = meters;
        this.clock = clock;
        this.hostname = hostname;
    }

    /**
     * Sends {@code reports} to the message's sender.
     *
     * @param plannedAtMs when the attempt was due
     * @param attempt of which they tell
     * @return completes when all are durable; fails only when the process drains. A sender that does not exist is told nothing.
     */
    public Future<SentReports> send(Mail mail, List<Report> reports, long plannedAtMs, TraceSpan attempt) {
        String sender = mail.reversePath().getAddress();
        if (reports.isEmpty() || sender.isEmpty()) {
            return Future.succeededFuture(SentReports.NONE);
        }
        return holding.until("resolve-sender", () -> directory.resolve(sender)).compose(resolution -> {
            List<Target> targets = targets(sender, resolution);
            if (targets.isEmpty()) {
                LOG.atWarn()
                        .addKeyValue("queueId", mail.queueId())
                        .addKeyValue("status", resolution.getStatus())
                        .log("no report: the sender takes no mail");
                return Future.succeededFuture(SentReports.NONE);
            }
            return originals
                    .returned(mail)
                    .compose(returned -> write(mail, reports, targets, returned, plannedAtMs, attempt));
        });
    }

    private static List<Target> targets(String sender, Resolution resolution) {
        return switch (resolution.getStatus()) {
            case REMOTE -> List.of(Target.newBuilder().setRemoteAddress(sender).build());
            // A full mailbox is for delivery to find out, and to wait for.
            case LOCAL, OVER_QUOTA -> resolution.getTargetsList();
            case UNKNOWN_USER, DISABLED, STATUS_UNSPECIFIED, UNRECOGNIZED -> List.of();
        };
    }

    private Future<SentReports> write(
            Mail mail,
            List<Report> reports,
            List<Target> targets,
            ReportText.Returned returned,
            long plannedAtMs,
            TraceSpan attempt) {
        Map<Integer, QueueId> written = new HashMap<>();
        Future<Void> all = Future.succeededFuture();
        for (Report report : reports) {
            QueueId id = ReportId.of(mail.queueId(), report.action(), addresses(report), plannedAtMs);
            report.recipients().forEach(recipient -> written.put(recipient.index(), id));
            AcceptedMessage message =
                    compose(new ReportText(hostname, id, mail, report, returned, clock.millis()), targets);
            all = all.compose(before -> holding.until("report", () -> {
                        Failpoints.hit("delivery.report.before");
                        return log.accept(message, attempt.traceparent());
                    }))
                    .compose(done -> {
                        Failpoints.hit("delivery.report.after");
                        meters.reported(report.action().token());
                        LOG.atInfo()
                                .addKeyValue("queueId", mail.queueId())
                                .addKeyValue("reportQueueId", id.text())
                                .addKeyValue("action", report.action().token())
                                .log("reported to the sender");
                        return Future.succeededFuture();
                    });
        }
        return all.map(done -> new SentReports(written));
    }

    private static List<String> addresses(Report report) {
        return report.recipients().stream().map(RecipientOutcome::address).toList();
    }

    private AcceptedMessage compose(ReportText text, List<Target> targets) {
        ByteString body = text.encode();
        ByteString trace = ByteString.copyFrom(
                "Received: by " + hostname + " (Postrider)\r\n\tid " + text.id().text() + ";\r\n\t"
                        + ReportText.date(text.nowMs()) + "\r\n",
                StandardCharsets.US_ASCII);
        return AcceptedMessage.newBuilder()
                .setQueueId(text.id().text())
                .setAcceptedAtMs(text.nowMs())
                .setReversePath(ReversePath.newBuilder()
                        .setSmtputf8(text.needsSmtpUtf8())
                        .setBodyType(text.is8Bit() ? BodyType.BODY_8BITMIME : BodyType.BODY_7BIT))
                .addRecipients(Recipient.newBuilder()
                        .setAddress(text.original().reversePath().getAddress())
                        .addNotify(DsnNotify.NOTIFY_NEVER)
                        .addAllTargets(targets))
                .setContent(Content.newBuilder()
                        .setTraceHeader(trace)
                        .setInline(body)
                        .setSha256(sha256(body))
                        .setSizeOctets(body.size()))
                .setSession(SessionFacts.newBuilder().setListener("delivery-worker"))
                .build();
    }

    private static ByteString sha256(ByteString octets) {
        MessageDigest digest = ReportId.sha256();
        octets.asReadOnlyByteBufferList().forEach(digest::update);
        return UnsafeByteOperations.unsafeWrap(digest.digest());
    }
}
