package io.pulseboard.delivery;

import java.util.List;
import java.util.Locale;

/** What an {@code Accept-Encoding} header says of gzip (RFC 9110, section 12.5.3). */
public final class AcceptEncoding {
    private static final double UNSAID = -1;

    private AcceptEncoding() {}

    /**
     * Whether to answer with gzip: it is acceptable, and the client does not like plain text better. A client that says nothing gets plain
     * text; so does one that takes neither, as there is nothing better to give.
     *
     * @param headers the values of all {@code Accept-Encoding} header fields
     */
    public static boolean prefersGzip(List<String> headers) {
        double gzip = UNSAID;
        double identity = UNSAID;
        double others = UNSAID;
        for (String element : String.join(",", headers).split(",", -1)) {
            int semicolon = element.indexOf(';');
            String coding = semicolon < 0 ? element : element.substring(0, semicolon);
            double quality = semicolon < 0 ? 1 : quality(element.substring(semicolon + 1));
            switch (coding.strip().toLowerCase(Locale.ROOT)) {
                // Section 8.4.1.3: the old name means the same.
                case "gzip", "x-gzip" -> gzip = Math.max(gzip, quality);
                case "identity" -> identity = quality;
                case "*" -> others = quality;
                default -> {}
            }
        }
        double ofGzip = gzip == UNSAID ? others : gzip;
        return ofGzip > 0 && ofGzip >= identity;
    }

    /** The weight, section 12.4.2; one that cannot be read counts as 0, since the client wanted to say something less than yes. */
    private static double quality(String parameter) {
        String weight = parameter.strip().toLowerCase(Locale.ROOT);
        if (!weight.matches("q=(0(\\.[0-9]{0,3})?|1(\\.0{0,3})?)")) {
            return 0;
        }
        return Double.parseDouble(weight.substring(2));
    }
}
