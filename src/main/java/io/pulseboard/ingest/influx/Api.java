package io.pulseboard.ingest.influx;

import io.pulseboard.http.ProblemException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The two versions of InfluxDB's HTTP interface, which differ in their words for precisions and in the shape of their errors. */
enum Api {
    /** {@code {"error":"..."}}, and the same text in {@code X-Influxdb-Error}. */
    VERSION_1 {
        @Override
        @Nullable Precision precision(String name) {
            return Precision.ofVersion1(name);
        }

        @Override
        String precisions() {
            return "n, u, ms, s, m or h";
        }

        @Override
        Map<String, String> body(int status, String message) {
            return Map.of("error", message);
        }
    },

    /** {@code {"code":"invalid","message":"..."}}. */
    VERSION_2 {
        @Override
        @Nullable Precision precision(String name) {
            return Precision.ofVersion2(name);
        }

        @Override
        String precisions() {
            return "ns, us, ms or s";
        }

        @Override
        Map<String, String> body(int status, String message) {
            String code = switch (status) {
                case 401 -> "unauthorized";
                case 403 -> "forbidden";
                case 413 -> "request too large";
                case 429 -> "too many requests";
                case 503 -> "unavailable";
                default -> "invalid";
            };
            Map<String, String> body = new LinkedHashMap<>();
            body.put("code", code);
            body.put("message", message);
            return body;
        }
    };

    /** Of the versions of InfluxDB the one that has what is here: both ways to write, {@code /ping} and {@code /query}. */
    static final String INFLUXDB_VERSION = "1.8.10";

    private static final int LONGEST_HEADER = 1_000;

    /** The precision with this name, null if there is none. */
    abstract @Nullable Precision precision(String name);

    /** The names of precisions, for complaints. */
    abstract String precisions();

    abstract Map<String, String> body(int status, String message);

    /** An answer with the header fields that InfluxDB gives all of its answers. */
    static Response.ResponseBuilder answer(int status) {
        return Response.status(status)
                .header("X-Influxdb-Version", INFLUXDB_VERSION)
                .header("X-Influxdb-Build", "Pulseboard");
    }

    /**
     * An error.
     *
     * @param retryAfter seconds after which to try again, null if that is no use
     */
    Response error(int status, String message, @Nullable String retryAfter) {
        Response.ResponseBuilder response = answer(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header("Cache-Control", "no-store")
                .entity(body(status, message));
        if (this == VERSION_1) {
            response.header("X-Influxdb-Error", headerText(message));
        }
        if (retryAfter != null) {
            response.header("Retry-After", retryAfter);
        }
        return response.build();
    }

    /** A problem in this version's shape. */
    Response error(ProblemException problem) {
        return error(problem.status(), problem.problem().message(), problem.retryAfter());
    }

    /** The text as far as a header field can hold it. */
    private static String headerText(String message) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(message.length(), LONGEST_HEADER); i++) {
            char c = message.charAt(i);
            text.append(c < ' ' || c >= 0x7f ? '?' : c);
        }
        return message.length() > LONGEST_HEADER ? text.append("...").toString() : text.toString();
    }
}
