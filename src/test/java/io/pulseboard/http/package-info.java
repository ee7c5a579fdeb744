@NullMarked
package io.pulseboard.http;

import org.jspecify.annotations.NullMarked;
