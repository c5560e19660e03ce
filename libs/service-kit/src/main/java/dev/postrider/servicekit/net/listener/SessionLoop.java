package dev.postrider.servicekit.net.listener;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Brings a session its events one at a time: what one event causes is done before the next is taken, and what has happened meanwhile comes before what
 * the client says next. An event may be posted from anywhere on the connection's event loop, also while another is being applied. All calls on its event
 * loop.
 *
 * @param <E> the session's events
 */
public final class SessionLoop<E> {
    /** The session, and what it needs of its connection. */
    public interface Session<E> {
        /** The next event of what the client has sent; null if that is not enough for one, or not wanted now. */
        @Nullable
        E nextOfInput();

        /** Brings the session the event and carries out what it asks for. */
        void apply(E event);

        /** Tells of a bug in {@link #apply}. What was waiting is lost; what is returned comes instead. */
        E failed(RuntimeException bug);

        /** Nothing is left to do for now. */
        void settle();

        /** If it has, nothing more is taken of what the client has sent. */
        boolean hasEnded();
    }

    private final Session<E> session;
    private final ArrayDeque<E> events = new ArrayDeque<>(4);
    private boolean running;

    public SessionLoop(Session<E> session) {
        this.session = session;
    }

    /** Something has happened. */
    public void post(E event) {
        events.add(event);
        run();
    }

    /** Takes all there is: what was posted, and what the client has sent. */
    public void run() {
        if (running) {
            return;
        }
        running = true;
        try {
            for (@Nullable E event = next(); event != null; event = next()) {
                session.apply(event);
            }
        } catch (RuntimeException bug) {
            events.clear();
            session.apply(session.failed(bug));
        } finally {
            running = false;
        }
        session.settle();
    }

    private @Nullable E next() {
        E posted = events.poll();
        return posted != null || session.hasEnded() ? posted : session.nextOfInput();
    }
}
