package bench;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A tab of the browser that counts as seen and focused, and the errors that its console and its scripts reported. */
final class Tab implements AutoCloseable {
    private final DevTools devTools;
    private final String context;
    private final String session;
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final Traffic traffic = new Traffic();

    private Tab(DevTools devTools, String context, String session) {
        this.devTools = devTools;
        this.context = context;
        this.session = session;
        devTools.listen(session, this::event);
    }

    static Tab open(DevTools devTools) throws IOException, InterruptedException {
        String context =
                Json.text(devTools.call(DevTools.BROWSER, "Target.createBrowserContext", Map.of()), "browserContextId");
        Map<String, Object> blank = Map.of("url", "about:blank", "browserContextId", context);
        String target = Json.text(devTools.call(DevTools.BROWSER, "Target.createTarget", blank), "targetId");
        Map<String, Object> flat = Map.of("targetId", target, "flatten", true);
        String session = Json.text(devTools.call(DevTools.BROWSER, "Target.attachToTarget", flat), "sessionId");
        Tab tab = new Tab(devTools, context, session);
        for (String domain : List.of("Page", "Runtime", "Log")) {
            tab.call(domain + ".enable");
        }
        // Frames of a tab that nobody sees are throttled.
        tab.call("Page.bringToFront");
        tab.call("Emulation.setFocusEmulationEnabled", Map.of("enabled", true));
        return tab;
    }

    /** Sends a command without parameters. */
    Object call(String method) throws IOException, InterruptedException {
        return call(method, Map.of());
    }

    /** Sends a command of the protocol. */
    Object call(String method, Map<String, ?> parameters) throws IOException, InterruptedException {
        return devTools.call(session, method, parameters);
    }

    /** The size of the page's area in CSS pixels, one device pixel each. */
    void resize(int width, int height) throws IOException, InterruptedException {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Runs a script in each document from now on, before any of its own. */
    void install(String script) throws IOException, InterruptedException {
        call("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
    }

    /** Keeps account of requests from now on. Costs the browser an event for each message of a stream. */
    Traffic watchTraffic() throws IOException, InterruptedException {
        call("Network.enable");
        return traffic;
    }

    /** Goes to an address; returns when the browser has an answer from there. */
    void navigate(String url) throws IOException, InterruptedException {
        String error = Json.text(call("Page.navigate", Map.of("url", url)), "errorText");
        if (!error.isEmpty()) {
            throw new IOException(url + ": " + error);
        }
        if (!"visible".equals(evaluate("document.visibilityState"))) {
            throw new IOException("the tab is hidden, so that its frames are throttled");
        }
    }

    /** The value of an expression, or of what it promises; an exception is an error. */
    Object evaluate(String expression) throws IOException, InterruptedException {
        Object result = call(
                "Runtime.evaluate",
                Map.of("expression", expression, "returnByValue", true, "awaitPromise", true, "userGesture", true));
        if (Json.get(result, "exceptionDetails") != null) {
            throw new IOException(
                    expression + ": " + Json.text(result, "exceptionDetails", "exception", "description"));
        }
        return Json.get(result, "result", "value");
    }

    /** The value of an expression that is a number. */
    double number(String expression) throws IOException, InterruptedException {
        return evaluate(expression) instanceof Double number ? number : Double.NaN;
    }

    /** Asks until a condition holds. */
    void await(String what, String condition, long seconds) throws IOException, InterruptedException {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!Boolean.TRUE.equals(evaluate("Boolean(" + condition + ")"))) {
            if (System.nanoTime() > limit) {
                throw new IOException("not within " + seconds + " s: " + what + "; console: " + errors);
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** What went wrong in the page so far. */
    List<String> errors() {
        return errors;
    }

    private void event(String method, Object parameters) {
        switch (method) {
            case "Runtime.consoleAPICalled" -> {
                if (Json.text(parameters, "type").matches("error|assert")) {
                    errors.add(Json.write(Json.list(parameters, "args")));
                }
            }
            case "Runtime.exceptionThrown" ->
                errors.add(Json.text(parameters, "exceptionDetails", "text") + " "
                        + Json.text(parameters, "exceptionDetails", "exception", "description"));
            case "Log.entryAdded" -> {
                if (Json.text(parameters, "entry", "level").equals("error")) {
                    errors.add(Json.text(parameters, "entry", "text") + " " + Json.text(parameters, "entry", "url"));
                }
            }
            default -> traffic.event(method, parameters);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            devTools.call(DevTools.BROWSER, "Target.disposeBrowserContext", Map.of("browserContextId", context));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
