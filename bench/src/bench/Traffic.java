package bench;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** What a page asked for over the network, and how many bytes came, as the browser tells it. */
final class Traffic {
    /**
     * A request.
     *
     * @param type what asked for it, in the protocol's words: Document, Script, Fetch, WebSocket, ...
     * @param compressed whether the answer's body was
     * @param bytes of the answer as it was sent, with its head; -1 while it has not ended, as a stream does not
     */
    record Request(String url, String type, boolean compressed, long bytes) {
        /** Whether it belongs to the page itself: not a stream, and not what the page's scripts fetch of the metrics. */
        boolean isFile() {
            return !List.of("Fetch", "XHR", "EventSource", "WebSocket").contains(type);
        }

        private Request answered(boolean withCompression) {
            return new Request(url, type, withCompression, bytes);
        }

        private Request ended(long length) {
            return new Request(url, type, compressed, length);
        }
    }

    private final Map<String, Request> requests = new ConcurrentHashMap<>();

    void event(String method, Object parameters) {
        String id = Json.text(parameters, "requestId");
        switch (method) {
            case "Network.requestWillBeSent" ->
                add(id, Json.text(parameters, "request", "url"), Json.text(parameters, "type"));
            case "Network.webSocketCreated" -> add(id, Json.text(parameters, "url"), "WebSocket");
            case "Network.responseReceived" ->
                requests.computeIfPresent(
                        id,
                        (key, request) -> request.answered(isCompressed(Json.get(parameters, "response", "headers"))));
            case "Network.loadingFinished" ->
                requests.computeIfPresent(
                        id, (key, request) -> request.ended((long) Json.number(parameters, "encodedDataLength")));
            default -> {
                // Of no interest.
            }
        }
    }

    private void add(String id, String url, String type) {
        if (!url.startsWith("data:") && !url.startsWith("blob:")) {
            requests.put(id, new Request(url, type, false, -1));
        }
    }

    private static boolean isCompressed(Object headers) {
        return headers instanceof Map<?, ?> map
                && map.keySet().stream().anyMatch(name -> "content-encoding".equalsIgnoreCase(name.toString()));
    }

    /** Says of a request that it ended as another one did. */
    void ended(Request request, Request other) {
        requests.replaceAll((id, each) ->
                each.equals(request) ? new Request(each.url(), each.type(), other.compressed(), other.bytes()) : each);
        requests.values().remove(other);
    }

    /** The requests that are of a kind. */
    Collection<Request> requests(Predicate<Request> kind) {
        return requests.values().stream().filter(kind).toList();
    }
}
