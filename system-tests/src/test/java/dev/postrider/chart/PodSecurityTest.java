package dev.postrider.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.chart.RenderedChart.RenderedPod;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Pod Security Standard "restricted", control by control, on every pod of every value set; and what we demand beyond it. */
final class PodSecurityTest {
    private static final Set<String> ALLOWED_VOLUMES = Set.of(
            "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret");

    static List<String> sets() {
        return Chart.valueSets();
    }

    @ParameterizedTest
    @MethodSource("sets")
    void restrictedAdmitsEveryPod(String set) {
        for (RenderedPod pod : Chart.render(set).pods()) {
            PodSpec spec = pod.spec();
            assertNull(spec.getHostNetwork(), pod::toString);
            assertNull(spec.getHostPID(), pod::toString);
            assertNull(spec.getHostIPC(), pod::toString);
            assertNull(spec.getHostUsers(), pod::toString);
            assertEquals(true, spec.getSecurityContext().getRunAsNonRoot(), pod::toString);
            assertNotEquals(Long.valueOf(0), spec.getSecurityContext().getRunAsUser(), pod::toString);
            assertEquals(
                    "RuntimeDefault",
                    spec.getSecurityContext().getSeccompProfile().getType(),
                    pod::toString);
            assertTrue(spec.getSecurityContext().getSysctls().isEmpty(), pod::toString);
            assertNull(spec.getSecurityContext().getSeLinuxOptions(), pod::toString);
            assertNull(spec.getSecurityContext().getWindowsOptions(), pod::toString);
            assertTrue(spec.getEphemeralContainers().isEmpty(), pod::toString);
            spec.getVolumes().forEach(volume -> assertTrue(ALLOWED_VOLUMES.containsAll(types(volume)), pod::toString));
            ChartObjectsTest.containers(pod).forEach(container -> restricted(pod, container));
        }
    }

    private static void restricted(RenderedPod pod, Container container) {
        SecurityContext security = container.getSecurityContext();
        assertEquals(false, security.getAllowPrivilegeEscalation(), pod::toString);
        assertEquals(List.of("ALL"), security.getCapabilities().getDrop(), pod::toString);
        assertTrue(security.getCapabilities().getAdd().isEmpty(), pod::toString);
        assertEquals(true, security.getRunAsNonRoot(), pod::toString);
        assertNull(security.getPrivileged(), pod::toString);
        assertNull(security.getRunAsUser(), pod::toString);
        assertNull(security.getProcMount(), pod::toString);
        assertNull(security.getSeccompProfile(), pod::toString);
        assertNull(security.getSeLinuxOptions(), pod::toString);
        assertNull(security.getAppArmorProfile(), pod::toString);
        container.getPorts().forEach(port -> assertNull(port.getHostPort(), pod::toString));
        // Beyond the standard.
        assertEquals(true, security.getReadOnlyRootFilesystem(), pod::toString);
        container.getPorts().forEach(port -> assertTrue(port.getContainerPort() > 1024, pod::toString));
    }

    private static Set<String> types(Volume volume) {
        Set<String> types = new TreeSet<>();
        StrictModels.YAML.valueToTree(volume).fieldNames().forEachRemaining(types::add);
        types.remove("name");
        return types;
    }

    @ParameterizedTest
    @MethodSource("sets")
    void noPodHasAToken(String set) {
        RenderedChart chart = Chart.render(set);
        for (RenderedPod pod : chart.pods()) {
            assertEquals(false, pod.spec().getAutomountServiceAccountToken(), pod::toString);
            assertEquals(false, pod.spec().getEnableServiceLinks(), pod::toString);
            if (!pod.component().equals("cli")) {
                String account = pod.spec().getServiceAccountName();
                assertEquals(
                        false,
                        chart.find("ServiceAccount", account)
                                .orElseThrow(() -> new AssertionError("no ServiceAccount " + account))
                                .as(ServiceAccount.class)
                                .getAutomountServiceAccountToken());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void noSecretIsInTheEnvironmentOrInAConfigMap(String set) {
        RenderedChart chart = Chart.render(set);
        for (RenderedPod pod : chart.pods()) {
            ChartObjectsTest.containers(pod)
                    .flatMap(container -> container.getEnv().stream())
                    .forEach(variable -> assertNull(variable.getValueFrom(), pod::toString));
        }
        chart.secrets()
                .forEach(secret -> secret.getData()
                        .values()
                        .forEach(value -> chart.ofKind("ConfigMap")
                                .forEach(
                                        map -> assertFalse(map.json().toString().contains(value)))));
    }
}
