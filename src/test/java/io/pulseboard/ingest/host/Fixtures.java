package io.pulseboard.ingest.host;

import io.pulseboard.metric.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Trees of proc and sys made for these tests, and what readers say of them. */
final class Fixtures {
    static final long TIME = 1_763_800_000_000L;

    private static final Path TREES = Path.of("src/test/resources/host");

    private Fixtures() {}

    static HostPaths tree(String name) {
        Path tree = TREES.resolve(name).toAbsolutePath();
        return new HostPaths(tree.resolve("proc"), tree.resolve("sys"), tree.resolve("root"));
    }

    /** The samples of one round. */
    static List<Sample> samples(HostReader reader) throws IOException {
        reader.read();
        List<Sample> samples = new ArrayList<>();
        reader.tables().forEach(table -> table.flush(TIME, samples));
        return samples;
    }

    /** The values of one round by the text of their key. */
    static Map<String, Double> values(HostReader reader) throws IOException {
        Map<String, Double> values = new LinkedHashMap<>();
        samples(reader).forEach(sample -> values.put(sample.key().toString(), sample.value()));
        return values;
    }

    /** What a group reads, and the failures it meets on the way. */
    static List<Sample> read(List<String> failures, HostReader... readers) {
        ReaderGroup group = new ReaderGroup(
                List.of(readers), (reader, failure) -> failures.add(reader.name() + ": " + failure.getMessage()));
        return group.read(TIME);
    }
}
