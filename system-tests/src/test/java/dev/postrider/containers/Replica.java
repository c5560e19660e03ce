package dev.postrider.containers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import dev.postrider.system.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;

/** One running pod of a service. */
final class Replica implements AutoCloseable {
    private static final Path LOGS = Path.of("target", "container-logs");
    private static final int SIGKILLED = 137;
    private static final int SHORT_ID = 12;
    private static final Duration LOG_LIMIT = Duration.ofSeconds(20);
    private static final Duration KILL_LIMIT = Duration.ofSeconds(20);

    private final PodContainer rendered;
    private final GenericContainer<?> container;
    private final Kubelet kubelet;
    private final DockerClient docker;
    private final String name;

    private Replica(PodContainer rendered, GenericContainer<?> container, Kubelet kubelet) {
        this.rendered = rendered;
        this.container = container;
        this.kubelet = kubelet;
        this.docker = container.getDockerClient();
        this.name = rendered + " " + container.getContainerId().substring(0, SHORT_ID);
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param names by which others find all replicas of the service
     */
    static Replica start(PodContainer rendered, Network network, List<String> names) {
        Kubelet kubelet = new Kubelet(rendered);
        GenericContainer<?> container = rendered.service(network, names, kubelet);
        try {
            return started(rendered, container, kubelet);
        } catch (RuntimeException | AssertionError e) {
            kubelet.close();
            container.stop();
            throw e;
        }
    }

    private static Replica started(PodContainer rendered, GenericContainer<?> container, Kubelet kubelet) {
        container.start();
        Replica replica = new Replica(rendered, container, kubelet);
        System.out.printf(
                "Containers: %s is ready %.1f s after its start%n",
                replica,
                Duration.between(Instant.parse(replica.state().getStartedAt()), Instant.now())
                                .toMillis()
                        / 1e3);
        replica.expectNativeTransport();
        return replica;
    }

    /** Its library is in the image: nothing can be run that is unpacked into the pod's /tmp. */
    private void expectNativeTransport() {
        String started = Waiting.until(
                "the log of " + this,
                LOG_LIMIT,
                () -> container
                        .getLogs()
                        .lines()
                        .filter(line -> line.contains("\"started\""))
                        .findFirst());
        if (!started.contains("{\"nativeTransport\":\"true\"}")) {
            throw new AssertionError(this + " has no native transport: " + started);
        }
    }

    /** The service that it is one of. */
    String service() {
        return rendered.pod().component();
    }

    PodContainer rendered() {
        return rendered;
    }

    /** The port on this machine, on loopback, that leads to one of the container's. */
    int port(String name) {
        return container.getMappedPort(rendered.port(name));
    }

    /** What a kubelet would have done about its probes until now. */
    List<String> kubeletsActions() {
        return kubelet.actions();
    }

    /** {@code kill -9}, waits for the end, and removes it. */
    void kill() {
        end("KILL", SIGKILLED, KILL_LIMIT);
    }

    /**
     * SIGTERM, as at the end of a pod's preStop hook; removes it when it has ended, or its grace is over.
     *
     * @return how long it took to end
     * @throws AssertionError if it did not end by itself within its grace, with 0
     */
    Duration terminate() {
        long begin = System.nanoTime();
        end("TERM", 0, rendered.grace());
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private void end(String signal, int expected, Duration limit) {
        kubelet.close();
        try {
            docker.killContainerCmd(container.getContainerId())
                    .withSignal(signal)
                    .exec();
            expectEnd(expected, limit);
        } finally {
            close();
        }
    }

    private void expectEnd(int expected, Duration limit) {
        long status = Waiting.until("the end of " + this, limit, () -> {
            ContainerState state = state();
            return Boolean.TRUE.equals(state.getRunning())
                    ? Optional.empty()
                    : Optional.ofNullable(state.getExitCodeLong());
        });
        if (status != expected) {
            throw new AssertionError(this + " ended with " + status + ":\n" + container.getLogs());
        }
    }

    private ContainerState state() {
        return docker.inspectContainerCmd(container.getContainerId()).exec().getState();
    }

    /** What it said stays, for whoever looks for the reason of a failure. */
    private void keepLog() {
        Path file = LOGS.resolve(name.replaceAll("[^A-Za-z0-9-]+", "-") + ".log");
        try {
            Files.createDirectories(LOGS);
            Files.writeString(file, container.getLogs());
        } catch (IOException | RuntimeException e) {
            System.out.println("Containers: the log of " + this + " is lost: " + e);
        }
    }

    /** Removes it, whether it runs or not. May be called again. */
    @Override
    public void close() {
        kubelet.close();
        if (container.getContainerId() != null) {
            keepLog();
        }
        container.stop();
    }

    @Override
    public String toString() {
        return name;
    }
}
