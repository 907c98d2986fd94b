package io.filetransfer.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.LeakPresenceDetector;
import io.netty.util.LeakPresenceDetector.ResourceScope;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class that ends with a buffer not released, and shows where that buffer was allocated. Other threads get
 * a few seconds to release what they still hold, so close what the class started in its own clean-up.
 *
 * <p>Sees pooled, direct and composite buffers; not unpooled heap buffers, which Netty leaves to the garbage collector.
 *
 * <p>Stands around every test class of a module with this test support on its class path: {@code META-INF/services}
 * names it and {@code junit-platform.properties} has JUnit look there. So it is loaded before Netty is, which takes its
 * detector from a property. Test classes must not run in parallel in one JVM.
 */
public final class LeakGate implements BeforeAllCallback, AfterAllCallback {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    static {
        System.setProperty("io.netty.customResourceLeakDetector", Detector.class.getName());
        System.setProperty("io.netty.util.LeakPresenceDetector.trackCreationStack", "true");
    }

    private static volatile ResourceScope scope = new ResourceScope("before the first test class");

    /** What Netty calls for each buffer. */
    public static final class Detector<T> extends LeakPresenceDetector<T> {
        public Detector(Class<?> resourceType, int samplingInterval) {
            super(resourceType); // every buffer, no sample
        }

        /** Netty looks for this constructor too, and logs an error when there is none. */
        public Detector(Class<?> resourceType, int samplingInterval, long maxActive) {
            super(resourceType);
        }

        @Override
        protected ResourceScope currentScope() {
            return scope;
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (!isNested(context)) {
            open(context.getDisplayName());
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (!isNested(context)) {
            close(PATIENCE);
        }
    }

    private static boolean isNested(ExtensionContext context) {
        return context.getRequiredTestClass().isAnnotationPresent(Nested.class);
    }

    /** Counts buffers anew from here on. */
    static void open(String name) {
        scope = new ResourceScope(name);
        assertInstalled();
    }

    /**
     * Waits until all buffers that were allocated since {@link #open} are released.
     *
     * @throws IllegalStateException with the places of allocation, if some are not
     */
    static void close(Duration patience) {
        ResourceScope closing = scope;
        long deadline = System.nanoTime() + patience.toNanos();
        while (closing.hasOpenResources() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        scope = new ResourceScope("after a test class");
        closing.close();
    }

    /** A gate that sees nothing must not pass for one that found nothing. */
    private static void assertInstalled() {
        ResourceScope before = scope;
        ResourceScope probe = new ResourceScope("probe");
        scope = probe;
        ByteBufAllocator allocator = UnpooledByteBufAllocator.DEFAULT;
        ByteBuf buffer = allocator.directBuffer(1);
        boolean seen = probe.hasOpenResources();
        buffer.release();
        scope = before;
        if (!seen) {
            throw new IllegalStateException("Netty was loaded before the leak gate. Enable JUnit's autodetection of"
                    + " extensions, or set -Dio.netty.customResourceLeakDetector=" + Detector.class.getName());
        }
    }
}
