package bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A protocol over which samples are sent, and how a body of it is made: one sample of each series, every time with other values. */
enum Door {
    /** Prometheus remote write 1.0. */
    REMOTE_WRITE(
            "/api/v1/write",
            "Content-Type: application/x-protobuf\r\nContent-Encoding: snappy\r\nX-Prometheus-Remote-Write-Version: 0.1.0\r\n") {
        @Override
        Maker maker(int series) {
            List<byte[]> labels = new ArrayList<>();
            for (int i = 0; i < series; i++) {
                Wire known = pair(1, "__name__", NAME);
                for (int k = 0; k < NAMES.length; k++) {
                    known.message(1, new Wire().text(1, NAMES[k]).text(2, value(k, i)));
                }
                labels.add(known.toByteArray());
            }
            Snappy snappy = new Snappy();
            return (turn, millis) -> {
                Wire request = new Wire();
                for (int i = 0; i < series; i++) {
                    Wire sample = new Wire().fixed64(1, number(turn, i)).number(2, millis);
                    request.message(1, new Wire().raw(labels.get(i)).message(2, sample));
                }
                return snappy.compress(request.toByteArray());
            };
        }
    },
    /** The text format 0.0.4, pushed as to a Pushgateway, without timestamps. */
    TEXT("/metrics/job/bench", "Content-Type: text/plain; version=0.0.4\r\n") {
        @Override
        Maker maker(int series) {
            List<String> keys = new ArrayList<>();
            for (int i = 0; i < series; i++) {
                StringBuilder key = new StringBuilder(NAME);
                for (int k = 0; k < NAMES.length; k++) {
                    key.append(k == 0 ? '{' : ',')
                            .append(NAMES[k])
                            .append("=\"")
                            .append(value(k, i))
                            .append('"');
                }
                keys.add(key.append("} ").toString());
            }
            return (turn, millis) -> {
                StringBuilder text = new StringBuilder(series * 200).append("# TYPE " + NAME + " gauge\n");
                for (int i = 0; i < series; i++) {
                    text.append(keys.get(i)).append(number(turn, i)).append('\n');
                }
                return text.toString().getBytes(StandardCharsets.US_ASCII);
            };
        }
    },
    /** OTLP over HTTP, in protocol buffers. */
    OTLP("/v1/metrics", "Content-Type: application/x-protobuf\r\n") {
        @Override
        Maker maker(int series) {
            List<byte[]> attributes = new ArrayList<>();
            for (int i = 0; i < series; i++) {
                Wire known = new Wire();
                for (int k = 0; k < NAMES.length; k++) {
                    known.message(7, new Wire().text(1, NAMES[k]).message(2, new Wire().text(1, value(k, i))));
                }
                attributes.add(known.toByteArray());
            }
            Wire resource =
                    new Wire().message(1, new Wire().text(1, "service.name").message(2, new Wire().text(1, "bench")));
            return (turn, millis) -> {
                Wire gauge = new Wire();
                for (int i = 0; i < series; i++) {
                    gauge.message(
                            1,
                            new Wire()
                                    .fixed64(3, millis * 1_000_000)
                                    .fixed64(4, number(turn, i))
                                    .raw(attributes.get(i)));
                }
                Wire metric = new Wire().text(1, NAME).message(5, gauge);
                Wire scope = new Wire().message(2, metric);
                return new Wire()
                        .message(1, new Wire().message(1, resource).message(2, scope))
                        .toByteArray();
            };
        }
    },
    /** InfluxDB's line protocol. */
    LINE("/api/v2/write?bucket=bench&precision=ms", "Content-Type: text/plain; charset=utf-8\r\n") {
        @Override
        Maker maker(int series) {
            List<String> keys = new ArrayList<>();
            for (int i = 0; i < series; i++) {
                StringBuilder key = new StringBuilder(NAME);
                for (int k = 0; k < NAMES.length; k++) {
                    key.append(',').append(NAMES[k]).append('=').append(value(k, i));
                }
                keys.add(key.append(" value=").toString());
            }
            return (turn, millis) -> {
                StringBuilder text = new StringBuilder(series * 200);
                for (int i = 0; i < series; i++) {
                    text.append(keys.get(i))
                            .append(number(turn, i))
                            .append(' ')
                            .append(millis)
                            .append('\n');
                }
                return text.toString().getBytes(StandardCharsets.US_ASCII);
            };
        }
    };

    /** Makes bodies; used by one thread. */
    interface Maker {
        /**
         * The next body.
         *
         * @param turn counts the bodies
         * @param millis the time of its samples, since 1970; later than that of the body before
         */
        byte[] body(long turn, long millis);
    }

    private static final String NAME = "bench_requests_in_flight";
    private static final String[] NAMES = {"instance", "job", "namespace", "pod", "route", "status"};

    private final String path;
    private final String headers;

    Door(String path, String headers) {
        this.path = path;
        this.headers = headers;
    }

    String path() {
        return path;
    }

    /** Header lines, each ended by CR LF. */
    String headers() {
        return headers;
    }

    /** Makes bodies with one sample of each of so many series. */
    abstract Maker maker(int series);

    /** A hundred pods with so many series each, as a Prometheus in Kubernetes has them: about 120 bytes of labels. */
    private static String value(int label, int i) {
        int pod = i % 100;
        return switch (label) {
            case 0 -> "10.0.17." + pod + ":9100";
            case 1 -> "shop/cart";
            case 2 -> "shop";
            case 3 -> "cart-7d9f8b6c5d-" + Integer.toString(2_000_000 + pod * 7_919, 36);
            case 4 -> "/api/v1/carts/{id}/items/" + i / 100 % 20;
            default -> String.valueOf(200 + i / 2_000);
        };
    }

    private static double number(long turn, int i) {
        return (turn * 7_919 + i * 31L) % 1_000_000 / 100.0;
    }

    private static Wire pair(int field, String name, String value) {
        return new Wire().message(field, new Wire().text(1, name).text(2, value));
    }
}
