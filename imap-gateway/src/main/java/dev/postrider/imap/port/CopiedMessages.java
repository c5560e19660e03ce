package dev.postrider.imap.port;

import java.util.List;

/**
 * What was copied or moved.
 *
 * @param uidValidity of the destination
 * @param destination UIDs in the order of {@code source}, which ascends
 */
public record CopiedMessages(long uidValidity, List<Long> source, List<Long> destination) {
    public CopiedMessages {
        source = List.copyOf(source);
        destination = List.copyOf(destination);
    }
}
