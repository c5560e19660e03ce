package dev.postrider.delivery.dsn;

import com.google.protobuf.ByteString;
import dev.postrider.blobs.BlobNotFoundException;
import dev.postrider.blobs.BlobStore;
import dev.postrider.contracts.Content;
import dev.postrider.contracts.DsnReturn;
import dev.postrider.delivery.hold.Holding;
import dev.postrider.delivery.outcome.Mail;
import dev.postrider.servicekit.failpoint.Failpoints;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads back what a report returns of the original message: the header, or the whole if the sender asked for it (RET=FULL) and it is small. Large
 * bodies never come back: who sent one knows it, and backscatter should be small.
 */
public final class Originals {
    private static final int MAX_HEADER_OCTETS = 64 << 10;

    private final BlobStore blobs;
    private final Holding holding;
    private final int maxFullOctets;

    /**
     * @param maxFullOctets of a body that RET=FULL returns
     */
    public Originals(BlobStore blobs, Holding holding, int maxFullOctets) {
        this.blobs = blobs;
        this.holding = holding;
        this.maxFullOctets = maxFullOctets;
    }

    /** A body that is gone is returned as nothing; the report matters more. */
    Future<ReportText.Returned> returned(Mail mail) {
        Content content = mail.content();
        boolean full =
                mail.reversePath().getDsnReturn() == DsnReturn.RETURN_FULL && content.getSizeOctets() <= maxFullOctets;
        return body(content, full ? maxFullOctets : MAX_HEADER_OCTETS).map(body -> {
            ByteString octets = content.getTraceHeader().concat(body);
            return full ? new ReportText.Returned(octets, true) : new ReportText.Returned(headerOf(octets), false);
        });
    }

    private Future<ByteString> body(Content content, int maxOctets) {
        return switch (content.getBodyCase()) {
            case INLINE -> Future.succeededFuture(content.getInline());
            case BODY_NOT_SET -> Future.succeededFuture(ByteString.EMPTY);
            case BLOB_KEY ->
                holding.until("read-original", () -> {
                    Failpoints.hit("delivery.report.read-original");
                    return read(content.getBlobKey(), maxOctets);
                });
        };
    }

    private Future<ByteString> read(String key, int maxOctets) {
        return blobs.read(key, 0, maxOctets)
                .compose(Originals::collect)
                .recover(failure -> failure instanceof BlobNotFoundException
                        ? Future.succeededFuture(ByteString.EMPTY)
                        : Future.failedFuture(failure));
    }

    private static Future<ByteString> collect(ReadStream<Buffer> stream) {
        Promise<ByteString> promise = Promise.promise();
        Buffer all = Buffer.buffer();
        stream.exceptionHandler(promise::tryFail);
        stream.endHandler(end -> promise.tryComplete(ByteString.copyFrom(all.getBytes())));
        stream.handler(all::appendBuffer);
        stream.resume();
        return promise.future();
    }

    /** Up to and with the last line end before the blank line; cut at a line end if it is too long. */
    private static ByteString headerOf(ByteString octets) {
        String text = octets.toString(StandardCharsets.ISO_8859_1);
        int blank = text.startsWith("\r\n") ? 0 : text.indexOf("\r\n\r\n") + 2;
        int end = blank >= 2 || text.startsWith("\r\n") ? blank : text.length();
        if (end > MAX_HEADER_OCTETS) {
            int cut = text.lastIndexOf("\r\n", MAX_HEADER_OCTETS);
            end = cut < 0 ? 0 : cut + 2;
        }
        return octets.substring(0, end);
    }
}
