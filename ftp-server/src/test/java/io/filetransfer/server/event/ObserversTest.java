package io.filetransfer.server.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObserversTest {
    private final List<String> told = new ArrayList<>();

    /** Whatever the events are: one that is not passed on is missing from the log, and nobody notices. */
    @Test
    void everyEventReachesAllAlsoBehindOneThatFails() throws Exception {
        ServerObserver all = Observers.of(observer("fails"), observer("is broken"), observer("hears"));
        List<String> expected = new ArrayList<>();
        for (Method event : ServerObserver.class.getMethods()) {
            if (Modifier.isStatic(event.getModifiers())) {
                continue;
            }
            event.invoke(all, new Object[event.getParameterCount()]);
            String name = event.getName() + Arrays.toString(event.getParameterTypes());
            expected.add("fails " + name);
            expected.add("is broken " + name);
            expected.add("hears " + name);
        }
        assertFalse(expected.isEmpty());
        assertEquals(expected, told);
    }

    private ServerObserver observer(String does) {
        return (ServerObserver) Proxy.newProxyInstance(
                ServerObserver.class.getClassLoader(),
                new Class<?>[] {ServerObserver.class},
                (proxy, event, values) -> {
                    told.add(does + " " + event.getName() + Arrays.toString(event.getParameterTypes()));
                    if (does.equals("fails")) {
                        throw new IllegalStateException("as a test wants it");
                    }
                    if (does.equals("is broken")) {
                        throw new NoClassDefFoundError("as a test wants it");
                    }
                    return null;
                });
    }
}
