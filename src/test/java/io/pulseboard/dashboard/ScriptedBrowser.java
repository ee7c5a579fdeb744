package io.pulseboard.dashboard;

import com.microsoft.playwright.Browser;
import io.pulseboard.dashboard.Chromium.Tab;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A real browser, and for each test a tab and a server that says what the test tells it to. */
abstract class ScriptedBrowser extends InBrowser {
    @SuppressWarnings("NullAway.Init")
    ScriptedServer server;

    @SuppressWarnings("NullAway.Init")
    Tab tab;

    @BeforeEach
    void open() {
        server = new ScriptedServer();
        tab = chromium.open(new Browser.NewContextOptions().setViewportSize(1280, 1000));
    }

    @AfterEach
    void close() {
        tab.close();
        server.close();
    }
}
