package dev.postrider.mailbox.admin.net;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** A good answer. */
record Reply(int status, Optional<JsonObject> body) {
    static Reply ok(JsonObject body) {
        return new Reply(200, Optional.of(body));
    }

    static Reply put(boolean created, JsonObject body) {
        return new Reply(created ? 201 : 200, Optional.of(body));
    }

    static Reply noContent() {
        return new Reply(204, Optional.empty());
    }
}
