package io.pulseboard.ingest.remotewrite;

import static io.pulseboard.ingest.remotewrite.Writes.NOW;
import static io.pulseboard.ingest.remotewrite.Writes.sample;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pulseboard.hub.Hub;
import io.pulseboard.hub.HubSettings;
import io.pulseboard.ingest.remotewrite.Writes.Symbols;
import io.pulseboard.store.SeriesLimits;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What is answered and what is held, with a real hub that has room for four series. */
class WriteAnswerTest {
    private static final int MOST_SERIES = 4;

    private final Hub hub = new Hub(
            new HubSettings(
                    Duration.ofSeconds(1),
                    Duration.ofMinutes(1),
                    1 << 20,
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(10),
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(60),
                    10,
                    Duration.ofMinutes(15),
                    Duration.ofMinutes(5),
                    10,
                    new SeriesLimits(MOST_SERIES, 3, 20, 20, Duration.ofMinutes(10))),
            "k3",
            Runnable::run,
            () -> Instant.ofEpochMilli(NOW),
            new SimpleMeterRegistry());
    private final RemoteWriteParser parser = new RemoteWriteParser(new FamilyMetadata(), 1 << 20, 100);

    private WriteAnswer write(Symbols symbols, WireMessage... series) throws MalformedWriteException {
        return parser.parse(
                MessageType.REQUEST,
                symbols.request(series).toSnappy(),
                batch -> WriteAnswer.of(batch, hub.append("remote_write", batch.samples())));
    }

    private static WireMessage exemplar() {
        return new WireMessage().fixed64(2, 1).varint(3, NOW);
    }

    private static WireMessage histogram(long timestamp) {
        return NativeHistogramTest.message().varint(15, timestamp);
    }

    @Test
    void allIsWritten() throws MalformedWriteException {
        Symbols symbols = new Symbols();

        WriteAnswer answer = write(
                symbols,
                symbols.series("__name__", "a").message(2, sample(1, NOW)).message(4, exemplar()),
                symbols.series("__name__", "b").message(2, sample(1, NOW)),
                symbols.series("__name__", "h").message(3, histogram(NOW)));

        assertThat(answer).isEqualTo(new WriteAnswer(204, "", 2, 1, 1));
    }

    @Test
    void theSameRequestAgainIsWrittenAgain() throws MalformedWriteException {
        Symbols symbols = new Symbols();
        WireMessage[] all = {
            symbols.series("__name__", "a")
                    .message(2, sample(1, NOW - 2))
                    .message(2, sample(2, NOW - 1))
                    .message(2, sample(3, NOW)),
            symbols.series("__name__", "h").message(3, histogram(NOW - 1)).message(3, histogram(NOW))
        };
        WriteAnswer first = write(symbols, all);

        assertThat(first).isEqualTo(new WriteAnswer(204, "", 3, 2, 0));
        assertThat(write(symbols, all)).isEqualTo(first);
    }

    @Test
    void samplesOfOneRequestMayBeInAnyOrderAndApart() throws MalformedWriteException {
        Symbols symbols = new Symbols();

        WriteAnswer answer = write(
                symbols,
                symbols.series("__name__", "a").message(2, sample(1, NOW)),
                symbols.series("__name__", "b").message(2, sample(1, NOW)),
                symbols.series("__name__", "a").message(2, sample(2, NOW - 1_000)));

        assertThat(answer).isEqualTo(new WriteAnswer(204, "", 3, 0, 0));
    }

    @Test
    void aSampleOlderThanOneOfAnotherRequestIsNotWritten() throws MalformedWriteException {
        Symbols symbols = new Symbols();
        write(symbols, symbols.series("__name__", "a").message(2, sample(1, NOW)));

        WriteAnswer answer = write(
                symbols,
                symbols.series("__name__", "a")
                        .message(2, sample(2, NOW - 1_000))
                        .message(4, exemplar()),
                symbols.series("__name__", "b").message(2, sample(3, NOW)));

        assertThat(answer)
                .isEqualTo(new WriteAnswer(
                        400,
                        "not written: 1 of 2 samples: a newer sample of a is held than the one of "
                                + Instant.ofEpochMilli(NOW - 1_000) + "\n",
                        1,
                        0,
                        1));
    }

    /** "Retries on Partial Writes": a sender that tried again would hold back the series that are known. */
    @Test
    void aFullBudgetIsNothingToTryAgainFor() throws MalformedWriteException {
        Symbols symbols = new Symbols();
        WireMessage[] series = new WireMessage[MOST_SERIES + 2];
        for (int i = 0; i < series.length; i++) {
            series[i] = symbols.series("__name__", "s" + i)
                    .message(2, sample(1, NOW))
                    .message(4, exemplar());
        }

        WriteAnswer answer = write(symbols, series);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.samples()).isEqualTo(MOST_SERIES);
        assertThat(answer.exemplars()).isEqualTo(MOST_SERIES);
        assertThat(answer.text())
                .startsWith(
                        "not written: 2 of 6 samples, 2 of 6 exemplars: series budget is full (pulseboard.series.max = 4)")
                .hasLineCount(2);
    }

    @Test
    void outsizedSeriesAreRefusedWithTheirExemplars() throws MalformedWriteException {
        Symbols symbols = new Symbols();

        WriteAnswer answer = write(
                symbols,
                symbols.series("__name__", "a", "b", "x".repeat(21))
                        .message(2, sample(1, NOW))
                        .message(2, sample(1, NOW))
                        .message(4, exemplar())
                        .message(4, exemplar()),
                symbols.series("__name__", "b").message(2, sample(1, NOW)).message(4, exemplar()));

        assertThat(answer.samples()).isEqualTo(1);
        assertThat(answer.exemplars()).isEqualTo(1);
        assertThat(answer.text())
                .startsWith("not written: 2 of 3 samples, 2 of 3 exemplars: series 'a' has a label value longer");
    }

    @Test
    void samplesOfTheFutureAreRefused() throws MalformedWriteException {
        Symbols symbols = new Symbols();

        WriteAnswer answer = write(symbols, symbols.series("__name__", "a").message(2, sample(1, NOW + 3_600_000)));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.samples()).isZero();
        assertThat(answer.text()).contains("more than PT10M in the future");
    }

    @Test
    void staleMarkersOfUnknownSeriesAreWritten() throws MalformedWriteException {
        Symbols symbols = new Symbols();

        WriteAnswer answer = write(
                symbols,
                symbols.series("__name__", "a").message(2, sample(io.pulseboard.metric.SpecialValues.STALE, NOW)));

        assertThat(answer).isEqualTo(new WriteAnswer(204, "", 1, 0, 0));
    }

    @Test
    void histogramsAreCountedByThemselves() throws MalformedWriteException {
        Symbols symbols = new Symbols();
        write(symbols, symbols.series("__name__", "h").message(3, histogram(NOW)));

        WriteAnswer answer = write(
                symbols,
                symbols.series("__name__", "h").message(3, histogram(NOW - 1)),
                symbols.series("__name__", "i").message(3, new WireMessage().varint(1, 9)),
                symbols.series("__name__", "j").message(3, histogram(NOW)));

        assertThat(answer.histograms()).isEqualTo(1);
        assertThat(answer.samples()).isZero();
        assertThat(answer.text()).startsWith("not written: 2 of 3 histograms: histogram of i: ");
    }

    @Test
    void theTextIsBounded() throws MalformedWriteException {
        Symbols symbols = new Symbols();
        WireMessage[] series = new WireMessage[500];
        for (int i = 0; i < series.length; i++) {
            series[i] = symbols.series("job", "x".repeat(1_000)).message(2, sample(1, NOW));
        }

        WriteAnswer answer = write(symbols, series);

        assertThat(answer.text())
                .hasSizeLessThan(6_000)
                .startsWith("not written: 500 of 500 samples: series {job=")
                .endsWith("and 490 more\n");
    }
}
