package io.filetransfer.server.quota;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.filetransfer.server.storage.Storage;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class QuotaStorageTest {
    /** Asked of the storage itself, by the server, never for one user. */
    private static final Set<String> OF_THE_SERVER = Set.of("keepFree", "watchUse", "watchSyncs", "probe", "figures");

    /** A method that it inherits would do less than the storage does, or take room that nobody reserved. */
    @Test
    void everyMethodOfAStorageIsDecidedOn() {
        Set<String> inherited = signatures(Storage.class);
        inherited.removeAll(signatures(QuotaStorage.class));
        inherited.removeIf(each -> OF_THE_SERVER.contains(each.substring(0, each.indexOf('('))));
        assertEquals(Set.of(), inherited);
    }

    private static Set<String> signatures(Class<?> of) {
        return Stream.of(of.getDeclaredMethods())
                .filter(each -> Modifier.isPublic(each.getModifiers()) && !Modifier.isStatic(each.getModifiers()))
                .map(QuotaStorageTest::signature)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String signature(Method method) {
        return method.getName() + Arrays.toString(method.getParameterTypes()).replace('[', '(');
    }
}
