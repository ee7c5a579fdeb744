package io.pulseboard.dashboard;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A real browser, the same for all tests of a class. */
abstract class InBrowser {
    @SuppressWarnings("NullAway.Init")
    static Chromium chromium;

    @BeforeAll
    static void launch() {
        chromium = Chromium.launch();
    }

    @AfterAll
    static void quit() {
        chromium.close();
    }
}
