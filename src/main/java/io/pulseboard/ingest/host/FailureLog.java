package io.pulseboard.ingest.host;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Counts the failures of readers, and logs each reader's once per reason: a file that is missing is missing each second. */
final class FailureLog implements ReaderGroup.FailureListener {
    private static final Logger LOG = Logger.getLogger(FailureLog.class);

    private final MeterRegistry registry;
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    FailureLog(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void failed(HostReader reader, IOException failure) {
        String reason = reason(failure);
        if (reader.optional() && reason.equals("missing")) {
            LOG.debugf("host reader has nothing to read reader=%s file=%s", reader.name(), failure.getMessage());
            return;
        }
        Counter.builder("pulseboard.host.reader.failures")
                .description("Rounds in which a reader of the host failed and its series were left out.")
                .tag("reader", reader.name())
                .tag("reason", reason)
                .register(registry)
                .increment();
        if (told.add(reader.name() + ' ' + reason)) {
            LOG.warnf(
                    "host reader left out reader=%s reason=%s detail=%s", reader.name(), reason, failure.getMessage());
        }
    }

    private static String reason(IOException failure) {
        if (failure instanceof NoSuchFileException || failure instanceof NotDirectoryException) {
            return "missing";
        }
        if (failure instanceof AccessDeniedException) {
            return "denied";
        }
        return failure instanceof MalformedFileException ? "malformed" : "failed";
    }
}
