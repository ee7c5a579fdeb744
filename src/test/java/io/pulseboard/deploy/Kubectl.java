package io.pulseboard.deploy;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** {@code kubectl kustomize}, which asks no cluster. */
final class Kubectl {
    static final String PROGRAM = "kubectl";

    private static final Path KUBERNETES = Path.of("deploy", "kubernetes").toAbsolutePath();
    private static final Path OVERLAYS = Path.of("target", "kustomize").toAbsolutePath();

    /** The namespace of what is rendered here. */
    static final String NAMESPACE = "monitoring";

    /** What several tests look at is rendered once. */
    private static final Map<String, Rendered> OVERLAYS_RENDERED = new ConcurrentHashMap<>();

    private Kubectl() {}

    private record Answer(int code, String out, String err) {}

    /** Whether there is a kubectl on the path; says so in a line if not. */
    static boolean isInstalled() {
        boolean there = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, PROGRAM)));
        if (!there) {
            System.out.println("SKIPPED: what kustomize makes of deploy/kubernetes, since there is no " + PROGRAM);
        }
        return there;
    }

    /** Renders what is in a folder below {@code deploy/kubernetes}. */
    static Rendered folder(String folder) {
        return Rendered.parse(folder, output(kustomize(KUBERNETES.resolve(folder))));
    }

    /** Renders an overlay as somebody would write it, of the base and these components, with a host if it is not empty. */
    static Rendered overlay(String host, List<String> components) {
        String name = (host + "+" + String.join("+", components)).replaceAll("^\\+|\\+$", "");
        return OVERLAYS_RENDERED.computeIfAbsent(
                name.isEmpty() ? "alone" : name,
                folder -> Rendered.parse(folder, output(kustomize(write(folder, host, components)))));
    }

    /** Renders a kustomization that has been written in a folder beside {@code deploy}, with these files in its folder. */
    static Rendered beside(String name, String kustomization, Map<String, String> files) {
        Path folder = OVERLAYS.resolve(name);
        try {
            for (Map.Entry<String, String> file : files.entrySet()) {
                Path path = folder.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.writeString(path, file.getValue());
            }
            Files.writeString(
                    folder.resolve("kustomization.yaml"),
                    kustomization.replace(
                            "../deploy/kubernetes",
                            folder.relativize(KUBERNETES).toString()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return Rendered.parse(name, output(kustomize(folder)));
    }

    /** What is said of an overlay that cannot be rendered. */
    static String refusal(String name, List<String> components) {
        Answer answer = kustomize(write(name, "", components));
        if (answer.code() == 0) {
            throw new AssertionError(name + " was rendered");
        }
        return answer.err();
    }

    private static Path write(String name, String host, List<String> components) {
        Path folder = OVERLAYS.resolve(name);
        Path kubernetes = folder.relativize(KUBERNETES);
        String text = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: " + NAMESPACE
                + "\nresources: [" + kubernetes.resolve("base") + "]\ncomponents: ["
                + components.stream()
                        .map(component -> kubernetes
                                .resolve("components")
                                .resolve(component)
                                .toString())
                        .collect(Collectors.joining(", "))
                + "]\n"
                + (host.isEmpty()
                        ? ""
                        : "configMapGenerator:\n  - name: pulseboard\n    behavior: merge\n    literals: [host=" + host
                                + "]\n");
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("kustomization.yaml"), text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return folder;
    }

    private static String output(Answer answer) {
        if (answer.code() != 0) {
            throw new AssertionError(answer.err());
        }
        return answer.out();
    }

    private static Answer kustomize(Path folder) {
        try {
            Path said = Files.createTempFile("kustomize", ".err");
            Process process = new ProcessBuilder(PROGRAM, "kustomize", folder.toString())
                    .redirectError(said.toFile())
                    .start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            String err = Files.readString(said);
            Files.delete(said);
            return new Answer(code, out, err);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
