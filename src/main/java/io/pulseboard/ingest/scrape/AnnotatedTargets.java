package io.pulseboard.ingest.scrape;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Which targets the objects of a cluster mean, by the annotations that charts and manifests commonly carry: {@code
 * prometheus.io/scrape: "true"} on a pod or on a service, and {@code /port}, {@code /path}, {@code /scheme} and {@code
 * /param_<name>} beside it. Without a port every TCP port that the pod or the service declares is a target. What is both, by its pod
 * and by its service, is a target once, as the service's.
 */
final class AnnotatedTargets {
    private static final Logger LOG = Logger.getLogger(AnnotatedTargets.class);
    private static final String PREFIX = "prometheus.io/";
    /** Where Kubernetes says which service a slice belongs to. */
    static final String SERVICE_NAME = "kubernetes.io/service-name";
    /** Where the name of an application stands, the first that is set; what they lack is a pod of no known job. */
    private static final List<String> JOB_LABELS = List.of("app.kubernetes.io/name", "app", "k8s-app");

    private static final String UNNAMED_JOB = "kubernetes-pods";

    private final Map<String, Pod> pods = new HashMap<>();
    private final Map<String, Service> services = new HashMap<>();
    private final Map<URI, DiscoveredTarget> found = new LinkedHashMap<>();

    private AnnotatedTargets() {}

    /** The targets, sorted by namespace and name, so that the same objects give the same list. */
    static List<DiscoveredTarget> of(
            Collection<Pod> pods, Collection<Service> services, Collection<EndpointSlice> slices) {
        AnnotatedTargets targets = new AnnotatedTargets();
        pods.forEach(pod -> targets.pods.put(key(pod), pod));
        services.forEach(service -> targets.services.put(key(service), service));
        sorted(slices).forEach(targets::addSlice);
        sorted(pods).filter(AnnotatedTargets::isAlive).forEach(targets::addPod);
        return List.copyOf(targets.found.values());
    }

    private static <T extends HasMetadata> Stream<T> sorted(Collection<T> objects) {
        return objects.stream().sorted(Comparator.comparing(AnnotatedTargets::key));
    }

    private static String key(HasMetadata object) {
        return key(object.getMetadata().getNamespace(), object.getMetadata().getName());
    }

    private static String key(@Nullable String namespace, @Nullable String name) {
        return namespace + "/" + name;
    }

    // ---- Pods ----

    private static boolean isAlive(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null
                && pod.getStatus() != null
                && "Running".equals(pod.getStatus().getPhase());
    }

    private void addPod(Pod pod) {
        String address = pod.getStatus().getPodIP();
        if (!isWanted(pod) || address == null) {
            return;
        }
        Map<String, String> labels = new HashMap<>();
        labels.put("job", job(pod));
        describe(pod, labels);
        String fixed = annotation(pod, "port");
        if (fixed != null) {
            add(pod, address, fixed, labels);
            return;
        }
        for (Container container : containers(pod)) {
            for (ContainerPort port : container.getPorts()) {
                if (port.getProtocol() == null || port.getProtocol().equals("TCP")) {
                    add(pod, address, String.valueOf(port.getContainerPort()), labels);
                }
            }
        }
    }

    private static void describe(Pod pod, Map<String, String> labels) {
        labels.put("namespace", pod.getMetadata().getNamespace());
        labels.put("pod", pod.getMetadata().getName());
        if (pod.getSpec().getNodeName() != null) {
            labels.put("node", pod.getSpec().getNodeName());
        }
    }

    private static String job(Pod pod) {
        Map<String, String> labels = pod.getMetadata().getLabels();
        for (String name : JOB_LABELS) {
            String value = labels == null ? null : labels.get(name);
            if (value != null && !value.isEmpty()) {
                return value;
            }
        }
        return UNNAMED_JOB;
    }

    /** Init containers that stay are sidecars (Kubernetes, "Sidecar Containers"). */
    private static List<Container> containers(Pod pod) {
        List<Container> containers = new ArrayList<>(pod.getSpec().getContainers());
        pod.getSpec().getInitContainers().stream()
                .filter(container -> "Always".equals(container.getRestartPolicy()))
                .forEach(containers::add);
        return containers;
    }

    /** The container that declares the port, or the only one; null if it cannot be told. */
    private static @Nullable String container(Pod pod, String port) {
        List<Container> containers = containers(pod);
        for (Container container : containers) {
            for (ContainerPort declared : container.getPorts()) {
                if (String.valueOf(declared.getContainerPort()).equals(port)) {
                    return container.getName();
                }
            }
        }
        return containers.size() == 1 ? containers.get(0).getName() : null;
    }

    // ---- Services ----

    private void addSlice(EndpointSlice slice) {
        Map<String, String> sliceLabels = slice.getMetadata().getLabels();
        String name = sliceLabels == null ? null : sliceLabels.get(SERVICE_NAME);
        Service service = services.get(key(slice.getMetadata().getNamespace(), name));
        if (service == null || !isWanted(service) || !isOfFirstFamily(slice, service)) {
            return;
        }
        for (Endpoint endpoint : slice.getEndpoints()) {
            if (isReady(endpoint)) {
                addEndpoint(service, slice, endpoint);
            }
        }
    }

    /** A service with IPv4 and IPv6 has a slice for each, with the same pods; and names are not what this looks for. */
    private static boolean isOfFirstFamily(EndpointSlice slice, Service service) {
        String type = slice.getAddressType();
        List<String> families =
                service.getSpec() == null ? null : service.getSpec().getIpFamilies();
        return (families == null || families.isEmpty())
                ? "IPv4".equals(type) || "IPv6".equals(type)
                : families.get(0).equals(type);
    }

    private static boolean isReady(Endpoint endpoint) {
        return endpoint.getConditions() == null
                || (!Boolean.FALSE.equals(endpoint.getConditions().getReady())
                        && !Boolean.TRUE.equals(endpoint.getConditions().getTerminating()));
    }

    private void addEndpoint(Service service, EndpointSlice slice, Endpoint endpoint) {
        Map<String, String> labels = new HashMap<>();
        labels.put("job", service.getMetadata().getName());
        labels.put("service", service.getMetadata().getName());
        labels.put("namespace", service.getMetadata().getNamespace());
        if (endpoint.getNodeName() != null) {
            labels.put("node", endpoint.getNodeName());
        }
        ObjectReference reference = endpoint.getTargetRef();
        if (reference != null && "Pod".equals(reference.getKind())) {
            labels.put("pod", reference.getName());
            Pod pod = pods.get(key(service.getMetadata().getNamespace(), reference.getName()));
            if (pod != null && !isAlive(pod)) {
                return;
            }
        }
        for (String address : endpoint.getAddresses()) {
            ports(service, slice).forEach(port -> add(service, address, port, labels));
        }
    }

    private static List<String> ports(Service service, EndpointSlice slice) {
        String fixed = annotation(service, "port");
        if (fixed != null) {
            return List.of(fixed);
        }
        List<String> ports = new ArrayList<>();
        for (EndpointPort port : slice.getPorts()) {
            if (port.getPort() != null
                    && (port.getProtocol() == null || port.getProtocol().equals("TCP"))) {
                ports.add(String.valueOf(port.getPort()));
            }
        }
        return ports;
    }

    // ---- Both ----

    private static boolean isWanted(HasMetadata object) {
        return "true".equals(annotation(object, "scrape"));
    }

    private static @Nullable String annotation(HasMetadata object, String name) {
        Map<String, String> annotations = object.getMetadata().getAnnotations();
        return annotations == null ? null : annotations.get(PREFIX + name);
    }

    private void add(HasMetadata owner, String address, String port, Map<String, String> labels) {
        Map<String, String> described = new HashMap<>(labels);
        Pod pod = pods.get(key(labels.get("namespace"), labels.get("pod")));
        String container = pod == null ? null : container(pod, port);
        if (container != null) {
            described.put("container", container);
        }
        copy(owner, "scheme", DiscoveredTarget.SCHEME, described);
        copy(owner, "path", DiscoveredTarget.METRICS_PATH, described);
        Map<String, String> annotations = owner.getMetadata().getAnnotations();
        annotations.forEach((name, value) -> {
            if (name.startsWith(PREFIX + "param_")) {
                described.put(DiscoveredTarget.PARAM + name.substring(PREFIX.length() + "param_".length()), value);
            }
        });
        String host = address.contains(":") ? "[" + address + "]" : address;
        try {
            DiscoveredTarget target = DiscoveredTarget.of(host + ":" + port, described);
            found.putIfAbsent(target.url(), target);
        } catch (IllegalArgumentException e) {
            LOG.debugf("annotations make no target object=%s reason=\"%s\"", key(owner), e.getMessage());
        }
    }

    private static void copy(HasMetadata owner, String annotation, String label, Map<String, String> to) {
        String value = annotation(owner, annotation);
        if (value != null) {
            to.put(label, value);
        }
    }
}
