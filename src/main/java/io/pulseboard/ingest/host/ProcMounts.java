package io.pulseboard.ingest.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The mounts of {@code proc/1/mounts}, or of {@code proc/self/mounts} where that cannot be read: those of the first process are
 * those of the host, even for a container that has the host's proc.
 *
 * <p>Pseudo file systems are left out as in node_exporter's defaults, with one exception: an overlay at {@code /} is a container's
 * own root, of which people do ask how full it is.
 */
final class ProcMounts implements MountSource {
    private static final Set<String> IGNORED_TYPES = Set.of(
            "autofs",
            "binfmt_misc",
            "bpf",
            "cgroup",
            "cgroup2",
            "configfs",
            "debugfs",
            "devpts",
            "devtmpfs",
            "fusectl",
            "hugetlbfs",
            "iso9660",
            "mqueue",
            "nsfs",
            "overlay",
            "proc",
            "procfs",
            "pstore",
            "rpc_pipefs",
            "securityfs",
            "selinuxfs",
            "squashfs",
            "sysfs",
            "tracefs");

    /** These and what is below them. */
    private static final List<String> IGNORED_PLACES = List.of("/dev", "/proc", "/sys");

    /** What is below these, and not they themselves. */
    private static final List<String> IGNORED_PARENTS =
            List.of("/run/credentials/", "/var/lib/docker/", "/var/lib/containers/storage/");

    private final HostPaths paths;
    private final ProcFile file = new ProcFile();

    ProcMounts(HostPaths paths) {
        this.paths = paths;
    }

    @Override
    public List<Mount> mounts() throws IOException {
        boolean ofFirst = load();
        Map<String, Mount> visible = new LinkedHashMap<>();
        while (file.nextLine()) {
            if (file.hasWord()) {
                Mount mount = mount();
                String place = ofFirst ? mount.mountPoint() : belowRoot(mount.mountPoint());
                if (!place.isEmpty()) {
                    visible.put(place, new Mount(mount.device(), place, mount.fsType(), mount.readOnly()));
                }
            }
        }
        // Only now: a pseudo file system may lie on top of a real one, and what lies below cannot be asked.
        visible.values().removeIf(ProcMounts::isIgnored);
        return List.copyOf(visible.values());
    }

    /** Whether it is the table of the first process. */
    private boolean load() throws IOException {
        try {
            file.load(paths.proc().resolve("1/mounts"));
            return true;
        } catch (IOException notAllowed) {
            file.load(paths.proc().resolve("self/mounts"));
            return false;
        }
    }

    private Mount mount() throws MalformedFileException {
        String device = unescape(file.word());
        String place = unescape(file.word());
        String type = unescape(file.word());
        return new Mount(
                device, place, type, Arrays.asList(file.word().split(",", -1)).contains("ro"));
    }

    /** The own mounts see the host's root in another place; what is not below it is not the host's. */
    private String belowRoot(String place) {
        String root = paths.root().toString();
        if (root.equals("/") || place.isEmpty()) {
            return place;
        }
        if (place.equals(root)) {
            return "/";
        }
        return place.startsWith(root + "/") ? place.substring(root.length()) : "";
    }

    private static boolean isIgnored(Mount mount) {
        String place = mount.mountPoint();
        boolean ownRoot = mount.fsType().equals("overlay") && place.equals("/");
        return (IGNORED_TYPES.contains(mount.fsType()) && !ownRoot)
                || IGNORED_PLACES.stream().anyMatch(at -> place.equals(at) || place.startsWith(at + "/"))
                || IGNORED_PARENTS.stream()
                        .anyMatch(above -> place.startsWith(above) && place.length() > above.length());
    }

    /** Undoes the kernel's escapes of blank, tab, line feed, backslash and {@code #}: a backslash and three octal digits. */
    static String unescape(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        byte[] escaped = text.getBytes(StandardCharsets.UTF_8);
        byte[] plain = new byte[escaped.length];
        int length = 0;
        for (int i = 0; i < escaped.length; i++) {
            if (escaped[i] == '\\' && i + 3 < escaped.length && isOctal(escaped, i + 1)) {
                plain[length++] =
                        (byte) ((escaped[i + 1] - '0') << 6 | (escaped[i + 2] - '0') << 3 | (escaped[i + 3] - '0'));
                i += 3;
            } else {
                plain[length++] = escaped[i];
            }
        }
        return new String(plain, 0, length, StandardCharsets.UTF_8);
    }

    private static boolean isOctal(byte[] text, int from) {
        for (int i = from; i < from + 3; i++) {
            if (text[i] < '0' || text[i] > '7') {
                return false;
            }
        }
        return true;
    }
}
