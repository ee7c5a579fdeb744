package io.pulseboard.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The base, the overlay, and the base with every choice of components, as kustomize renders them. */
class KustomizeTest {
    private static final String HOST = "board.example.org";

    /** Of each of these at most one is taken. */
    private static final List<List<String>> CHOICES = List.of(
            List.of("tokens"),
            List.of("discovery", "discovery-namespace"),
            List.of("ingress-nginx", "ingress-traefik", "ingress-haproxy"));

    /** What the others are made of. */
    private static final Set<String> PARTS = Set.of("ingress");

    @BeforeAll
    static void findKubectl() {
        assumeTrue(Kubectl.isInstalled());
    }

    static Stream<List<String>> combinations() {
        List<List<String>> combinations = new ArrayList<>(List.of(List.of()));
        for (List<String> choice : CHOICES) {
            for (List<String> chosen : List.copyOf(combinations)) {
                for (String component : choice) {
                    List<String> more = new ArrayList<>(chosen);
                    more.add(component);
                    combinations.add(List.copyOf(more));
                }
            }
        }
        return combinations.stream();
    }

    private static Rendered render(List<String> components) {
        boolean named = components.stream().anyMatch(component -> component.startsWith("ingress"));
        return Kubectl.overlay(named ? HOST : "", components);
    }

    @Test
    void everyComponentIsInSomeCombination() throws IOException {
        Set<String> there = new TreeSet<>();
        try (Stream<Path> folders = Files.list(Path.of("deploy", "kubernetes", "components"))) {
            folders.map(folder -> folder.getFileName().toString()).forEach(there::add);
        }
        there.removeAll(PARTS);

        assertThat(there)
                .isEqualTo(new TreeSet<>(CHOICES.stream().flatMap(List::stream).toList()));
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void everyCombinationIsWhatAClusterTakesAndKeepsTheRules(List<String> components) {
        Rendered rendered = render(components);

        assertThat(KubernetesFields.problems(rendered)).isEmpty();
        assertThat(Rules.broken(rendered)).isEmpty();
    }

    @Test
    void theOverlayIsWhatAClusterTakesAndKeepsTheRules() {
        Rendered rendered = Kubectl.folder("overlays/single");

        assertThat(KubernetesFields.problems(rendered)).isEmpty();
        assertThat(Rules.broken(rendered)).isEmpty();
    }

    @Test
    void theOverlaysNamespaceEnforcesTheRestrictedStandard() {
        Rendered rendered = Kubectl.folder("overlays/single");

        assertThat(rendered.one("Namespace")
                        .at("/metadata/labels")
                        .path("pod-security.kubernetes.io/enforce")
                        .asText())
                .isEqualTo("restricted");
        assertThat(rendered.one("Deployment").at("/metadata/namespace"))
                .isEqualTo(rendered.one("Namespace").at("/metadata/name"));
    }

    @Test
    void theHostIsSetInOnePlace() {
        Rendered rendered = render(List.of("ingress-nginx"));

        assertThat(rendered.one("Ingress").at("/spec/rules/0/host").asText()).isEqualTo(HOST);
        assertThat(Settings.of(rendered)).containsEntry("PULSEBOARD_HTTP_ALLOWED_HOSTS", HOST);
    }

    @Test
    void anIngressWithoutAHostIsNotRendered() {
        assertThat(Kubectl.refusal("no-host", List.of("ingress-nginx"))).contains("data.host");
    }

    @Test
    void aChangedSettingRollsThePod() {
        Rendered one = Kubectl.overlay("one.example.org", List.of("ingress-nginx"));
        Rendered other = Kubectl.overlay("other.example.org", List.of("ingress-nginx"));

        assertThat(one.template()).isNotEqualTo(other.template());
    }

    @Test
    void theExampleOfTheManualKeepsTheRules() {
        Rendered rendered = Kubectl.beside(
                "manual",
                Sources.manualExample("kustomization.yaml"),
                Map.of(
                        "application.properties",
                        Sources.read(Path.of("deploy", "kubernetes", "base", "application.properties"))
                                + "pulseboard.tick=500ms\n",
                        "boards/shop.yaml",
                        "title: Shop\n",
                        "targets.yaml",
                        "[]\n"));

        assertThat(KubernetesFields.problems(rendered)).isEmpty();
        assertThat(Rules.broken(rendered)).isEmpty();
        assertThat(Settings.of(rendered)).containsEntry("PULSEBOARD_TICK", "500ms");
        assertThat(rendered.find("ConfigMap", "pulseboard-boards")).isPresent();
        assertThat(rendered.container().path("image").asText()).startsWith("registry.example.com/pulseboard:");
    }

    @Test
    void theImageIsOfThisVersion() {
        assertThat(Kubectl.folder("base").container().path("image").asText())
                .isEqualTo("pulseboard:" + Sources.version());
    }
}
