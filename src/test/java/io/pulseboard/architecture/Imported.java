package io.pulseboard.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;

/** The compiled classes that the rules look at. */
final class Imported {
    private Imported() {}

    /** What ships. */
    static JavaClasses product() {
        return new ClassFileImporter().importPath(Path.of("target", "classes"));
    }

    /** What proves it. */
    static JavaClasses tests() {
        return new ClassFileImporter().importPath(Path.of("target", "test-classes"));
    }
}
