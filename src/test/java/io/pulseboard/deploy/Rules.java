package io.pulseboard.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What has to be true of everything rendered, beyond that a cluster would take it: each rule says what it found broken. What the program and
 * its image want is read from their own files.
 */
final class Rules {
    /** How much the process may take to end once it has nothing left to wait for. */
    private static final int SECONDS_TO_END = 5;

    private static final String SETTING_DISCOVERY = "PULSEBOARD_SCRAPE_KUBERNETES_ENABLED";
    private static final String SETTING_NAMESPACES = "PULSEBOARD_SCRAPE_KUBERNETES_NAMESPACES";
    private static final String SETTING_HOSTS = "PULSEBOARD_HTTP_ALLOWED_HOSTS";

    private static final Map<String, String> PROBES = Map.of(
            "startupProbe", "/q/health/started",
            "readinessProbe", "/q/health/ready",
            "livenessProbe", "/q/health/live");

    /** Pod Security Standards, restricted: volume types. */
    private static final Set<String> VOLUMES = Set.of(
            "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret");

    private final Rendered rendered;
    private final List<String> broken = new ArrayList<>();

    private Rules(Rendered rendered) {
        this.rendered = rendered;
    }

    /** What is broken, in words; empty if nothing is. */
    static List<String> broken(Rendered rendered) {
        Rules rules = new Rules(rendered);
        rules.oneReplica();
        rules.selectors();
        rules.probes();
        rules.shutdown();
        rules.restricted();
        rules.image();
        rules.references();
        rules.settings();
        rules.discovery();
        rules.ingress();
        return rules.broken;
    }

    private void require(boolean fine, String otherwise) {
        if (!fine) {
            broken.add(otherwise);
        }
    }

    private void oneReplica() {
        JsonNode spec = rendered.one("Deployment").path("spec");
        require(spec.path("replicas").asInt() <= 1, "replicas: " + spec.path("replicas"));
        require(
                spec.at("/strategy/rollingUpdate/maxUnavailable").asText().equals("0")
                        && spec.at("/strategy/rollingUpdate/maxSurge").asText().equals("1"),
                "strategy: " + spec.path("strategy"));
        require(rendered.all("PodDisruptionBudget").isEmpty(), "a budget for one pod keeps nodes from being drained");
    }

    private void selectors() {
        JsonNode labels = rendered.template().at("/metadata/labels");
        selects("Deployment", rendered.one("Deployment").at("/spec/selector/matchLabels"), labels);
        selects("Service", rendered.one("Service").at("/spec/selector"), labels);
        for (JsonNode policy : rendered.all("NetworkPolicy")) {
            selects("NetworkPolicy", policy.at("/spec/podSelector/matchLabels"), labels);
        }
        JsonNode port = rendered.one("Service").at("/spec/ports/0/targetPort");
        require(containerPorts().contains(port.asText()), "Service: no port " + port);
        for (JsonNode policy : rendered.all("NetworkPolicy")) {
            JsonNode open = policy.at("/spec/ingress/0/ports/0/port");
            require(containerPorts().contains(open.asText()), "NetworkPolicy: no port " + open);
        }
    }

    private void selects(String subject, JsonNode selector, JsonNode labels) {
        boolean matches = !selector.isEmpty();
        for (Map.Entry<String, JsonNode> each : selector.properties()) {
            matches &= each.getValue().equals(labels.path(each.getKey()));
        }
        require(matches, subject + ": selector " + selector + " does not select " + labels);
    }

    private Set<String> containerPorts() {
        Set<String> names = new HashSet<>();
        rendered.container()
                .path("ports")
                .forEach(port -> names.add(port.path("name").asText()));
        return names;
    }

    private void probes() {
        PROBES.forEach((probe, path) -> {
            JsonNode get = rendered.container().path(probe).path("httpGet");
            require(get.path("path").asText().equals(path), probe + ": path " + get.path("path"));
            require(containerPorts().contains(get.path("port").asText()), probe + ": no port " + get.path("port"));
            require(!get.has("host"), probe + ": host");
        });
        JsonNode startup = rendered.container().path("startupProbe");
        int patience = startup.path("periodSeconds").asInt()
                * startup.path("failureThreshold").asInt();
        int deadline =
                rendered.one("Deployment").at("/spec/progressDeadlineSeconds").asInt();
        require(patience >= 60 && patience < deadline, "startupProbe: " + patience + " s of " + deadline);
        require(
                rendered.container().path("terminationMessagePolicy").asText().equals("FallbackToLogsOnError"),
                "terminationMessagePolicy: the reason of a failed start is not in the pod's status");
    }

    /** {@code Drain} waits for the spread, then for the last to be told, then for WebSockets to answer; after that comes Quarkus's delay. */
    private void shutdown() {
        Map<String, String> settings = Settings.of(rendered);
        int drain = seconds(settings.getOrDefault("PULSEBOARD_DRAIN", defaultOf("pulseboard.drain")));
        int delay = seconds(settings.getOrDefault("QUARKUS_SHUTDOWN_DELAY", "0s"));
        int timeout = seconds(settings.getOrDefault("QUARKUS_SHUTDOWN_TIMEOUT", "0s"));
        int needed = drain + 2 * Sources.drainGraceSeconds() + delay + timeout + SECONDS_TO_END;
        int grace = rendered.podSpec().path("terminationGracePeriodSeconds").asInt(30);
        require(delay > 0, "no quarkus.shutdown.delay, in which the cluster learns that the pod is going");
        require(needed <= grace, "terminationGracePeriodSeconds: " + grace + ", needed " + needed);
    }

    private static int seconds(String duration) {
        Matcher matcher = Pattern.compile("(\\d+)s").matcher(duration);
        if (!matcher.matches()) {
            throw new AssertionError("not in whole seconds: " + duration);
        }
        return Integer.parseInt(matcher.group(1));
    }

    private static String defaultOf(String key) {
        Matcher row = Pattern.compile("^\\| `" + Pattern.quote(key) + "` \\|[^|]*\\| `([^`]*)` \\|", Pattern.MULTILINE)
                .matcher(Sources.read(Path.of("docs", "configuration.md")));
        if (!row.find()) {
            throw new AssertionError("no default of " + key);
        }
        return row.group(1);
    }

    /** The Pod Security Standards' restricted profile, and what of ours goes beyond it. */
    private void restricted() {
        JsonNode spec = rendered.podSpec();
        for (String shared : new String[] {"hostNetwork", "hostPID", "hostIPC"}) {
            require(!spec.path(shared).asBoolean(), shared);
        }
        for (JsonNode volume : spec.path("volumes")) {
            for (Map.Entry<String, JsonNode> each : volume.properties()) {
                require(
                        each.getKey().equals("name") || VOLUMES.contains(each.getKey()),
                        "volume " + volume.path("name").asText() + ": " + each.getKey());
            }
        }
        JsonNode pod = spec.path("securityContext");
        require(pod.path("sysctls").isEmpty(), "sysctls");
        for (String kind : new String[] {"containers", "initContainers", "ephemeralContainers"}) {
            spec.path(kind).forEach(container -> restricted(container, pod));
        }
        require(!spec.path("enableServiceLinks").asBoolean(true), "enableServiceLinks");
    }

    private void restricted(JsonNode container, JsonNode pod) {
        String name = container.path("name").asText();
        JsonNode own = container.path("securityContext");
        require(!own.path("privileged").asBoolean(), name + ": privileged");
        require(!own.path("allowPrivilegeEscalation").asBoolean(true), name + ": allowPrivilegeEscalation");
        require(own.path("readOnlyRootFilesystem").asBoolean(), name + ": readOnlyRootFilesystem");
        require(
                Rendered.elements(own.at("/capabilities/drop"))
                        .anyMatch(each -> each.asText().equals("ALL")),
                name + ": capabilities are not dropped");
        require(own.at("/capabilities/add").isEmpty(), name + ": capabilities are added");
        require(inEffect("runAsNonRoot", own, pod).asBoolean(), name + ": runAsNonRoot");
        JsonNode user = inEffect("runAsUser", own, pod);
        require(user.isIntegralNumber() && user.asInt() > 0, name + ": runAsUser " + user);
        String seccomp = inEffect("seccompProfile", own, pod).path("type").asText();
        require(Set.of("RuntimeDefault", "Localhost").contains(seccomp), name + ": seccompProfile " + seccomp);
        for (String option : new String[] {"seLinuxOptions", "windowsOptions", "procMount", "appArmorProfile"}) {
            require(inEffect(option, own, pod).isMissingNode(), name + ": " + option);
        }
        for (JsonNode port : container.path("ports")) {
            require(!port.has("hostPort"), name + ": hostPort");
        }
    }

    private static JsonNode inEffect(String field, JsonNode container, JsonNode pod) {
        return container.has(field)
                ? container.path(field)
                : pod.has(field) ? pod.path(field) : MissingNode.getInstance();
    }

    /** The image's user, and that it may write where its JVM is told to. */
    private void image() {
        int user = rendered.podSpec().at("/securityContext/runAsUser").asInt();
        require(user == Sources.imageUser(), "runAsUser " + user + " is not the image's " + Sources.imageUser());
        for (String folder : new String[] {Sources.imageHome(), Sources.temporaryFolder(), "/tmp"}) {
            require(isWritable(folder), folder + " is not writable");
        }
        JsonNode resources = rendered.container().path("resources");
        require(
                resources.at("/limits/memory").isTextual(),
                "no limit of memory, of which the JVM takes a part as heap");
        require(!resources.at("/limits").has("cpu"), "a limit of CPU stretches ticks");
    }

    private boolean isWritable(String folder) {
        Set<String> empty = new HashSet<>();
        for (JsonNode volume : rendered.podSpec().path("volumes")) {
            if (volume.has("emptyDir")) {
                empty.add(volume.path("name").asText());
            }
        }
        return Rendered.elements(rendered.container().path("volumeMounts"))
                .anyMatch(mount -> mount.path("mountPath").asText().equals(folder)
                        && empty.contains(mount.path("name").asText())
                        && !mount.path("readOnly").asBoolean());
    }

    /** Everything that is named is there, need not be there, or is told to be made. */
    private void references() {
        require(
                rendered.find(
                                "ServiceAccount",
                                rendered.podSpec().path("serviceAccountName").asText())
                        .isPresent(),
                "no ServiceAccount " + rendered.podSpec().path("serviceAccountName"));
        referenced().forEach((reference, kind) -> {
            JsonNode name =
                    reference.path(kind.equals("Secret") && reference.has("secretName") ? "secretName" : "name");
            require(
                    rendered.find(kind, name.asText()).isPresent()
                            || reference.path("optional").asBoolean()
                            || Sources.manual().contains("`" + name.asText() + "`"),
                    "no " + kind + " " + name);
        });
    }

    private Map<JsonNode, String> referenced() {
        Map<JsonNode, String> references = new LinkedHashMap<>();
        for (JsonNode volume : rendered.podSpec().path("volumes")) {
            references.put(volume.path("configMap"), "ConfigMap");
            references.put(volume.path("secret"), "Secret");
        }
        for (JsonNode variable : rendered.container().path("env")) {
            references.put(variable.at("/valueFrom/configMapKeyRef"), "ConfigMap");
            references.put(variable.at("/valueFrom/secretKeyRef"), "Secret");
        }
        for (JsonNode from : rendered.container().path("envFrom")) {
            references.put(from.path("configMapRef"), "ConfigMap");
            references.put(from.path("secretRef"), "Secret");
        }
        for (JsonNode ingress : rendered.all("Ingress")) {
            ingress.at("/spec/tls").forEach(tls -> references.put(tls, "Secret"));
        }
        references.keySet().removeIf(JsonNode::isMissingNode);
        return references;
    }

    private void settings() {
        for (String key : Settings.file(rendered).keySet()) {
            require(Settings.isDocumented(key), "unknown setting " + key);
        }
        for (JsonNode variable : rendered.container().path("env")) {
            String name = variable.path("name").asText();
            require(name.equals("JAVA_OPTS") || Settings.isDocumentedVariable(name), "unknown variable " + name);
        }
    }

    /** The rights are those of docs/senders/kubernetes.md and no others, and they and the account's token are there if they are used. */
    private void discovery() {
        boolean wanted =
                Settings.of(rendered).getOrDefault(SETTING_DISCOVERY, "false").equals("true");
        boolean mounted =
                rendered.podSpec().path("automountServiceAccountToken").asBoolean(true);
        require(wanted == mounted, "automountServiceAccountToken: " + mounted);
        List<JsonNode> roles = Stream.of("Role", "ClusterRole")
                .flatMap(kind -> rendered.all(kind).stream())
                .toList();
        List<JsonNode> bindings = Stream.of("RoleBinding", "ClusterRoleBinding")
                .flatMap(kind -> rendered.all(kind).stream())
                .toList();
        require(wanted != roles.isEmpty(), "rights: " + roles.size());
        require(roles.size() == bindings.size(), roles.size() + " roles and " + bindings.size() + " bindings");
        for (JsonNode role : roles) {
            require(role.path("rules").equals(Sources.documentedRights()), "rights: " + role.path("rules"));
        }
        bindings.forEach(this::binds);
        if (wanted) {
            boolean somewhere = Settings.of(rendered).containsKey(SETTING_NAMESPACES);
            require(somewhere == rendered.all("ClusterRole").isEmpty(), "rights in all namespaces: " + !somewhere);
            namespaces(roles);
        }
    }

    private void namespaces(List<JsonNode> roles) {
        String namespaces = Settings.of(rendered).getOrDefault(SETTING_NAMESPACES, "");
        Set<String> asked = new HashSet<>(namespaces.isEmpty() ? List.of() : Arrays.asList(namespaces.split(",")));
        Set<String> allowed = new HashSet<>();
        for (JsonNode role : roles) {
            if (role.path("kind").asText().equals("Role")) {
                allowed.add(role.at("/metadata/namespace").asText());
            }
        }
        require(asked.equals(allowed), "rights in " + allowed + ", asked in " + asked);
    }

    private void binds(JsonNode binding) {
        String role = binding.at("/roleRef/name").asText();
        require(rendered.find(binding.at("/roleRef/kind").asText(), role).isPresent(), "no role " + role);
        JsonNode subject = binding.at("/subjects/0");
        boolean known = rendered.find("ServiceAccount", subject.path("name").asText())
                .filter(account -> account.at("/metadata/namespace").equals(subject.path("namespace")))
                .isPresent();
        require(known && binding.path("subjects").size() == 1, "binding of " + binding.path("subjects"));
    }

    /** Whoever comes through the Ingress asks for a host that the program answers for, and finds the Service. */
    private void ingress() {
        List<String> hosts = Arrays.asList(
                Settings.of(rendered).getOrDefault(SETTING_HOSTS, "").split(","));
        for (JsonNode ingress : rendered.all("Ingress")) {
            for (JsonNode rule : ingress.at("/spec/rules")) {
                require(
                        hosts.contains(rule.path("host").asText()),
                        "host " + rule.path("host") + " is not among " + hosts);
                JsonNode backend = rule.at("/http/paths/0/backend/service");
                boolean there = rendered.find("Service", backend.path("name").asText())
                        .map(service -> service.at("/spec/ports/0/name"))
                        .filter(backend.at("/port/name")::equals)
                        .isPresent();
                require(there, "no service " + backend);
            }
            for (JsonNode tls : ingress.at("/spec/tls")) {
                require(
                        tls.path("hosts").equals(hostsOf(ingress)),
                        "certificate for " + tls.path("hosts") + ", not for " + hostsOf(ingress));
            }
        }
    }

    private static JsonNode hostsOf(JsonNode ingress) {
        ArrayNode hosts = JsonNodeFactory.instance.arrayNode();
        ingress.at("/spec/rules").forEach(rule -> hosts.add(rule.path("host")));
        return hosts;
    }
}
