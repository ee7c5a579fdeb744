package io.pulseboard.ingest.scrape;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The targets of one job that are written in files. A file is read when it is new, when its time, size or identity has changed (so
 * that a Kubernetes ConfigMap is seen to change, where a hidden link moves to another folder), and every few minutes whatever these say.
 * One that is broken keeps the targets that it had last; one that is gone has none. Each change is one line in the log.
 */
final class TargetFiles implements TargetSource {
    private static final Logger LOG = Logger.getLogger(TargetFiles.class);
    /** How many files one pattern may match; the first by name. */
    private static final int MAX_FILES = 1000;

    private static final Duration REREAD = Duration.ofMinutes(5);

    private final ScrapeJob job;
    private final List<FilePattern> patterns;
    private final InstantSource clock;
    private final Counter errors;
    private final TargetFileParser parser = new TargetFileParser();
    private Map<Path, Held> held = new TreeMap<>();
    private boolean unreadable;

    /** What a file looks like from outside. */
    private record Stamp(
            FileTime modified, long size, @Nullable Object fileKey) {
        static Stamp of(Path file) throws IOException {
            // Of what links lead to, and so another one when they lead elsewhere.
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        }
    }

    /**
     * What became of a file.
     *
     * @param stamp null if it could not be read
     * @param fault null if it is well
     */
    private record Held(
            @Nullable Stamp stamp,
            long readMillis,
            List<ScrapeTarget> targets,
            @Nullable String fault) {}

    TargetFiles(ScrapeJob job, List<FilePattern> patterns, InstantSource clock, MeterRegistry registry) {
        this.job = job;
        this.patterns = List.copyOf(patterns);
        this.clock = clock;
        this.errors = Counter.builder("pulseboard.scrape.file.errors")
                .description("Files of targets found to be broken")
                .register(registry);
    }

    @Override
    public List<ScrapeTarget> targets() {
        Map<Path, Held> found = new TreeMap<>();
        try {
            for (FilePattern pattern : patterns) {
                TreeSet<Path> files = pattern.files(MAX_FILES);
                for (Path file : files) {
                    Held now = found.containsKey(file) ? null : look(file);
                    if (now != null) {
                        found.put(file, now);
                    }
                }
            }
            takeOver(found);
            unreadable = false;
        } catch (IOException e) {
            if (!unreadable) {
                errors.increment();
                LOG.warnf("target files unreadable job=%s reason=%s", job.name(), reason(e));
            }
            unreadable = true;
        }
        List<ScrapeTarget> all = new ArrayList<>();
        held.values().forEach(file -> all.addAll(file.targets()));
        return all;
    }

    /** Null if the file is gone. */
    private @Nullable Held look(Path file) {
        Held before = held.get(file);
        long now = clock.millis();
        Stamp stamp = null;
        try {
            // Before the content, so that a change meanwhile is seen next time.
            stamp = Stamp.of(file);
            if (before != null && stamp.equals(before.stamp()) && now - before.readMillis() < REREAD.toMillis()) {
                return before;
            }
            return new Held(stamp, now, read(file), null);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            return broken(before, null, now, "reason=\"cannot be read: " + reason(e) + "\"");
        } catch (TargetFileException e) {
            String place = "line=" + e.line() + " column=" + e.column();
            return broken(before, stamp, now, place + " reason=\"" + e.getMessage() + "\"");
        }
    }

    private static Held broken(@Nullable Held before, @Nullable Stamp stamp, long now, String fault) {
        return new Held(stamp, now, before == null ? List.of() : before.targets(), fault);
    }

    private List<ScrapeTarget> read(Path file) throws IOException, TargetFileException {
        byte[] content;
        try (InputStream in = Files.newInputStream(file)) {
            content = in.readNBytes(TargetFileParser.MAX_BYTES + 1);
        }
        boolean json = file.toString().toLowerCase(Locale.ROOT).endsWith(".json");
        TargetFileParser.Syntax syntax = json ? TargetFileParser.Syntax.JSON : TargetFileParser.Syntax.YAML;
        return parser.parse(content, syntax).stream().map(job::target).toList();
    }

    private void takeOver(Map<Path, Held> found) {
        found.forEach((file, now) -> report(file, now, held.get(file)));
        held.keySet().stream()
                .filter(file -> !found.containsKey(file))
                .forEach(file -> LOG.infof("target file gone job=%s file=%s", job.name(), file));
        held = found;
    }

    private void report(Path file, Held now, @Nullable Held before) {
        String fault = now.fault();
        if (fault != null) {
            if (before == null || !fault.equals(before.fault())) {
                errors.increment();
                LOG.warnf(
                        "target file broken job=%s file=%s kept=%d %s",
                        job.name(), file, now.targets().size(), fault);
            }
        } else if (before == null || before.fault() != null || !before.targets().equals(now.targets())) {
            LOG.infof(
                    "target file read job=%s file=%s targets=%d",
                    job.name(), file, now.targets().size());
        }
    }

    /** The JDK says the file's name, or the reason, or both. */
    private static String reason(IOException e) {
        return e.getClass().getSimpleName() + (e.getMessage() == null ? "" : " " + e.getMessage());
    }
}
