package dev.postrider.mailbox.admin.net;

import dev.postrider.mailbox.admin.port.Verification;
import dev.postrider.servicekit.admin.AdminRequest;
import dev.postrider.servicekit.admin.AdminRoute;
import dev.postrider.servicekit.admin.Problem;
import dev.postrider.servicekit.admin.Reply;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** {@code /verify}: a POST, because it costs; one at a time. */
final class VerifyRoutes {
    private final Verification verification;
    private final AtomicBoolean running = new AtomicBoolean();

    VerifyRoutes(Verification verification) {
        this.verification = verification;
    }

    List<AdminRoute> routes() {
        return List.of(AdminRoute.change(HttpMethod.POST, "/verify", this::verify));
    }

    private Future<Reply> verify(AdminRequest request) {
        request.fields().check();
        if (!running.compareAndSet(false, true)) {
            throw new Problem(Problem.Kind.CONFLICT, "A verification is under way. Wait for it to end.").asException();
        }
        return verification.verify().onComplete(ended -> running.set(false)).map(report -> {
            JsonArray breaches = new JsonArray();
            report.breaches()
                    .forEach(breach -> breaches.add(new JsonObject()
                            .put("promise", breach.promise())
                            .put("accountId", breach.accountId())
                            .put("detail", breach.detail())));
            return Reply.ok(new JsonObject()
                    .put("ok", report.breachCount() == 0)
                    .put("accounts", report.accounts())
                    .put("messages", report.messages())
                    .put("breachCount", report.breachCount())
                    .put("breaches", breaches));
        });
    }
}
