@NullMarked
package io.pulseboard.delivery.rest;

import org.jspecify.annotations.NullMarked;
