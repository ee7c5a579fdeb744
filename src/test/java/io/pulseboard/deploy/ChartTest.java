package io.pulseboard.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The chart, as Helm renders it with values that people would write; and that it is the same as what kustomize makes. */
class ChartTest {
    static final Map<String, String> VARIANTS = new TreeMap<>(Map.ofEntries(
            Map.entry("default", "{}"),
            Map.entry("off", "replicas: 0"),
            Map.entry("manual", Sources.manualExample("values.yaml")),
            Map.entry("settings", """
                    config:
                      pulseboard.tick: 500ms
                      pulseboard.series.max: 1000000
                      pulseboard.host.enabled: false
                      pulseboard.http.allowed-hosts: a.example.org,*.b.example.org
                      pulseboard.scrape.targets.my-shop.url: http://shop:8080/metrics
                      pulseboard.scrape.kubernetes.selector: 'back\\slash'
                    """),
            Map.entry("settings-changed", """
                    config:
                      pulseboard.tick: 250ms
                    """),
            Map.entry("tokens", "tokens: {existingSecret: pulseboard-tokens}"),
            Map.entry("senders", "tokens: {existingSecret: pulseboard-tokens, key: main, senders: [telegraf, ci]}"),
            Map.entry("boards-and-targets", """
                    boards:
                      shop: {title: Shop, charts: [{query: orders_total}]}
                      text: |
                        title: Text
                        charts:
                          - query: up
                    targets:
                      - targets: ["shop-1:8080"]
                        labels: {job: shop, zone: eu}
                    """),
            Map.entry("discovery", "discovery: {enabled: true}"),
            Map.entry("discovery-namespace", "discovery: {enabled: true, namespaces: [monitoring]}"),
            Map.entry(
                    "discovery-namespaces",
                    "discovery: {enabled: true, namespaces: [shop, payments], selector: team=shop}"),
            Map.entry("ingress-nginx", ingress("nginx")),
            Map.entry("ingress-traefik", ingress("traefik")),
            Map.entry("ingress-haproxy", ingress("haproxy")),
            Map.entry("ingress-other", """
                    ingress:
                      enabled: true
                      controller: other
                      className: internal
                      host: board.example.org
                      annotations: {example.org/a: b}
                      trustedProxies: [10.0.0.0/8, "fd00::/8"]
                    config: {pulseboard.http.allowed-hosts: second.example.org}
                    """),
            Map.entry("policy", """
                    networkPolicy:
                      ingressFrom:
                        - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress-nginx}}
                      egressTo:
                        - ipBlock: {cidr: 10.0.0.0/8}
                    """),
            Map.entry("no-policy", "networkPolicy: {enabled: false}"),
            Map.entry("patient", "shutdown: {drain: 60, delay: 10, terminationGracePeriod: 80}"),
            Map.entry("everything-else", """
                    image: {repository: registry.example.org/pulseboard, digest: "sha256:%s", pullPolicy: Always}
                    imagePullSecrets: [{name: registry}]
                    fullnameOverride: board
                    service: {type: NodePort, port: 80, annotations: {a: b}}
                    metrics: {annotations: true}
                    javaOptions: -Xlog:gc
                    extraEnv: [{name: PULSEBOARD_TICK, value: 1s}]
                    extraVolumes: [{name: tls, secret: {secretName: pulseboard-tls}}]
                    extraVolumeMounts: [{name: tls, mountPath: /run/tls}]
                    podAnnotations: {c: d}
                    podLabels: {e: f}
                    priorityClassName: high
                    nodeSelector: {g: h}
                    tolerations: [{operator: Exists}]
                    affinity: {nodeAffinity: {}}
                    """.formatted("0".repeat(64)))));

    private static String ingress(String controller) {
        return """
                ingress:
                  enabled: true
                  controller: %s
                  host: board.example.org
                  tls: {secretName: pulseboard-tls}
                """.formatted(controller);
    }

    @BeforeAll
    static void findHelm() {
        assumeTrue(HelmChart.isRendered());
    }

    static Stream<String> variants() {
        return VARIANTS.keySet().stream();
    }

    private static Rendered rendered(String variant) {
        return HelmChart.rendered(variant);
    }

    @Test
    void lintFindsNothing() {
        assertThat(HelmChart.lint()).doesNotContain("[WARNING]").doesNotContain("[ERROR]");
    }

    @ParameterizedTest
    @MethodSource("variants")
    void everyVariantIsWhatAClusterTakesAndKeepsTheRules(String variant) {
        Rendered rendered = rendered(variant);

        assertThat(KubernetesFields.problems(rendered)).isEmpty();
        assertThat(Rules.broken(rendered)).isEmpty();
    }

    @Test
    void theChartAndItsImageAreOfThisVersion() {
        assertThat(Sources.read(HelmChart.CHART.resolve("Chart.yaml")))
                .contains("\nversion: " + Sources.version() + "\n", "\nappVersion: " + Sources.version() + "\n");
    }

    @Test
    void settingsArriveAsTheyAreWritten() {
        assertThat(Settings.file(rendered("settings")))
                .containsEntry("pulseboard.tick", "500ms")
                .containsEntry("pulseboard.series.max", "1000000")
                .containsEntry("pulseboard.host.enabled", "false")
                .containsEntry("pulseboard.scrape.targets.my-shop.url", "http://shop:8080/metrics")
                .containsEntry("pulseboard.scrape.kubernetes.selector", "back\\slash")
                .containsEntry("pulseboard.drain", "10s");
    }

    @Test
    void theIngresssHostIsAllowedBesideOthers() {
        assertThat(Settings.file(rendered("ingress-other")))
                .containsEntry("pulseboard.http.allowed-hosts", "board.example.org,second.example.org");
    }

    @Test
    void aChangedSettingRollsThePodAndBoardsAndTargetsDoNot() {
        JsonNode unchanged = rendered("default").template();

        assertThat(rendered("settings-changed").template()).isNotEqualTo(unchanged);
        assertThat(rendered("boards-and-targets").template()).isEqualTo(unchanged);
    }

    @Test
    void boardsAndTargetsAreFilesInTheirFolders() {
        Rendered rendered = rendered("boards-and-targets");

        JsonNode boards =
                rendered.find("ConfigMap", "pulseboard-boards").orElseThrow().path("data");
        assertThat(Rendered.documents(boards.path("shop.yaml").asText())
                        .get(0)
                        .path("title")
                        .asText())
                .isEqualTo("Shop");
        assertThat(boards.path("text.yaml").asText()).startsWith("title: Text\ncharts:\n  - query: up");
        JsonNode targets =
                rendered.find("ConfigMap", "pulseboard-targets").orElseThrow().path("data");
        assertThat(Rendered.documents(targets.path("targets.yaml").asText())
                        .get(0)
                        .at("/0/targets/0")
                        .asText())
                .isEqualTo("shop-1:8080");
    }

    @Test
    void aMissingSecretIsNotPassedOver() {
        JsonNode env = rendered("senders").container().path("env");

        assertThat(Rendered.elements(env).map(each -> each.path("name").asText()))
                .containsExactly(
                        "PULSEBOARD_INGEST_TOKEN", "PULSEBOARD_INGEST_TOKENS_TELEGRAF", "PULSEBOARD_INGEST_TOKENS_CI");
        assertThat(env.toString()).doesNotContain("optional");
    }

    @Test
    void itIsWhatKustomizeMakes() {
        assumeTrue(Kubectl.isInstalled());
        Rendered kustomized = Kubectl.overlay("", List.of());
        Rendered helm = rendered("default");

        assertThat(comparable(helm.podSpec())).isEqualTo(comparable(kustomized.podSpec()));
        assertThat(Settings.of(helm)).isEqualTo(Settings.of(kustomized));
        assertThat(helm.one("Service").at("/spec/ports"))
                .isEqualTo(kustomized.one("Service").at("/spec/ports"));
        for (String field : new String[] {"ingress", "egress", "policyTypes"}) {
            assertThat(helm.one("NetworkPolicy").path("spec").path(field))
                    .isEqualTo(kustomized.one("NetworkPolicy").path("spec").path(field));
        }
        for (String field : new String[] {"replicas", "strategy", "progressDeadlineSeconds"}) {
            assertThat(helm.one("Deployment").path("spec").path(field))
                    .isEqualTo(kustomized.one("Deployment").path("spec").path(field));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "tokens,''",
        "discovery,''",
        "discovery-namespace,''",
        "ingress-nginx,board.example.org",
        "ingress-traefik,board.example.org",
        "ingress-haproxy,board.example.org"
    })
    void eachChoiceSetsWhatItsComponentSets(String choice, String host) {
        assumeTrue(Kubectl.isInstalled());
        Rendered kustomized = Kubectl.overlay(host, List.of(choice));
        Rendered helm = rendered(choice);

        assertThat(Settings.of(helm)).isEqualTo(Settings.of(kustomized));
        assertThat(ingresses(helm)).isEqualTo(ingresses(kustomized));
    }

    private static List<List<JsonNode>> ingresses(Rendered rendered) {
        return rendered.all("Ingress").stream()
                .map(ingress -> List.of(ingress.at("/metadata/annotations"), ingress.path("spec")))
                .toList();
    }

    /** Without the hash at the end of the name of what kustomize generates. */
    private static JsonNode comparable(JsonNode podSpec) {
        ObjectNode copy = podSpec.deepCopy();
        JsonNode settings = Rendered.elements(copy.path("volumes"))
                .filter(volume -> volume.path("name").asText().equals("settings"))
                .findFirst()
                .orElseThrow()
                .path("configMap");
        ((ObjectNode) settings).put("name", settings.path("name").asText().replaceFirst("-[a-z0-9]{10}$", ""));
        return copy;
    }
}
