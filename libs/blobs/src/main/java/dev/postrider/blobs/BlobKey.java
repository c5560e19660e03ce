package dev.postrider.blobs;

/** The grammar of keys: nothing in it can climb out of a directory, hide in it, or need escaping in a URL. */
final class BlobKey {
    static final int MAX_LENGTH = 200;

    private BlobKey() {}

    /** What to fail with when {@link #isValid} is false. */
    static IllegalArgumentException invalid(String key) {
        // The text comes from callers, never from the network; still, bound what an exception repeats.
        return new IllegalArgumentException("not a blob key: " + key.substring(0, Math.min(key.length(), MAX_LENGTH)));
    }

    static boolean isValid(String key) {
        if (key.isEmpty() || key.length() > MAX_LENGTH) {
            return false;
        }
        boolean segmentStart = true;
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (c == '/') {
                if (segmentStart) {
                    return false;
                }
                segmentStart = true;
            } else if (isAlphaDigit(c)) {
                segmentStart = false;
            } else if (segmentStart || !(c == '.' || c == '_' || c == '-')) {
                return false;
            }
        }
        return !segmentStart;
    }

    private static boolean isAlphaDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
