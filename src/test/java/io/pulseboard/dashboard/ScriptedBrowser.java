package io.pulseboard.dashboard;

import com.microsoft.playwright.Browser;
import io.pulseboard.dashboard.Chromium.Tab;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A real browser, and for each test a tab and a server that says what the test tells it to. */
abstract class ScriptedBrowser {
    @SuppressWarnings("NullAway.Init")
    private static Chromium chromium;

    @SuppressWarnings("NullAway.Init")
    ScriptedServer server;

    @SuppressWarnings("NullAway.Init")
    Tab tab;

    @BeforeAll
    static void launch() {
        chromium = Chromium.launch();
    }

    @AfterAll
    static void quit() {
        chromium.close();
    }

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
