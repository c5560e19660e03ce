package dev.postrider.smtp.ingress.net;

import dev.postrider.blobs.BlobWriter;
import dev.postrider.mail.QueueId;
import dev.postrider.mail.header.HeaderBlock;
import dev.postrider.servicekit.net.listener.Permit;
import dev.postrider.smtp.BodyDecoder;
import dev.postrider.smtp.ChunkDecoder;
import dev.postrider.smtp.DataDecoder;
import dev.postrider.smtp.ingress.policy.BodyFacts;
import dev.postrider.smtp.ingress.policy.MailLoops;
import dev.postrider.smtp.ingress.policy.pipeline.HeaderChange;
import dev.postrider.smtp.ingress.port.BlobSink;
import dev.postrider.smtp.ingress.port.Inspection;
import dev.postrider.smtp.ingress.port.StoredBody;
import dev.postrider.smtp.ingress.session.HeaderScan;
import dev.postrider.smtp.ingress.session.SmtpAction.ReceiveBody;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one body: un-stuffs, counts, hashes and scans it, takes out of its header what is not to be stored, and keeps it in memory
 * up to the inline limit; beyond, it streams into the blob store. What is over the size limit or cannot be stored is only counted, so that the client still gets its one reply.
 */
final class BodyReceiver {
    private static final Logger log = LoggerFactory.getLogger(BodyReceiver.class);
    private static final byte[] NOTHING = new byte[0];
    private static final int SMALLEST = 4096;
    private static final int PART_OCTETS = 64 * 1024;

    private final QueueId queueId;
    private final ReceiveBody rules;
    private final BlobSink blobs;
    private final Flow flow;
    private final BodyMemory memory;
    private final String client;
    private final int firstOctets;
    private final MessageDigest sha256;
    private final BodyDecoder decoder;
    private final HeaderScan header;
    private final Optional<Inspection> inspection;

    private byte[] kept = NOTHING;
    private int keptOctets;
    private boolean headerKept;
    private int loopHops;
    private Optional<Future<StoredBody>> stored = Optional.empty();
    private long storedOctets;
    private Optional<Future<BlobWriter>> blob = Optional.empty();
    private Optional<BlobWriter> writer = Optional.empty();
    private Optional<Permit> blobPermit = Optional.empty();
    private long takenOctets;
    private boolean holding;
    private boolean discarding;
    private boolean failed;

    /** How the receiver slows its source down. */
    interface Flow {
        /** Bring no more for now. */
        void hold();

        /** Go on. */
        void release();
    }

    /**
     * For one body.
     *
     * @param client address, for its share of what there is for all
     * @param sha256 reset; used by nobody else until this body is finished
     * @param inspection is shown the octets as they come
     */
    BodyReceiver(
            QueueId queueId,
            ReceiveBody rules,
            BlobSink blobs,
            Flow flow,
            BodyMemory memory,
            String client,
            MessageDigest sha256,
            Optional<Inspection> inspection) {
        this.queueId = queueId;
        this.rules = rules;
        this.blobs = blobs;
        this.flow = flow;
        this.memory = memory;
        this.client = client;
        this.sha256 = sha256;
        this.inspection = inspection;
        this.header = new HeaderScan(rules.header().edits().fieldNames());
        this.decoder = rules.inChunks() ? new ChunkDecoder(this::take) : new DataDecoder(this::take);
        // An announcement saves growing; it is no promise, and a lie must not cost much.
        long announced = Math.min(rules.announcedOctets().orElse(0), rules.inlineOctets());
        this.firstOctets = (int) Math.max(SMALLEST, Math.min(announced, PART_OCTETS));
    }

    QueueId queueId() {
        return queueId;
    }

    /** Takes octets as they came. Returns the index behind the end of data, or -1. */
    int receive(byte[] in, int from, int to) {
        int behind = decoder.decode(in, from, to);
        if (behind >= 0) {
            ended();
        }
        return behind;
    }

    /** The last chunk has been received. */
    void endOfChunks() {
        if (decoder instanceof ChunkDecoder chunks) {
            chunks.end();
        }
        ended();
    }

    private void ended() {
        if (!headerKept && !discarding) {
            // All of it was header.
            keepHeader();
            spill(true);
        }
        // A writer that is committed while its queue is full need not tell any more when it has drained.
        letGo();
    }

    /** Who looks at it, if anybody does. */
    Optional<Inspection> inspection() {
        return inspection;
    }

    /** Un-stuffed octets so far. */
    long octets() {
        return decoder.octets();
    }

    /** What is known once the end of data was found. */
    BodyFacts facts() {
        return new BodyFacts(
                decoder.octets(),
                header.octets(),
                decoder.longestLineOctets(),
                header.receivedHops(),
                loopHops,
                decoder.sawBareLineEnd(),
                decoder.sawNul(),
                decoder.sawEightBit(),
                header.hasDate(),
                header.hasMessageId(),
                header.tlsNotRequired(),
                failed);
    }

    /** Makes the body durable where it is not to travel in the record. To be called at its end; again, it changes nothing. */
    Future<StoredBody> store() {
        if (stored.isEmpty()) {
            stored = Optional.of(newlyStored());
        }
        return stored.get();
    }

    /** As {@link #store}, less fields that a filter wants gone. What went to the blob store stays as it is. */
    Future<StoredBody> storeWithout(List<HeaderChange.Removal> removed) {
        return removed.isEmpty()
                ? store()
                : store().map(body -> switch (body) {
                    case StoredBody.InBlobStore inBlobStore -> inBlobStore;
                    case StoredBody.InMemory ignored -> {
                        keptOctets = HeaderChange.remove(removed, kept, keptOctets);
                        sha256.update(kept, 0, keptOctets);
                        yield new StoredBody.InMemory(
                                ByteBuffer.wrap(kept, 0, keptOctets), ByteBuffer.wrap(sha256.digest()));
                    }
                });
    }

    private Future<StoredBody> newlyStored() {
        ByteBuffer digest = ByteBuffer.wrap(sha256.digest());
        if (blob.isEmpty()) {
            return Future.succeededFuture(new StoredBody.InMemory(ByteBuffer.wrap(kept, 0, keptOctets), digest));
        }
        long octets = storedOctets;
        return blob.get()
                .compose(opened -> {
                    writePart(opened);
                    return opened.commit();
                })
                .map(v -> new StoredBody.InBlobStore(blobs.keyOf(queueId), octets, digest));
    }

    /** Forgets the body, and what of it is in the blob store. */
    void discard() {
        if (stored.isEmpty()) {
            stopKeeping();
        } else {
            stored.get().onSuccess(this::takeBack);
        }
        release();
    }

    private void takeBack(StoredBody body) {
        if (body instanceof StoredBody.InBlobStore) {
            blobs.remove(queueId)
                    .onFailure(cause -> log.atWarn()
                            .addKeyValue("queueId", queueId.text())
                            .addKeyValue("reason", String.valueOf(cause.getMessage()))
                            .log("refused body not removed; the sweep will"));
        }
    }

    /** Gives its memory back, once nobody needs the body any more. */
    void release() {
        memory.giveBack(takenOctets);
        takenOctets = 0;
        blobPermit.ifPresent(Permit::release);
        blobPermit = Optional.empty();
    }

    /** The blob store does not get on: no more of the body is kept. */
    void giveUpStoring() {
        fail(new TimeoutException("the blob store does not answer"));
    }

    private void take(byte[] in, int from, int to) {
        int bodyFrom = header.ended() ? from : header.accept(in, from, to);
        if (discarding) {
            return;
        }
        if (decoder.octets() > rules.maxOctets()) {
            stopKeeping();
            return;
        }
        if (bodyFrom > from) {
            takeHeader(in, from, bodyFrom);
        }
        if (bodyFrom < to && !discarding) {
            if (inspection.isPresent()) {
                inspection.get().body(in, bodyFrom, to);
            }
            sha256.update(in, bodyFrom, to - bodyFrom);
            storedOctets += to - bodyFrom;
            spill(append(in, bodyFrom, to));
        }
    }

    /** A header stays in memory until it is there in full: only then is it known what of it goes. */
    private void takeHeader(byte[] in, int from, int to) {
        boolean roomy = append(in, from, to);
        if (header.octets() > rules.header().maxOctets()) {
            stopKeeping();
        } else if (!roomy && keptOctets > PART_OCTETS) {
            fail(new IllegalStateException("no memory for a header of " + keptOctets + " octets"));
        } else if (header.ended()) {
            keepHeader();
            spill(roomy);
        }
    }

    private void keepHeader() {
        headerKept = true;
        if (inspection.isPresent()) {
            inspection.get().header(kept, keptOctets);
        }
        if (header.mayLoop(rules.header().loopHops())) {
            loopHops = MailLoops.count(
                    HeaderBlock.parse(kept, 0, keptOctets), rules.header().hostname());
        }
        if (header.sawWatched()) {
            keptOctets = rules.header().edits().apply(kept, keptOctets);
        }
        sha256.update(kept, 0, keptOctets);
        storedOctets = keptOctets;
    }

    /** On to the blob store, if it is too much for memory. */
    private void spill(boolean roomy) {
        if (blob.isEmpty() && (keptOctets > rules.inlineOctets() || !roomy)) {
            openBlob();
        }
        writer.ifPresent(open -> {
            if (keptOctets >= PART_OCTETS || !roomy) {
                writePart(open);
                holdWhileFull(open);
            }
        });
    }

    /** Keeps octets; false if that took more memory than there is for all. */
    private boolean append(byte[] in, int from, int to) {
        int more = to - from;
        boolean roomy = true;
        int needed = keptOctets + more;
        if (needed > kept.length) {
            int wanted = Math.max(needed, Math.max(firstOctets, kept.length * 2));
            int length = take(wanted) ? wanted : needed;
            roomy = length == wanted || take(needed);
            kept = Arrays.copyOf(kept, length);
        }
        System.arraycopy(in, from, kept, keptOctets, more);
        keptOctets += more;
        return roomy;
    }

    /** Has this body so much, or gets it? */
    private boolean take(int length) {
        long growth = length - takenOctets;
        if (growth <= 0) {
            return true;
        }
        boolean granted = memory.tryTake(growth, takenOctets);
        takenOctets += granted ? growth : 0;
        return granted;
    }

    private void openBlob() {
        blobPermit = memory.tryOpenBlob(client);
        if (blobPermit.isEmpty()) {
            fail(new IllegalStateException("too many bodies are being written to the blob store"));
            return;
        }
        hold();
        Future<BlobWriter> opening = blobs.create(queueId);
        blob = Optional.of(opening);
        opening.onComplete(result -> {
            if (result.failed()) {
                fail(result.cause());
            } else if (discarding) {
                abort(result.result());
            } else {
                BlobWriter open = result.result();
                writer = Optional.of(open);
                open.exceptionHandler(this::fail);
            }
            letGo();
        });
    }

    private void writePart(BlobWriter open) {
        if (keptOctets > 0) {
            open.write(Buffer.buffer(keptOctets).appendBytes(kept, 0, keptOctets))
                    .onFailure(this::fail);
            keptOctets = 0;
            if (kept.length > PART_OCTETS) {
                // From now on it is kept for one part at a time.
                kept = NOTHING;
                memory.giveBack(takenOctets);
                takenOctets = 0;
            }
        }
    }

    private void holdWhileFull(BlobWriter open) {
        if (open.writeQueueFull()) {
            hold();
            // Left in place: by the time it is called the body may be committed, and its writer takes no call any more.
            open.drainHandler(v -> letGo());
        }
    }

    private void hold() {
        holding = true;
        flow.hold();
    }

    /** Only what it holds itself: by then another body of the same session may be under way. */
    private void letGo() {
        if (holding) {
            holding = false;
            flow.release();
        }
    }

    private void fail(Throwable cause) {
        if (!failed) {
            failed = true;
            log.atWarn()
                    .addKeyValue("queueId", queueId.text())
                    .addKeyValue("reason", String.valueOf(cause.getMessage()))
                    .log("body not stored");
        }
        stopKeeping();
    }

    private void stopKeeping() {
        if (discarding) {
            return;
        }
        discarding = true;
        kept = NOTHING;
        memory.giveBack(takenOctets);
        takenOctets = 0;
        keptOctets = 0;
        writer.ifPresent(this::abort);
        // What was waited for, an open blob or a drained queue, does not matter any more.
        letGo();
    }

    private void abort(BlobWriter open) {
        open.abort()
                .onFailure(cause -> log.atWarn()
                        .addKeyValue("queueId", queueId.text())
                        .addKeyValue("reason", String.valueOf(cause.getMessage()))
                        .log("unfinished body not removed; the sweep will"));
    }
}
