package io.pulseboard.delivery;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Keeps what is logged as a warning or worse, or with a stack trace, while it is open. */
public final class LogTrap implements AutoCloseable {
    /** Says on a busy machine that a thread did not get on; with its stack trace, and about nothing that we do. */
    private static final String SLOW_MACHINE = "io.vertx.core.impl.BlockedThreadChecker";

    private final List<String> caught = new CopyOnWriteArrayList<>();
    private final Logger root = Logger.getLogger("");
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            boolean bad = entry.getThrown() != null || entry.getLevel().intValue() >= Level.WARNING.intValue();
            if (bad && !SLOW_MACHINE.equals(entry.getLoggerName())) {
                caught.add(entry.getLevel() + " " + entry.getLoggerName() + ": " + entry.getMessage()
                        + (entry.getThrown() == null ? "" : " " + entry.getThrown()));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    public LogTrap() {
        root.addHandler(handler);
    }

    /** What was caught so far, one line each. */
    public List<String> caught() {
        return List.copyOf(caught);
    }

    @Override
    public void close() {
        root.removeHandler(handler);
    }
}
