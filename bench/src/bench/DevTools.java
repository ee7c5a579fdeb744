package bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A connection to a browser: commands that are answered, and events. One WebSocket for all tabs, each of which has a session in it.
 *
 * @see <a href="https://chromedevtools.github.io/devtools-protocol/">Chrome DevTools Protocol</a>
 */
final class DevTools implements AutoCloseable {
    /** Hears what happens in a session, on the connection's thread: it must not wait for an answer. */
    interface Listener {
        void event(String method, Object parameters);
    }

    /** The session of the browser itself. */
    static final String BROWSER = "";

    private static final long ANSWER_SECONDS = 60;

    private final Map<Integer, CompletableFuture<Object>> asked = new ConcurrentHashMap<>();
    private final Map<String, Listener> listeners = new ConcurrentHashMap<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final WebSocket socket;

    /** Connects to the address that the browser told. */
    DevTools(URI address) throws IOException, InterruptedException {
        HttpClient client =
                HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).build();
        socket = await(client.newWebSocketBuilder().buildAsync(address, new Receiver()), "connecting to " + address);
    }

    /** Hears what happens in a session from now on. */
    void listen(String session, Listener listener) {
        listeners.put(session, listener);
    }

    /** Sends a command and waits for its result; a refusal is an error. */
    Object call(String session, String method, Map<String, ?> parameters) throws IOException, InterruptedException {
        int id = ids.incrementAndGet();
        CompletableFuture<Object> answer = new CompletableFuture<>();
        asked.put(id, answer);
        Map<String, Object> command = new LinkedHashMap<>();
        command.put("id", id);
        command.put("method", method);
        command.put("params", parameters);
        if (!session.equals(BROWSER)) {
            command.put("sessionId", session);
        }
        await(socket.sendText(Json.write(command), true), "sending " + method);
        Object message = await(answer, method);
        if (Json.get(message, "error") != null) {
            throw new IOException(method + ": " + Json.text(message, "error", "message"));
        }
        return Json.get(message, "result");
    }

    private static <T> T await(CompletableFuture<T> future, String what) throws IOException, InterruptedException {
        try {
            return future.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException(what + " failed: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IOException(what + ": no answer within " + ANSWER_SECONDS + " s", e);
        }
    }

    private void receive(String text) {
        Object message = Json.read(text);
        if (Json.get(message, "id") instanceof Double id) {
            CompletableFuture<Object> answer = asked.remove(id.intValue());
            if (answer != null) {
                answer.complete(message);
            }
            return;
        }
        Listener listener = listeners.get(Json.text(message, "sessionId"));
        if (listener != null) {
            listener.event(Json.text(message, "method"), Json.get(message, "params"));
        }
    }

    private void lost(String why) {
        asked.values().forEach(answer -> answer.completeExceptionally(new IOException(why)));
    }

    @Override
    public void close() {
        socket.abort();
    }

    private final class Receiver implements WebSocket.Listener {
        private final StringBuilder partial = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                String text = partial.toString();
                partial.setLength(0);
                receive(text);
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
            lost("the browser closed the connection: " + status + " " + reason);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            lost("the connection to the browser broke: " + error);
        }
    }
}
