package io.pulseboard.ingest.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the files of this process's own control group are, per controller, for version 1, version 2 and both at once. The group is
 * the line of {@code proc/self/cgroup}, the directory is found through the mounts in {@code proc/self/mountinfo}, since what is
 * mounted may be the group itself and not the top (cgroups(7), cgroup_namespaces(7)).
 *
 * @param unified the directory of version 2, null if there is none with files of its own, as the top group of a machine has none
 * @param controllers the directories of version 1 by controller, without those of which this process is in the top group
 */
record ControlGroup(@Nullable Path unified, Map<String, Path> controllers) {
    /** In every group of version 2 but the top one. */
    private static final String FILE_OF_ALL_BUT_TOP = "cgroup.type";

    /** A mounted hierarchy: its type, the group that is mounted, and where. */
    private record Hierarchy(String fsType, String group, Path mountPoint, List<String> options) {}

    /**
     * The group of this process.
     *
     * @param paths those of this process, even if it shows another machine
     * @throws IOException if the kernel does not say
     */
    static ControlGroup find(HostPaths paths) throws IOException {
        List<Hierarchy> hierarchies = hierarchies(paths);
        Path unified = null;
        Map<String, Path> controllers = new HashMap<>();
        ProcFile file = new ProcFile();
        file.load(paths.proc().resolve("self/cgroup"));
        while (file.nextLine()) {
            // hierarchy number : controllers : group
            String[] fields = file.rest().split(":", 3);
            if (fields.length < 3) {
                continue;
            }
            if (fields[1].isEmpty()) {
                unified = unified(hierarchies, fields[2]);
            } else if (!fields[2].equals("/")) {
                putControllers(controllers, hierarchies, fields[1], fields[2]);
            }
        }
        return new ControlGroup(unified, Map.copyOf(controllers));
    }

    private static List<Hierarchy> hierarchies(HostPaths paths) throws IOException {
        List<Hierarchy> found = new ArrayList<>();
        ProcFile file = new ProcFile();
        file.load(paths.proc().resolve("self/mountinfo"));
        while (file.nextLine()) {
            if (file.hasWord()) {
                file.skipWords(3);
                String group = ProcMounts.unescape(file.word());
                String place = ProcMounts.unescape(file.word());
                while (!file.skipWord("-")) {
                    file.word();
                }
                String type = file.word();
                if (type.equals("cgroup") || type.equals("cgroup2")) {
                    file.skipWords(1);
                    found.add(new Hierarchy(
                            type,
                            group,
                            paths.onRoot(place),
                            Arrays.asList(file.rest().split(",", -1))));
                }
            }
        }
        return found;
    }

    private static @Nullable Path unified(List<Hierarchy> hierarchies, String group) {
        for (Hierarchy hierarchy : hierarchies) {
            if (hierarchy.fsType.equals("cgroup2")) {
                Path directory = directory(hierarchy, group);
                return Files.exists(directory.resolve(FILE_OF_ALL_BUT_TOP)) ? directory : null;
            }
        }
        return null;
    }

    private static void putControllers(
            Map<String, Path> controllers, List<Hierarchy> hierarchies, String names, String group) {
        for (String controller : names.split(",", -1)) {
            for (Hierarchy hierarchy : hierarchies) {
                if (hierarchy.fsType.equals("cgroup") && hierarchy.options.contains(controller)) {
                    controllers.put(controller, directory(hierarchy, group));
                }
            }
        }
    }

    /** What is mounted may be the group itself, one above it, or (seen from a namespace) neither by name. */
    private static Path directory(Hierarchy hierarchy, String group) {
        String top = hierarchy.group.equals("/") ? "" : hierarchy.group;
        boolean below = group.equals(top) || group.startsWith(top + "/");
        Path directory = below
                ? hierarchy.mountPoint.resolve(group.substring(top.length()).replaceFirst("^/", ""))
                : hierarchy.mountPoint;
        return Files.isDirectory(directory) ? directory : hierarchy.mountPoint;
    }
}
