package io.pulseboard.ingest.otlp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The two ways in which OTLP/HTTP writes messages (OTLP 1.9, "OTLP/HTTP"), each with the few messages that answers are made of. An answer
 * is written as its request was.
 */
enum OtlpEncoding {
    /** "Binary Protobuf Encoding". */
    PROTOBUF("application/x-protobuf") {
        @Override
        byte[] success() {
            return new byte[0];
        }

        @Override
        byte[] partialSuccess(long rejected, String message) {
            ProtobufWriter out = new ProtobufWriter();
            int partial = out.begin(1);
            if (rejected != 0) {
                out.varint(1, rejected);
            }
            out.text(2, message).end(partial);
            return out.toByteArray();
        }

        @Override
        byte[] status(int code, String message, @Nullable String violated) {
            ProtobufWriter out = new ProtobufWriter().varint(1, code).text(2, message);
            if (violated != null) {
                int any = out.begin(3);
                out.text(1, BAD_REQUEST);
                int badRequest = out.begin(2);
                int violation = out.begin(1);
                out.text(1, violated).text(2, message).end(violation);
                out.end(badRequest);
                out.end(any);
            }
            return out.toByteArray();
        }
    },
    /** "JSON Protobuf Encoding". */
    JSON("application/json") {
        @Override
        byte[] success() {
            return new byte[] {'{', '}'};
        }

        @Override
        byte[] partialSuccess(long rejected, String message) {
            return json(out -> {
                out.writeObjectFieldStart("partialSuccess");
                if (rejected != 0) {
                    out.writeStringField("rejectedDataPoints", String.valueOf(rejected));
                }
                out.writeStringField("errorMessage", message);
                out.writeEndObject();
            });
        }

        @Override
        byte[] status(int code, String message, @Nullable String violated) {
            return json(out -> {
                out.writeNumberField("code", code);
                out.writeStringField("message", message);
                if (violated != null) {
                    out.writeArrayFieldStart("details");
                    out.writeStartObject();
                    out.writeStringField("@type", BAD_REQUEST);
                    out.writeArrayFieldStart("fieldViolations");
                    out.writeStartObject();
                    out.writeStringField("field", violated);
                    out.writeStringField("description", message);
                    out.writeEndObject();
                    out.writeEndArray();
                    out.writeEndObject();
                    out.writeEndArray();
                }
            });
        }
    };

    private static final String BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest";
    private static final JsonFactory FACTORY = new JsonFactory();

    private final String contentType;

    OtlpEncoding(String contentType) {
        this.contentType = contentType;
    }

    /** The encoding that a {@code Content-Type} names, null if it is another or none. */
    static @Nullable OtlpEncoding of(@Nullable String contentType) {
        if (contentType == null) {
            return null;
        }
        int parameters = contentType.indexOf(';');
        String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
        return switch (type.strip().toLowerCase(Locale.ROOT)) {
            case "application/x-protobuf" -> PROTOBUF;
            case "application/json" -> JSON;
            default -> null;
        };
    }

    /** The media type. */
    String contentType() {
        return contentType;
    }

    /** {@code ExportMetricsServiceResponse} in which nothing is set ("Full Success"). */
    abstract byte[] success();

    /**
     * {@code ExportMetricsServiceResponse} ("Partial Success").
     *
     * @param rejected how many data points were not applied; 0 if the message is a warning
     */
    abstract byte[] partialSuccess(long rejected, String message);

    /**
     * {@code google.rpc.Status} ("Failures").
     *
     * @param code of {@code google.rpc.Code}
     * @param violated which field has bad data ("Bad Data"), null if it is not that
     */
    abstract byte[] status(int code, String message, @Nullable String violated);

    @FunctionalInterface
    private interface Members {
        void writeTo(JsonGenerator out) throws IOException;
    }

    private static byte[] json(Members members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
            out.writeStartObject();
            members.writeTo(out);
            out.writeEndObject();
        } catch (IOException impossible) {
            throw new IllegalStateException("memory does not fail to write", impossible);
        }
        return bytes.toByteArray();
    }
}
