package dev.postrider.containers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import dev.postrider.system.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;

/** One running pod of a service. */
final class Replica implements AutoCloseable {
    private static final Duration END_LIMIT = Duration.ofSeconds(60);
    private static final int SIGKILLED = 137;

    private final PodContainer rendered;
    private final GenericContainer<?> container;
    private final DockerClient docker;

    private Replica(PodContainer rendered, GenericContainer<?> container) {
        this.rendered = rendered;
        this.container = container;
        this.docker = container.getDockerClient();
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param names by which others find all replicas of the service
     */
    static Replica start(PodContainer rendered, Network network, List<String> names) {
        GenericContainer<?> container = rendered.service(network, names);
        container.start();
        return new Replica(rendered, container);
    }

    /** The service that it is one of. */
    String service() {
        return rendered.pod().component();
    }

    /** The port on this machine, on loopback, that leads to one of the container's. */
    int port(String name) {
        return container.getMappedPort(rendered.port(name));
    }

    /** {@code kill -9}, and waits for the end. */
    void kill() {
        docker.killContainerCmd(container.getContainerId()).withSignal("KILL").exec();
        expectEnd(SIGKILLED);
    }

    /**
     * SIGTERM, as when a pod is deleted.
     *
     * @return how long it took to end
     * @throws AssertionError if it did not end by itself within its grace, with 0
     */
    Duration terminate() {
        long begin = System.nanoTime();
        docker.stopContainerCmd(container.getContainerId())
                .withTimeout(Math.toIntExact(rendered.grace().toSeconds()))
                .exec();
        expectEnd(0);
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private void expectEnd(int expected) {
        long status = Waiting.until("the end of " + service(), END_LIMIT, () -> {
            ContainerState state = docker.inspectContainerCmd(container.getContainerId())
                    .exec()
                    .getState();
            return Boolean.TRUE.equals(state.getRunning())
                    ? Optional.empty()
                    : Optional.ofNullable(state.getExitCodeLong());
        });
        if (status != expected) {
            throw new AssertionError(service() + " ended with " + status + ":\n" + container.getLogs());
        }
        container.stop();
    }

    @Override
    public void close() {
        container.stop();
    }
}
