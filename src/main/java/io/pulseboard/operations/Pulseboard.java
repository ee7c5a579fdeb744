package io.pulseboard.operations;

import io.pulseboard.http.RequestTarget;
import io.quarkus.bootstrap.logging.InitialConfigurator;
import io.quarkus.bootstrap.logging.QuarkusDelayedHandler;
import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.logging.Handler;
import java.util.logging.SimpleFormatter;
import org.jboss.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jspecify.annotations.Nullable;

/** The program. Starts Quarkus, and says in one line why it could not where the reason is a setting. */
@QuarkusMain
public final class Pulseboard {
    /** Quarkus's own default. */
    private static final String ONE_LINE = "%d{yyyy-MM-dd HH:mm:ss,SSS} %-5p [%c] (%t) %s%e%n";

    private Pulseboard() {}

    /** Runs until the process is told to end; ends it with code 1 if it cannot start. */
    public static void main(String... args) {
        RequestTarget.acceptBrowserUrls();
        Quarkus.run(null, Pulseboard::onExit, args);
    }

    private static void onExit(Integer code, @Nullable Throwable failure) {
        if (failure != null) {
            report(failure);
        }
        // Quarkus's own handler: it ends the process, or in development waits for the next change.
        ApplicationLifecycleManager.getDefaultExitCodeHandler().accept(code, failure);
    }

    private static void report(Throwable failure) {
        printInOneLine(InitialConfigurator.DELAYED_HANDLER);
        Logger log = Logger.getLogger(Pulseboard.class);
        String reason = StartFailure.inOneLine(failure);
        if (reason == null) {
            log.error("start failed", failure);
        } else {
            log.error("start failed: " + reason);
        }
    }

    /** Before logging is set up there is either nothing to print with, or what the JDK has, which takes two lines for one. */
    private static void printInOneLine(QuarkusDelayedHandler delayed) {
        if (!delayed.isActivated()) {
            delayed.setHandlers(new Handler[] {InitialConfigurator.createDefaultHandler()});
        }
        for (Handler handler : delayed.getHandlers()) {
            if (handler.getFormatter() instanceof SimpleFormatter) {
                handler.setFormatter(new PatternFormatter(ONE_LINE));
            }
        }
    }
}
