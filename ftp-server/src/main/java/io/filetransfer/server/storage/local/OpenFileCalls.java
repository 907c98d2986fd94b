package io.filetransfer.server.storage.local;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Array;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Calls of the C library on files that are open, for which Java has only ways by path: these open the file a second time, and
 * make an exception of what is not there. By the foreign-function API of JDK 22 and newer, which is reached by reflection,
 * as the sources compile for JDK 17. Where it is not to be had, or a call fails, there is the way by path.
 */
final class OpenFileCalls {
    private static final OpenFileCalls INSTANCE = find();

    /** Before the name of what Java calls a user-defined attribute. */
    private static final String NAMESPACE = "user.";

    /** UTIME_OMIT. */
    private static final long TIME_STAYS = (1L << 30) - 2;

    /** Longer than any name or value here. */
    private static final int HALF = 256;

    /** A record, as the compiler trusts the fields of one. */
    private record Handles(
            MethodHandle getAttribute,
            MethodHandle setAttribute,
            MethodHandle setTimes,
            MethodHandle setMode,
            MethodHandle segmentOf,
            MethodHandle address) {}

    private final Handles handles;

    /** Not in use; as many as there were calls at once. */
    private final Queue<Scratch> spare = new ConcurrentLinkedQueue<>();

    private OpenFileCalls(Handles handles) {
        this.handles = handles;
    }

    /** Null where they are not available. */
    static OpenFileCalls get() {
        return INSTANCE;
    }

    /**
     * The extended attribute {@code user.}{@code name}.
     *
     * @return empty without, where none can be read, and for one that is longer than {@code most}
     */
    Optional<ByteBuffer> attribute(int file, String name, int most) {
        Scratch own = take();
        try {
            own.name(name);
            long room = Math.min(most, HALF);
            long length = (long) handles.getAttribute.invokeExact(file, own.address, own.valueAddress(), room);
            if (length < 0) {
                return Optional.empty();
            }
            byte[] value = new byte[(int) length];
            own.memory.get(HALF, value);
            return Optional.of(ByteBuffer.wrap(value));
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        } finally {
            spare.add(own);
        }
    }

    /** Sets it; false if that failed. */
    boolean setAttribute(int file, String name, ByteBuffer value) {
        int length = value.remaining();
        if (length > HALF) {
            return false;
        }
        Scratch own = take();
        try {
            own.name(name);
            own.memory.put(HALF, value, value.position(), length);
            int result =
                    (int) handles.setAttribute.invokeExact(file, own.address, own.valueAddress(), (long) length, 0);
            return result == 0;
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        } finally {
            spare.add(own);
        }
    }

    /** Sets the time of the last modification and no other; false if that failed. */
    boolean setModified(int file, Instant modified) {
        Scratch own = take();
        try {
            own.memory.putLong(HALF, 0).putLong(HALF + 8, TIME_STAYS);
            own.memory.putLong(HALF + 16, modified.getEpochSecond()).putLong(HALF + 24, modified.getNano());
            int result = (int) handles.setTimes.invokeExact(file, own.valueAddress());
            return result == 0;
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        } finally {
            spare.add(own);
        }
    }

    /** Sets the permission bits; false if that failed. */
    boolean setMode(int file, int mode) {
        try {
            int result = (int) handles.setMode.invokeExact(file, mode);
            return result == 0;
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }

    private Scratch take() {
        Scratch own = spare.poll();
        return own == null ? new Scratch(handles) : own;
    }

    /** Memory that C can see: half for a name, half for a value. */
    private static final class Scratch {
        private final ByteBuffer memory = ByteBuffer.allocateDirect(2 * HALF).order(ByteOrder.nativeOrder());
        private final long address;
        private String named = "";

        private Scratch(Handles handles) {
            try {
                address = (long) handles.address.invoke(handles.segmentOf.invoke((Buffer) memory));
            } catch (Throwable t) {
                throw new IllegalStateException(t);
            }
        }

        private long valueAddress() {
            return address + HALF;
        }

        private void name(String name) {
            if (!name.equals(named)) {
                byte[] bytes = (NAMESPACE + name).getBytes(StandardCharsets.US_ASCII);
                memory.put(0, bytes).put(bytes.length, (byte) 0);
                named = name;
            }
        }
    }

    private static OpenFileCalls find() {
        boolean known = System.getProperty("os.name").equals("Linux")
                && System.getProperty("sun.arch.data.model", "").equals("64")
                && Runtime.version().feature() >= 22;
        try {
            return known && isAllowed() ? new OpenFileCalls(handles()) : null;
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null; // an API that is not as it is known here
        }
    }

    /** Whether native access was granted at the start; asking for it without would print a warning. */
    private static boolean isAllowed() throws ReflectiveOperationException {
        Module module = OpenFileCalls.class.getModule();
        return (boolean) Module.class.getMethod("isNativeAccessEnabled").invoke(module);
    }

    private static Handles handles() throws ReflectiveOperationException {
        Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
        MethodHandles.Lookup here = MethodHandles.publicLookup();
        return new Handles(
                call("fgetxattr", "JAVA_LONG", "JAVA_INT", "JAVA_LONG", "JAVA_LONG", "JAVA_LONG"),
                call("fsetxattr", "JAVA_INT", "JAVA_INT", "JAVA_LONG", "JAVA_LONG", "JAVA_LONG", "JAVA_INT"),
                call("futimens", "JAVA_INT", "JAVA_INT", "JAVA_LONG"),
                call("fchmod", "JAVA_INT", "JAVA_INT", "JAVA_INT"),
                here.unreflect(segment.getMethod("ofBuffer", Buffer.class)),
                here.unreflect(segment.getMethod("address")));
    }

    /** @param result and arguments are constants of ValueLayout; pointers are long */
    private static MethodHandle call(String function, String result, String... arguments)
            throws ReflectiveOperationException {
        Class<?> linkerType = Class.forName("java.lang.foreign.Linker");
        Class<?> layoutType = Class.forName("java.lang.foreign.MemoryLayout");
        Class<?> descriptorType = Class.forName("java.lang.foreign.FunctionDescriptor");
        Class<?> segmentType = Class.forName("java.lang.foreign.MemorySegment");
        Class<?> options = Class.forName("java.lang.foreign.Linker$Option").arrayType();
        Object linker = linkerType.getMethod("nativeLinker").invoke(null);
        Object lookup = linkerType.getMethod("defaultLookup").invoke(linker);
        Object symbol = ((Optional<?>) Class.forName("java.lang.foreign.SymbolLookup")
                        .getMethod("find", String.class)
                        .invoke(lookup, function))
                .orElseThrow(() -> new NoSuchMethodException(function));
        Object layouts = Array.newInstance(layoutType, arguments.length);
        for (int i = 0; i < arguments.length; i++) {
            Array.set(layouts, i, layout(arguments[i]));
        }
        Object descriptor =
                descriptorType.getMethod("of", layoutType, layouts.getClass()).invoke(null, layout(result), layouts);
        return (MethodHandle) linkerType
                .getMethod("downcallHandle", segmentType, descriptorType, options)
                .invoke(linker, symbol, descriptor, Array.newInstance(options.getComponentType(), 0));
    }

    private static Object layout(String constant) throws ReflectiveOperationException {
        return Class.forName("java.lang.foreign.ValueLayout").getField(constant).get(null);
    }
}
