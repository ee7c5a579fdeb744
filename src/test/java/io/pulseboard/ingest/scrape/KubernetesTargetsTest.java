package io.pulseboard.ingest.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ListMeta;
import io.fabric8.kubernetes.api.model.ListMetaBuilder;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A cluster's objects are followed as they come, change and go, and whatever becomes of the watch. */
class KubernetesTargetsTest {
    private static final Map<String, String> WANTED = Map.of("prometheus.io/scrape", "true");

    private static final ListMeta FIRST =
            new ListMetaBuilder().withResourceVersion("1").build();

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private @Nullable KubernetesMockServer server;
    private @Nullable KubernetesClient client;
    private @Nullable KubernetesTargets targets;

    @AfterEach
    void stop() {
        if (targets != null) {
            targets.stop();
        }
        if (client != null) {
            client.close();
        }
        if (server != null) {
            server.destroy();
        }
    }

    private KubernetesMockServer scripted() {
        KubernetesMockServer started = new KubernetesMockServer(false);
        started.init(InetAddress.getLoopbackAddress(), 0);
        server = started;
        client = started.createClient(builder -> builder.editOrNewConfig()
                .withRequestRetryBackoffLimit(0)
                .withWatchReconnectInterval(10)
                .endConfig());
        return started;
    }

    /** A server that keeps what it is given. */
    private KubernetesClient cluster() {
        KubernetesMockServer started = new KubernetesMockServer(
                new Context(), new MockWebServer(), new HashMap<>(), new KubernetesCrudDispatcher(), false);
        started.init(InetAddress.getLoopbackAddress(), 0);
        server = started;
        KubernetesClient created = started.createClient();
        client = created;
        return created;
    }

    private KubernetesTargets watch(KubernetesClient with, @Nullable String selector, String... namespaces) {
        KubernetesTargets started = new KubernetesTargets(
                with, ActiveTargetsTest.job("kubernetes"), List.of(namespaces), selector, registry);
        targets = started;
        started.start();
        return started;
    }

    private static void awaitInstances(KubernetesTargets targets, String... instances) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(targets.targets())
                        .extracting(target -> target.labels().get("instance"))
                        .containsExactly(instances));
    }

    @Test
    void podsAreTargetsFromWhenTheyRunUntilTheyGo() {
        KubernetesClient cluster = cluster();
        cluster.resource(AnnotatedTargetsTest.pod("a", "10.0.0.1", WANTED).build())
                .create();
        KubernetesTargets targets = watch(cluster, null);
        awaitInstances(targets, "10.0.0.1:8080");

        cluster.resource(AnnotatedTargetsTest.pod("b", "10.0.0.2", WANTED).build())
                .create();
        awaitInstances(targets, "10.0.0.1:8080", "10.0.0.2:8080");

        cluster.pods().inNamespace("shop").withName("a").withGracePeriod(0).delete();
        awaitInstances(targets, "10.0.0.2:8080");
        assertThat(targets.targets().get(0).labels().get("job")).isEqualTo("orders");
    }

    @Test
    void endpointsOfServicesAreFollowed() {
        KubernetesClient cluster = cluster();
        KubernetesTargets targets = watch(cluster, null);
        cluster.resource(AnnotatedTargetsTest.service("orders", WANTED)).create();
        cluster.resource(AnnotatedTargetsTest.slice("orders", "a", "10.0.0.1").build())
                .create();
        awaitInstances(targets, "10.0.0.1:8080");

        cluster.resource(AnnotatedTargetsTest.slice("orders", "a", "10.0.0.9").build())
                .update();

        awaitInstances(targets, "10.0.0.9:8080");
    }

    @Test
    void onlyTheNamespacesAndLabelsAskedForCount() {
        KubernetesClient cluster = cluster();
        for (String namespace : List.of("shop", "other")) {
            for (String team : List.of("red", "blue")) {
                cluster.resource(AnnotatedTargetsTest.pod(
                                        team,
                                        namespace.equals("shop") && team.equals("red") ? "10.0.0.1" : "10.0.0.2",
                                        WANTED)
                                .editMetadata()
                                .withNamespace(namespace)
                                .addToLabels("team", team)
                                .endMetadata()
                                .build())
                        .create();
            }
        }

        awaitInstances(watch(cluster, "team=red", "shop"), "10.0.0.1:8080");
    }

    @Test
    void aServerThatFailsIsAskedAgainAndWhatWasKnownStays() {
        KubernetesMockServer scripted = scripted();
        String pods = "/api/v1/pods?resourceVersion=0";
        scripted.expect().get().withPath(pods).andReturn(500, "").times(2);
        scripted.expect()
                .get()
                .withPath(pods)
                .andReturn(
                        200,
                        new PodListBuilder()
                                .withMetadata(FIRST)
                                .addToItems(AnnotatedTargetsTest.pod("a", "10.0.0.1", WANTED)
                                        .build())
                                .build())
                .always();
        assertThat(client).isNotNull();

        KubernetesTargets targets = watch(client, null);

        awaitInstances(targets, "10.0.0.1:8080");
        // Neither the watch of pods nor anything else gets an answer that is one: the target stays.
        await().until(() ->
                registry.counter("pulseboard.scrape.kubernetes.failures").count() > 3);
        assertThat(targets.targets()).hasSize(1);
    }

    @Test
    void withoutAClusterThereAreNoTargetsAndNothingWaits() {
        KubernetesMockServer gone = scripted();
        gone.destroy();
        server = null;
        assertThat(client).isNotNull();

        KubernetesTargets targets = watch(client, null);

        assertThat(targets.targets()).isEmpty();
        await().until(() ->
                registry.counter("pulseboard.scrape.kubernetes.failures").count() > 0);
    }
}
