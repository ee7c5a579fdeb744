package io.pulseboard.ingest.remotewrite;

import java.util.ArrayList;
import java.util.List;

/** Requests as senders make them. */
final class Writes {
    static final long NOW = 1_763_800_000_000L;

    private Writes() {}

    /** A {@code TimeSeries} of version 1.0 without samples. Labels are names and values in turn. */
    static WireMessage series(String... labels) {
        WireMessage series = new WireMessage();
        for (int i = 0; i < labels.length; i += 2) {
            series.message(1, new WireMessage().text(1, labels[i]).text(2, labels[i + 1]));
        }
        return series;
    }

    static WireMessage sample(double value, long timestamp) {
        return new WireMessage().fixed64(1, value).varint(2, timestamp);
    }

    /** A {@code WriteRequest} of version 1.0. */
    static WireMessage request(WireMessage... series) {
        WireMessage request = new WireMessage();
        for (WireMessage one : series) {
            request.message(1, one);
        }
        return request;
    }

    static WireMessage metadata(int type, String family, String help, String unit) {
        return new WireMessage().varint(1, type).text(2, family).text(4, help).text(5, unit);
    }

    /** The table of symbols of a request of version 2.0 in the making. */
    static final class Symbols {
        private final List<String> texts = new ArrayList<>(List.of(""));

        int of(String text) {
            int known = texts.indexOf(text);
            if (known >= 0) {
                return known;
            }
            texts.add(text);
            return texts.size() - 1;
        }

        long[] ofAll(String... all) {
            long[] references = new long[all.length];
            for (int i = 0; i < all.length; i++) {
                references[i] = of(all[i]);
            }
            return references;
        }

        /** A {@code TimeSeries} of version 2.0 without samples. */
        WireMessage series(String... labels) {
            return new WireMessage().packedVarints(1, ofAll(labels));
        }

        WireMessage metadata(int type, String help, String unit) {
            return new WireMessage().varint(1, type).varint(3, of(help)).varint(4, of(unit));
        }

        /** A {@code Request} of version 2.0 with this table. */
        WireMessage request(WireMessage... series) {
            WireMessage request = new WireMessage();
            texts.forEach(text -> request.text(4, text));
            for (WireMessage one : series) {
                request.message(5, one);
            }
            return request;
        }
    }
}
