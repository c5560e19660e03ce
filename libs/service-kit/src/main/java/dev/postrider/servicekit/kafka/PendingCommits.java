package dev.postrider.servicekit.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** What some partitions have to commit at one moment. */
record PendingCommits(Map<AssignedPartition, OffsetTracker.Commit> commits) {
    /** Only of those that completed something since their last acknowledged commit. */
    static PendingCommits of(Collection<AssignedPartition> partitions) {
        Map<AssignedPartition, OffsetTracker.Commit> commits = new HashMap<>();
        partitions.forEach(work -> work.pending().ifPresent(commit -> commits.put(work, commit)));
        return new PendingCommits(commits);
    }

    boolean isEmpty() {
        return commits.isEmpty();
    }

    Map<TopicPartition, OffsetAndMetadata> offsets() {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        commits.forEach((work, commit) ->
                offsets.put(work.partition(), new OffsetAndMetadata(commit.offset(), commit.metadata())));
        return offsets;
    }

    /** The brokers have them. */
    void acknowledged() {
        commits.forEach(AssignedPartition::acknowledged);
    }
}
