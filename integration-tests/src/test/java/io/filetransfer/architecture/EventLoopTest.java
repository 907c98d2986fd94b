package io.filetransfer.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethod;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Nothing that a handler's callback calls waits for a disk or for another thread. Followed are calls in the project's own
 * code, an interface's to all that implement it; not followed is what stands in a lambda, because that is how work is
 * handed to other threads here. So this finds the plain mistake, not every one.
 */
class EventLoopTest {
    private static final Set<String> CALLBACKS = Set.of(
            "channelActive",
            "channelInactive",
            "channelRead",
            "channelRead0",
            "channelReadComplete",
            "channelWritabilityChanged",
            "decode",
            "decodeLast",
            "encode",
            "exceptionCaught",
            "flush",
            "userEventTriggered",
            "write");

    private static final Map<String, Set<String>> BLOCKING = Map.of(
            "java.nio.file.Files", Set.of(),
            "java.nio.file.SecureDirectoryStream", Set.of(),
            "java.nio.channels.FileChannel",
                    Set.of("open", "read", "write", "force", "transferTo", "transferFrom", "truncate", "lock"),
            "java.lang.Thread", Set.of("sleep", "join"),
            "java.lang.Object", Set.of("wait"),
            "java.util.concurrent.CountDownLatch", Set.of("await"),
            "java.util.concurrent.CompletableFuture", Set.of("get", "join"),
            "java.util.concurrent.Future", Set.of("get"),
            "java.util.concurrent.BlockingQueue", Set.of("put", "take"));

    /** Looked at by hand: the method that makes the call, and why it is no harm. */
    private static final Map<String, String> ALLOWED = Map.of(
            "io.filetransfer.client.content.FileTarget.remove()",
                    "on a loop only once the client's other threads have ended",
            "io.filetransfer.client.content.FileTarget.rewind()", "on a loop only for targets that cannot rewind");

    @Test
    void noCallbackReachesABlockingCall() {
        Map<String, String> reached = new TreeMap<>();
        Map<JavaCodeUnit, JavaCodeUnit> cameFrom = new LinkedHashMap<>();
        Deque<JavaCodeUnit> next = new ArrayDeque<>();
        for (JavaClass type : Production.CLASSES) {
            if (type.isAssignableTo("io.netty.channel.ChannelHandler")) {
                type.getMethods().stream()
                        .filter(method -> CALLBACKS.contains(method.getName()))
                        .forEach(next::add);
            }
        }
        assertFalse(next.isEmpty());
        next.forEach(callback -> cameFrom.put(callback, null));
        while (!next.isEmpty()) {
            JavaCodeUnit unit = next.remove();
            for (JavaAccess<?> access : unit.getAccessesFromSelf()) {
                if (access.isDeclaredInLambda() || !(access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget)) {
                    continue;
                }
                if (blocks(access)) {
                    reached.putIfAbsent(access.getDescription(), path(unit, cameFrom));
                }
                for (JavaCodeUnit called : called(access)) {
                    if (cameFrom.putIfAbsent(called, unit) == null && called != unit) {
                        next.add(called);
                    }
                }
            }
        }
        reached.keySet().removeIf(call -> ALLOWED.keySet().stream().anyMatch(call::contains));
        assertEquals(Map.of(), reached);
    }

    private static boolean blocks(JavaAccess<?> access) {
        for (Map.Entry<String, Set<String>> blocking : BLOCKING.entrySet()) {
            Set<String> methods = blocking.getValue();
            if (access.getTargetOwner().isAssignableTo(blocking.getKey())
                    && (methods.isEmpty() || methods.contains(access.getName()))) {
                return true;
            }
        }
        return false;
    }

    /** The method itself, and all that overrides it. */
    private static List<JavaCodeUnit> called(JavaAccess<?> access) {
        Map<String, JavaCodeUnit> called = new HashMap<>();
        JavaClass owner = access.getTargetOwner();
        if (!Production.contains(owner)) {
            return List.of();
        }
        if (access.getTarget() instanceof AccessTarget.CodeUnitCallTarget target) {
            target.resolveMember().ifPresent(unit -> called.put(unit.getFullName(), (JavaCodeUnit) unit));
            for (JavaClass below : owner.getAllSubclasses()) {
                below.getMethods().stream()
                        .filter(method -> overrides(method, target))
                        .forEach(method -> called.put(method.getFullName(), method));
            }
        }
        return List.copyOf(called.values());
    }

    private static boolean overrides(JavaMethod method, AccessTarget.CodeUnitCallTarget target) {
        return method.getName().equals(target.getName())
                && method.getRawParameterTypes().size()
                        == target.getRawParameterTypes().size();
    }

    private static String path(JavaCodeUnit end, Map<JavaCodeUnit, JavaCodeUnit> cameFrom) {
        StringBuilder path = new StringBuilder();
        for (JavaCodeUnit unit = end; unit != null; unit = cameFrom.get(unit)) {
            path.append(unit.getOwner().getSimpleName())
                    .append('.')
                    .append(unit.getName())
                    .append(" <- ");
        }
        return path.toString();
    }
}
