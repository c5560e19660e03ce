package dev.postrider.delivery.admin.net;

import dev.postrider.contracts.AcceptedMessage;
import dev.postrider.contracts.DeadLetter;
import dev.postrider.contracts.LifecycleEvent;
import dev.postrider.contracts.OutboundMessage;
import dev.postrider.delivery.port.MailLog;
import dev.postrider.servicekit.trace.TraceSpan;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps events, and takes nothing else. */
final class EventList implements MailLog {
    private final List<LifecycleEvent> told = new CopyOnWriteArrayList<>();

    List<LifecycleEvent> told() {
        return told;
    }

    @Override
    public void tell(LifecycleEvent event, TraceSpan attempt) {
        told.add(event);
    }

    @Override
    public Future<Void> accept(AcceptedMessage message, Optional<String> traceparent) {
        throw new AssertionError("no message is written here");
    }

    @Override
    public Future<Void> relay(OutboundMessage message, Optional<String> traceparent) {
        throw new AssertionError("no message is written here");
    }

    @Override
    public Future<Void> bury(DeadLetter letter) {
        throw new AssertionError("no message is written here");
    }
}
