package io.pulseboard.delivery.websocket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.pulseboard.delivery.Annotator;
import io.pulseboard.delivery.Cbor;
import io.pulseboard.delivery.ChannelOutput;
import io.pulseboard.delivery.Connections;
import io.pulseboard.delivery.DeflatedMessages;
import io.pulseboard.delivery.EncodedMessage;
import io.pulseboard.delivery.StreamRequest;
import io.pulseboard.http.Problem;
import io.pulseboard.http.ProblemException;
import io.pulseboard.hub.CloseReason;
import io.pulseboard.hub.Frame;
import io.pulseboard.hub.Hub;
import io.pulseboard.hub.Prefetch;
import io.pulseboard.hub.StreamClosedException;
import io.pulseboard.hub.StreamPosition;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.impl.ConnectionBase;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One connection. Confined to its event loop.
 *
 * <pre>
 *            subscribe              pause
 *  Waiting -----------> Streaming ---------> Paused
 *     ^                 ^   |  ^               |
 *     | ?wait=true      +---+  +---------------+
 *   open       subscribe, set-interval,   resume, subscribe
 *              resume after
 * </pre>
 *
 * From all of them {@link #closed} leads out.
 */
final class SocketSession {
    private static final Logger LOG = Logger.getLogger(SocketSession.class);

    /** How long a client has to take the close frame before the connection is dropped without it. */
    private static final long CLOSE_SECONDS = 5;

    /** How many answers may wait for a client that asks but does not read. */
    private static final int MAX_UNSENT_ANSWERS = 64;

    private final Hub hub;
    private final WebSocketConnection connection;
    private final SubProtocol protocol;
    private final ConnectionBase below;
    private final @Nullable DeflatedMessages deflated;
    private final ChannelOutput output;
    private final FrameworkCounters counters;
    private final Executor loop;
    private final ObjectMapper json;
    private final MessageRate rate;
    private final Annotator annotator;
    private final boolean mayAnnotate;
    private final Runnable onEnd;

    private State state = new State.Waiting();
    private @Nullable CloseReason closeReason;
    private int unsentAnswers;

    /** Where the connection is in its life. */
    private sealed interface State {
        /** Nothing is subscribed. */
        record Waiting() implements State {}

        /** Frames flow. */
        record Streaming(StreamRequest request, SocketSubscriber subscriber) implements State {}

        /** Frames will flow again, from this position on. */
        record Paused(StreamRequest request, @Nullable StreamPosition at) implements State {}
    }

    SocketSession(
            Hub hub,
            WebSocketConnection connection,
            ConnectionBase below,
            @Nullable DeflatedMessages deflated,
            LongAdder sent,
            FrameworkCounters counters,
            Executor loop,
            ObjectMapper json,
            MessageRate rate,
            Annotator annotator,
            boolean mayAnnotate,
            Runnable onEnd) {
        this.hub = hub;
        this.connection = connection;
        this.protocol = SubProtocol.of(connection.subprotocol());
        this.below = below;
        this.deflated = deflated;
        Connections.boundPatience(below.channel(), hub.stallTimeout());
        this.counters = counters;
        this.output = ChannelOutput.of(below, WebSocketFrameEncoder.class, sent, this::ready);
        this.loop = loop;
        this.json = json;
        this.rate = rate;
        this.annotator = annotator;
        this.mayAnnotate = mayAnnotate;
        this.onEnd = onEnd;
    }

    /** Starts what the URL asks for, or waits if it says so. */
    void open(@Nullable String urlQuery) {
        Map<String, List<String>> parameters =
                new QueryStringDecoder(urlQuery == null ? "" : urlQuery, StandardCharsets.UTF_8, false).parameters();
        try {
            StreamRequest request = new StreamRequest(
                    StreamRequest.query(parameters.getOrDefault("query", List.of())),
                    protocol.format(first(parameters, "format")),
                    StreamRequest.every(first(parameters, "every")),
                    StreamRequest.after("after", first(parameters, "after")));
            String wait = first(parameters, "wait");
            if (wait != null && !wait.equals("true") && !wait.equals("false")) {
                throw problem(
                        "wait", "wait is '" + wait.substring(0, Math.min(64, wait.length())) + "'", "true or false");
            }
            if (!"true".equals(wait)) {
                stream(request);
            }
        } catch (ProblemException fault) {
            send(fault.problem());
        }
    }

    private static @Nullable String first(Map<String, List<String>> parameters, String name) {
        List<String> values = parameters.get(name);
        return values == null || values.isEmpty() ? null : values.get(0);
    }

    /** Does what a text message says, or answers what is wrong with it. */
    void receive(String message) {
        receive(false, () -> Operation.parse(message, json));
    }

    /** Does what a binary message says, or answers what is wrong with it. */
    void receive(Buffer message) {
        receive(true, () -> Operation.parse(message.getBytes()));
    }

    private void receive(boolean binary, Supplier<Operation> message) {
        if (closeReason != null) {
            return;
        }
        if (binary != protocol.isBinary()) {
            close(CloseReason.UNSUPPORTED_DATA, CloseReason.UNSUPPORTED_DATA.text() + ": " + protocol.refusal());
            return;
        }
        if (!rate.admit() || unsentAnswers >= MAX_UNSENT_ANSWERS) {
            close(CloseReason.FLOOD);
            return;
        }
        try {
            perform(message.get());
        } catch (ProblemException fault) {
            send(fault.problem());
        }
    }

    private void perform(Operation operation) {
        if (operation instanceof Operation.Subscribe subscribe) {
            stop();
            subscribed(subscribe.request());
            stream(subscribe.request());
        } else if (operation instanceof Operation.Pause) {
            pause();
        } else if (operation instanceof Operation.Resume resume) {
            resume(resume.after());
        } else if (operation instanceof Operation.SetInterval interval) {
            setInterval(interval);
        } else if (operation instanceof Operation.Ping ping) {
            pong(ping);
        } else if (operation instanceof Operation.Annotate annotate) {
            annotator.annotate(annotate.node(), mayAnnotate);
        }
    }

    private void stream(StreamRequest request) {
        SocketSubscriber subscriber = new SocketSubscriber(request.after());
        state = new State.Streaming(request, subscriber);
        hub.subscribe(request.subscription("websocket", loop)).subscribe().withSubscriber(subscriber);
    }

    /** The socket has taken the last frame. */
    private void ready() {
        if (state instanceof State.Streaming streaming) {
            streaming.subscriber().more();
        }
    }

    private void stop() {
        if (state instanceof State.Streaming streaming) {
            streaming.subscriber().cancel();
        }
        state = new State.Waiting();
    }

    private void pause() {
        if (state instanceof State.Streaming streaming) {
            stop();
            state = new State.Paused(streaming.request(), streaming.subscriber().position());
        } else if (state instanceof State.Waiting) {
            throw problem("op", "there is nothing to pause", "subscribe first");
        }
    }

    private void resume(@Nullable StreamPosition after) {
        if (state instanceof State.Paused paused) {
            stream(paused.request().from(after == null ? paused.at() : after));
        } else if (state instanceof State.Streaming streaming && after != null) {
            stop();
            stream(streaming.request().from(after));
        } else if (state instanceof State.Waiting) {
            throw problem("op", "there is nothing to resume", "subscribe first");
        }
    }

    private void setInterval(Operation.SetInterval interval) {
        if (state instanceof State.Streaming streaming) {
            stop();
            StreamRequest request = streaming
                    .request()
                    .at(interval.every())
                    .from(streaming.subscriber().position());
            subscribed(request);
            stream(request);
        } else if (state instanceof State.Paused paused) {
            StreamRequest request = paused.request().at(interval.every());
            subscribed(request);
            state = new State.Paused(request, paused.at());
        } else {
            throw problem("op", "there is nothing to set an interval for", "subscribe first");
        }
    }

    private void subscribed(StreamRequest request) {
        ObjectNode answer = json.createObjectNode().put("type", "subscribed");
        request.query().selectors().forEach(answer.putArray("query")::add);
        long tick = hub.tickInterval().toMillis();
        long ticks = Math.max(1, (request.every().toMillis() + tick - 1) / tick);
        answer.put("every", millisText(ticks * tick));
        send(answer.put("format", request.encoder().name()));
    }

    private static String millisText(long millis) {
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }

    private void pong(Operation.Ping ping) {
        ObjectNode answer = json.createObjectNode().put("type", "pong");
        if (ping.mark() != null) {
            answer.set("t", ping.mark());
        }
        send(answer.put("ts", System.currentTimeMillis()));
    }

    private static ProblemException problem(String parameter, String message, String expected) {
        return new ProblemException(
                400,
                new Problem("bad_message", message + ", expected: " + expected, parameter, null, null, null, expected));
    }

    private void send(Object message) {
        try {
            unsentAnswers++;
            answer(message).subscribe().with(sent -> unsentAnswers--, this::sendFailed);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Uni<Void> answer(Object message) throws JsonProcessingException {
        if (connection.isClosed()) {
            return Uni.createFrom().voidItem();
        }
        return protocol.isBinary()
                ? connection.sendBinary(Buffer.buffer(Cbor.encode(json.valueToTree(message))))
                : connection.sendText(json.writeValueAsString(message));
    }

    private void sendFailed(Throwable failure) {
        // The close handler follows; there is nobody to tell.
        LOG.debugf(failure, "could not send connection=%s", connection.id());
    }

    /** Takes note of why the connection is about to be closed. */
    void closing(CloseReason reason) {
        if (closeReason == null) {
            closeReason = reason;
        }
        stop();
    }

    private void close(CloseReason reason) {
        close(reason, reason.text());
    }

    /** @param words for the close frame */
    private void close(CloseReason reason, String words) {
        closing(reason);
        if (!connection.isClosed()) {
            connection
                    .close(new io.quarkus.websockets.next.CloseReason(reason.webSocketCode(), words))
                    .subscribe()
                    .with(done -> {}, this::sendFailed);
            // The frame goes out after all that waits before it, and Vert.x's own patience begins only when it has
            // gone.
            CompletableFuture.delayedExecutor(CLOSE_SECONDS, TimeUnit.SECONDS)
                    .execute(() -> Connections.abort(below.channel()));
        }
    }

    /** An exception outside of what the client can be told. */
    Uni<Void> failed(Throwable failure) {
        LOG.debugf(failure, "socket failed connection=%s", connection.id());
        if (Connections.reason(failure) == CloseReason.STALLED) {
            closing(CloseReason.STALLED);
        }
        return Uni.createFrom().voidItem();
    }

    /** The connection is closed. */
    void closed() {
        stop();
        output.end();
        hub.closed("websocket", closeReason == null ? output.lost() : closeReason);
        onEnd.run();
    }

    /** Sends frames, and asks for the next when the socket has taken one. */
    private final class SocketSubscriber implements MultiSubscriber<Frame>, Prefetch {
        /** The session's: here it is a step less away for each message. */
        private final ChannelOutput output = SocketSession.this.output;

        private Flow.@Nullable Subscription frames;
        private @Nullable StreamPosition start;
        /** The tick of the last position sent, negative if there was none: a number costs less to store than a reference. */
        private long sent = -1;

        private boolean cancelled;

        SocketSubscriber(@Nullable StreamPosition start) {
            this.start = start;
        }

        /** The last position sent; null if what was sent so far is nothing to go on from. */
        @Nullable StreamPosition position() {
            return sent < 0 ? start : hub.position().at(sent);
        }

        void cancel() {
            cancelled = true;
            if (frames != null) {
                frames.cancel();
            }
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            frames = subscription;
            // Else with the last frame of the subscription before: one at a time, however often a client subscribes.
            if (!output.busy()) {
                subscription.request(1);
            }
        }

        @Override
        public int prefetch() {
            return closeReason == null ? output.prefetch() : 0;
        }

        @Override
        public void onItem(Frame frame) {
            if (cancelled) {
                return;
            }
            EncodedMessage message = (EncodedMessage) frame.payload();
            if (frame.kind() == Frame.Kind.GAP) {
                start = null;
                sent = -1;
            } else if (message.id() != null) {
                sent = message.id().seq();
            }
            counters.sent(message.size());
            if (output.write(deflated == null ? message.frame() : deflated.next(message))) {
                more();
            }
        }

        void more() {
            if (!cancelled && frames != null) {
                frames.request(1);
            }
        }

        @Override
        public void onFailure(Throwable failure) {
            if (failure instanceof StreamClosedException closed) {
                close(closed.reason());
            } else {
                LOG.errorf(failure, "stream failed connection=%s", connection.id());
                close(CloseReason.INTERNAL_ERROR);
            }
        }

        @Override
        public void onCompletion() {
            close(CloseReason.SHUTDOWN);
        }
    }
}
