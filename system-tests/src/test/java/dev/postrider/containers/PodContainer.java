package dev.postrider.containers;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import dev.postrider.chart.RenderedChart.RenderedPod;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * A container of a rendered pod, run by Docker as a kubelet would: its image, arguments, environment, ports, mounts, user, confinement and memory are what the
 * chart says, and so is the probe that tells when it is ready.
 */
record PodContainer(RenderedPod pod, Container container, PodVolumes volumes) {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    /** Ready to be started on a network, where other containers find it by these names. */
    GenericContainer<?> service(Network network, List<String> names) {
        GenericContainer<?> service = confined(network);
        service.withNetworkAliases(names.toArray(String[]::new));
        service.withExposedPorts(container.getPorts().stream()
                .map(ContainerPort::getContainerPort)
                .toArray(Integer[]::new));
        HTTPGetAction ready = container.getReadinessProbe().getHttpGet();
        service.waitingFor(Wait.forHttp(ready.getPath())
                .forPort(port(ready.getPort().getStrVal()))
                .withStartupTimeout(START_LIMIT));
        return service;
    }

    /**
     * Runs it to its end.
     *
     * @throws org.testcontainers.containers.ContainerLaunchException if it does not end with 0
     */
    void run(Network network) {
        try (GenericContainer<?> once = confined(network)) {
            once.withStartupCheckStrategy(new OneShotStartupCheckStrategy().withTimeout(START_LIMIT));
            once.start();
        }
    }

    /** The port that the container gives this name. */
    int port(String name) {
        return container.getPorts().stream()
                .filter(port -> name.equals(port.getName()))
                .map(ContainerPort::getContainerPort)
                .findFirst()
                .orElseThrow(() -> new AssertionError(pod + " has no port " + name));
    }

    /** After which a kubelet would kill it, less the time of its preStop hook, which is Kubernetes' own. */
    Duration grace() {
        long preStop = container.getLifecycle() == null
                ? 0
                : container.getLifecycle().getPreStop().getSleep().getSeconds();
        return Duration.ofSeconds(pod.spec().getTerminationGracePeriodSeconds() - preStop);
    }

    private GenericContainer<?> confined(Network network) {
        GenericContainer<?> confined = new GenericContainer<>(DockerImageName.parse(Images.named(container.getName())));
        confined.withNetwork(network);
        if (!container.getCommand().isEmpty()) {
            List<String> command = container.getCommand();
            confined.withCreateContainerCmdModifier(create -> create.withEntrypoint(command));
        }
        confined.withCommand(container.getArgs().toArray(String[]::new));
        for (EnvVar variable : container.getEnv()) {
            confined.withEnv(variable.getName(), variable.getValue());
        }
        Consumer<CreateContainerCmd> confine = this::confine;
        confined.withCreateContainerCmdModifier(confine);
        return confined;
    }

    private void confine(CreateContainerCmd create) {
        SecurityContext own = container.getSecurityContext();
        PodSecurityContext all = pod.spec().getSecurityContext();
        List<String> options = new ArrayList<>();
        if (Boolean.FALSE.equals(own.getAllowPrivilegeEscalation())) {
            options.add("no-new-privileges");
        }
        long memory = Objects.requireNonNull(
                        container.getResources().getLimits().get("memory"))
                .getNumericalAmount()
                .longValueExact();
        HostConfig host = Objects.requireNonNull(create.getHostConfig())
                .withReadonlyRootfs(own.getReadOnlyRootFilesystem())
                .withCapDrop(own.getCapabilities().getDrop().stream()
                        .map(Capability::valueOf)
                        .toArray(Capability[]::new))
                .withSecurityOpts(options)
                .withMemory(memory)
                .withMemorySwap(memory)
                .withBinds(volumes.binds(container))
                .withTmpFs(volumes.emptyDirectories(container));
        create.withUser(all.getRunAsUser() + ":" + all.getRunAsGroup()).withHostConfig(host);
    }
}
