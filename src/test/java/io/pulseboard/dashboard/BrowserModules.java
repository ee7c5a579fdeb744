package io.pulseboard.dashboard;

import io.pulseboard.dashboard.Chromium.Tab;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The page's modules by themselves, in a real browser that stays the same for all tests of a class. */
abstract class BrowserModules {
    @SuppressWarnings("NullAway.Init")
    private static Chromium chromium;

    @SuppressWarnings("NullAway.Init")
    private static ScriptedServer server;

    @SuppressWarnings("NullAway.Init")
    private static Tab tab;

    @BeforeAll
    static void open() {
        chromium = Chromium.launch();
        server = new ScriptedServer();
        tab = chromium.open();
        tab.page().navigate(server.url());
    }

    @AfterAll
    static void close() {
        tab.close();
        server.close();
        chromium.close();
    }

    /** What the body of a function returns to which the module is {@code m}. */
    static Object run(String module, String body, Object... arguments) {
        return tab.page()
                .evaluate(
                        "async args => { const m = await import('/app/" + module + ".js'); " + body + " }",
                        List.of(arguments));
    }
}
