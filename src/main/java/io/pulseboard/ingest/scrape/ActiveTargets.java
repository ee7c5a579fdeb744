package io.pulseboard.ingest.scrape;

import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * The targets that are scraped, held to what the sources say: one that is new begins, one that is gone ends, one that is described
 * otherwise than before does both. Of more than the limit those go on that are scraped already, then come those that their source
 * names first. Safe for use by any thread.
 */
final class ActiveTargets {
    private static final Logger LOG = Logger.getLogger(ActiveTargets.class);

    private final List<TargetSource> sources;
    private final int limit;
    private final Function<ScrapeTarget, Scraping> begin;
    /** Guarded by this. */
    private final Map<ScrapeTarget, Scraping> active = new LinkedHashMap<>();

    private boolean closed;
    private volatile int scraped;
    private volatile int refused;

    /** A target that is being scraped. */
    interface Scraping {
        /** Ends it since the target is gone: its series are stale from now on. Does not wait. */
        void retire();

        /** Ends it since the program ends. */
        void stop();
    }

    /**
     * @param limit how many targets there may be
     * @param begin begins to scrape a target
     */
    ActiveTargets(List<TargetSource> sources, int limit, Function<ScrapeTarget, Scraping> begin) {
        this.sources = List.copyOf(sources);
        this.limit = limit;
        this.begin = begin;
    }

    /** Asks the sources, and ends and begins what has to be. */
    synchronized void reconcile() {
        if (closed) {
            return;
        }
        Set<ScrapeTarget> wanted = new LinkedHashSet<>();
        sources.forEach(source -> wanted.addAll(source.targets()));
        retireAllBut(wanted);
        Set<ScrapeTarget> left = new HashSet<>(wanted);
        left.removeAll(active.keySet());
        for (ScrapeTarget target : wanted) {
            if (left.contains(target) && active.size() < limit) {
                active.put(target, begin.apply(target));
                LOG.infof(
                        "scraping job=%s url=%s every=%s",
                        target.job().name(), target.url(), target.job().every());
            }
        }
        scraped = active.size();
        tellRefused(wanted.size() - active.size());
    }

    private void retireAllBut(Set<ScrapeTarget> wanted) {
        Iterator<Map.Entry<ScrapeTarget, Scraping>> entries = active.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<ScrapeTarget, Scraping> entry = entries.next();
            if (!wanted.contains(entry.getKey())) {
                entries.remove();
                entry.getValue().retire();
                LOG.infof(
                        "no longer scraping job=%s url=%s",
                        entry.getKey().job().name(), entry.getKey().url());
            }
        }
    }

    private void tellRefused(int now) {
        if (now > 0 && refused == 0) {
            LOG.warnf("targets refused limit=%d refused=%d key=pulseboard.scrape.max-targets", limit, now);
        } else if (now == 0 && refused > 0) {
            LOG.infof("no target is refused any more limit=%d", limit);
        }
        refused = now;
    }

    /** Ends all, and begins nothing more. */
    synchronized void stop() {
        closed = true;
        active.values().forEach(Scraping::stop);
        active.clear();
    }

    /** How many targets are scraped. */
    int scraped() {
        return scraped;
    }

    /** How many more there would be without the limit. */
    int refused() {
        return refused;
    }
}
