package dev.postrider.deploy.cli;

import java.net.URI;
import java.util.Optional;

/** The services that have an admin API, and where each is looked for. */
enum AdminService {
    ACCOUNTS("mailbox-service", "POSTRIDER_ADMIN_URL", "http://127.0.0.1:9620"),
    QUEUE("delivery-worker", "POSTRIDER_QUEUE_URL", "http://127.0.0.1:9630");

    private final String service;
    private final String variable;
    private final String onThisMachine;

    AdminService(String service, String variable, String onThisMachine) {
        this.service = service;
        this.variable = variable;
        this.onThisMachine = onThisMachine;
    }

    String service() {
        return service;
    }

    /** Where {@code postrider up} has it. */
    String onThisMachine() {
        return onThisMachine;
    }

    URI defaultUrl() {
        String url = Optional.ofNullable(System.getenv(variable)).orElse(onThisMachine);
        try {
            return URI.create(url);
        } catch (IllegalArgumentException notAUrl) {
            throw new CommandFailure(CommandFailure.USAGE, variable + " wants a URL such as " + onThisMachine);
        }
    }
}
