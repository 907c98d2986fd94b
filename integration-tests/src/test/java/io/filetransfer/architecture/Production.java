package io.filetransfer.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** The project's own classes, without those of tests. */
final class Production {
    static final String ROOT = "io.filetransfer.";

    static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.filetransfer");

    private Production() {}

    static boolean contains(JavaClass type) {
        return type.getPackageName().startsWith("io.filetransfer");
    }

    /** Of a nested class, a lambda or an array: the class in whose file it stands. */
    static JavaClass file(JavaClass type) {
        JavaClass outermost = type.getBaseComponentType();
        while (outermost.getEnclosingClass().isPresent()) {
            outermost = outermost.getEnclosingClass().get();
        }
        return outermost;
    }

    /** {@code server.storage} for {@code io.filetransfer.server.storage}. */
    static String shortPackage(JavaClass type) {
        return type.getPackageName().substring(ROOT.length());
    }
}
