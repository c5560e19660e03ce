package dev.postrider.mailauth.dkim;

/**
 * Brings a body into canonical form while it passes by (RFC 6376 s3.4.3, s3.4.4). Chunks may end anywhere. Empty lines are counted,
 * not kept, because only what follows tells whether they are the body's end.
 */
sealed interface BodyCanonicalizer permits SimpleBody, RelaxedBody {
    /** Octets of the body from one index up to another. */
    void update(byte[] octets, int from, int to);

    /** No more comes. */
    void finish();

    /** Where canonical octets go. */
    interface Sink {
        void accept(byte[] octets, int from, int length);
    }

    static BodyCanonicalizer of(Canonicalization canonicalization, Sink sink) {
        return switch (canonicalization) {
            case SIMPLE -> new SimpleBody(sink);
            case RELAXED -> new RelaxedBody(sink);
        };
    }
}
