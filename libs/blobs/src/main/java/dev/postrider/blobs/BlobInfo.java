package dev.postrider.blobs;

import java.time.Instant;

/**
 * What a walk over the store tells about one blob.
 *
 * @param size octets
 * @param modified when it was committed, by the storage's clock
 */
public record BlobInfo(String key, long size, Instant modified) {}
