package dev.postrider.smtp.ingress.policy.pipeline;

import dev.postrider.mail.header.HeaderBlock;
import dev.postrider.mail.header.HeaderField;
import dev.postrider.smtp.ingress.policy.HeaderGaps;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a filter wants changed in a header.
 *
 * @param added whole fields, each ended by CRLF, to stand in front
 * @param removed fields of the message to be taken out
 */
public record HeaderChange(List<String> added, List<Removal> removed) {
    /** Nothing. */
    public static final HeaderChange NONE = new HeaderChange(List.of(), List.of());

    /**
     * A field to be taken out.
     *
     * @param occurrence from 1 for the first, from -1 for the last; 0: all of this name
     */
    public record Removal(String name, int occurrence) {}

    /** Copies the lists. */
    public HeaderChange {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
    }

    /**
     * Takes fields out of {@code octets[0, length)}, which holds a message.
     *
     * @return its new length
     */
    public static int remove(List<Removal> removed, byte[] octets, int length) {
        HeaderBlock header = HeaderBlock.parse(octets, 0, length);
        Set<Integer> offsets = new HashSet<>();
        for (Removal removal : removed) {
            List<HeaderField> named = header.all(removal.name());
            int at = removal.occurrence();
            if (at == 0) {
                named.forEach(field -> offsets.add(field.offset()));
            } else if (Math.abs((long) at) <= named.size()) {
                offsets.add(named.get(at > 0 ? at - 1 : named.size() + at).offset());
            }
        }
        return HeaderGaps.close(octets, length, header, field -> offsets.contains(field.offset()));
    }

    /** Both, this one's first. */
    public HeaderChange and(HeaderChange other) {
        if (equals(NONE)) {
            return other;
        }
        if (other.equals(NONE)) {
            return this;
        }
        List<String> fields = new ArrayList<>(added);
        fields.addAll(other.added);
        List<Removal> removals = new ArrayList<>(removed);
        removals.addAll(other.removed);
        return new HeaderChange(fields, removals);
    }
}
