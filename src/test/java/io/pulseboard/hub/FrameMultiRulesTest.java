package io.pulseboard.hub;

import io.pulseboard.query.Query;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.annotations.Test;

/**
 * Holds the operator to the rules of Reactive Streams 1.0.4 with their own test kit (reactive-streams-tck-flow). The kit is made
 * for TestNG and counts a rule as skipped where an operator does not do what is optional; here each rule is a test of its own,
 * and a skipped one is a failure. Left out are only those that the kit calls untested: they can not be seen from outside.
 *
 * <p>There is no such test of subscribers. The kit wants one that it can make many of, that takes any publisher and any element;
 * ours are the two transports, each bound to a connection, which ask for one frame when the socket has taken the one before. What
 * they do with demand is tested with real connections.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FrameMultiRulesTest {
    private static final long TIMEOUT_MILLIS = 2_000;

    /** For how long the kit waits to see that nothing comes. */
    private static final long SILENCE_MILLIS = 20;

    private static final long COLLECTED_MILLIS = 300;

    private final ExecutorService loop = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "rules-loop");
        thread.setDaemon(true);
        return thread;
    });

    @AfterAll
    void stopTheLoop() {
        loop.shutdownNow();
    }

    @TestFactory
    Stream<DynamicContainer> theOperatorKeepsTheRules() {
        return Stream.of(
                rules("frames owed, on the caller's thread", new Rules(ScriptedFrames.Script.OWED, Runnable::run)),
                rules("frames owed, on a loop", new Rules(ScriptedFrames.Script.OWED, loop)),
                rules(
                        "frames owed in pieces, on the caller's thread",
                        new Rules(ScriptedFrames.Script.OWED_IN_PIECES, Runnable::run)),
                rules("frames owed in pieces, on a loop", new Rules(ScriptedFrames.Script.OWED_IN_PIECES, loop)),
                rules("live frames, on the caller's thread", new Rules(ScriptedFrames.Script.LIVE, Runnable::run)),
                rules("live frames, on a loop", new Rules(ScriptedFrames.Script.LIVE, loop)));
    }

    private static DynamicContainer rules(String name, Rules rules) {
        return DynamicContainer.dynamicContainer(
                name,
                Arrays.stream(Rules.class.getMethods())
                        .filter(method -> method.isAnnotationPresent(Test.class))
                        .filter(method -> !method.getName().startsWith("untested_"))
                        .sorted(Comparator.comparing(Method::getName))
                        .map(rule -> DynamicTest.dynamicTest(rule.getName(), () -> {
                            rules.setUp();
                            keep(rules, rule);
                        })));
    }

    private static void keep(Rules rules, Method rule) throws Throwable {
        try {
            rule.invoke(rules);
        } catch (InvocationTargetException broken) {
            throw broken.getCause();
        }
    }

    /** The operator with a given behaviour of the hub. */
    private static final class Rules extends FlowPublisherVerification<Frame> {
        private final ScriptedFrames.Script script;
        private final Executor loop;

        Rules(ScriptedFrames.Script script, Executor loop) {
            super(new TestEnvironment(TIMEOUT_MILLIS, SILENCE_MILLIS, SILENCE_MILLIS), COLLECTED_MILLIS);
            this.script = script;
            this.loop = loop;
        }

        @Override
        public Flow.Publisher<Frame> createFlowPublisher(long elements) {
            return frames(new ScriptedFrames(script, elements, loop));
        }

        @Override
        public Flow.Publisher<Frame> createFailedFlowPublisher() {
            return frames(new ScriptedFrames(ScriptedFrames.Script.REFUSED, 0, loop));
        }

        private FrameMulti frames(FrameSubscription.FrameSource source) {
            return new FrameMulti(
                    new Subscription(Query.ALL, new TestMessage.Encoder(), Duration.ZERO, null, "test", loop), source);
        }
    }
}
