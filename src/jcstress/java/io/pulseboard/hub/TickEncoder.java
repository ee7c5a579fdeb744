package io.pulseboard.hub;

import java.util.List;

/** Makes messages of a kind and the value of the first series: {@code s1}, {@code u2}, {@code m3}, {@code h}, {@code n}, {@code bye}. */
final class TickEncoder implements FrameEncoder {
    /** A message. */
    record Text(String text) implements Payload {
        @Override
        public int size() {
            return text.length();
        }

        @Override
        public String toString() {
            return text;
        }
    }

    @Override
    public String name() {
        return "stress";
    }

    @Override
    public List<Payload> snapshot(StateView state) {
        return List.of(new Text("s" + value(state)));
    }

    @Override
    public Payload update(StateView changes, StreamPosition after, long merged) {
        return new Text((merged > 0 ? "m" : "u") + value(changes));
    }

    private static String value(StateView view) {
        return view.size() == 0 ? "-" : String.valueOf((int) view.value(0));
    }

    @Override
    public Payload heartbeat(StreamPosition id, long timestampMillis) {
        return new Text("h");
    }

    @Override
    public Payload gap(StreamPosition from, StreamPosition to) {
        return new Text("gap");
    }

    @Override
    public Payload bye(CloseReason reason, long retryMillis) {
        return new Text("bye");
    }

    @Override
    public Payload annotation(Annotation annotation) {
        return new Text("n");
    }
}
