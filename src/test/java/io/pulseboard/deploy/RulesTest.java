package io.pulseboard.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That the rules see mistakes: one is made in what kustomize renders, and has to be named. */
class RulesTest {
    private static @Nullable String everything;

    @BeforeAll
    static void render() {
        assumeTrue(Kubectl.isInstalled());
        Rendered rendered = Kubectl.overlay("board.example.org", List.of("tokens", "discovery", "ingress-nginx"));
        everything = yaml(rendered.objects());
    }

    private static String yaml(List<JsonNode> objects) {
        StringBuilder yaml = new StringBuilder();
        objects.forEach(object -> yaml.append("---\n").append(object).append('\n'));
        return yaml.toString();
    }

    private static List<String> brokenWith(String right, String wrong) {
        if (everything == null) {
            throw new AssertionError("nothing was rendered");
        }
        assertThat(everything).contains(right);
        return Rules.broken(Rendered.parse("a mistake", everything.replace(right, wrong)));
    }

    @Test
    void withoutAMistakeNothingIsBroken() {
        assertThat(brokenWith("pulseboard", "pulseboard")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"replicas\":1 | \"replicas\":2 | replicas",
                "\"maxUnavailable\":0 | \"maxUnavailable\":1 | strategy",
                "/q/health/ready | /health/ready | readinessProbe: path",
                "/q/health/live | /q/health/ready | livenessProbe: path",
                "\"failureThreshold\":60 | \"failureThreshold\":10 | startupProbe",
                "FallbackToLogsOnError | File | terminationMessagePolicy",
                "\"targetPort\":\"http\" | \"targetPort\":\"web\" | Service: no port",
                "\"terminationGracePeriodSeconds\":30 | \"terminationGracePeriodSeconds\":20 | needed 24",
                "pulseboard.drain=10s | pulseboard.drain=20s | needed 34",
                "quarkus.shutdown.delay=5s | quarkus.shutdown.timeout=5s | no quarkus.shutdown.delay",
                "\"runAsNonRoot\":true | \"runAsNonRoot\":false | runAsNonRoot",
                "\"runAsUser\":10001 | \"runAsUser\":0 | runAsUser",
                "\"runAsUser\":10001 | \"runAsUser\":10002 | not the image's",
                "\"type\":\"RuntimeDefault\" | \"type\":\"Unconfined\" | seccompProfile",
                "\"drop\":[\"ALL\"] | \"drop\":[\"NET_RAW\"] | capabilities are not dropped",
                "\"drop\":[\"ALL\"] | \"drop\":[\"ALL\"],\"add\":[\"SYS_ADMIN\"] | capabilities are added",
                "\"readOnlyRootFilesystem\":true | \"readOnlyRootFilesystem\":false | readOnlyRootFilesystem",
                "\"allowPrivilegeEscalation\":false | \"privileged\":true | privileged",
                "\"allowPrivilegeEscalation\":false | \"privileged\":false | allowPrivilegeEscalation",
                "\"emptyDir\":{ | \"hostPath\":{ | volume scratch: hostPath",
                "\"mountPath\":\"/dev/shm\" | \"mountPath\":\"/scratch\" | /dev/shm is not writable",
                "\"enableServiceLinks\":false | \"enableServiceLinks\":true | enableServiceLinks",
                "\"enableServiceLinks\":false | \"hostPID\":true | hostPID",
                "\"containerPort\":8080 | \"containerPort\":8080,\"hostPort\":80 | hostPort",
                "pulseboard.dashboards= | pulseboard.dashboard= | unknown setting pulseboard.dashboard",
                "PULSEBOARD_INGEST_TOKEN | PULSEBOARD_INGEST_TOKE | unknown variable PULSEBOARD_INGEST_TOKE",
                "\"name\":\"pulseboard-tokens\" | \"name\":\"other\" | no Secret \"other\"",
                "\"serviceAccountName\":\"pulseboard\" | \"serviceAccountName\":\"other\" | no ServiceAccount",
                "\"automountServiceAccountToken\":true | \"automountServiceAccountToken\":false | automountServiceAccountToken",
                "[\"pods\",\"services\"] | [\"pods\",\"services\",\"secrets\"] | rights",
                "[\"get\",\"list\",\"watch\"] | [\"*\"] | rights",
                "\"subjects\":[{ | \"subjects\":[{\"kind\":\"Group\",\"name\":\"all\"},{ | binding of",
                "\"host\":\"board.example.org\",\"http\" | \"host\":\"b.example.org\",\"http\" | is not among",
                "\"hosts\":[\"board.example.org\"] | \"hosts\":[\"b.example.org\"] | certificate for",
            })
    void aMistakeIsNamed(String right, String wrong, String said) {
        assertThat(brokenWith(right, wrong)).anyMatch(each -> each.contains(said));
    }

    @Test
    void aSelectorOfOtherLabelsIsNamed() {
        String right = "\"podSelector\":{\"matchLabels\":{\"app.kubernetes.io/name\":\"pulseboard\"}}";

        assertThat(brokenWith(right, "\"podSelector\":{}"))
                .singleElement()
                .asString()
                .contains("NetworkPolicy: selector");
    }

    @Test
    void aBudgetIsNamed() {
        String budget =
                "---\n{\"apiVersion\":\"policy/v1\",\"kind\":\"PodDisruptionBudget\"}\n---\n{\"apiVersion\":\"v1\",\"kind\":\"Service\"";

        assertThat(brokenWith("---\n{\"apiVersion\":\"v1\",\"kind\":\"Service\"", budget))
                .singleElement()
                .asString()
                .contains("budget");
    }
}
