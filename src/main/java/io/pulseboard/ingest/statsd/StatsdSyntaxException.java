package io.pulseboard.ingest.statsd;

/** Name or tags of a line are not what they should be. Carries no stack trace. */
final class StatsdSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Fault fault;

    StatsdSyntaxException(Fault fault) {
        super(fault.text(), null, false, false);
        this.fault = fault;
    }

    Fault fault() {
        return fault;
    }
}
