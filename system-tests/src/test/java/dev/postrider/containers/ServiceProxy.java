package dev.postrider.containers;

import dev.postrider.chart.RenderedChart;
import dev.postrider.chart.RenderedChart.RenderedPod;
import dev.postrider.system.Splice;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;

/** All Services that have an address of their own, in one container with their names: each of their ports leads to any of the pods. */
final class ServiceProxy {
    private static final int CONNECT_MS = 2_000;

    private ServiceProxy() {}

    /** The name by which the network knows all pods of a component; the proxy looks there. */
    static String podsOf(String component) {
        return "pods-of-" + component;
    }

    static GenericContainer<?> start(RenderedChart chart, Network network) {
        Map<Integer, String> routes = new TreeMap<>();
        List<String> names = new ArrayList<>();
        for (Service service : chart.services()) {
            if (isHeadless(service)) {
                continue;
            }
            names.add(service.getMetadata().getName());
            RenderedPod pod = podsOf(chart, service).getFirst();
            for (ServicePort port : service.getSpec().getPorts()) {
                String target = podsOf(pod.component()) + ":"
                        + containerPort(pod, port.getTargetPort().getStrVal());
                String other = routes.putIfAbsent(port.getPort(), target);
                if (other != null && !other.equals(target)) {
                    throw new AssertionError("one container cannot be " + service + " and lead to " + other);
                }
            }
        }
        GenericContainer<?> proxy = TestProgram.of(
                ServiceProxy.class,
                List.of(),
                routes.entrySet().stream()
                        .map(route -> route.getKey() + ":" + route.getValue())
                        .toList());
        proxy.withNetwork(network).withNetworkAliases(names.toArray(String[]::new));
        return TestProgram.started(proxy);
    }

    static boolean isHeadless(Service service) {
        return "None".equals(service.getSpec().getClusterIP());
    }

    /** The pods that a Service selects. */
    static List<RenderedPod> podsOf(RenderedChart chart, Service service) {
        return chart.pods().stream()
                .filter(pod -> pod.labels()
                        .entrySet()
                        .containsAll(service.getSpec().getSelector().entrySet()))
                .toList();
    }

    private static int containerPort(RenderedPod pod, String name) {
        return pod.spec().getContainers().stream()
                .flatMap(container -> container.getPorts().stream())
                .filter(port -> name.equals(port.getName()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(pod + " has no port " + name))
                .getContainerPort();
    }

    /** Inside the container: {@code PORT:NAME:PORT…}. */
    public static void main(String[] routes) throws IOException {
        Set<ServerSocket> open = new HashSet<>();
        for (String route : routes) {
            String[] parts = route.split(":", -1);
            ServerSocket listening = new ServerSocket(Integer.parseInt(parts[0]));
            open.add(listening);
            Thread.ofPlatform().start(() -> serve(listening, parts[1], Integer.parseInt(parts[2])));
        }
        System.out.println(TestProgram.LISTENING + " " + open);
    }

    private static void serve(ServerSocket listening, String pods, int port) {
        while (true) {
            try {
                Socket client = listening.accept();
                Thread.ofVirtual().start(() -> forward(client, pods, port));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void forward(Socket client, String pods, int port) {
        try {
            Splice.join(client, () -> connect(pods, port));
        } catch (IOException e) {
            System.out.println("no way to " + pods + ":" + port + ": " + e);
        }
    }

    private static Socket connect(String pods, int port) throws IOException {
        List<InetAddress> addresses = new ArrayList<>(Arrays.asList(InetAddress.getAllByName(pods)));
        Collections.shuffle(addresses);
        IOException refused = new IOException("no pods");
        for (InetAddress address : addresses) {
            Socket socket = new Socket();
            try {
                // A pod that was killed may have its address in the DNS for a moment, and nobody says that it is gone.
                socket.connect(new InetSocketAddress(address, port), CONNECT_MS);
                return socket;
            } catch (IOException e) {
                socket.close();
                refused = e;
            }
        }
        throw refused;
    }
}
