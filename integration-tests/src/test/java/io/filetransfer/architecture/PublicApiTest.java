package io.filetransfer.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What an embedding program sees: no type of the network library, of the command line's parser or of the log. */
class PublicApiTest {
    private static final Set<String> EMBEDDED = Set.of("client", "client.tree", "server", "server.storage");

    private static final List<String> ITS_OWN = List.of("java.", "javax.net.ssl.", Production.ROOT);

    @Test
    void noTypeOfALibraryShows() {
        Set<String> shown = new TreeSet<>();
        for (JavaClass type : api()) {
            visibleTypes(type)
                    .flatMap(visible -> visible.getAllInvolvedRawTypes().stream())
                    .map(JavaClass::getBaseComponentType)
                    .filter(raw -> !raw.isPrimitive() && ITS_OWN.stream().noneMatch(raw.getName()::startsWith))
                    .forEach(raw -> shown.add(type.getName() + " shows " + raw.getName()));
        }
        assertEquals(Set.of(), shown);
    }

    @Test
    void whatIsShownCanBeNamed() {
        Set<String> hidden = new TreeSet<>();
        for (JavaClass type : api()) {
            visibleTypes(type)
                    .flatMap(visible -> visible.getAllInvolvedRawTypes().stream())
                    .map(JavaClass::getBaseComponentType)
                    .filter(raw -> Production.contains(raw) && !isPublic(raw))
                    .forEach(raw -> hidden.add(type.getName() + " shows " + raw.getName()));
        }
        assertEquals(Set.of(), hidden);
    }

    private static List<JavaClass> api() {
        List<JavaClass> types = Production.CLASSES.stream()
                .filter(type -> EMBEDDED.contains(Production.shortPackage(type)) && isPublic(type))
                .toList();
        assertFalse(types.isEmpty());
        return types;
    }

    private static boolean isPublic(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(PublicApiTest::isPublic).orElse(true);
    }

    private static Stream<JavaType> visibleTypes(JavaClass type) {
        Stream<JavaType> units = type.getCodeUnits().stream()
                .filter(unit -> isVisible(unit.getModifiers()))
                .flatMap(PublicApiTest::signature);
        Stream<JavaType> fields = type.getFields().stream()
                .filter(field -> isVisible(field.getModifiers()))
                .map(JavaField::getType);
        Stream<JavaType> above = Stream.concat(type.getInterfaces().stream(), type.getSuperclass().stream());
        return Stream.of(units, fields, above).flatMap(all -> all);
    }

    private static Stream<JavaType> signature(JavaCodeUnit unit) {
        return Stream.of(unit.getParameterTypes().stream(), Stream.of(unit.getReturnType()), thrown(unit))
                .flatMap(all -> all);
    }

    private static Stream<JavaType> thrown(JavaCodeUnit unit) {
        return unit.getThrowsClause().getTypes().stream().map(type -> type);
    }

    private static boolean isVisible(Set<JavaModifier> modifiers) {
        boolean shown = modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
        return shown && !modifiers.contains(JavaModifier.SYNTHETIC);
    }
}
