package dev.postrider.servicekit.failpoint;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** For tests: records the failpoints that the JVM passes while it is open, and lets chosen ones fail. */
public final class RecordingFailpoints implements AutoCloseable {
    private final List<String> hits = new CopyOnWriteArrayList<>();
    private final Set<String> failing = ConcurrentHashMap.newKeySet();

    private RecordingFailpoints() {}

    public static RecordingFailpoints open() {
        RecordingFailpoints recorder = new RecordingFailpoints();
        Failpoints.observe(recorder, recorder::passed);
        return recorder;
    }

    private void passed(String name) {
        hits.add(name);
        if (failing.contains(name)) {
            throw new FailpointException(name);
        }
    }

    /** From now on the step throws {@link FailpointException}. */
    public RecordingFailpoints fail(String name) {
        failing.add(name);
        return this;
    }

    /** The step works again. */
    public RecordingFailpoints heal(String name) {
        failing.remove(name);
        return this;
    }

    /** Names in the order in which they were passed. */
    public List<String> hits() {
        return List.copyOf(hits);
    }

    @Override
    public void close() {
        Failpoints.forget(this);
    }
}
