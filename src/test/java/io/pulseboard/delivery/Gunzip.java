package io.pulseboard.delivery;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** What others make of a gzip stream. */
public final class Gunzip {
    private static final Path PROGRAM = Path.of("/bin/gunzip");

    private Gunzip() {}

    /** What Java reads from a whole stream, its trailer checked. */
    public static byte[] java(byte[] stream) throws IOException {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(stream))) {
            in.transferTo(plain);
        }
        return plain.toByteArray();
    }

    /** Whether there is a {@code gunzip} on this machine; says so in a line if not. */
    public static boolean isInstalled() {
        boolean there = Files.isExecutable(PROGRAM);
        if (!there) {
            System.out.println("SKIPPED: gunzip -t, since there is no " + PROGRAM);
        }
        return there;
    }

    /**
     * What {@code gunzip -t} says of a stream.
     *
     * @return empty if it is whole
     */
    public static String test(byte[] stream) throws IOException, InterruptedException {
        Process gunzip = new ProcessBuilder(PROGRAM.toString(), "-t")
                .redirectErrorStream(true)
                .start();
        try (OutputStream in = gunzip.getOutputStream()) {
            in.write(stream);
        }
        String said = new String(gunzip.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = gunzip.waitFor();
        return code == 0 ? said : "exit " + code + ": " + said;
    }
}
