package io.pulseboard.ingest.host;

import io.pulseboard.ingest.host.Family.Series;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the machine is: kernel and host name from {@code proc/sys/kernel}, the distribution from {@code etc/os-release}. Both are
 * gauges that are always 1, with the facts as labels.
 *
 * <p>The kernel gives every container a host name of its own, so for a root that is elsewhere the name is that in its
 * {@code etc/hostname}, where there is one.
 */
final class SystemInfoReader implements HostReader {
    private static final Family UNAME =
            Family.gauge("node_uname_info", "", "Always 1: what the kernel says about itself and the machine.");
    private static final Family OS = Family.gauge("node_os_info", "", "Always 1: the distribution that is installed.");
    private static final List<String> OS_FIELDS = List.of(
            "build_id",
            "id",
            "id_like",
            "image_id",
            "image_version",
            "name",
            "pretty_name",
            "variant",
            "variant_id",
            "version",
            "version_codename",
            "version_id");

    private final HostPaths paths;
    private final ProcFile file = new ProcFile();
    private final Table<List<String>> uname = new Table<>(labels -> info(UNAME, labels));
    private final Table<List<String>> os = new Table<>(labels -> info(OS, labels));

    SystemInfoReader(HostPaths paths) {
        this.paths = paths;
    }

    private static List<Series> info(Family family, List<String> labels) {
        return List.of(family.series(labels.toArray(String[]::new)));
    }

    @Override
    public String name() {
        return "uname";
    }

    @Override
    public List<Table<?>> tables() {
        return List.of(uname, os);
    }

    @Override
    public void read() throws IOException {
        Path kernel = paths.proc().resolve("sys/kernel");
        uname.row(List.of(
                        "sysname", file.textOr(kernel.resolve("ostype"), "Linux"),
                        "release", file.textOr(kernel.resolve("osrelease"), ""),
                        "version", file.textOr(kernel.resolve("version"), ""),
                        "machine", file.textOr(kernel.resolve("arch"), machineOfJvm()),
                        "nodename", nodeName(kernel),
                        "domainname", file.textOr(kernel.resolve("domainname"), "")))
                .set(0, 1);
        readOs();
    }

    private String nodeName(Path kernel) {
        String own = file.textOr(kernel.resolve("hostname"), "");
        return paths.root().equals(HostPaths.OWN.root())
                ? own
                : file.textOr(paths.root().resolve("etc/hostname"), own);
    }

    /** As uname names the machine; kernels before 6.1 do not tell in proc. */
    private static String machineOfJvm() {
        String arch = System.getProperty("os.arch", "");
        return arch.equals("amd64") ? "x86_64" : arch;
    }

    private void readOs() throws IOException {
        Map<String, String> fields = new TreeMap<>();
        for (String path : List.of("etc/os-release", "usr/lib/os-release")) {
            if (fields.isEmpty() && !file.textOr(paths.root().resolve(path), "").isEmpty()) {
                file.load(paths.root().resolve(path));
                readFields(fields);
            }
        }
        if (!fields.isEmpty()) {
            os.row(fields.entrySet().stream()
                            .flatMap(field -> List.of(field.getKey(), field.getValue()).stream())
                            .toList())
                    .set(0, 1);
        }
    }

    private void readFields(Map<String, String> fields) {
        while (file.nextLine()) {
            String line = file.rest();
            int equals = line.indexOf('=');
            String name = equals < 0 ? "" : line.substring(0, equals).toLowerCase(Locale.ROOT);
            if (OS_FIELDS.contains(name)) {
                fields.put(name, unquote(line.substring(equals + 1)));
            }
        }
    }

    /** Values are quoted as in a shell (os-release(5)). */
    private static String unquote(String value) {
        boolean quoted = value.length() >= 2
                && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                && value.charAt(value.length() - 1) == value.charAt(0);
        if (!quoted) {
            return value;
        }
        StringBuilder text = new StringBuilder(value.length());
        for (int i = 1; i < value.length() - 1; i++) {
            if (value.charAt(0) == '"' && value.charAt(i) == '\\' && i < value.length() - 2) {
                i++;
            }
            text.append(value.charAt(i));
        }
        return text.toString();
    }
}
