package io.pulseboard.delivery.doctor;

/** Where a probe goes. Confined to the connection's event loop. */
interface ProbeOutput {
    /**
     * Sends a message that is no event.
     *
     * @param json one line
     */
    void send(String json);

    /**
     * Sends an event.
     *
     * @param number its number, by which a client can resume
     * @param json one line
     */
    void send(long number, String json);

    /** All is sent. */
    void complete();

    /** The server stops. */
    void shutDown();
}
