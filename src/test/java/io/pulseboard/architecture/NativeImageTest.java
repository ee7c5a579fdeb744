package io.pulseboard.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What a native executable ({@code docs/native.md}) asks of the code, and a test on the JVM would not see: static initialisers run while it
 * is built, and reflection finds only what was registered.
 */
final class NativeImageTest {
    private static final JavaClasses PRODUCT = Imported.product();
    private static final String AT_RUN_TIME = "--initialize-at-run-time=";

    /** What is another in each process, or belongs to it: with a method, that one; without, all of the class or package. */
    private static final Set<String> OF_A_PROCESS = Set.of(
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.lang.System.getenv",
            "java.lang.System.getProperty",
            "java.lang.System.getProperties",
            "java.lang.Boolean.getBoolean",
            "java.lang.Integer.getInteger",
            "java.lang.Long.getLong",
            "java.lang.Runtime",
            "java.lang.Process",
            "java.lang.ProcessBuilder",
            "java.lang.ProcessHandle",
            "java.lang.Thread",
            "java.lang.ThreadLocal.get",
            "java.lang.management",
            "java.lang.ref.Cleaner",
            "java.io.File",
            "java.io.FileInputStream",
            "java.io.FileOutputStream",
            "java.io.RandomAccessFile",
            "java.net.DatagramSocket",
            "java.net.InetAddress",
            "java.net.InetSocketAddress",
            "java.net.NetworkInterface",
            "java.net.ServerSocket",
            "java.net.Socket",
            "java.net.http",
            "java.nio.ByteBuffer.allocateDirect",
            "java.nio.channels",
            "java.nio.charset.Charset.defaultCharset",
            "java.nio.file.Files",
            "java.security.SecureRandom",
            "java.time.Clock.systemDefaultZone",
            "java.time.Instant.now",
            "java.time.LocalDate.now",
            "java.time.LocalDateTime.now",
            "java.time.OffsetDateTime.now",
            "java.time.ZonedDateTime.now",
            "java.time.ZoneId.systemDefault",
            "java.util.Locale.getDefault",
            "java.util.Random",
            "java.util.SplittableRandom",
            "java.util.TimeZone.getDefault",
            "java.util.Timer",
            "java.util.UUID.randomUUID",
            "java.util.concurrent.Executors",
            "java.util.concurrent.ForkJoinPool",
            "java.util.concurrent.ThreadLocalRandom",
            "java.util.random",
            "java.util.zip.Deflater",
            "java.util.zip.Inflater",
            "javax.crypto.KeyGenerator",
            "org.eclipse.microprofile.config",
            // Quarkus has their classes initialised at run time, and an object of theirs in the executable fails its
            // build.
            "io.netty.buffer",
            "io.netty.channel.epoll",
            "io.netty.channel.unix",
            "io.vertx.core.buffer");

    /**
     * Who gives an object to Jackson, and what it is; {@code Map}, {@code JsonNode} and bytes, which need no reflection, are not named.
     * Whoever is missing here has to be asked.
     */
    private static final Map<String, Set<String>> TO_JACKSON = Map.ofEntries(
            Map.entry("dashboard.DashboardsResource", Set.of("dashboard.DashboardsResource$Verdict")),
            Map.entry(
                    "dashboard.TaggedJson",
                    Set.of("dashboard.Boards$Listing", "dashboard.BoardEntry", "dashboard.DashboardsResource$Verdict")),
            Map.entry("delivery.compare.CompareResource", Set.of()),
            Map.entry("delivery.doctor.DoctorRoutes", Set.of("delivery.doctor.Seen")),
            Map.entry("delivery.rest.Answers", Set.of()),
            Map.entry("delivery.websocket.SocketSession", Set.of("http.Problem")),
            Map.entry("http.ProblemMapper", Set.of("http.Problem")),
            Map.entry("http.Refusals", Set.of("http.Problem")),
            Map.entry("ingest.influx.Api", Set.of()),
            Map.entry("ingest.influx.PingResource", Set.of()),
            Map.entry("ingest.influx.QueryResource", Set.of("ingest.influx.QueryAnswer")),
            Map.entry("ingest.json.JsonResource", Set.of("ingest.json.JsonOutcome")),
            Map.entry("ingest.otlp.OtlpResource", Set.of()),
            Map.entry("ingest.remotewrite.RemoteWriteResource", Set.of()),
            Map.entry("operations.OpenApiResource", Set.of()));

    @Test
    void nothingOfTheProcessIsMadeWhileTheExecutableIsBuilt() throws IOException {
        classes().should(keepToTheBuild(atRunTime())).check(PRODUCT);
    }

    @Test
    void whatIsInitialisedAtRunTimeIsThere() throws IOException {
        Set<String> classes = PRODUCT.stream()
                .filter(type -> type.getStaticInitializer().isPresent())
                .map(JavaClass::getName)
                .collect(Collectors.toSet());

        assertThat(classes).containsAll(atRunTime());
    }

    @Test
    void whatMainSetsBeforeTheStartIsSetWhenTheExecutableIsBuilt() throws IOException {
        List<String> set = PRODUCT.stream()
                .flatMap(type -> type.getMethodCallsFromSelf().stream())
                .filter(call -> is(call, System.class, "setProperty"))
                .map(call -> call.getOwner().getFullName())
                .toList();

        // Classes of the framework read it in static initialisers, which have run by then.
        assertThat(set).containsExactly("io.pulseboard.http.RequestTarget.acceptBrowserUrls()");
        assertThat(buildArguments()).contains("-J-Dvertx.disableURIValidation=true");
    }

    @Test
    void itIsKnownWhoGivesObjectsToJackson() {
        Set<String> found = PRODUCT.stream()
                .flatMap(type -> type.getMethodCallsFromSelf().stream())
                .filter(NativeImageTest::givesToJackson)
                .map(call -> call.getOriginOwner().getName().substring("io.pulseboard.".length()))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(found).containsExactlyInAnyOrderElementsOf(TO_JACKSON.keySet());
    }

    @Test
    void whatJacksonIsGivenIsRegisteredWithAllThatItHolds() {
        Set<Class<?>> given = new HashSet<>();
        TO_JACKSON.values().stream().flatMap(Set::stream).forEach(name -> collect(product(name), given));

        assertThat(given)
                .hasSizeGreaterThan(10)
                .allSatisfy(type -> assertThat(type.isAnnotationPresent(RegisterForReflection.class))
                        .as("%s is registered for reflection", type)
                        .isTrue());
    }

    @Test
    void whatHasAnnotationsForJacksonIsRegistered() {
        assertThat(PRODUCT.stream()
                        .filter(type -> Stream.concat(
                                        type.getAnnotations().stream(),
                                        type.getMembers().stream().flatMap(member -> member.getAnnotations().stream()))
                                .anyMatch(annotation -> annotation
                                        .getRawType()
                                        .getPackageName()
                                        .equals("com.fasterxml.jackson.annotation")))
                        .filter(type -> !type.isAnnotatedWith(RegisterForReflection.class)))
                .isEmpty();
    }

    /** Does what it must not, so that it is seen that this is found. */
    private static final class Offender {
        static final long BORN = elsewhere();
        static final Lazy LAZY = new Lazy();

        private static long elsewhere() {
            return System.nanoTime();
        }
    }

    /** Stands for a class that is initialised at run time. */
    private static final class Lazy {
        static final ThreadLocal<Thread> NOT_YET = ThreadLocal.withInitial(Thread::currentThread);
    }

    @Test
    void anOffenderIsFoundAndWhatIsOnlyPreparedIsNot() {
        JavaClasses examples = new ClassFileImporter().importClasses(Offender.class, Lazy.class);
        JavaClass offender = examples.get(Offender.class);

        assertThat(faults(offender, Set.of())).singleElement().asString().contains("java.lang.System.nanoTime");
        assertThat(faults(offender, Set.of(Lazy.class.getName()))).hasSize(2);
        assertThat(faults(offender, Set.of(Offender.class.getName()))).isEmpty();
        assertThat(faults(examples.get(Lazy.class), Set.of())).isEmpty();
    }

    private static ArchCondition<JavaClass> keepToTheBuild(Set<String> atRunTime) {
        return new ArchCondition<>("have static initialisers that may run while a native executable is built") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                faults(type, atRunTime).forEach(fault -> events.add(SimpleConditionEvent.violated(type, fault)));
            }
        };
    }

    /** Follows the initialiser into our own code; bodies of lambdas are taken to be run later, as they are in holders and suppliers. */
    private static List<String> faults(JavaClass type, Set<String> atRunTime) {
        List<String> faults = new ArrayList<>();
        if (atRunTime.contains(type.getName()) || type.getStaticInitializer().isEmpty()) {
            return faults;
        }
        Set<JavaCodeUnit> seen = new HashSet<>();
        Deque<JavaCodeUnit> open =
                new ArrayDeque<>(List.of(type.getStaticInitializer().get()));
        while (!open.isEmpty()) {
            JavaCodeUnit unit = open.remove();
            if (!seen.add(unit)) {
                continue;
            }
            for (JavaAccess<?> access : unit.getAccessesFromSelf()) {
                if (access.isDeclaredInLambda()) {
                    continue;
                }
                String owner = access.getTargetOwner().getName();
                boolean call = access instanceof JavaCall<?>;
                if (atRunTime.contains(owner) && initialises(access)) {
                    faults.add(type.getName() + " needs what is initialised at run time: " + access.getDescription());
                } else if (call && isOfAProcess(access)) {
                    faults.add(type.getName() + ": " + access.getDescription());
                } else if (call && owner.startsWith("io.pulseboard.")) {
                    ((CodeUnitCallTarget) access.getTarget()).resolveMember().ifPresent(open::add);
                }
            }
        }
        return faults;
    }

    /** A constant is in the class file of who reads it, and not an access; everything else that is static, or new, initialises. */
    private static boolean initialises(JavaAccess<?> access) {
        return access.getName().equals("<init>")
                || access.getTarget().resolveMember().stream()
                        .anyMatch(member -> member.getModifiers().contains(JavaModifier.STATIC));
    }

    private static boolean isOfAProcess(JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        return Stream.of(owner.getName() + "." + access.getName(), owner.getName(), owner.getPackageName())
                .anyMatch(OF_A_PROCESS::contains);
    }

    private static boolean givesToJackson(JavaMethodCall call) {
        return is(call, Response.ResponseBuilder.class, "entity")
                || is(call, Response.class, "ok")
                        && !call.getTarget().getRawParameterTypes().isEmpty()
                || Stream.of(ObjectMapper.class, ObjectWriter.class)
                        .anyMatch(mapper -> call.getTargetOwner().isAssignableTo(mapper)
                                && Stream.of("writeValue", "valueToTree", "convertValue", "readValue", "treeToValue")
                                        .anyMatch(call.getName()::startsWith));
    }

    private static boolean is(JavaMethodCall call, Class<?> owner, String name) {
        return call.getTargetOwner().isEquivalentTo(owner) && call.getName().equals(name);
    }

    private static Class<?> product(String name) {
        return PRODUCT.get("io.pulseboard." + name).reflect();
    }

    private static void collect(Type type, Set<Class<?>> found) {
        if (type instanceof ParameterizedType generic) {
            Arrays.stream(generic.getActualTypeArguments()).forEach(argument -> collect(argument, found));
        } else if (type instanceof Class<?> plain
                && plain.getName().startsWith("io.pulseboard.")
                && found.add(plain)
                && plain.isRecord()) {
            for (RecordComponent component : plain.getRecordComponents()) {
                collect(component.getGenericType(), found);
            }
        }
    }

    private static Set<String> atRunTime() throws IOException {
        return buildArguments().stream()
                .filter(argument -> argument.startsWith(AT_RUN_TIME))
                .map(argument -> argument.substring(AT_RUN_TIME.length()))
                .collect(Collectors.toSet());
    }

    private static List<String> buildArguments() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(Path.of("target", "classes", "application.properties"))) {
            properties.load(in);
        }
        return Arrays.stream(properties
                        .getProperty("quarkus.native.additional-build-args", "")
                        .split(","))
                .map(String::strip)
                .toList();
    }
}
