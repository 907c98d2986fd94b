package io.filetransfer.codec.body;

import java.io.FileDescriptor;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

/**
 * The few calls of the C library that move bytes inside the kernel, by way of the foreign-function API of JDK 22 and
 * newer. The sources compile for JDK 17, so that API is reached by reflection, once; calls go through method handles.
 *
 * <p>Available on 64-bit Linux when the JVM was started with native access and with the packages {@code java.io} and {@code
 * sun.nio.ch} opened, as the launchers do. Elsewhere everything works without.
 */
final class NativeCalls {
    /** Flags of splice(2): move pages where possible, and never wait. */
    static final int SPLICE_MOVE_NONBLOCK = 1 | 2;

    /** Flags of pipe2(2): O_CLOEXEC, O_NONBLOCK. */
    static final int PIPE_FLAGS = 02000000 | 04000;

    static final int F_SETPIPE_SZ = 1031;
    static final int EAGAIN = 11;
    static final int EINTR = 4;

    /** Modes of fallocate(2): FALLOC_FL_KEEP_SIZE, FALLOC_FL_PUNCH_HOLE. */
    static final int PUNCH_HOLE = 1 | 2;

    private static final NativeCalls INSTANCE = find();

    private final MethodHandle splice;
    private final MethodHandle pipe2;
    private final MethodHandle fcntl;
    private final MethodHandle close;
    private final MethodHandle fallocate;
    private final MethodHandle segmentOf;
    private final MethodHandle address;
    private final MethodHandle descriptor;
    private final MethodHandle number;

    private NativeCalls(Foreign foreign) throws ReflectiveOperationException {
        this.splice = foreign.call(
                "splice", -1, long.class, int.class, long.class, int.class, long.class, long.class, int.class);
        this.pipe2 = foreign.call("pipe2", -1, int.class, long.class, int.class);
        this.fcntl = foreign.call("fcntl", 2, int.class, int.class, int.class, int.class);
        this.close = foreign.call("close", -1, int.class, int.class);
        this.fallocate = foreign.call("fallocate", -1, int.class, int.class, int.class, long.class, long.class);
        this.segmentOf = foreign.segmentOf;
        this.address = foreign.address;
        this.descriptor = getter(Class.forName("sun.nio.ch.FileChannelImpl"));
        this.number = getter(FileDescriptor.class);
    }

    /** Null where they are not available. */
    static NativeCalls get() {
        return INSTANCE;
    }

    private static NativeCalls find() {
        String machine = System.getProperty("os.arch");
        boolean known = System.getProperty("os.name").equals("Linux")
                && (machine.equals("amd64") || machine.equals("aarch64"))
                && Runtime.version().feature() >= 22;
        try {
            return known && Foreign.isAllowed() ? new NativeCalls(new Foreign()) : null;
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null; // closed packages, or an API that is not as it is known here
        }
    }

    /** The calls with an error state of their own; for use by one thread at a time. */
    Caller caller() {
        return new Caller(this);
    }

    /** The number of an open file's descriptor; good for as long as the channel is open. */
    int number(FileChannel channel) {
        try {
            return (int) number.invoke(descriptor.invoke(channel));
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }

    private static MethodHandle getter(Class<?> owner) throws ReflectiveOperationException {
        Field field = owner.getDeclaredField("fd");
        field.setAccessible(true);
        return MethodHandles.lookup().unreflectGetter(field);
    }

    /** Each call returns what the C function does, or the negated error number. */
    static final class Caller {
        /** Where the C library's error number is put after each call; the handles are bound to it. */
        private final ByteBuffer error =
                ByteBuffer.allocateDirect(Integer.BYTES).order(java.nio.ByteOrder.nativeOrder());

        /** An offset, or two descriptors, in memory that C can see. */
        private final ByteBuffer argument =
                ByteBuffer.allocateDirect(Long.BYTES).order(java.nio.ByteOrder.nativeOrder());

        private final long argumentAddress;
        private final MethodHandle splice;
        private final MethodHandle pipe2;
        private final MethodHandle fcntl;
        private final MethodHandle close;
        private final MethodHandle fallocate;

        private Caller(NativeCalls calls) {
            try {
                Object state = calls.segmentOf.invoke((Buffer) error);
                this.splice = calls.splice.bindTo(state);
                this.pipe2 = calls.pipe2.bindTo(state);
                this.fcntl = calls.fcntl.bindTo(state);
                this.close = calls.close.bindTo(state);
                this.fallocate = calls.fallocate.bindTo(state);
                this.argumentAddress = (long) calls.address.invoke(calls.segmentOf.invoke((Buffer) argument));
            } catch (Throwable t) {
                throw new IllegalStateException(t);
            }
        }

        /** From a socket or pipe to a pipe. */
        long splice(int from, int to, long length) {
            try {
                long moved = (long) splice.invokeExact(from, 0L, to, 0L, length, SPLICE_MOVE_NONBLOCK);
                return moved < 0 ? -error.getInt(0) : moved;
            } catch (Throwable t) {
                throw new IllegalStateException(t);
            }
        }

        /** From a pipe to a place in a file; may wait for the disk. */
        long spliceTo(int from, int file, long position, long length) {
            try {
                argument.putLong(0, position);
                long moved = (long) splice.invokeExact(from, 0L, file, argumentAddress, length, 1);
                return moved < 0 ? -error.getInt(0) : moved;
            } catch (Throwable t) {
                throw new IllegalStateException(t);
            }
        }

        /** The reading end in the low half, the writing end in the high half; or the negated error number. */
        long pipe() {
            try {
                int result = (int) pipe2.invokeExact(argumentAddress, PIPE_FLAGS);
                return result < 0 ? -error.getInt(0) : (long) argument.getInt(4) << 32 | argument.getInt(0);
            } catch (Throwable t) {
                throw new IllegalStateException(t);
            }
        }

        int setPipeSize(int pipe, int size) {
            try {
                int result = (int) fcntl.invokeExact(pipe, F_SETPIPE_SZ, size);
                return result < 0 ? -error.getInt(0) : result;
            } catch (Throwable t) {
                throw new IllegalStateException(t);
            }
        }

        /** Gives back the room of a part of a file, which then reads as zeros; its length stays. */
        int punch(int file, long position, long length) {
            try {
                int result = (int) fallocate.invokeExact(file, PUNCH_HOLE, position, length);
                return result < 0 ? -error.getInt(0) : result;
            } catch (Throwable t) {
                throw new IllegalStateException(t);
            }
        }

        void close(int descriptor) {
            try {
                int ignored = (int) close.invokeExact(descriptor);
            } catch (Throwable t) {
                throw new IllegalStateException(t);
            }
        }
    }

    /** java.lang.foreign, by reflection. */
    private static final class Foreign {
        private final Class<?> linkerType = Class.forName("java.lang.foreign.Linker");
        private final Class<?> optionType = Class.forName("java.lang.foreign.Linker$Option");
        private final Class<?> segmentType = Class.forName("java.lang.foreign.MemorySegment");
        private final Class<?> descriptorType = Class.forName("java.lang.foreign.FunctionDescriptor");
        private final Class<?> layoutType = Class.forName("java.lang.foreign.MemoryLayout");
        private final Class<?> valueType = Class.forName("java.lang.foreign.ValueLayout");
        private final Object linker = linkerType.getMethod("nativeLinker").invoke(null);
        private final Object lookup = linkerType.getMethod("defaultLookup").invoke(linker);
        private final MethodHandle segmentOf;
        private final MethodHandle address;

        Foreign() throws ReflectiveOperationException {
            MethodHandles.Lookup here = MethodHandles.publicLookup();
            this.segmentOf = here.unreflect(segmentType.getMethod("ofBuffer", Buffer.class));
            this.address = here.unreflect(segmentType.getMethod("address"));
        }

        /** Whether native access was granted at the start; asking for it without would print a warning. */
        static boolean isAllowed() throws ReflectiveOperationException {
            Module module = NativeCalls.class.getModule();
            return (boolean) Module.class.getMethod("isNativeAccessEnabled").invoke(module);
        }

        /** @param firstVariadic index of the first argument that C declares as "...", or -1 */
        MethodHandle call(String function, int firstVariadic, Class<?> result, Class<?>... arguments)
                throws ReflectiveOperationException {
            Object symbol = ((Optional<?>) Class.forName("java.lang.foreign.SymbolLookup")
                            .getMethod("find", String.class)
                            .invoke(lookup, function))
                    .orElseThrow(() -> new NoSuchMethodException(function));
            Object layouts = Array.newInstance(layoutType, arguments.length);
            for (int i = 0; i < arguments.length; i++) {
                Array.set(layouts, i, layout(arguments[i]));
            }
            Object descriptor = descriptorType
                    .getMethod("of", layoutType, layouts.getClass())
                    .invoke(null, layout(result), layouts);
            Object options = Array.newInstance(optionType, firstVariadic < 0 ? 1 : 2);
            Array.set(
                    options,
                    0,
                    optionType.getMethod("captureCallState", String[].class).invoke(null, (Object)
                            new String[] {"errno"}));
            if (firstVariadic >= 0) {
                Array.set(
                        options,
                        1,
                        optionType.getMethod("firstVariadicArg", int.class).invoke(null, firstVariadic));
            }
            return (MethodHandle) linkerType
                    .getMethod("downcallHandle", segmentType, descriptorType, options.getClass())
                    .invoke(linker, symbol, descriptor, options);
        }

        private Object layout(Class<?> type) throws ReflectiveOperationException {
            return valueType
                    .getField(type == int.class ? "JAVA_INT" : "JAVA_LONG")
                    .get(null);
        }
    }
}
