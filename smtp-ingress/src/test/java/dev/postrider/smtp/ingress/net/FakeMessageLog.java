package dev.postrider.smtp.ingress.net;

import dev.postrider.servicekit.trace.TraceSpan;
import dev.postrider.smtp.ingress.port.MessageLog;
import dev.postrider.smtp.ingress.port.StoredBody;
import dev.postrider.smtp.ingress.session.Mail;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what it gets; can fail, or let its callers wait. */
final class FakeMessageLog implements MessageLog {
    /** What happens to a message. */
    enum Mode {
        UP,
        DOWN,
        HELD
    }

    /** One message that is durable. */
    record Entry(Mail mail, StoredBody body) {}

    private record Waiting(Entry entry, Promise<Void> promise) {}

    private final List<Entry> entries = new CopyOnWriteArrayList<>();
    private final List<Waiting> waiting = new CopyOnWriteArrayList<>();
    private volatile Mode mode = Mode.UP;

    void mode(Mode next) {
        mode = next;
        if (next == Mode.UP) {
            List<Waiting> due = List.copyOf(waiting);
            waiting.clear();
            due.forEach(held -> {
                entries.add(held.entry());
                held.promise().complete();
            });
        }
    }

    /** Messages that are neither durable nor failed. */
    int waiting() {
        return waiting.size();
    }

    List<Entry> entries() {
        return List.copyOf(entries);
    }

    @Override
    public Future<Void> append(Mail mail, StoredBody body, TraceSpan accept) {
        Entry entry = new Entry(mail, body);
        return switch (mode) {
            case UP -> {
                entries.add(entry);
                yield Future.succeededFuture();
            }
            case DOWN -> Future.failedFuture("the log is down");
            case HELD -> {
                Promise<Void> promise = Promise.promise();
                waiting.add(new Waiting(entry, promise));
                yield promise.future();
            }
        };
    }
}
