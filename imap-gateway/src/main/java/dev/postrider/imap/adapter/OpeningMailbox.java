package dev.postrider.imap.adapter;

import dev.postrider.contracts.OpenMailboxChunk;
import dev.postrider.imap.port.BackendException;
import dev.postrider.imap.port.FaultKind;
import dev.postrider.imap.port.OpenedMailbox;
import dev.postrider.imap.port.UidList;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Puts the chunks of OpenMailbox together: four octets a message, whatever its size. */
final class OpeningMailbox implements Flow.Subscriber<OpenMailboxChunk> {
    private final Promise<OpenedMailbox> promise = Promise.promise();
    private final UidList.Builder uids = new UidList.Builder();
    private Optional<OpenMailboxChunk> first = Optional.empty();
    private Flow.@Nullable Subscription chunks;

    Future<OpenedMailbox> opened() {
        return promise.future();
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        chunks = subscription;
        subscription.request(2);
    }

    @Override
    public void onNext(OpenMailboxChunk chunk) {
        if (first.isEmpty()) {
            first = Optional.of(chunk.toBuilder().clearUids().build());
        }
        for (int i = 0; i < chunk.getUidsCount(); i++) {
            uids.add(Integer.toUnsignedLong(chunk.getUids(i)));
        }
        Flow.Subscription stream = chunks;
        if (stream != null) {
            stream.request(1);
        }
    }

    @Override
    public void onError(Throwable cause) {
        promise.tryFail(Faults.of(cause));
    }

    @Override
    public void onComplete() {
        if (first.isEmpty()) {
            promise.tryFail(new BackendException(FaultKind.BROKEN, "a mailbox without its first chunk"));
            return;
        }
        OpenMailboxChunk chunk = first.get();
        promise.tryComplete(new OpenedMailbox(
                Conversions.mailbox(chunk.getInfo()),
                chunk.getKeywordsList(),
                Integer.toUnsignedLong(chunk.getFirstUnseenUid()),
                uids.build()));
    }
}
