package io.pulseboard.ingest.statsd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelDropsTest {
    private static final String HEADING =
            "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid"
                    + "  timeout inode ref pointer drops\n";

    @TempDir
    Path net;

    @Test
    void theDropsOfSocketsOnThePortAreAddedUp() throws IOException {
        Files.writeString(
                net.resolve("udp"),
                HEADING
                        + "  277: 0100007F:1FBD 00000000:0000 07 00000000:00000000 00:00000000 00000000  1000        0 81 2 0000000000000000 17\n"
                        + "  278: 0100007F:1FBE 00000000:0000 07 00000000:00000000 00:00000000 00000000  1000        0 82 2 0000000000000000 500\n");
        Files.writeString(
                net.resolve("udp6"),
                HEADING
                        + " 1277: 00000000000000000000000000000000:1FBD 00000000000000000000000000000000:0000 07 00000000:00000000"
                        + " 00:00000000 00000000  1000        0 83 2 0000000000000000 3\n");

        assertThat(new KernelDrops(net, 8125).count()).isEqualTo(20);
        assertThat(new KernelDrops(net, 9).count()).isZero();
    }

    @Test
    void withoutSuchTablesThereAreNone() {
        assertThat(new KernelDrops(net.resolve("absent"), 8125).count()).isZero();
    }
}
