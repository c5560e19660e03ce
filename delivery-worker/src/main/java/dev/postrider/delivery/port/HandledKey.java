package dev.postrider.delivery.port;

/** Names an outbound record by what it says: a copy of the record has the same key. */
public record HandledKey(String queueId, String destination) {}
