package dev.postrider.delivery.session;

import dev.postrider.contracts.BodyType;
import dev.postrider.delivery.policy.Disposition;
import dev.postrider.delivery.policy.Reason;
import dev.postrider.delivery.policy.Verdict;
import dev.postrider.mail.EnhancedStatusCode;
import dev.postrider.smtp.Reply;
import dev.postrider.smtp.client.Capabilities;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The part of a session from MAIL to the reply to the final dot.
 *
 * <p>Commands are numbered: 0 is MAIL, 1 to n the RCPTs, n + 1 is DATA. With PIPELINING all are sent at once, without it the next is sent when the last is
 * answered; either way a reply belongs to the command of its number.
 */
final class Envelopes {
    private final String remote;

    Envelopes(String remote) {
        this.remote = remote;
    }

    Step begin(Capabilities capabilities, Transaction transaction) {
        int count = transaction.recipients().size();
        if (capabilities.sizeLimitOctets().isPresent()
                && transaction.sizeOctets() > capabilities.sizeLimitOctets().getAsLong()) {
            String why = "SIZE " + capabilities.sizeLimitOctets().getAsLong() + " is less than "
                    + transaction.sizeOctets() + " octets";
            return refusedUnasked(capabilities, Collections.nCopies(count, Verdict.of(Reason.TOO_BIG, remote, why)));
        }
        if (transaction.bodyType() == BodyType.BODY_BINARYMIME) {
            // RFC 3030 s3: never by DATA, where its bare line ends would be somebody's end of data.
            String why = "a BINARYMIME body, and BDAT is not spoken here";
            return refusedUnasked(
                    capabilities, Collections.nCopies(count, Verdict.of(Reason.CONVERSION_NEEDED, remote, why)));
        }
        Verdict utf8Needed = Verdict.of(Reason.UTF8_NEEDED, remote, "SMTPUTF8 is not offered");
        if (transaction.needsSmtpUtf8() && !capabilities.smtpUtf8()) {
            return refusedUnasked(capabilities, Collections.nCopies(count, utf8Needed));
        }
        List<Optional<Verdict>> verdicts = transaction.recipients().stream()
                .map(recipient -> capabilities.smtpUtf8() || recipient.isAscii()
                        ? Optional.<Verdict>empty()
                        : Optional.of(utf8Needed))
                .toList();
        List<Integer> live = IntStream.range(0, count)
                .filter(i -> verdicts.get(i).isEmpty())
                .boxed()
                .toList();
        if (live.isEmpty()) {
            return refusedUnasked(capabilities, Collections.nCopies(count, utf8Needed));
        }
        RelayState.Envelope envelope =
                new RelayState.Envelope(capabilities, transaction, live, 0, Optional.empty(), verdicts);
        return Step.to(envelope, new RelayAction.Send(opening(envelope)), new RelayAction.Expect(Phase.MAIL));
    }

    /** The server need not be asked: it would refuse. The session stays as it is. */
    private static Step refusedUnasked(Capabilities capabilities, List<Verdict> verdicts) {
        return Step.to(
                new RelayState.Idle(capabilities),
                new RelayAction.Finish(new TransactionResult(verdicts, false, false, false)),
                new RelayAction.Expect(Phase.IDLE),
                new RelayAction.BecomeReady());
    }

    private static String opening(RelayState.Envelope envelope) {
        if (!envelope.capabilities().pipelining()) {
            return command(envelope, 0);
        }
        StringBuilder group = new StringBuilder();
        for (int i = 0; i <= envelope.live().size() + 1; i++) {
            group.append(command(envelope, i));
        }
        return group.toString();
    }

    private static String command(RelayState.Envelope envelope, int number) {
        if (number == 0) {
            return EnvelopeCommands.mail(envelope.transaction(), envelope.capabilities());
        }
        if (number <= envelope.live().size()) {
            int index = envelope.live().get(number - 1);
            return EnvelopeCommands.rcpt(envelope.transaction().recipients().get(index), envelope.capabilities());
        }
        return "DATA\r\n";
    }

    Step onReply(RelayState.Envelope envelope, Reply reply) {
        if (reply.code() == 421) {
            return closing(envelope, reply);
        }
        int number = envelope.answered();
        if (number == 0) {
            return reply.isCompletion()
                    ? advance(answered(envelope, envelope.mailRefused(), envelope.verdicts()))
                    : advance(answered(envelope, Optional.of(verdict(reply)), envelope.verdicts()));
        }
        if (number <= envelope.live().size()) {
            List<Optional<Verdict>> verdicts = new ArrayList<>(envelope.verdicts());
            if (!reply.isCompletion()) {
                verdicts.set(envelope.live().get(number - 1), Optional.of(verdict(reply)));
            }
            return advance(answered(envelope, envelope.mailRefused(), verdicts));
        }
        return onData(envelope, reply);
    }

    private static RelayState.Envelope answered(
            RelayState.Envelope envelope, Optional<Verdict> mailRefused, List<Optional<Verdict>> verdicts) {
        return new RelayState.Envelope(
                envelope.capabilities(),
                envelope.transaction(),
                envelope.live(),
                envelope.answered() + 1,
                mailRefused,
                verdicts);
    }

    private Step advance(RelayState.Envelope envelope) {
        int next = envelope.answered();
        boolean dataIsNext = next == envelope.live().size() + 1;
        Phase phase = dataIsNext ? Phase.DATA : Phase.RCPT;
        if (envelope.capabilities().pipelining()) {
            return Step.to(envelope, new RelayAction.Expect(phase));
        }
        if (envelope.mailRefused().isPresent() || (dataIsNext && nobodyTakesIt(envelope))) {
            return reset(envelope, finalVerdicts(envelope, Verdict.of(Reason.REFUSED_FOR_NOW, remote, "")));
        }
        return Step.to(envelope, new RelayAction.Send(command(envelope, next)), new RelayAction.Expect(phase));
    }

    private Step onData(RelayState.Envelope envelope, Reply reply) {
        boolean wanted = !nobodyTakesIt(envelope);
        if (reply.code() != 354) {
            return reset(envelope, finalVerdicts(envelope, verdict(reply)));
        }
        if (wanted) {
            return Step.to(
                    new RelayState.SendingBody(envelope),
                    new RelayAction.Expect(Phase.BODY),
                    new RelayAction.StreamBody());
        }
        return Step.to(
                new RelayState.AwaitingNothing(envelope.capabilities()),
                new RelayAction.Send(".\r\n"),
                finish(envelope, finalVerdicts(envelope, verdict(reply))),
                new RelayAction.Expect(Phase.FINAL));
    }

    Step onFinal(RelayState.Envelope envelope, Reply reply) {
        Verdict verdict = reply.isCompletion() ? relayed(envelope, reply) : verdict(reply);
        RelayAction finish = finish(envelope, finalVerdicts(envelope, verdict));
        return reply.code() == 421
                ? Step.to(new RelayState.Closed(), finish, new RelayAction.Close())
                : Step.to(
                        new RelayState.Idle(envelope.capabilities()),
                        finish,
                        new RelayAction.Expect(Phase.IDLE),
                        new RelayAction.BecomeReady());
    }

    /** A reply before the final dot: the server has had enough. It cannot be a success, and the connection is out of step. */
    Step refusedWhileSending(RelayState.Envelope envelope, Reply reply) {
        return reply.isTransient() || reply.isPermanent()
                ? close(envelope, finalVerdicts(envelope, verdict(reply)))
                : broken(envelope, Reason.PROTOCOL_ERROR, "a reply before the end of the message: " + reply, true);
    }

    Step bodyFailed(RelayState.Envelope envelope, String why, boolean missing) {
        Reason reason = missing ? Reason.BODY_MISSING : Reason.BODY_UNREADABLE;
        return close(envelope, finalVerdicts(envelope, Verdict.of(reason, "", why)));
    }

    Step broken(RelayState.Envelope envelope, Reason reason, String why, boolean elsewhere) {
        List<Verdict> verdicts = finalVerdicts(envelope, Verdict.of(reason, remote, why));
        return Step.to(
                new RelayState.Closed(),
                new RelayAction.Finish(new TransactionResult(verdicts, true, elsewhere, unannounced8Bit(envelope))),
                new RelayAction.Close());
    }

    /** 421: the server goes away. What it has refused stays refused, the rest is for later. */
    private Step closing(RelayState.Envelope envelope, Reply reply) {
        return close(envelope, finalVerdicts(envelope, verdict(reply)));
    }

    private static Step close(RelayState.Envelope envelope, List<Verdict> verdicts) {
        return Step.to(new RelayState.Closed(), finish(envelope, verdicts), new RelayAction.Close());
    }

    private static Step reset(RelayState.Envelope envelope, List<Verdict> verdicts) {
        return Step.to(
                new RelayState.Resetting(envelope.capabilities()),
                finish(envelope, verdicts),
                new RelayAction.Send("RSET\r\n"),
                new RelayAction.Expect(Phase.RESET));
    }

    private static RelayAction finish(RelayState.Envelope envelope, List<Verdict> verdicts) {
        return new RelayAction.Finish(new TransactionResult(verdicts, false, false, unannounced8Bit(envelope)));
    }

    private static boolean nobodyTakesIt(RelayState.Envelope envelope) {
        return envelope.mailRefused().isPresent()
                || envelope.verdicts().stream().allMatch(Optional::isPresent);
    }

    /** What was refused one by one, then what MAIL said, then {@code rest} for all others. */
    private static List<Verdict> finalVerdicts(RelayState.Envelope envelope, Verdict rest) {
        Verdict others = envelope.mailRefused().orElse(rest);
        List<Verdict> verdicts = new ArrayList<>(envelope.verdicts().size());
        for (int i = 0; i < envelope.verdicts().size(); i++) {
            boolean asked = envelope.live().contains(i);
            Optional<Verdict> own = envelope.verdicts().get(i);
            // Behind a refused MAIL each RCPT is refused for being out of sequence, which says nothing of the
            // recipient.
            verdicts.add(asked && envelope.mailRefused().isPresent() ? others : own.orElse(others));
        }
        return verdicts;
    }

    private Verdict relayed(RelayState.Envelope envelope, Reply reply) {
        Reason reason = envelope.capabilities().dsn() ? Reason.RELAYED : Reason.RELAYED_BEYOND_DSN;
        return new Verdict(
                Disposition.SUCCEEDED, reason, reply.status().orElse(reason.status()), remote, reply.toString());
    }

    private Verdict verdict(Reply reply) {
        boolean permanent = reply.isPermanent();
        Reason reason = permanent ? Reason.REFUSED : Reason.REFUSED_FOR_NOW;
        int classDigit = permanent ? 5 : 4;
        EnhancedStatusCode status =
                reply.status().filter(known -> known.classDigit() == classDigit).orElse(reason.status());
        return new Verdict(reason.disposition(), reason, status, remote, reply.toString());
    }

    private static boolean unannounced8Bit(RelayState.Envelope envelope) {
        return EnvelopeCommands.is8Bit(envelope.transaction())
                && !envelope.capabilities().eightBitMime();
    }
}
