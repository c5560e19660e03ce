package dev.postrider.mailbox.message;

import dev.postrider.contracts.MessageStructures;
import dev.postrider.mail.mime.MimeLimits;
import dev.postrider.mail.mime.MimeParser;
import dev.postrider.mail.mime.MimePart;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Takes the octets of one message as they come and tells what to store. It keeps the first {@link #KEEP_OCTETS} of a message
 * that goes to the blob store, so that its header is always at hand. Not thread-safe; for one message.
 */
public final class MessageIntake {
    /** How much of a message with a blob is kept beside it: as much header as {@link MimeLimits#DEFAULT} looks at. */
    public static final int KEEP_OCTETS = 128 * 1024;

    private final MimeParser parser = new MimeParser(MimeLimits.DEFAULT);
    private final Optional<MessageDigest> digest;
    private final byte[] kept;
    private final int prefixOctets;
    private int keptOctets;
    private long sizeOctets;

    private MessageIntake(byte[] prefix, int keepOctets, boolean hash) {
        this.kept = new byte[keepOctets];
        this.digest = hash ? Optional.of(sha256()) : Optional.empty();
        this.prefixOctets = prefix.length;
        take(prefix, 0, prefix.length);
    }

    /**
     * For a body that lies in a blob, or goes there.
     *
     * @param hash whether to compute the SHA-256; else it must be given to {@link #finish}
     */
    public static MessageIntake streamed(byte[] prefix, boolean hash) {
        return new MessageIntake(prefix, KEEP_OCTETS + prefix.length, hash);
    }

    /**
     * A message that is in memory.
     *
     * @param content prefix and body
     * @param sha256 of the body
     */
    public static IncomingMessage inMemory(byte[] content, int prefixOctets, byte[] sha256) {
        MimePart root = MimeParser.parse(content);
        return message(root, content, content.length, prefixOctets, Optional.empty(), sha256);
    }

    /** The lines in front of a delivered message: where it says that it came from, RFC 5321 s4.4, then the trace header. */
    public static byte[] prefix(String reversePath, byte[] traceHeader) {
        byte[] returnPath = ("Return-Path: <" + reversePath + ">\r\n").getBytes(StandardCharsets.UTF_8);
        byte[] prefix = Arrays.copyOf(returnPath, returnPath.length + traceHeader.length);
        System.arraycopy(traceHeader, 0, prefix, returnPath.length, traceHeader.length);
        return prefix;
    }

    /** SHA-256 of octets that are in memory. */
    public static byte[] sha256(byte[] octets, int offset, int length) {
        MessageDigest digest = sha256();
        digest.update(octets, offset, length);
        return digest.digest();
    }

    /** The next octets of the body. */
    public void accept(byte[] octets, int offset, int length) {
        digest.ifPresent(sum -> sum.update(octets, offset, length));
        take(octets, offset, length);
    }

    /** Octets of the body so far. */
    public long bodyOctets() {
        return sizeOctets - prefixOctets;
    }

    /** The body is complete, and lies in a blob. */
    public IncomingMessage finish(String blobKey, byte[] knownSha256) {
        byte[] content = Arrays.copyOf(kept, keptOctets);
        byte[] sum = digest.map(MessageDigest::digest).orElse(knownSha256);
        return message(parser.finish(), content, sizeOctets, prefixOctets, Optional.of(blobKey), sum);
    }

    private void take(byte[] octets, int offset, int length) {
        int keep = Math.min(length, kept.length - keptOctets);
        System.arraycopy(octets, offset, kept, keptOctets, keep);
        keptOctets += keep;
        sizeOctets += length;
        parser.accept(octets, offset, length);
    }

    private static IncomingMessage message(
            MimePart root, byte[] content, long sizeOctets, int prefixOctets, Optional<String> blobKey, byte[] sha256) {
        int headerOctets = (int) Math.min(root.bodyOffset(), Integer.MAX_VALUE);
        int known = Math.min(headerOctets, content.length);
        return new IncomingMessage(
                sizeOctets,
                prefixOctets,
                headerOctets,
                content,
                blobKey,
                sha256,
                MessageStructures.toProto(root).toByteArray(),
                SearchFields.of(content, 0, known, known == headerOctets));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("Every Java platform has SHA-256", absent);
        }
    }
}
