package io.pulseboard.ingest.scrape;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.AnyNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The targets of a Kubernetes cluster, kept up to date by watching its pods, services and endpoint slices. Whatever ends a watch, a
 * new one begins, after a list, for as long as it takes; meanwhile what was known last stays. It only ever reads.
 */
final class KubernetesTargets implements TargetSource {
    private static final Logger LOG = Logger.getLogger(KubernetesTargets.class);

    private final KubernetesClient client;
    private final ScrapeJob job;
    private final List<String> namespaces;
    private final @Nullable String selector;
    private final Counter failures;

    private final List<Watched<Pod>> pods = new ArrayList<>();
    private final List<Watched<Service>> services = new ArrayList<>();
    private final List<Watched<EndpointSlice>> slices = new ArrayList<>();
    private final AtomicBoolean changed = new AtomicBoolean();
    private List<ScrapeTarget> targets = List.of();

    /**
     * @param namespaces where to look, all if there are none
     * @param selector what the labels of pods and services have to be, null for anything
     */
    KubernetesTargets(
            KubernetesClient client,
            ScrapeJob job,
            List<String> namespaces,
            @Nullable String selector,
            MeterRegistry registry) {
        this.client = client;
        this.job = job;
        this.namespaces = List.copyOf(namespaces);
        this.selector = selector;
        this.failures = Counter.builder("pulseboard.scrape.kubernetes.failures")
                .description("Lists and watches of the Kubernetes API that failed")
                .register(registry);
    }

    /** Begins to watch. Does not wait for the cluster. */
    void start() {
        watch(client.pods(), pods, selector);
        watch(client.services(), services, selector);
        watch(client.discovery().v1().endpointSlices(), slices, AnnotatedTargets.SERVICE_NAME);
        all().forEach(watched -> watched.informer.start());
        LOG.infof(
                "watching kubernetes api=%s namespaces=%s selector=%s",
                client.getMasterUrl(), namespaces.isEmpty() ? "all" : namespaces, selector);
    }

    private <T extends HasMetadata, L extends KubernetesResourceList<T>, R extends Resource<T>> void watch(
            MixedOperation<T, L, R> operation, List<Watched<T>> watched, @Nullable String labels) {
        if (namespaces.isEmpty()) {
            AnyNamespaceOperation<T, L, R> everywhere = operation.inAnyNamespace();
            watched.add(new Watched<>("all", labels == null ? everywhere : everywhere.withLabelSelector(labels)));
        }
        for (String namespace : namespaces) {
            var there = operation.inNamespace(namespace);
            watched.add(new Watched<>(namespace, labels == null ? there : there.withLabelSelector(labels)));
        }
    }

    /** The objects of one kind in one namespace, or in all. */
    private final class Watched<T extends HasMetadata> implements ResourceEventHandler<T> {
        private final String namespace;
        private final SharedIndexInformer<T> informer;
        private final AtomicReference<@Nullable String> failing = new AtomicReference<>();

        Watched(String namespace, FilterWatchListDeletable<T, ?, ?> objects) {
            this.namespace = namespace;
            this.informer = objects.runnableInformer(0)
                    .removeNamespaceIndex()
                    .exceptionHandler(this::retry)
                    .addEventHandler(this);
        }

        /** Always again, and each time after a longer pause, up to half a minute. */
        private boolean retry(boolean started, Throwable cause) {
            failures.increment();
            String reason = describe(cause);
            if (!reason.equals(failing.getAndSet(reason))) {
                LOG.warnf("kubernetes unreadable kind=%s namespace=%s reason=\"%s\"", kind(), namespace, reason);
            }
            return true;
        }

        void tellIfWellAgain() {
            if (failing.get() != null && informer.isWatching()) {
                failing.set(null);
                LOG.infof("kubernetes readable again kind=%s namespace=%s", kind(), namespace);
            }
        }

        private String kind() {
            return informer.getApiTypeClass().getSimpleName();
        }

        @Override
        public void onAdd(T object) {
            changed.set(true);
        }

        @Override
        public void onUpdate(T before, T now) {
            changed.set(true);
        }

        @Override
        public void onDelete(T object, boolean stateUnknown) {
            changed.set(true);
        }
    }

    private static String describe(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        String line = message.replaceAll("\\p{Cntrl}+", " ");
        return line.length() > 300 ? line.substring(0, 300) + "..." : line;
    }

    @Override
    public List<ScrapeTarget> targets() {
        all().forEach(Watched::tellIfWellAgain);
        if (changed.getAndSet(false)) {
            targets = AnnotatedTargets.of(objects(pods), objects(services), objects(slices)).stream()
                    .map(job::target)
                    .toList();
        }
        return targets;
    }

    private Stream<Watched<?>> all() {
        return Stream.of(pods, services, slices).flatMap(List::stream);
    }

    private static <T extends HasMetadata> List<T> objects(List<Watched<T>> watched) {
        return watched.stream()
                .flatMap(each -> each.informer.getStore().list().stream())
                .toList();
    }

    /** Ends the watches. */
    void stop() {
        all().forEach(watched -> watched.informer.stop());
    }
}
