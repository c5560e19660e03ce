package dev.postrider.containers;

import io.fabric8.kubernetes.api.model.Container;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;

/** Asks the probes of one container for as long as it runs, and writes down what would have been done about their failures. */
final class Kubelet extends AbstractWaitStrategy implements AutoCloseable {
    /** More often than a kubelet asks, so that tests need not wait; the whole time is its. */
    private static final long START_PAUSE_MS = 50;

    private final PodContainer rendered;
    private final CountDownLatch over = new CountDownLatch(1);
    private final List<String> actions = new CopyOnWriteArrayList<>();

    Kubelet(PodContainer rendered) {
        this.rendered = rendered;
    }

    /** Until the startup probe has succeeded, and then the one for readiness. */
    @Override
    protected void waitUntilReady() {
        Container container = rendered.container();
        try {
            HttpProbe startup = probe(container.getStartupProbe());
            // A kubelet waits for readiness as long as it takes; a test needs an end.
            long end = System.nanoTime()
                    + startup.period().multipliedBy(startup.patience()).toNanos();
            awaitSuccess(startup, end);
            awaitSuccess(probe(container.getReadinessProbe()), end);
            watch("restarted it", probe(container.getLivenessProbe()));
            watch("sent it no more traffic", probe(container.getReadinessProbe()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ContainerLaunchException("interrupted while " + rendered + " starts", e);
        }
    }

    private HttpProbe probe(io.fabric8.kubernetes.api.model.Probe probe) {
        return HttpProbe.of(probe, name -> waitStrategyTarget.getMappedPort(rendered.port(name)));
    }

    private void awaitSuccess(HttpProbe probe, long end) throws InterruptedException {
        Optional<String> failure = probe.failure();
        while (failure.isPresent()) {
            if (System.nanoTime() - end > 0 || !waitStrategyTarget.isRunning()) {
                throw new ContainerLaunchException(rendered + " does not start: " + failure.orElseThrow());
            }
            over.await(START_PAUSE_MS, TimeUnit.MILLISECONDS);
            failure = probe.failure();
        }
    }

    private void watch(String action, HttpProbe probe) {
        Thread.ofVirtual().name("kubelet").start(() -> {
            try {
                watch(action, probe, probe.period());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void watch(String action, HttpProbe probe, Duration period) throws InterruptedException {
        int failures = 0;
        while (!over.await(period.toMillis(), TimeUnit.MILLISECONDS)) {
            Optional<String> failure = probe.failure();
            failures = failure.isPresent() ? failures + 1 : 0;
            if (failures == probe.patience() && over.getCount() > 0) {
                actions.add("a kubelet would have " + action + ": " + rendered + ", " + failure.orElseThrow());
            }
        }
    }

    /** What a kubelet would have done until now. */
    List<String> actions() {
        return List.copyOf(actions);
    }

    /** The pod is to end: no probe matters any more. */
    @Override
    public void close() {
        over.countDown();
    }
}
