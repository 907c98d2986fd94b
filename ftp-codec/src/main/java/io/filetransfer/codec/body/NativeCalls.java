package io.filetransfer.codec.body;

import java.io.FileDescriptor;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Optional;

/**
 * The few calls of the system that move bytes inside the kernel, by way of the foreign-function API of JDK 22 and newer.
 * The sources compile for JDK 17, so that API is reached by reflection, once; calls go through method handles.
 *
 * <p>All of them go through {@code syscall} of the C library: each function with arguments of its own would have to be
 * linked by itself, which costs a program that runs for a second a noticeable part of it.
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

    private static final int ARGUMENTS = 6;

    private static final NativeCalls INSTANCE = find();

    // Constants, so that the JVM compiles what goes through them as it does calls of methods.
    /** From an error state, the number of a system call and its arguments to what it returns. */
    private static final MethodHandle SYSCALL = INSTANCE == null ? null : INSTANCE.syscall;

    private static final MethodHandle DESCRIPTOR = INSTANCE == null ? null : INSTANCE.descriptor;
    private static final MethodHandle NUMBER = INSTANCE == null ? null : INSTANCE.number;

    private final Numbers numbers;
    private final MethodHandle syscall;
    private final MethodHandle segmentOf;
    private final MethodHandle address;
    private final MethodHandle descriptor;
    private final MethodHandle number;

    /** What the kernel knows the calls by. */
    private record Numbers(long splice, long pipe2, long fcntl, long close, long fallocate) {
        /** Null for machines that are not known. */
        static Numbers of(String machine) {
            return switch (machine) {
                case "amd64" -> new Numbers(275, 293, 72, 3, 285);
                case "aarch64" -> new Numbers(76, 59, 25, 57, 47);
                default -> null;
            };
        }
    }

    private NativeCalls(Numbers numbers, Foreign foreign) throws ReflectiveOperationException {
        this.numbers = numbers;
        this.syscall = foreign.syscall();
        this.segmentOf = foreign.segmentOf;
        this.address = foreign.address;
        this.descriptor = getter(Class.forName("sun.nio.ch.FileChannelImpl"), FileChannel.class, FileDescriptor.class);
        this.number = getter(FileDescriptor.class, FileDescriptor.class, int.class);
    }

    /** Null where they are not available. */
    static NativeCalls get() {
        return INSTANCE;
    }

    private static NativeCalls find() {
        Numbers numbers =
                System.getProperty("os.name").equals("Linux") ? Numbers.of(System.getProperty("os.arch")) : null;
        try {
            return numbers != null && Runtime.version().feature() >= 22 && Foreign.isAllowed()
                    ? new NativeCalls(numbers, new Foreign())
                    : null;
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
            return (int) NUMBER.invokeExact((FileDescriptor) DESCRIPTOR.invokeExact(channel));
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }

    private static MethodHandle getter(Class<?> owner, Class<?> seen, Class<?> type)
            throws ReflectiveOperationException {
        Field field = owner.getDeclaredField("fd");
        field.setAccessible(true);
        return MethodHandles.lookup().unreflectGetter(field).asType(MethodType.methodType(type, seen));
    }

    /** Each call returns what the system does, or the negated error number. */
    static final class Caller {
        /** Where the C library's error number is put after each call. */
        private final ByteBuffer error =
                ByteBuffer.allocateDirect(Integer.BYTES).order(ByteOrder.nativeOrder());

        /** An offset, or two descriptors, in memory that C can see. */
        private final ByteBuffer argument =
                ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());

        private final Numbers numbers;
        private final Object state;
        private final long argumentAddress;

        private Caller(NativeCalls calls) {
            this.numbers = calls.numbers;
            try {
                this.state = calls.segmentOf.invoke((Buffer) error);
                this.argumentAddress = (long) calls.address.invoke(calls.segmentOf.invoke((Buffer) argument));
            } catch (Throwable t) {
                throw new IllegalStateException(t);
            }
        }

        private long call(long number, long a, long b, long c, long d, long e, long f) {
            try {
                long result = (long) SYSCALL.invokeExact(state, number, a, b, c, d, e, f);
                return result < 0 ? -error.getInt(0) : result;
            } catch (Throwable t) {
                throw new IllegalStateException(t);
            }
        }

        /** From a socket or pipe to a pipe. */
        long splice(int from, int to, long length) {
            return call(numbers.splice(), from, 0, to, 0, length, SPLICE_MOVE_NONBLOCK);
        }

        /** From a pipe to a place in a file; may wait for the disk. */
        long spliceTo(int from, int file, long position, long length) {
            argument.putLong(0, position);
            return call(numbers.splice(), from, 0, file, argumentAddress, length, 1);
        }

        /** The reading end in the low half, the writing end in the high half; or the negated error number. */
        long pipe() {
            long result = call(numbers.pipe2(), argumentAddress, PIPE_FLAGS, 0, 0, 0, 0);
            return result < 0 ? result : (long) argument.getInt(4) << 32 | argument.getInt(0);
        }

        int setPipeSize(int pipe, int size) {
            return (int) call(numbers.fcntl(), pipe, F_SETPIPE_SZ, size, 0, 0, 0);
        }

        /** Gives back the room of a part of a file, which then reads as zeros; its length stays. */
        int punch(int file, long position, long length) {
            return (int) call(numbers.fallocate(), file, PUNCH_HOLE, position, length, 0, 0);
        }

        void close(int descriptor) {
            call(numbers.close(), descriptor, 0, 0, 0, 0, 0);
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

        /** {@code long syscall(long number, ...)}, with an error state before its arguments. */
        MethodHandle syscall() throws ReflectiveOperationException {
            Object symbol = ((Optional<?>) Class.forName("java.lang.foreign.SymbolLookup")
                            .getMethod("find", String.class)
                            .invoke(lookup, "syscall"))
                    .orElseThrow(() -> new NoSuchMethodException("syscall"));
            Object number = valueType.getField("JAVA_LONG").get(null);
            Object layouts = Array.newInstance(layoutType, 1 + ARGUMENTS);
            for (int i = 0; i <= ARGUMENTS; i++) {
                Array.set(layouts, i, number);
            }
            Object signature = descriptorType
                    .getMethod("of", layoutType, layouts.getClass())
                    .invoke(null, number, layouts);
            Object options = Array.newInstance(optionType, 2);
            Array.set(options, 0, captureErrno());
            Array.set(
                    options,
                    1,
                    optionType.getMethod("firstVariadicArg", int.class).invoke(null, 1));
            MethodHandle call = (MethodHandle) linkerType
                    .getMethod("downcallHandle", segmentType, descriptorType, options.getClass())
                    .invoke(linker, symbol, signature, options);
            return call.asType(call.type().changeParameterType(0, Object.class));
        }

        private Object captureErrno() throws ReflectiveOperationException {
            return optionType.getMethod("captureCallState", String[].class).invoke(null, (Object)
                    new String[] {"errno"});
        }
    }
}
