package io.pulseboard.ingest.statsd;

/** Takes what the parser finds, in the order of the datagram. */
interface StatsdHandler {
    /**
     * A number.
     *
     * @param weight how many observations it stands for, at least 1: the inverse of the sample rate
     * @param relative whether it has a sign, which for a gauge means a change
     */
    void onValue(Metric metric, double value, double weight, boolean relative);

    /** A member of a set: the bytes from {@code from} up to, not with, {@code to}, which are not empty. */
    void onMember(Metric metric, byte[] bytes, int from, int to);

    /** A line of which nothing is taken, or not all values: the bytes from {@code from} up to, not with, {@code to}. */
    void onFault(Fault fault, byte[] bytes, int from, int to);
}
