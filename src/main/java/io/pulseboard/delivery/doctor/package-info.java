/**
 * The server's half of the stream doctor, the page at {@code /doctor}: what it saw of a request, and probes, which are streams of
 * little that tell when they were sent. Whether the way between a browser and here delays, changes or cuts them is for the page to
 * see. Probes carry no data, and take no place of a viewer's.
 */
@NullMarked
package io.pulseboard.delivery.doctor;

import org.jspecify.annotations.NullMarked;
