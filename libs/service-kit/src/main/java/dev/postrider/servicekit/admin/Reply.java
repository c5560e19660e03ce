package dev.postrider.servicekit.admin;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** A good answer. */
public record Reply(int status, Optional<JsonObject> body) {
    public static Reply ok(JsonObject body) {
        return new Reply(200, Optional.of(body));
    }

    public static Reply put(boolean created, JsonObject body) {
        return new Reply(created ? 201 : 200, Optional.of(body));
    }

    public static Reply noContent() {
        return new Reply(204, Optional.empty());
    }
}
