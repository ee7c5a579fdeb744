package io.pulseboard.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** That the two models of Kubernetes' fields see mistakes, each of its own kind. */
class KubernetesFieldsTest {
    private static JsonNode deployment(String container) {
        return Rendered.documents("""
                        apiVersion: apps/v1
                        kind: Deployment
                        metadata: {name: a}
                        spec:
                          selector: {matchLabels: {a: b}}
                          template:
                            metadata: {labels: {a: b}}
                            spec:
                              containers:
                                - %s
                        """.formatted(container)).get(0);
    }

    @Test
    void whatIsRightPasses() {
        JsonNode right = deployment("{name: a, image: b, livenessProbe: {httpGet: {path: /, port: http}}}");

        assertThat(KubernetesFields.unknown(right)).isEmpty();
        assertThat(KubernetesFields.incomplete(right)).isEmpty();
    }

    @Test
    void aMisspeltFieldIsUnknown() {
        JsonNode misspelt = deployment("{name: a, imagePullpolicy: Always}");

        assertThat(KubernetesFields.unknown(misspelt))
                .singleElement()
                .asString()
                .contains("imagePullpolicy");
    }

    @Test
    void aFieldInTheWrongPlaceIsUnknown() {
        JsonNode misplaced = deployment("{name: a, runAsNonRoot: true}");

        assertThat(KubernetesFields.unknown(misplaced))
                .singleElement()
                .asString()
                .contains("runAsNonRoot");
    }

    @Test
    void aValueOfAnotherTypeIsRefused() {
        JsonNode text = deployment("{name: a, ports: [{containerPort: http}]}");

        assertThat(KubernetesFields.unknown(text)).singleElement().asString().contains("http");
    }

    @Test
    void aRequiredFieldThatIsMissingIsMissed() {
        JsonNode nameless = deployment("{image: b}");

        assertThat(KubernetesFields.unknown(nameless)).isEmpty();
        assertThat(KubernetesFields.incomplete(nameless))
                .singleElement()
                .asString()
                .contains("`name`");
    }

    @Test
    void aProbeWithoutAPortIsMissed() {
        JsonNode portless = deployment("{name: a, livenessProbe: {httpGet: {path: /}}}");

        assertThat(KubernetesFields.incomplete(portless))
                .singleElement()
                .asString()
                .contains("`port`");
    }

    @Test
    void aKindThatDoesNotExistIsUnknown() {
        JsonNode old = Rendered.documents("{apiVersion: extensions/v1beta1, kind: Ingress}")
                .get(0);

        assertThat(KubernetesFields.unknown(old)).containsExactly("unknown kind extensions/v1beta1/Ingress");
    }
}
