package io.pulseboard.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.ConfigValidationException.Problem;
import org.junit.jupiter.api.Test;

class StartFailureTest {
    @Test
    void aValueThatCannotBeReadIsNamed() {
        Throwable failure = invalid(
                "SRCFG00039: The config property pulseboard.tick with the config value \"soon\" threw an "
                        + "Exception whilst being converted SRCFG00049: Cannot convert soon to class java.time.Duration");

        assertThat(StartFailure.inOneLine(new ExceptionInInitializerError(failure)))
                .isEqualTo("pulseboard.tick = 'soon' is not valid: Cannot convert soon to class java.time.Duration");
    }

    @Test
    void aSecretIsNotShown() {
        Throwable failure =
                invalid("SRCFG00039: The config property pulseboard.ingest.token with the config value \"hunter2\" "
                        + "threw an Exception whilst being converted java.lang.IllegalArgumentException: hunter2");

        assertThat(StartFailure.inOneLine(failure)).isEqualTo("pulseboard.ingest.token = '***' is not valid");
    }

    @Test
    void severalAreInOneLine() {
        Throwable failure = new ConfigValidationException(
                new Problem[] {new Problem("SRCFG00014: a\n b"), new Problem("SRCFG00014: c")});

        assertThat(StartFailure.inOneLine(failure)).isEqualTo("a b; c");
    }

    @Test
    void aBeanThatRefusesItsSettingIsBelieved() {
        Throwable failure = new IllegalStateException(
                "Failed to start quarkus",
                new IllegalArgumentException("pulseboard.tick must be from 100 ms: PT0.01S"));

        assertThat(StartFailure.inOneLine(failure)).isEqualTo("pulseboard.tick must be from 100 ms: PT0.01S");
    }

    @Test
    void aSettingThatIsRefusedAtTheStartIsBelieved() {
        Throwable failure = new RuntimeException(
                "Failed to start quarkus", new ConfigurationException("pulseboard.scrape.every = PT0S is too short"));

        assertThat(StartFailure.inOneLine(failure)).isEqualTo("pulseboard.scrape.every = PT0S is too short");
    }

    @Test
    void aFaultOfTheProgramKeepsItsStackTrace() {
        assertThat(StartFailure.inOneLine(new IllegalStateException("no luck"))).isNull();
    }

    private static ConfigValidationException invalid(String message) {
        return new ConfigValidationException(new Problem[] {new Problem(message)});
    }
}
