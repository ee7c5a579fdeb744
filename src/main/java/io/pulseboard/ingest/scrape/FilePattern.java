package io.pulseboard.ingest.scrape;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which files hold targets: a path, or one with {@code *} in its last part ({@code SDConfig} of Prometheus's {@code discovery/file}).
 *
 * @param text as it was configured
 * @param folder where they are
 * @param glob what their names are like, as {@link java.nio.file.FileSystem#getPathMatcher} reads it
 */
record FilePattern(String text, Path folder, String glob) {
    private static final Pattern SHAPE = Pattern.compile("[^*]*(\\*[^/]*)?\\.(json|yml|yaml|JSON|YML|YAML)");

    /**
     * Reads a pattern.
     *
     * @param key where it was configured
     * @throws ConfigurationException if it is none
     */
    static FilePattern of(String key, String text) {
        String stripped = text.strip();
        @Nullable Path path = null;
        try {
            path = Path.of(stripped.replace('*', '_'));
        } catch (InvalidPathException e) {
            // Reported with everything else that is no pattern.
        }
        Path name = path == null ? null : path.getFileName();
        if (path == null || name == null || !SHAPE.matcher(stripped).matches()) {
            throw new ConfigurationException(key + " = " + text
                    + " is not a path that ends in .json, .yml or .yaml, with '*' in its last part only");
        }
        Path folder = path.getParent();
        String last = stripped.substring(stripped.length() - name.toString().length());
        return new FilePattern(
                stripped, folder == null ? Path.of("") : folder, last.replaceAll("([\\[\\]{}?\\\\])", "\\\\$1"));
    }

    /**
     * The files that there are, by name; none if the folder is not there.
     *
     * @param most how many to give at most
     * @throws IOException if the folder cannot be read
     */
    TreeSet<Path> files(int most) throws IOException {
        TreeSet<Path> files = new TreeSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, glob)) {
            for (Path entry : entries) {
                // Links are followed, as each file of a mounted ConfigMap is one.
                if (Files.isRegularFile(entry)) {
                    files.add(entry);
                }
                if (files.size() > most) {
                    files.pollLast();
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return files;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return files;
    }
}
