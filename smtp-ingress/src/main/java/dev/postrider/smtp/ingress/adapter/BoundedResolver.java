package dev.postrider.smtp.ingress.adapter;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.TSIG;

/** Lets no answer pass that is larger than a limit, so that none reaches the cache, which counts entries and not octets. */
record BoundedResolver(Resolver inner, int maxOctets) implements Resolver {
    /** What an answer that is too large fails with. */
    static final class AnswerTooLargeException extends RuntimeException {
        AnswerTooLargeException(int octets) {
            super("an answer of " + octets + " octets", null, false, false);
        }
    }

    @Override
    public CompletionStage<Message> sendAsync(Message query) {
        return inner.sendAsync(query).thenApply(this::checked);
    }

    @Override
    public CompletionStage<Message> sendAsync(Message query, Executor executor) {
        return inner.sendAsync(query, executor).thenApply(this::checked);
    }

    private Message checked(Message answer) {
        if (answer.numBytes() > maxOctets) {
            throw new AnswerTooLargeException(answer.numBytes());
        }
        return answer;
    }

    @Override
    public void setPort(int port) {
        inner.setPort(port);
    }

    @Override
    public void setTCP(boolean always) {
        inner.setTCP(always);
    }

    @Override
    public void setIgnoreTruncation(boolean ignore) {
        inner.setIgnoreTruncation(ignore);
    }

    @Override
    public void setEDNS(int version, int payloadSize, int flags, List<EDNSOption> options) {
        inner.setEDNS(version, payloadSize, flags, options);
    }

    @Override
    public void setTSIGKey(TSIG key) {
        inner.setTSIGKey(key);
    }

    @Override
    public void setTimeout(Duration timeout) {
        inner.setTimeout(timeout);
    }

    @Override
    public Duration getTimeout() {
        return inner.getTimeout();
    }
}
