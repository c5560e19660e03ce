package dev.postrider.delivery.admin.net;

import dev.postrider.delivery.adapter.PgQueueDesk;
import dev.postrider.delivery.admin.ActionResult;
import dev.postrider.delivery.admin.QueueAction;
import dev.postrider.delivery.admin.QueueFilter;
import dev.postrider.delivery.admin.QueueOperations;
import dev.postrider.delivery.admin.QueueSummary;
import dev.postrider.delivery.admin.QueuedPart;
import dev.postrider.delivery.hold.DrainingException;
import dev.postrider.servicekit.admin.AdminRequest;
import dev.postrider.servicekit.admin.AdminRoute;
import dev.postrider.servicekit.admin.Page;
import dev.postrider.servicekit.admin.Problem;
import dev.postrider.servicekit.admin.Reply;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;

/** {@code /queue}. */
final class QueueRoutes {
    /** Rows of one message: one for its mailboxes, and one a destination. */
    private static final int MAX_PARTS = 1_000;

    private final PgQueueDesk desk;
    private final QueueOperations operations;

    QueueRoutes(PgQueueDesk desk, QueueOperations operations) {
        this.desk = desk;
        this.operations = operations;
    }

    List<AdminRoute> routes() {
        return List.of(
                AdminRoute.read("/queue", this::summary),
                AdminRoute.read("/queue/messages", this::list),
                AdminRoute.read("/queue/messages/:queueId", this::get),
                AdminRoute.change(HttpMethod.POST, "/queue/messages/:queueId/:action", this::actOnOne),
                AdminRoute.change(HttpMethod.POST, "/queue/:action", this::actOnMany));
    }

    private Future<Reply> summary(AdminRequest request) {
        QueueRequest queue = new QueueRequest(request, "limit");
        return desk.summary(queue.filter(), request.limit()).map(found -> Reply.ok(json(found)));
    }

    private Future<Reply> list(AdminRequest request) {
        QueueRequest queue = new QueueRequest(request, "limit", "after");
        return desk.list(queue.filter(), queue.after(), request.limit())
                .map(page -> Reply.ok(AdminRequest.page(page, QueueRoutes::json)));
    }

    private Future<Reply> get(AdminRequest request) {
        String queueId = new QueueRequest(request).queueId();
        return parts(queueId).map(found -> {
            JsonArray parts = new JsonArray();
            found.forEach(part -> parts.add(json(part)));
            return Reply.ok(new JsonObject().put("queueId", queueId).put("parts", parts));
        });
    }

    /** Fails if there are none. */
    private Future<List<QueuedPart>> parts(String queueId) {
        return desk.list(QueueFilter.of(queueId), 0, MAX_PARTS).map(Page::items).map(found -> {
            if (found.isEmpty()) {
                throw AdminRequest.notFound("deferred message", queueId);
            }
            return found;
        });
    }

    private Future<Reply> actOnOne(AdminRequest request) {
        QueueRequest queue = new QueueRequest(request, "after");
        request.fields().check();
        String queueId = queue.queueId();
        QueueAction action = queue.action();
        return parts(queueId)
                .compose(there -> act(action, QueueFilter.of(queueId), queue.after(), MAX_PARTS))
                .map(result -> {
                    if (result.changed() + result.unreadable() == 0
                            && result.busy().orElse(0L) > 0) {
                        throw new Problem(
                                        Problem.Kind.CONFLICT,
                                        "A worker is at " + queueId + " just now. Look again in a moment.")
                                .asException();
                    }
                    return Reply.ok(json(result));
                });
    }

    private Future<Reply> actOnMany(AdminRequest request) {
        QueueRequest queue = new QueueRequest(request, "limit", "all", "after");
        request.fields().check();
        return act(queue.action(), queue.chosen(), queue.after(), request.limit())
                .map(result -> Reply.ok(json(result)));
    }

    private Future<ActionResult> act(QueueAction action, QueueFilter filter, long after, int limit) {
        return operations
                .act(action, filter, after, limit)
                .recover(failure -> Future.failedFuture(
                        failure instanceof DrainingException
                                ? new Problem(Problem.Kind.OVERLOADED, "This worker is stopping. Ask another.")
                                        .asException()
                                : failure));
    }

    private static JsonObject json(QueueSummary summary) {
        JsonArray destinations = new JsonArray();
        summary.destinations().forEach(destination -> destinations.add(json(destination)));
        JsonObject json = new JsonObject()
                .put("messages", summary.messages())
                .put("due", summary.due())
                .put("inProgress", summary.inProgress())
                .put("held", summary.held());
        summary.oldestDue().ifPresent(age -> json.put("oldestDueSeconds", age.toSeconds()));
        return json.put("destinations", destinations).put("moreDestinations", summary.more());
    }

    private static JsonObject json(QueueSummary.Destination destination) {
        JsonObject json = new JsonObject()
                .put("kind", destination.kind().name().toLowerCase(Locale.ROOT))
                .put("destination", destination.destination())
                .put("messages", destination.messages())
                .put("held", destination.held())
                .put("oldestAcceptedAt", destination.oldestAcceptedAt().toString());
        destination.nextAttemptAt().ifPresent(at -> json.put("nextAttemptAt", at.toString()));
        return json.put("attempts", destination.attempts())
                .put("reason", destination.reason())
                .put("lastReply", destination.lastReply());
    }

    private static JsonObject json(QueuedPart part) {
        JsonArray recipients = new JsonArray();
        part.recipients().forEach(recipients::add);
        JsonObject json = new JsonObject()
                .put("queueId", part.queueId())
                .put("kind", part.kind().name().toLowerCase(Locale.ROOT))
                .put("destination", part.destination())
                .put("state", part.state().label())
                .put("sender", part.sender())
                .put("recipients", recipients)
                .put("sizeOctets", part.sizeOctets())
                .put("attempts", part.attempts())
                .put("acceptedAt", part.acceptedAt().toString());
        if (part.state() != QueuedPart.State.HELD) {
            json.put("nextAttemptAt", part.nextAttemptAt().toString())
                    .put("expiresAt", part.expiresAt().toString());
        }
        return json.put("reason", part.reason())
                .put("lastHost", part.lastHost())
                .put("lastReply", part.lastReply());
    }

    private static JsonObject json(ActionResult result) {
        JsonObject json = new JsonObject().put("changed", result.changed()).put("unreadable", result.unreadable());
        result.busy().ifPresent(rows -> json.put("busy", rows));
        result.next().ifPresent(id -> json.put("next", Long.toString(id)));
        return json;
    }
}
