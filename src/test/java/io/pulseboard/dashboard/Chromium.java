package io.pulseboard.dashboard;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** The system's Chromium, driven by Playwright. Each tab has a context of its own, and what goes wrong in it is kept. */
public final class Chromium implements AutoCloseable {
    private static final List<String> ARGUMENTS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    /** The condition of every browser test; says so in words where it does not hold. */
    public static boolean isInstalled() {
        boolean found = executable().isPresent();
        if (!found) {
            System.out.println("SKIPPED: browser tests: no chromium, chromium-browser or google-chrome on the path");
        }
        return found;
    }

    private static Optional<Path> executable() {
        return Stream.of("chromium", "chromium-browser", "google-chrome")
                .flatMap(name -> Stream.of(
                                System.getenv().getOrDefault("PATH", "/usr/bin").split(":"))
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    public static Chromium launch() {
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Browser browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable().orElseThrow())
                        .setArgs(ARGUMENTS));
        return new Chromium(playwright, browser);
    }

    /** A tab in a context of its own. */
    public Tab open() {
        return open(new Browser.NewContextOptions().setViewportSize(1280, 900));
    }

    public Tab open(Browser.NewContextOptions options) {
        return new Tab(browser.newContext(options));
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }

    /** A page, and the errors that its console and scripts reported. */
    public static final class Tab implements AutoCloseable {
        private final BrowserContext context;
        private final Page page;
        private final List<String> errors = new CopyOnWriteArrayList<>();

        private Tab(BrowserContext context) {
            this.context = context;
            this.page = another();
        }

        public Page page() {
            return page;
        }

        /** One more page in the same context, as a browser's second tab; its errors are kept with the others. */
        public Page another() {
            Page made = context.newPage();
            made.setDefaultTimeout(20_000);
            made.onConsoleMessage(message -> {
                if (message.type().equals("error") || message.type().equals("warning")) {
                    errors.add(message.text());
                }
            });
            made.onPageError(errors::add);
            return made;
        }

        /** Runs this in every page that is opened from now on, before its own scripts. */
        void before(String script) {
            context.addInitScript(script);
        }

        public List<String> errors() {
            return errors;
        }

        @Override
        public void close() {
            context.close();
        }
    }
}
