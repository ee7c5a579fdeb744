package io.pulseboard.ingest.scrape;

import java.util.List;

/**
 * Something that knows targets: the configuration, files, Kubernetes. Asked again and again, by one thread at a time; it may read files
 * but must not wait for the network. What it cannot learn at the moment does not change what it says.
 */
@FunctionalInterface
interface TargetSource {
    /** The targets that there are now, in an order that stays the same as long as they do. */
    List<ScrapeTarget> targets();
}
