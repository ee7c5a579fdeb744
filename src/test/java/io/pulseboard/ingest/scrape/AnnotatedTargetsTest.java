package io.pulseboard.ingest.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which targets pods, services and endpoint slices mean. */
class AnnotatedTargetsTest {
    private static final Map<String, String> WANTED = Map.of("prometheus.io/scrape", "true");

    private final List<Pod> pods = new ArrayList<>();
    private final List<Service> services = new ArrayList<>();
    private final List<EndpointSlice> slices = new ArrayList<>();

    private List<DiscoveredTarget> targets() {
        return AnnotatedTargets.of(pods, services, slices);
    }

    private List<String> urls() {
        return targets().stream().map(target -> target.url().toString()).toList();
    }

    private static Map<String, String> annotated(String... more) {
        Map<String, String> annotations = new java.util.HashMap<>(WANTED);
        for (int i = 0; i < more.length; i += 2) {
            annotations.put("prometheus.io/" + more[i], more[i + 1]);
        }
        return annotations;
    }

    /** A running pod with one container that declares port 8080. */
    static PodBuilder pod(String name, String address, Map<String, String> annotations) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName(name)
                .withAnnotations(annotations)
                .addToLabels("app.kubernetes.io/name", "orders")
                .endMetadata()
                .withNewSpec()
                .withNodeName("node-1")
                .addNewContainer()
                .withName("main")
                .addNewPort()
                .withContainerPort(8080)
                .endPort()
                .endContainer()
                .endSpec()
                .withNewStatus()
                .withPhase("Running")
                .withPodIP(address)
                .endStatus();
    }

    static Service service(String name, Map<String, String> annotations) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName(name)
                .withAnnotations(annotations)
                .endMetadata()
                .withNewSpec()
                .withIpFamilies("IPv4")
                .endSpec()
                .build();
    }

    /** A slice with one endpoint, which is a pod. */
    static EndpointSliceBuilder slice(String service, String pod, String address) {
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName(service + "-" + pod)
                .addToLabels("kubernetes.io/service-name", service)
                .endMetadata()
                .withAddressType("IPv4")
                .addNewPort()
                .withPort(8080)
                .endPort()
                .addNewEndpoint()
                .withAddresses(address)
                .withNodeName("node-1")
                .withNewConditions()
                .withReady(true)
                .endConditions()
                .withNewTargetRef()
                .withKind("Pod")
                .withName(pod)
                .endTargetRef()
                .endEndpoint();
    }

    // ---- Pods ----

    @Test
    void anAnnotatedPodIsATargetWithTheUsualLabels() {
        pods.add(pod("orders-1", "10.0.0.1", WANTED).build());

        assertThat(targets()).singleElement().satisfies(target -> {
            assertThat(target.url()).hasToString("http://10.0.0.1:8080/metrics");
            assertThat(target.instance()).isEqualTo("10.0.0.1:8080");
            assertThat(target.labels())
                    .isEqualTo(Map.of(
                            "job",
                            "orders",
                            "namespace",
                            "shop",
                            "pod",
                            "orders-1",
                            "node",
                            "node-1",
                            "container",
                            "main"));
        });
    }

    @Test
    void annotationsSayPortPathSchemeAndParameters() {
        pods.add(pod(
                        "a",
                        "10.0.0.1",
                        annotated("port", "9090", "path", "/a/b", "scheme", "https", "param_format", "x y"))
                .build());

        assertThat(urls()).containsExactly("https://10.0.0.1:9090/a/b?format=x+y");
    }

    @Test
    void aPodThatIsNotAnnotatedOrNotRunningOrGoingIsNoTarget() {
        pods.add(pod("a", "10.0.0.1", Map.of()).build());
        pods.add(pod("b", "10.0.0.2", Map.of("prometheus.io/scrape", "false")).build());
        pods.add(pod("c", "10.0.0.3", WANTED)
                .editStatus()
                .withPhase("Pending")
                .endStatus()
                .build());
        pods.add(pod("d", "10.0.0.4", WANTED)
                .editStatus()
                .withPhase("Succeeded")
                .endStatus()
                .build());
        pods.add(pod("e", "10.0.0.5", WANTED)
                .editMetadata()
                .withDeletionTimestamp("2026-01-01T00:00:00Z")
                .endMetadata()
                .build());
        pods.add(pod("f", "x", WANTED).editStatus().withPodIP(null).endStatus().build());

        assertThat(urls()).isEmpty();
    }

    @Test
    void withoutAPortAllTcpPortsOfContainersAndSidecarsAreTargets() {
        pods.add(pod("a", "10.0.0.1", WANTED)
                .editSpec()
                .addToContainers(new ContainerBuilder()
                        .withName("other")
                        .addNewPort()
                        .withContainerPort(9100)
                        .withProtocol("TCP")
                        .endPort()
                        .addNewPort()
                        .withContainerPort(53)
                        .withProtocol("UDP")
                        .endPort()
                        .build())
                .addToInitContainers(new ContainerBuilder()
                        .withName("proxy")
                        .withRestartPolicy("Always")
                        .addNewPort()
                        .withContainerPort(15090)
                        .endPort()
                        .build())
                .addToInitContainers(new ContainerBuilder()
                        .withName("init")
                        .addNewPort()
                        .withContainerPort(1)
                        .endPort()
                        .build())
                .endSpec()
                .build());

        assertThat(targets())
                .extracting(target -> target.instance() + " " + target.labels().get("container"))
                .containsExactly("10.0.0.1:8080 main", "10.0.0.1:9100 other", "10.0.0.1:15090 proxy");
    }

    @Test
    void anIpv6AddressIsPutInBrackets() {
        pods.add(pod("a", "fd00::7", WANTED).build());

        assertThat(urls()).containsExactly("http://[fd00::7]:8080/metrics");
    }

    @Test
    void theJobOfAPodIsItsApplication() {
        pods.add(pod("a", "10.0.0.1", WANTED)
                .editMetadata()
                .withLabels(Map.of("app", "old"))
                .endMetadata()
                .build());
        pods.add(pod("b", "10.0.0.2", WANTED)
                .editMetadata()
                .withLabels(null)
                .endMetadata()
                .build());

        assertThat(targets())
                .extracting(target -> target.labels().get("job"))
                .containsExactly("old", "kubernetes-pods");
    }

    @Test
    void annotationsThatMakeNoAddressMakeNoTarget() {
        pods.add(pod("a", "10.0.0.1", annotated("port", "http")).build());
        pods.add(pod("b", "10.0.0.2", annotated("scheme", "gopher")).build());
        pods.add(pod("c", "10.0.0.3", annotated("port", "123456")).build());
        pods.add(pod("d", "10.0.0.4", annotated("port", "80/../x")).build());

        assertThat(urls()).isEmpty();
    }

    // ---- Services ----

    @Test
    void theReadyEndpointsOfAnAnnotatedServiceAreTargets() {
        pods.add(pod("orders-1", "10.0.0.1", Map.of()).build());
        services.add(service("orders", WANTED));
        slices.add(slice("orders", "orders-1", "10.0.0.1").build());

        assertThat(targets()).singleElement().satisfies(target -> {
            assertThat(target.url()).hasToString("http://10.0.0.1:8080/metrics");
            assertThat(target.labels())
                    .isEqualTo(Map.of(
                            "job",
                            "orders",
                            "service",
                            "orders",
                            "namespace",
                            "shop",
                            "pod",
                            "orders-1",
                            "node",
                            "node-1",
                            "container",
                            "main"));
        });
    }

    @Test
    void whatIsTargetAsPodAndAsServiceIsOneTarget() {
        pods.add(pod("orders-1", "10.0.0.1", WANTED).build());
        services.add(service("front", WANTED));
        slices.add(slice("front", "orders-1", "10.0.0.1").build());

        assertThat(targets())
                .singleElement()
                .satisfies(target -> assertThat(target.labels()).containsEntry("job", "front"));
    }

    @Test
    void endpointsThatAreNotReadyOrGoingAreNoTargets() {
        services.add(service("orders", WANTED));
        slices.add(slice("orders", "a", "10.0.0.1")
                .editFirstEndpoint()
                .editConditions()
                .withReady(false)
                .endConditions()
                .endEndpoint()
                .build());
        slices.add(slice("orders", "b", "10.0.0.2")
                .editFirstEndpoint()
                .editConditions()
                .withTerminating(true)
                .endConditions()
                .endEndpoint()
                .build());
        slices.add(slice("orders", "c", "10.0.0.3").build());
        pods.add(pod("c", "10.0.0.3", Map.of())
                .editStatus()
                .withPhase("Failed")
                .endStatus()
                .build());
        // Conditions that are not there mean ready (API, "EndpointConditions").
        slices.add(slice("orders", "d", "10.0.0.4")
                .editFirstEndpoint()
                .withConditions(null)
                .endEndpoint()
                .build());

        assertThat(urls()).containsExactly("http://10.0.0.4:8080/metrics");
    }

    @Test
    void onlyOneFamilyOfAddressesCountsAndNoNames() {
        services.add(service("orders", WANTED));
        slices.add(slice("orders", "a", "10.0.0.1").build());
        slices.add(slice("orders", "b", "fd00::1").withAddressType("IPv6").build());
        slices.add(slice("orders", "c", "example.com").withAddressType("FQDN").build());

        assertThat(urls()).containsExactly("http://10.0.0.1:8080/metrics");
    }

    @Test
    void aServiceThatIsNotAnnotatedAndASliceOfNoServiceAreNoTargets() {
        services.add(service("orders", Map.of()));
        slices.add(slice("orders", "a", "10.0.0.1").build());
        slices.add(slice("unknown", "b", "10.0.0.2").build());
        slices.add(slice("orders", "c", "10.0.0.3")
                .editMetadata()
                .withLabels(null)
                .endMetadata()
                .build());

        assertThat(urls()).isEmpty();
    }
}
