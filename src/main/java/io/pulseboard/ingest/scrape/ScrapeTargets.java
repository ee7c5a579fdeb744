package io.pulseboard.ingest.scrape;

import io.pulseboard.ingest.prometheus.LabelLimits;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.configuration.MemorySize;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Makes jobs and targets from the configuration, and refuses what does not fit with a sentence that names the key and the value. */
final class ScrapeTargets {
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration LONGEST_DEFAULT_TIMEOUT = Duration.ofSeconds(10);
    private static final long LARGEST_BODY = 1L << 30;
    private static final int MOST_TARGETS = 100_000;

    private final ScrapeConfig config;
    private final List<ScrapeTarget> fixed = new ArrayList<>();
    private final List<ScrapeJob> jobs = new ArrayList<>();
    private final Map<ScrapeJob, List<FilePattern>> files = new LinkedHashMap<>();

    private ScrapeTargets(ScrapeConfig config) {
        this.config = config;
    }

    /**
     * What is configured.
     *
     * @throws ConfigurationException for the first value that does not fit
     */
    static ScrapeTargets of(ScrapeConfig config) {
        ScrapeTargets targets = new ScrapeTargets(config);
        targets.every("pulseboard.scrape.every", config.every());
        config.timeout().ifPresent(timeout -> targets.timeout("pulseboard.scrape.timeout", timeout, LONGEST));
        targets.maxBody("pulseboard.scrape.max-body", config.maxBody());
        targets.positive("pulseboard.scrape.max-samples", config.maxSamples());
        targets.limit("pulseboard.scrape.max-labels", config.maxLabels(), OptionalInt.empty());
        targets.limit("pulseboard.scrape.max-label-name-bytes", config.maxLabelNameBytes(), OptionalInt.empty());
        targets.limit("pulseboard.scrape.max-label-value-bytes", config.maxLabelValueBytes(), OptionalInt.empty());
        if (config.maxTargets() < 1 || config.maxTargets() > MOST_TARGETS) {
            throw new ConfigurationException(
                    "pulseboard.scrape.max-targets = " + config.maxTargets() + " is not between 1 and " + MOST_TARGETS);
        }
        config.targets().forEach(targets::add);
        return targets;
    }

    /** The targets that are written in the configuration. */
    List<ScrapeTarget> fixed() {
        return List.copyOf(fixed);
    }

    /** All jobs. */
    List<ScrapeJob> jobs() {
        return List.copyOf(jobs);
    }

    /** How what a cluster tells of is scraped. */
    ScrapeJob kubernetes() {
        return new ScrapeJob(
                "kubernetes",
                Map.of(),
                config.every(),
                timeout(config.every()),
                (int) config.maxBody().asLongValue(),
                config.maxSamples(),
                new LabelLimits(
                        config.maxLabels().orElse(0),
                        config.maxLabelNameBytes().orElse(0),
                        config.maxLabelValueBytes().orElse(0)),
                null,
                config.kubernetes().tlsConfigurationName().orElse(null),
                false,
                true,
                false);
    }

    /** The files of the jobs whose targets are in files. */
    Map<ScrapeJob, List<FilePattern>> files() {
        return Map.copyOf(files);
    }

    private void add(String name, ScrapeConfig.Target target) {
        String key = "pulseboard.scrape.targets." + name + ".";
        List<String> urls = target.url().orElse(List.of());
        List<String> patterns = target.files().orElse(List.of());
        if (urls.isEmpty() && patterns.isEmpty()) {
            throw new ConfigurationException(
                    key + "url is empty, and so is " + key + "files: expected an address to scrape, or a file of them");
        }
        ScrapeJob job = job(name, key, target);
        jobs.add(job);
        for (String url : urls) {
            URI address = address(key + "url", url);
            fixed.add(job.target(new DiscoveredTarget(address, instance(address), Map.of())));
        }
        if (!patterns.isEmpty()) {
            files.put(
                    job,
                    patterns.stream()
                            .map(pattern -> FilePattern.of(key + "files", pattern))
                            .toList());
        }
    }

    private ScrapeJob job(String name, String key, ScrapeConfig.Target target) {
        Duration every = every(key + "every", target.every().orElse(config.every()));
        return new ScrapeJob(
                name,
                labels(key + "labels", target.labels()),
                every,
                timeout(key, target, every),
                maxBody(key + "max-body", target.maxBody().orElse(config.maxBody())),
                positive(key + "max-samples", target.maxSamples().orElse(config.maxSamples())),
                new LabelLimits(
                        limit(key + "max-labels", target.maxLabels(), config.maxLabels()),
                        limit(key + "max-label-name-bytes", target.maxLabelNameBytes(), config.maxLabelNameBytes()),
                        limit(key + "max-label-value-bytes", target.maxLabelValueBytes(), config.maxLabelValueBytes())),
                authorization(key, target),
                target.tlsConfigurationName().orElse(null),
                target.honorLabels(),
                target.honorTimestamps(),
                target.trackTimestampsStaleness());
    }

    private Duration every(String key, Duration every) {
        boolean whole = every.equals(Duration.ofSeconds(every.toSeconds()));
        if (!whole || every.isZero() || every.isNegative() || every.compareTo(LONGEST) > 0) {
            throw new ConfigurationException(key + " = " + every + " is not a whole number of seconds from 1 to 3600");
        }
        return every;
    }

    private Duration timeout(String key, ScrapeConfig.Target target, Duration every) {
        if (target.timeout().isPresent()) {
            return timeout(key + "timeout", target.timeout().get(), every);
        }
        return timeout(every);
    }

    /** A common timeout need not fit the one target that is scraped more often. */
    private Duration timeout(Duration every) {
        Duration common = config.timeout().orElse(LONGEST_DEFAULT_TIMEOUT);
        return common.compareTo(every) < 0 ? common : every;
    }

    private Duration timeout(String key, Duration timeout, Duration every) {
        if (timeout.toMillis() < 1 || timeout.compareTo(every) > 0) {
            throw new ConfigurationException(key + " = " + timeout + " is not between PT0.001S and " + every);
        }
        return timeout;
    }

    private int maxBody(String key, MemorySize size) {
        long bytes = size.asLongValue();
        if (bytes < 1 || bytes > LARGEST_BODY) {
            throw new ConfigurationException(key + " = " + bytes + " is not between 1 and " + LARGEST_BODY + " bytes");
        }
        return (int) bytes;
    }

    /** The job's limit or the common one, zero if there is neither. */
    private int limit(String key, OptionalInt own, OptionalInt common) {
        return own.isPresent() ? positive(key, own.getAsInt()) : common.orElse(0);
    }

    private int positive(String key, int number) {
        if (number < 1) {
            throw new ConfigurationException(key + " = " + number + " is not a positive number");
        }
        return number;
    }

    /** The address that the text means, completed. */
    static URI address(String key, String text) {
        String stripped = text.strip();
        String full = stripped.contains("://") ? stripped : "http://" + stripped;
        URI url;
        try {
            url = new URI(full).normalize();
        } catch (URISyntaxException e) {
            throw new ConfigurationException(key + " = " + text + " is not an address: " + e.getReason());
        }
        if (url.getUserInfo() != null) {
            throw new ConfigurationException(
                    key + " must not hold credentials: there are username and password for them");
        }
        String scheme = url.getScheme().toLowerCase(Locale.ROOT);
        if (url.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
            throw new ConfigurationException(key + " = " + text + " is not an http or https address with a host");
        }
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/metrics" : url.getRawPath();
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        return URI.create(scheme + "://" + url.getRawAuthority() + path + query);
    }

    private static Map<String, String> labels(String key, Map<String, String> configured) {
        Map<String, String> labels = new HashMap<>();
        for (Map.Entry<String, String> label : configured.entrySet()) {
            if (label.getKey().isEmpty() || label.getKey().equals("__name__")) {
                throw new ConfigurationException(key + " has a label named '" + label.getKey() + "', which cannot be");
            }
            // An environment variable can only say '.' where '_' is meant, and a label's name has no dots as a rule.
            labels.put(label.getKey().replace('.', '_'), label.getValue());
        }
        return labels;
    }

    /** Host and port, as Prometheus fills in the {@code instance} label. */
    private static String instance(URI url) {
        int port = url.getPort() >= 0 ? url.getPort() : url.getScheme().equals("https") ? 443 : 80;
        return url.getHost() + ":" + port;
    }

    private static @Nullable String authorization(String key, ScrapeConfig.Target target) {
        boolean basic = target.username().isPresent() || target.password().isPresent();
        if (target.bearerToken().isPresent()) {
            if (basic) {
                throw new ConfigurationException(key + "bearer-token and " + key + "username exclude one another");
            }
            return "Bearer " + target.bearerToken().get().strip();
        }
        if (!basic) {
            return null;
        }
        if (target.username().isEmpty()) {
            throw new ConfigurationException(key + "password is set, but " + key + "username is not");
        }
        String pair = target.username().get() + ":" + target.password().orElse("");
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }
}
