package dev.postrider.servicekit.trace;

/**
 * Every attribute of Postrider's spans, by OpenTelemetry's semantic conventions where they have one. A queue id, never an address nor anything of a
 * message.
 */
public enum TraceKey {
    QUEUE_ID("postrider.queue_id"),
    SESSION_ID("postrider.session_id"),
    LISTENER("postrider.listener"),
    OUTCOME("postrider.outcome"),
    RECIPIENTS("postrider.recipients"),
    MESSAGES("postrider.messages"),
    ATTEMPT("postrider.attempt"),
    PROVIDER("postrider.provider"),
    COMMAND("postrider.imap.command"),
    DESTINATION_DOMAIN("postrider.destination_domain"),
    BODY_SIZE("messaging.message.body.size"),
    ERROR_TYPE("error.type"),
    MESSAGING_SYSTEM("messaging.system"),
    MESSAGING_OPERATION("messaging.operation.name"),
    MESSAGING_OPERATION_TYPE("messaging.operation.type"),
    MESSAGING_DESTINATION("messaging.destination.name"),
    RPC_SYSTEM("rpc.system"),
    RPC_SERVICE("rpc.service"),
    RPC_METHOD("rpc.method"),
    RPC_STATUS("rpc.grpc.status_code"),
    SERVER_ADDRESS("server.address"),
    SERVER_PORT("server.port");

    private final String key;

    TraceKey(String key) {
        this.key = key;
    }

    String key() {
        return key;
    }
}
