package io.pulseboard.ingest.host;

import java.io.IOException;

/** A file of proc or sys does not hold what it should; the message names the file, the line and what was expected. */
final class MalformedFileException extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedFileException(String message) {
        super(message);
    }
}
