package io.pulseboard.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Keeps the direction of dependencies:
 *
 * <pre>
 * metric &lt;- {store, query} &lt;- hub &lt;- {ingest, delivery, backplane, dashboard} &lt;- operations
 * http   &lt;- {ingest, delivery, dashboard, operations}
 * </pre>
 *
 * Siblings never see each other. A package that does not exist yet passes.
 */
final class LayersTest {
    private static final String ROOT = "io.pulseboard";
    private static final JavaClasses PRODUCT = Imported.product();

    @ParameterizedTest
    @CsvSource({
        "metric,     ''",
        "http,       ''",
        "store,      metric",
        "query,      metric",
        "hub,        metric store query",
        "ingest,     metric store query hub http",
        "delivery,   metric store query hub http",
        "dashboard,  metric store query hub http",
        "backplane,  metric store query hub",
        "operations, metric store query hub http ingest delivery dashboard backplane",
    })
    void aLayerSeesOnlyTheLayersBelowIt(String layer, String below) {
        String[] allowed = Stream.concat(Stream.of(layer), Arrays.stream(below.split(" ")))
                .filter(name -> !name.isEmpty())
                .map(LayersTest::layer)
                .toArray(String[]::new);

        noClasses()
                .that()
                .resideInAPackage(layer(layer))
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..").and(resideOutsideOfPackages(allowed)))
                .allowEmptyShould(true)
                .check(PRODUCT);
    }

    @Test
    void everyClassIsInALayer() {
        classes()
                .should()
                .resideInAnyPackage(Stream.of(
                                "metric",
                                "http",
                                "store",
                                "query",
                                "hub",
                                "ingest",
                                "delivery",
                                "dashboard",
                                "backplane",
                                "operations")
                        .map(LayersTest::layer)
                        .toArray(String[]::new))
                .allowEmptyShould(true)
                .check(PRODUCT);
    }

    @Test
    void theMetricVocabularyIsMadeOfTheJdkAlone() {
        classes()
                .that()
                .resideInAPackage(layer("metric"))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(layer("metric"), "java..", "org.jspecify..")
                .check(PRODUCT);
    }

    @Test
    void receiversShareNothingButTheirCommonPackageAndTheExpositionParser() {
        slices().matching(layer("ingest.(*)"))
                .should()
                .notDependOnEachOther()
                .ignoreDependency(DescribedPredicate.alwaysTrue(), resideInAPackage(layer("ingest.prometheus")))
                .allowEmptyShould(true)
                .check(PRODUCT);
    }

    @Test
    void transportsDoNotSeeEachOther() {
        slices().matching(layer("delivery.(*)"))
                .should()
                .notDependOnEachOther()
                .allowEmptyShould(true)
                .check(PRODUCT);
    }

    @Test
    void whatIsSharedDoesNotSeeWhoSharesIt() {
        for (String shared : new String[] {"ingest", "delivery", "backplane"}) {
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "." + shared)
                    .should()
                    .dependOnClassesThat(below(shared))
                    .allowEmptyShould(true)
                    .check(PRODUCT);
        }
    }

    @Test
    void parsersKnowNeitherQuarkusNorInjection() {
        noClasses()
                .that(resideInAnyPackage(layer("query"))
                        .or(resideInAPackage(layer("ingest")).and(JavaClass.Predicates.simpleNameEndingWith("Parser"))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.quarkus..",
                        "io.vertx..",
                        "io.smallrye..",
                        "org.eclipse.microprofile..",
                        "jakarta.enterprise..",
                        "jakarta.inject..",
                        "jakarta.ws.rs..")
                .allowEmptyShould(true)
                .check(PRODUCT);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching(ROOT + ".(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(PRODUCT);
    }

    private static String layer(String name) {
        return ROOT + "." + name + "..";
    }

    private static DescribedPredicate<JavaClass> below(String shared) {
        return resideInAPackage(ROOT + "." + shared + ".*..");
    }
}
