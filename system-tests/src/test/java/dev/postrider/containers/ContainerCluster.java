package dev.postrider.containers;

import dev.postrider.chart.RenderedChart.RenderedPod;
import dev.postrider.system.AdminApi;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Service;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;

/** An installation as containers on one network: two of smtp-ingress, one of each other service, its Services, what it needs and the world around it. */
final class ContainerCluster implements AutoCloseable {
    /** In the order of their start. */
    static final List<String> SERVICES = List.of("mailbox-service", "delivery-worker", "imap-gateway", "smtp-ingress");

    private final Installation installation;
    private final Network network = Network.newNetwork();
    private final List<AutoCloseable> beside = new ArrayList<>(List.of(network));
    private final Map<String, List<Replica>> replicas = new ConcurrentHashMap<>();
    private final List<String> kubeletsActions = new CopyOnWriteArrayList<>();
    private final ContainerEngines engines;
    private final OutsideWorld outside;
    private final RenderedPod commandLine;

    private ContainerCluster(Installation installation) throws Exception {
        this.installation = installation;
        try {
            this.engines = ContainerEngines.start(network, installation.engines());
            beside.addFirst(engines);
            this.outside = OutsideWorld.start(network);
            beside.addFirst(outside);
            GenericContainer<?> proxy = ServiceProxy.start(installation.chart(), network);
            beside.addFirst(proxy::stop);
            this.commandLine = installation.commandLine();
        } catch (Exception | AssertionError e) {
            close();
            throw e;
        }
    }

    /** Starts everything as an installation does, and waits until every service is ready. */
    static ContainerCluster start(Installation installation) throws Exception {
        ContainerCluster cluster = new ContainerCluster(installation);
        try {
            cluster.prepare();
            for (String service : SERVICES) {
                cluster.add(service);
            }
            cluster.add("smtp-ingress");
            cluster.admin().putDomain(Installation.DOMAIN);
            return cluster;
        } catch (Exception | AssertionError e) {
            cluster.close();
            throw e;
        }
    }

    /** The Job before an installation: one container after the other. */
    private void prepare() throws IOException {
        RenderedPod job = installation.chart().pod("prepare");
        List<Container> containers = new ArrayList<>(job.spec().getInitContainers());
        containers.addAll(job.spec().getContainers());
        for (Container container : containers) {
            container(job, container).run(network);
        }
    }

    /** The pod of {@code helm test}. @return what it printed */
    String helmTest() throws IOException {
        RenderedPod test = installation.chart().pod("cli");
        return container(test, test.spec().getContainers().getFirst()).run(network);
    }

    /**
     * Runs the command line as the installation tells its user.
     *
     * @return what it printed
     * @throws org.testcontainers.containers.ContainerLaunchException if it does not end with 0
     */
    String cli(String... arguments) throws IOException {
        Container container = commandLine.spec().getContainers().getFirst();
        container.setArgs(List.of(arguments));
        return container(commandLine, container).run(network);
    }

    private PodContainer container(RenderedPod pod, Container container) throws IOException {
        return new PodContainer(
                pod,
                container,
                PodVolumes.of(installation.chart(), pod.spec(), installation.secrets()),
                outside.address());
    }

    /** One replica more of a service, ready. */
    Replica add(String service) throws IOException {
        RenderedPod pod = installation.chart().pod(service);
        PodContainer rendered = container(pod, pod.spec().getContainers().getFirst());
        Replica added = Replica.start(rendered, network, namesOf(pod));
        replicas.computeIfAbsent(service, name -> new CopyOnWriteArrayList<>()).add(added);
        return added;
    }

    /** By which the network knows a pod: Services without an address of their own, and where the others lead to. */
    private List<String> namesOf(RenderedPod pod) {
        List<String> names = new ArrayList<>(List.of(ServiceProxy.podsOf(pod.component())));
        for (Service service : installation.chart().services()) {
            if (ServiceProxy.isHeadless(service)
                    && ServiceProxy.podsOf(installation.chart(), service).contains(pod)) {
                names.add(service.getMetadata().getName());
            }
        }
        return names;
    }

    /** {@code kill -9}; nobody was told before. */
    void kill(Replica replica) {
        end(replica);
        replica.kill();
    }

    /** As a pod is deleted: it serves on until its preStop hook is over, and then drains. Fails unless that ends within its grace. */
    void delete(Replica replica) throws InterruptedException {
        // The kubelet sleeps for it; load balancers may send it clients until then.
        TimeUnit.MILLISECONDS.sleep(replica.rendered().preStop().toMillis());
        end(replica);
        System.out.printf(
                "Containers: %s drained in %.1f s of %d%n",
                replica,
                replica.terminate().toMillis() / 1e3,
                replica.rendered().grace().toSeconds());
    }

    /** It leaves its Services; whatever comes of it, it is gone after {@link Replica#kill} or {@link Replica#terminate}. */
    private void end(Replica replica) {
        kubeletsActions.addAll(replica.kubeletsActions());
        all(replica.service()).remove(replica);
    }

    /** What kubelets would have done to the replicas until now. */
    List<String> kubeletsActions() {
        List<String> actions = new ArrayList<>(kubeletsActions);
        replicas.values().forEach(all -> all.forEach(replica -> actions.addAll(replica.kubeletsActions())));
        return actions;
    }

    List<Replica> all(String service) {
        return replicas.getOrDefault(service, List.of());
    }

    /** A port on this machine that leads to one of a service's replicas, as a load balancer would choose. */
    int anyPort(String service, String port) {
        List<Replica> all = List.copyOf(all(service));
        return all.get(ThreadLocalRandom.current().nextInt(all.size())).port(port);
    }

    /** Makes an account. @return its address */
    String account(String name, String password) throws IOException, InterruptedException {
        String login = name + "@" + Installation.DOMAIN;
        admin().putAccount(login, password);
        return login;
    }

    OutsideWorld outside() {
        return outside;
    }

    ContainerEngines engines() {
        return engines;
    }

    private AdminApi admin() {
        return new AdminApi(
                installation.isSecure() ? "https" : "http", anyPort("mailbox-service", "admin"), Installation.TOKEN);
    }

    @Override
    public void close() {
        List<AutoCloseable> open = new ArrayList<>();
        replicas.values().forEach(open::addAll);
        open.addAll(beside);
        for (AutoCloseable one : open) {
            try {
                one.close();
            } catch (Exception e) {
                System.out.println("Containers: cannot remove " + one + ": " + e);
            }
        }
    }
}
