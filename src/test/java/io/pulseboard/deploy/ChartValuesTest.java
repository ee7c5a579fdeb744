package io.pulseboard.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values that are wrong are refused, and where they stand is said. */
class ChartValuesTest {
    /**
     * @param said what Helm has to say
     */
    record Wrong(String values, String said) {}

    static final Map<String, Wrong> WRONG = new TreeMap<>(
            Map.ofEntries(
                    Map.entry("replicas", new Wrong("replicas: 3", "at '/replicas': maximum: got 3, want 1")),
                    Map.entry(
                            "type",
                            new Wrong(
                                    "discovery: {enabled: 'yes'}",
                                    "at '/discovery/enabled': got string, want boolean")),
                    Map.entry("unknown-key", new Wrong("confg: {}", "additional properties 'confg' not allowed")),
                    Map.entry(
                            "unknown-key-below",
                            new Wrong("ingress: {hots: a}", "at '/ingress': additional properties 'hots' not allowed")),
                    Map.entry(
                            "choice",
                            new Wrong(
                                    "ingress: {controller: apache}", "at '/ingress/controller': value must be one of")),
                    Map.entry("no-host", new Wrong("ingress: {enabled: true}", "at '/ingress/host': minLength")),
                    Map.entry(
                            "host-with-scheme",
                            new Wrong(
                                    "ingress: {host: 'https://board.example.org'}",
                                    "at '/ingress/host': 'https://board.example.org'")),
                    Map.entry(
                            "foreign-setting",
                            new Wrong("config: {tick: 1s}", "at '/config': additional properties 'tick'")),
                    Map.entry(
                            "setting-that-is-none",
                            new Wrong("config: {pulseboard.tick: [1]}", "at '/config/pulseboard.tick'")),
                    Map.entry(
                            "setting-of-two-lines",
                            new Wrong("config: {pulseboard.tick: \"1s\\nx=y\"}", "at '/config/pulseboard.tick'")),
                    Map.entry(
                            "token-in-settings",
                            new Wrong(
                                    "config: {pulseboard.ingest.token: hunter2}",
                                    "at '/config/pulseboard.ingest.token'")),
                    Map.entry(
                            "password-in-settings",
                            new Wrong(
                                    "config: {pulseboard.scrape.targets.shop.password: hunter2}",
                                    "at '/config/pulseboard.scrape.targets.shop.password'")),
                    Map.entry(
                            "drain-in-settings",
                            new Wrong("config: {pulseboard.drain: 60s}", "at '/config/pulseboard.drain'")),
                    Map.entry(
                            "senders-without-secret",
                            new Wrong("tokens: {senders: [ci]}", "at '/tokens/existingSecret': minLength")),
                    Map.entry(
                            "sender-that-is-no-variable",
                            new Wrong(
                                    "tokens: {existingSecret: a, senders: [my-ci]}",
                                    "at '/tokens/senders/0': 'my-ci'")),
                    Map.entry(
                            "board-name",
                            new Wrong("boards: {'a/b': {}}", "at '/boards': additional properties 'a/b'")),
                    Map.entry(
                            "no-targets",
                            new Wrong("targets: [{labels: {a: b}}]", "at '/targets/0': missing property 'targets'")),
                    Map.entry("port", new Wrong("service: {port: 70000}", "at '/service/port': maximum")),
                    Map.entry(
                            "memory",
                            new Wrong("resources: {limits: {memory: 1 GB}}", "at '/resources/limits/memory'")),
                    Map.entry(
                            "grace",
                            new Wrong(
                                    "shutdown: {drain: 30}",
                                    "shutdown.terminationGracePeriod is 30: it has to be at least 44, which is drain 30 + 4 + delay 5"))));

    @BeforeAll
    static void findHelm() {
        assumeTrue(HelmChart.isRendered());
    }

    static Stream<Map.Entry<String, Wrong>> wrong() {
        return WRONG.entrySet().stream();
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void aWrongValueIsRefusedWithItsPlace(Map.Entry<String, Wrong> wrong) {
        assertThat(HelmChart.refusal(wrong.getKey()))
                .contains(wrong.getValue().said())
                .doesNotContain("hunter2");
    }
}
