package io.pulseboard.ingest.scrape;

/** Why a scrape gave nothing. Carries no stack trace: it is what the target did, and not what the program did. */
final class ScrapeFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    ScrapeFailure(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    /** What kind of failure it was; a target that fails on for the same reason is not reported again. */
    Reason reason() {
        return reason;
    }

    /** The kinds of failures, with the word that logs and counters use. */
    enum Reason {
        /** No connection: refused, no such host, certificate not trusted. */
        CONNECT("connect"),
        /** No complete answer in time. */
        TIMEOUT("timeout"),
        /** The connection broke before the answer was complete. */
        CLOSED("closed"),
        /** A status other than 200. */
        STATUS("status"),
        /** Redirected too often, in a circle, or to what is no http address. */
        REDIRECT("redirect"),
        /** The target shows what was scraped from it. */
        LOOP("loop"),
        /** A web page, most likely. */
        MEDIA_TYPE("media_type"),
        /** Compressed in a way that was not asked for, or damaged. */
        ENCODING("encoding"),
        /** More bytes, samples or labels than allowed. */
        TOO_LARGE("too_large"),
        /** Not the text that its format demands. */
        SYNTAX("syntax");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }
}
