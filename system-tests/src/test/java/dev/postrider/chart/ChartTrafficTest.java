package dev.postrider.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.chart.RenderedChart.RenderedPod;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Services lead to ports that exist; policies let through what the system needs, and nothing else. */
final class ChartTrafficTest {
    static List<String> sets() {
        return Chart.valueSets();
    }

    static List<String> setsWithPolicies() {
        return sets().stream().filter(set -> !set.equals("strimzi")).toList();
    }

    private static List<RenderedPod> selected(RenderedChart chart, Map<String, String> selector) {
        return chart.pods().stream()
                .filter(pod -> pod.labels().entrySet().containsAll(selector.entrySet()))
                .toList();
    }

    private static Set<String> portNames(RenderedPod pod) {
        return ChartObjectsTest.containers(pod)
                .flatMap(container -> container.getPorts().stream())
                .map(ContainerPort::getName)
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @MethodSource("sets")
    void everyServiceLeadsToPortsOfOneComponent(String set) {
        RenderedChart chart = Chart.render(set);
        for (Service service : chart.services()) {
            String name = service.getMetadata().getName();
            List<RenderedPod> pods = selected(chart, service.getSpec().getSelector());
            assertEquals(1, pods.size(), () -> name + " selects " + pods);
            for (ServicePort port : service.getSpec().getPorts()) {
                assertTrue(
                        portNames(pods.getFirst()).contains(port.getTargetPort().getStrVal()),
                        () -> name + " leads to no port " + port.getTargetPort());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void theWorldReachesMailPortsOnly(String set) {
        for (Service service : Chart.render(set).services()) {
            if (service.getSpec().getType().equals("ClusterIP")) {
                continue;
            }
            assertTrue(
                    Set.of(25, 587, 465, 143, 993)
                            .containsAll(service.getSpec().getPorts().stream()
                                    .map(ServicePort::getPort)
                                    .toList()),
                    service::toString);
        }
    }

    /** Else rate limits, SPF and logs see the address of a node. */
    @Test
    void clientsKeepTheirAddressByDefault() {
        List<Service> open = Chart.render("minimal").services().stream()
                .filter(service -> service.getSpec().getType().equals("LoadBalancer"))
                .toList();
        assertEquals(3, open.size());
        open.forEach(service -> assertEquals("Local", service.getSpec().getExternalTrafficPolicy(), service::toString));
    }

    @ParameterizedTest
    @MethodSource("setsWithPolicies")
    void everyPodHasAPolicyForBothDirections(String set) {
        RenderedChart chart = Chart.render(set);
        for (RenderedPod pod : chart.pods()) {
            List<NetworkPolicy> policies = policies(chart, pod);
            assertEquals(1, policies.size(), pod::toString);
            assertEquals(
                    Set.of("Ingress", "Egress"),
                    Set.copyOf(policies.getFirst().getSpec().getPolicyTypes()),
                    pod::toString);
        }
    }

    private static List<NetworkPolicy> policies(RenderedChart chart, RenderedPod pod) {
        return chart.ofKind("NetworkPolicy").stream()
                .map(policy -> policy.as(NetworkPolicy.class))
                .filter(policy -> pod.labels()
                        .entrySet()
                        .containsAll(policy.getSpec()
                                .getPodSelector()
                                .getMatchLabels()
                                .entrySet()))
                .toList();
    }

    private static Set<String> ports(List<NetworkPolicyPort> ports) {
        return ports.stream()
                .map(NetworkPolicyPort::getPort)
                .map(ChartTrafficTest::text)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String text(IntOrString port) {
        return Optional.ofNullable(port.getStrVal()).orElseGet(() -> String.valueOf(port.getIntVal()));
    }

    @ParameterizedTest
    @MethodSource("setsWithPolicies")
    void onlyMailPortsFaceEverybody(String set) {
        RenderedChart chart = Chart.render(set);
        for (RenderedPod pod : chart.pods()) {
            Set<String> open = new TreeSet<>();
            for (NetworkPolicyIngressRule rule :
                    policies(chart, pod).getFirst().getSpec().getIngress()) {
                assertFalse(rule.getPorts().isEmpty(), () -> pod + " lets anything in");
                Set<String> ports = ports(rule.getPorts());
                assertTrue(portNames(pod).containsAll(ports), () -> pod + " has no " + ports);
                if (rule.getFrom().isEmpty()) {
                    open.addAll(ports);
                }
            }
            Set<String> expected = switch (pod.component()) {
                case "smtp-ingress", "imap-gateway" -> {
                    Set<String> mail = new TreeSet<>(portNames(pod));
                    mail.remove("management");
                    yield mail;
                }
                default -> Set.of();
            };
            assertEquals(expected, open, pod::toString);
        }
    }

    @ParameterizedTest
    @MethodSource("setsWithPolicies")
    void onlyTheWorkerMayLeaveOnPort25(String set) {
        RenderedChart chart = Chart.render(set);
        for (RenderedPod pod : chart.pods()) {
            boolean leaves = policies(chart, pod).getFirst().getSpec().getEgress().stream()
                    .map(NetworkPolicyEgressRule::getPorts)
                    .anyMatch(ports -> ports(ports).contains("25"));
            assertEquals(pod.component().equals("delivery-worker"), leaves, pod::toString);
            policies(chart, pod)
                    .getFirst()
                    .getSpec()
                    .getEgress()
                    .forEach(rule -> assertTrue(
                            !rule.getPorts().isEmpty() || !rule.getTo().isEmpty(), () -> pod + " may go anywhere"));
        }
    }

    /** Every host:port of a service's configuration has a way out. */
    @Test
    void whatTheConfigurationNamesMayBeReached() {
        RenderedChart chart = Chart.render("proxy");
        assertTrue(egress(chart, "smtp-ingress").containsAll(Set.of("53", "9092", "9000", "9610")));
        assertTrue(egress(chart, "delivery-worker").containsAll(Set.of("53", "9092", "9000", "9610", "5432", "25")));
        assertTrue(egress(chart, "mailbox-service").containsAll(Set.of("53", "9092", "9000", "5432")));
        assertEquals(Set.of("53", "9092", "9610"), egress(chart, "imap-gateway"));
        assertEquals(Set.of("53", "9092", "5432"), egress(chart, "prepare"));
        RenderedChart traced = Chart.render("production");
        assertTrue(egress(traced, "smtp-ingress").containsAll(Set.of("9093", "443", "11333", "4318")));
        for (String component : List.of("delivery-worker", "mailbox-service", "imap-gateway")) {
            assertTrue(egress(traced, component).contains("4318"), component);
        }
    }

    private static Set<String> egress(RenderedChart chart, String component) {
        return policies(chart, chart.pod(component)).getFirst().getSpec().getEgress().stream()
                .flatMap(rule -> ports(rule.getPorts()).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
