package dev.postrider.servicekit.grpc;

/** Limits that both sides of every call agree on. */
final class GrpcLimits {
    /** Octets of one message; larger things are streamed in chunks. */
    static final int MAX_MESSAGE_OCTETS = 16 << 20;

    /** HTTP/2 flow control per stream and per connection: enough that a batch of bodies needs no round trip for credit. */
    static final int STREAM_WINDOW_OCTETS = 4 << 20;

    static final int CONNECTION_WINDOW_OCTETS = 16 << 20;

    /** The same where streams are paused for long: thousands of them fit. */
    static final int SLOW_STREAM_WINDOW_OCTETS = 128 << 10;

    static final int SLOW_CONNECTION_WINDOW_OCTETS = 1 << 30;

    static final int MAX_CONCURRENT_STREAMS = 10_000;

    private GrpcLimits() {}
}
