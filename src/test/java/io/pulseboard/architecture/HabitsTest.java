package io.pulseboard.architecture;

import static com.tngtech.archunit.core.domain.properties.HasName.AndFullName.Predicates.fullName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noCodeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Keeps the habits that a reader of one package may rely on in every other. */
final class HabitsTest {
    private static final JavaClasses PRODUCT = Imported.product();
    private static final JavaClasses TESTS = Imported.tests();

    @Test
    void everyPackageSaysThatNothingIsNullUnlessMarked() {
        classes().should(beInAPackageMarkedNonNull()).check(PRODUCT);
    }

    @Test
    void nothingIsInjectedIntoFields() {
        noFields()
                .should()
                .beAnnotatedWith("jakarta.inject.Inject")
                .orShould()
                .beAnnotatedWith("org.eclipse.microprofile.config.inject.ConfigProperty")
                .orShould()
                .beAnnotatedWith("jakarta.ws.rs.core.Context")
                .allowEmptyShould(true)
                .check(PRODUCT);
    }

    @Test
    void logLinesGoThroughOneLogger() {
        NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(PRODUCT);
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(PRODUCT);
    }

    @Test
    void stateIsNeverStaticAndMutable() {
        fields().that().areStatic().should().beFinal().allowEmptyShould(true).check(PRODUCT);
    }

    @Test
    void failuresAreCaughtByTheirOwnType() {
        codeUnits().should(catchNoBareException()).check(PRODUCT);
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Util|Utils|Helper|Manager|Service|Impl|Constants)")
                .orShould()
                .resideInAnyPackage("..util..", "..common..", "..service..", "..impl..", "..model..", "..config..")
                .check(PRODUCT);
    }

    @Test
    void testsWaitForConditionsAndNotForTime() {
        noClasses()
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", long.class, int.class)
                .check(TESTS);
    }

    @Test
    void noTestIsSwitchedOff() {
        String disabled = "org.junit.jupiter.api.Disabled";

        noClasses().should().beAnnotatedWith(disabled).check(TESTS);
        noCodeUnits().should().beAnnotatedWith(disabled).check(TESTS);
    }

    private static ArchCondition<JavaClass> beInAPackageMarkedNonNull() {
        return new ArchCondition<>("be in a package that is @NullMarked") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                events.add(new SimpleConditionEvent(
                        type, marked, type.getPackageName() + " has a @NullMarked package-info: " + marked));
            }
        };
    }

    // Throwable is not looked for: javac writes such a handler for every try-with-resources.
    private static ArchCondition<JavaCodeUnit> catchNoBareException() {
        return new ArchCondition<>("not catch Exception itself") {
            @Override
            public void check(JavaCodeUnit unit, ConditionEvents events) {
                boolean bare = unit.getTryCatchBlocks().stream()
                        .flatMap(block -> block.getCaughtThrowables().stream())
                        .anyMatch(fullName(Exception.class.getName())::test);
                events.add(new SimpleConditionEvent(unit, !bare, unit.getFullName() + " catches Exception: " + bare));
            }
        };
    }
}
