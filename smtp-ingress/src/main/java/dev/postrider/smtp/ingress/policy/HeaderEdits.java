package dev.postrider.smtp.ingress.policy;

import dev.postrider.mail.header.HeaderField;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The fields that are taken out of a header before it is stored. All else that a client sent stays octet by octet; size and
 * SHA-256 of a message are of what is stored.
 *
 * @param removed each in whole, however often it is there
 */
public record HeaderEdits(Set<Removable> removed) {
    /** Nothing is taken out. */
    public static final HeaderEdits NONE = new HeaderEdits(Set.of());

    /** What may have to go. */
    public enum Removable {
        /** Who got a blind copy is nobody's business (RFC 5322 s3.6.3, RFC 6409 s8). */
        BCC,
        /** The same of a message that was sent once more. */
        RESENT_BCC,
        /** Only final delivery writes it (RFC 5321 s4.4). */
        RETURN_PATH;

        private final String fieldName = name().toLowerCase(Locale.ROOT).replace('_', '-');

        /** In lower case. */
        public String fieldName() {
            return fieldName;
        }
    }

    /** Copies the set. */
    public HeaderEdits {
        removed = Set.copyOf(removed);
    }

    /** What a listener takes out. */
    public static HeaderEdits of(ListenerRules.Purpose purpose) {
        return switch (purpose) {
            case MX, LMTP -> new HeaderEdits(Set.of(Removable.RETURN_PATH));
            case SUBMISSION -> new HeaderEdits(Set.of(Removable.RETURN_PATH, Removable.BCC, Removable.RESENT_BCC));
        };
    }

    /** The names of fields that make it worth while to call {@link #apply}, in lower case. */
    public List<String> fieldNames() {
        return removed.stream().map(Removable::fieldName).toList();
    }

    /**
     * Takes them out of {@code octets[0, length)}, which holds one header.
     *
     * @return its new length
     */
    public int apply(byte[] octets, int length) {
        return HeaderGaps.close(octets, length, this::goes);
    }

    private boolean goes(HeaderField field) {
        for (Removable candidate : removed) {
            if (field.is(candidate.fieldName())) {
                return true;
            }
        }
        return false;
    }
}
