package dev.postrider.servicekit.kafka;

import dev.postrider.contracts.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A topic that this version needs.
 *
 * @param retention how long records are kept; empty: for ever
 * @param irreplaceable whether a record must survive a power cut: where there is one replica only, the broker then flushes each append
 */
public record TopicSpec(String name, Optional<Duration> retention, boolean irreplaceable) {
    /** All topics of {@link Topics}. */
    public static final List<TopicSpec> ALL = List.of(
            // Far longer than any backlog that an operator would let stand: a record that is gone before it was read is
            // lost mail.
            new TopicSpec(Topics.ACCEPTED, Optional.of(Duration.ofDays(14)), true),
            new TopicSpec(Topics.OUTBOUND, Optional.of(Duration.ofDays(14)), true),
            new TopicSpec(Topics.EVENTS, Optional.of(Duration.ofDays(30)), false),
            new TopicSpec(Topics.MAILBOX_CHANGES, Optional.of(Duration.ofHours(6)), false),
            new TopicSpec(Topics.DEAD_LETTER, Optional.empty(), true));
}
