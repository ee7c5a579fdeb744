/** Probes of the stream doctor, from outside. */
@NullMarked
package io.pulseboard.delivery.doctor;

import org.jspecify.annotations.NullMarked;
