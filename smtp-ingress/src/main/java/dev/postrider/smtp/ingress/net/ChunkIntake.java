package dev.postrider.smtp.ingress.net;

import dev.postrider.smtp.BdatCommand;
import dev.postrider.smtp.CommandFramer;
import dev.postrider.smtp.OctetSink;

/** Cuts a chunk of BDAT out of what the client sends: its size alone says where it ends. */
final class ChunkIntake {
    private long leftOctets;

    void begin(BdatCommand chunk) {
        leftOctets = chunk.octets();
    }

    /** Takes what is there, and no octet behind the chunk; true once all of it was taken. */
    boolean take(CommandFramer framer, OctetSink sink) {
        if (leftOctets > 0) {
            framer.takeRemaining((octets, from, to) -> {
                int end = (int) Math.min(to, from + leftOctets);
                leftOctets -= end - from;
                sink.accept(octets, from, end);
                if (end < to) {
                    framer.offer(octets, end, to);
                }
            });
        }
        return leftOctets == 0;
    }
}
