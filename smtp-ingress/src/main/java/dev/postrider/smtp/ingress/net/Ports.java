package dev.postrider.smtp.ingress.net;

import dev.postrider.servicekit.trace.Tracing;
import dev.postrider.smtp.ingress.port.BlobSink;
import dev.postrider.smtp.ingress.port.Directory;
import dev.postrider.smtp.ingress.port.MessageLog;
import dev.postrider.smtp.ingress.port.MessagePolicy;

/** The outside, as connections use it. */
public record Ports(Directory directory, MessageLog messages, BlobSink blobs, MessagePolicy policy, Tracing tracing) {
    /** Without traces. */
    public Ports(Directory directory, MessageLog messages, BlobSink blobs, MessagePolicy policy) {
        this(directory, messages, blobs, policy, Tracing.OFF);
    }
}
