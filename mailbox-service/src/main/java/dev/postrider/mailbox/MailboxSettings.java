package dev.postrider.mailbox;

import dev.postrider.mailbox.adapter.MailboxModule;
import dev.postrider.servicekit.config.Settings;
import java.time.Duration;

/** The section {@code mailbox-service}, less its parts {@code directory} and {@code admin}. */
record MailboxSettings(
        String grpcHost,
        int grpcPort,
        int eventLoops,
        int deliveryTransactions,
        long deliveryWaitingOctets,
        long appendLimitOctets,
        Duration statementTimeout,
        Duration searchTimeout,
        Duration tombstonesFor,
        Duration deliveredFor,
        Duration pruneEvery,
        int directoryConnections,
        Duration drain) {
    /** Notes mistakes in {@code settings}; use the result after {@code check()}. */
    static MailboxSettings from(Settings settings) {
        return new MailboxSettings(
                settings.string("grpc.host"),
                settings.port("grpc.port"),
                settings.integer("grpc.event-loops", 0, 64),
                settings.integer("delivery.transactions", 1, 64),
                settings.bytes("delivery.waiting"),
                settings.bytes("append-limit"),
                settings.duration("statement-timeout"),
                settings.duration("search-timeout"),
                settings.duration("prune.tombstones-after"),
                settings.duration("prune.delivered-after"),
                settings.duration("prune.every"),
                settings.integer("directory-connections", 1, 64),
                settings.duration("drain"));
    }

    MailboxModule.Options module() {
        return new MailboxModule.Options(
                deliveryTransactions,
                deliveryWaitingOctets,
                appendLimitOctets,
                searchTimeout,
                tombstonesFor,
                deliveredFor,
                pruneEvery);
    }

    /** Event loops of the gRPC server. */
    int loops() {
        return eventLoops > 0 ? eventLoops : Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4);
    }
}
