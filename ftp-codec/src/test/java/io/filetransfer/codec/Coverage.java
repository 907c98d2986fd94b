package io.filetransfer.codec;

import java.lang.management.ManagementFactory;
import java.util.List;

/** Notes which code runs, in the JVMs that tests start as in their own; see CONTRIBUTING. */
public final class Coverage {
    private Coverage() {}

    /** The option of the JVM for the agent that notes it; nothing when there is none. */
    public static List<String> agent() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("-javaagent"))
                .toList();
    }
}
