package dev.postrider.smtp.ingress.policy;

import dev.postrider.mail.header.HeaderBlock;
import dev.postrider.mail.header.HeaderField;
import java.util.List;
import java.util.function.Predicate;

/** Takes fields out of a header where it stands. */
public final class HeaderGaps {
    private HeaderGaps() {}

    /**
     * Closes the gaps in {@code octets[0, length)}, which holds a header and perhaps what follows it.
     *
     * @param header of these octets
     * @param goes asked once for each field, in their order
     * @return the new length
     */
    public static int close(byte[] octets, int length, HeaderBlock header, Predicate<HeaderField> goes) {
        // All are asked before anything moves: a field knows its octets by their place.
        List<HeaderField> gone = header.fields().stream().filter(goes).toList();
        int kept = 0;
        int copiedTo = 0;
        for (HeaderField field : gone) {
            System.arraycopy(octets, copiedTo, octets, kept, field.offset() - copiedTo);
            kept += field.offset() - copiedTo;
            copiedTo = field.offset() + field.length();
        }
        System.arraycopy(octets, copiedTo, octets, kept, length - copiedTo);
        return kept + length - copiedTo;
    }
}
