package dev.postrider.smtp.ingress.adapter;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.postrider.contracts.AcceptedMessage;
import dev.postrider.contracts.Content;
import dev.postrider.contracts.DeliverBy;
import dev.postrider.contracts.LifecycleEvent;
import dev.postrider.contracts.LocalTarget;
import dev.postrider.contracts.Recipient;
import dev.postrider.contracts.ReversePath;
import dev.postrider.contracts.SessionFacts;
import dev.postrider.smtp.BodyType;
import dev.postrider.smtp.DsnNotify;
import dev.postrider.smtp.DsnReturn;
import dev.postrider.smtp.MailCommand;
import dev.postrider.smtp.RcptCommand;
import dev.postrider.smtp.TransportRequests;
import dev.postrider.smtp.ingress.policy.SubmitterPolicy;
import dev.postrider.smtp.ingress.policy.Target;
import dev.postrider.smtp.ingress.port.StoredBody;
import dev.postrider.smtp.ingress.session.Login;
import dev.postrider.smtp.ingress.session.Mail;
import dev.postrider.smtp.ingress.session.Transaction;
import java.util.Optional;

/** Writes what the session knows as the records of {@code records.proto}. */
final class AcceptedRecords {
    private AcceptedRecords() {}

    static AcceptedMessage message(Mail mail, StoredBody body) {
        AcceptedMessage.Builder message = AcceptedMessage.newBuilder()
                .setQueueId(mail.queueId().text())
                .setAcceptedAtMs(mail.acceptedAtMs())
                .setReversePath(reversePath(mail))
                .setContent(content(mail, body))
                .setSession(session(mail))
                .setQuarantine(mail.quarantine())
                .setTlsNotRequired(mail.tlsNotRequired());
        for (Transaction.Recipient recipient : mail.transaction().recipients()) {
            message.addRecipients(recipient(recipient));
        }
        return message.build();
    }

    static LifecycleEvent accepted(Mail mail, StoredBody body) {
        LifecycleEvent.Builder event = LifecycleEvent.newBuilder()
                .setQueueId(mail.queueId().text())
                .setAtMs(mail.acceptedAtMs())
                .setKind(LifecycleEvent.Kind.ACCEPTED)
                .setSender(mail.transaction().mail().reversePath().text())
                .setSizeOctets(body.octets())
                .setSessionId(mail.session().peer().sessionId());
        if (mail.transaction().recipients().size() == 1) {
            event.setRecipient(mail.transaction()
                    .recipients()
                    .getFirst()
                    .command()
                    .forwardPath()
                    .text());
        }
        return event.build();
    }

    private static ReversePath reversePath(Mail mail) {
        MailCommand command = mail.transaction().mail();
        ReversePath.Builder out = ReversePath.newBuilder()
                .setAddress(command.reversePath().text())
                .setSmtputf8(command.smtputf8())
                .setBodyType(bodyType(mail.bodyType()))
                .setEnvid(command.envid().orElse(""))
                .setDsnReturn(dsnReturn(command.dsnReturn()))
                .setSubmitter(
                        SubmitterPolicy.trusted(command, mail.session().login().name())
                                .text());
        TransportRequests requests = command.requests();
        out.setRequireTls(requests.requireTls());
        requests.priority().ifPresent(out::setPriority);
        requests.deliverBy()
                .ifPresent(by -> out.setDeliverBy(DeliverBy.newBuilder()
                        .setByS(seconds(mail) + by.seconds())
                        .setReturnLate(by.then() == TransportRequests.LateMail.RETURN)
                        .setTrace(by.trace())));
        requests.release()
                .ifPresent(release -> out.setHoldUntilS(
                        switch (release) {
                            case TransportRequests.Release.HoldFor(int wait) -> seconds(mail) + wait;
                            case TransportRequests.Release.HoldUntil(long time) -> time;
                        }));
        return out.build();
    }

    private static long seconds(Mail mail) {
        return Math.floorDiv(mail.acceptedAtMs(), 1000L);
    }

    private static dev.postrider.contracts.BodyType bodyType(BodyType type) {
        return switch (type) {
            case SEVEN_BIT -> dev.postrider.contracts.BodyType.BODY_7BIT;
            case EIGHT_BIT_MIME -> dev.postrider.contracts.BodyType.BODY_8BITMIME;
            case BINARY_MIME -> dev.postrider.contracts.BodyType.BODY_BINARYMIME;
        };
    }

    private static dev.postrider.contracts.DsnReturn dsnReturn(Optional<DsnReturn> wanted) {
        return wanted.map(value -> switch (value) {
                    case FULL -> dev.postrider.contracts.DsnReturn.RETURN_FULL;
                    case HEADERS -> dev.postrider.contracts.DsnReturn.RETURN_HEADERS;
                })
                .orElse(dev.postrider.contracts.DsnReturn.RETURN_UNSPECIFIED);
    }

    private static Recipient recipient(Transaction.Recipient recipient) {
        RcptCommand command = recipient.command();
        Recipient.Builder out = Recipient.newBuilder()
                .setAddress(command.forwardPath().text())
                .setOrcpt(command.orcpt().orElse(""));
        for (DsnNotify notification : command.notifications()) {
            out.addNotify(
                    switch (notification) {
                        case NEVER -> dev.postrider.contracts.DsnNotify.NOTIFY_NEVER;
                        case SUCCESS -> dev.postrider.contracts.DsnNotify.NOTIFY_SUCCESS;
                        case FAILURE -> dev.postrider.contracts.DsnNotify.NOTIFY_FAILURE;
                        case DELAY -> dev.postrider.contracts.DsnNotify.NOTIFY_DELAY;
                    });
        }
        for (Target target : recipient.targets()) {
            out.addTargets(target(target));
        }
        return out.build();
    }

    private static dev.postrider.contracts.Target target(Target target) {
        dev.postrider.contracts.Target.Builder out = dev.postrider.contracts.Target.newBuilder();
        return switch (target) {
            case Target.Local(long accountId, String detail) ->
                out.setLocal(LocalTarget.newBuilder().setAccountId(accountId).setDetail(detail))
                        .build();
            case Target.Remote(String address) -> out.setRemoteAddress(address).build();
        };
    }

    private static Content content(Mail mail, StoredBody body) {
        Content.Builder content = Content.newBuilder()
                .setTraceHeader(ByteString.copyFromUtf8(mail.traceHeader()))
                .setSha256(UnsafeByteOperations.unsafeWrap(body.sha256()))
                .setSizeOctets(body.octets());
        return switch (body) {
            // Nobody writes to it any more: the one copy that is made is the record's serialisation.
            case StoredBody.InMemory(var octets, var ignored) ->
                content.setInline(UnsafeByteOperations.unsafeWrap(octets)).build();
            case StoredBody.InBlobStore(String key, long ignoredOctets, var ignored) ->
                content.setBlobKey(key).build();
        };
    }

    private static SessionFacts session(Mail mail) {
        dev.postrider.smtp.ingress.session.SessionFacts session = mail.session();
        SessionFacts.Builder out = SessionFacts.newBuilder()
                .setSessionId(session.peer().sessionId())
                .setListener(session.listener())
                .setClientIp(session.peer().address())
                .setHelo(session.clientName())
                .setProtocol(session.protocol())
                .setTls(session.encryption().description())
                .setTlsClientSubject(session.encryption().clientSubject().orElse(""));
        session.peer().introduction().ifPresent(introduction -> {
            out.setProxyIp(introduction.byAddress());
            introduction.name().ifPresent(out::setClientName);
        });
        if (session.login() instanceof Login.User(long accountId, String login)) {
            out.setAuthenticatedLogin(login).setAuthenticatedAccountId(accountId);
        }
        return out.build();
    }
}
