package dev.postrider.containers;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import dev.postrider.chart.RenderedChart.RenderedPod;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.utility.DockerImageName;

/**
 * A container of a rendered pod, run by Docker as a kubelet would: its image, command, arguments, environment, ports, mounts, user, groups, confinement, memory
 * and CPU are what the chart says.
 *
 * @param dns address of the server for names that the network does not know
 */
record PodContainer(RenderedPod pod, Container container, PodVolumes volumes, String dns) {
    private static final Duration END_LIMIT = Duration.ofSeconds(90);
    private static final BigDecimal NANO = BigDecimal.valueOf(1_000_000_000);

    /** Ready to be started on a network, where other containers find it by these names; started as soon as its probes say so. */
    GenericContainer<?> service(Network network, List<String> names, Kubelet kubelet) {
        GenericContainer<?> service = confined(network);
        service.withNetworkAliases(names.toArray(String[]::new));
        service.withExposedPorts(container.getPorts().stream()
                .map(ContainerPort::getContainerPort)
                .toArray(Integer[]::new));
        service.waitingFor(kubelet);
        return service;
    }

    /**
     * Runs it to its end.
     *
     * @return what it printed
     * @throws org.testcontainers.containers.ContainerLaunchException if it does not end with 0
     */
    String run(Network network) {
        try (GenericContainer<?> once = confined(network)) {
            once.withStartupCheckStrategy(new OneShotStartupCheckStrategy().withTimeout(END_LIMIT));
            once.start();
            return once.getLogs();
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

    /** For how long a kubelet lets it serve on before it sends SIGTERM. */
    Duration preStop() {
        return container.getLifecycle() == null
                ? Duration.ZERO
                : Duration.ofSeconds(
                        container.getLifecycle().getPreStop().getSleep().getSeconds());
    }

    /** After which a kubelet would kill it, counted from SIGTERM. */
    Duration grace() {
        return Duration.ofSeconds(pod.spec().getTerminationGracePeriodSeconds()).minus(preStop());
    }

    private GenericContainer<?> confined(Network network) {
        GenericContainer<?> confined = new GenericContainer<>(DockerImageName.parse(container.getImage()));
        confined.withNetwork(network);
        confined.withCommand(container.getArgs().toArray(String[]::new));
        for (EnvVar variable : container.getEnv()) {
            confined.withEnv(
                    variable.getName(),
                    Objects.requireNonNull(variable.getValue(), "no test has variables like " + variable));
        }
        confined.withCreateContainerCmdModifier(this::confine);
        return confined;
    }

    private void confine(CreateContainerCmd create) {
        SecurityContext own = container.getSecurityContext();
        PodSecurityContext all = pod.spec().getSecurityContext();
        if (!"RuntimeDefault".equals(all.getSeccompProfile().getType())) {
            throw new AssertionError("Docker's default profile is not what this asks for: " + all);
        }
        List<String> options = new ArrayList<>();
        if (Boolean.FALSE.equals(own.getAllowPrivilegeEscalation())) {
            options.add("no-new-privileges");
        }
        HostConfig host = Objects.requireNonNull(create.getHostConfig())
                .withReadonlyRootfs(own.getReadOnlyRootFilesystem())
                .withCapDrop(own.getCapabilities().getDrop().stream()
                        .map(Capability::valueOf)
                        .toArray(Capability[]::new))
                .withSecurityOpts(options)
                .withGroupAdd(List.of(all.getFsGroup().toString()))
                .withBinds(volumes.binds(container))
                .withTmpFs(volumes.emptyDirectories(container))
                .withDns(dns);
        limit(host);
        create.withUser(all.getRunAsUser() + ":" + all.getRunAsGroup()).withHostConfig(host);
        if (!container.getCommand().isEmpty()) {
            create.withEntrypoint(container.getCommand());
        }
        if (container.getWorkingDir() != null) {
            create.withWorkingDir(container.getWorkingDir());
        }
    }

    /** Limits, without swap. What is asked for matters only between pods that compete, and here all compete with whatever this machine does. */
    private void limit(HostConfig host) {
        ResourceRequirements resources =
                Optional.ofNullable(container.getResources()).orElseGet(ResourceRequirements::new);
        amount(resources.getLimits(), "memory")
                .map(BigDecimal::longValueExact)
                .ifPresent(octets -> host.withMemory(octets).withMemorySwap(octets));
        amount(resources.getLimits(), "cpu")
                .ifPresent(cpu -> host.withNanoCPUs(cpu.multiply(NANO).longValue()));
    }

    private static Optional<BigDecimal> amount(Map<String, Quantity> quantities, String name) {
        return Optional.ofNullable(quantities.get(name)).map(Quantity::getNumericalAmount);
    }

    @Override
    public String toString() {
        return pod + "/" + container.getName();
    }
}
