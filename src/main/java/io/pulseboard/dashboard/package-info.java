/**
 * What the page needs from the server: its files, compressed once and validated by a tag of their content, and boards that are
 * YAML files in a folder. The page itself is plain HTML, CSS and ES modules under {@code META-INF/resources}.
 */
@NullMarked
package io.pulseboard.dashboard;

import org.jspecify.annotations.NullMarked;
