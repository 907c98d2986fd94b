package io.filetransfer.server.program;

import java.lang.reflect.Proxy;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * SIGHUP, which would end the program as SIGTERM does: other servers take it for "read your configuration again", and it
 * comes by itself when a terminal is closed.
 */
final class HangUp {
    private static final Logger LOG = LogManager.getLogger("server");

    private HangUp() {}

    /** By reflection, as the compiler warns of the only API for signals that there is. */
    static void ignore() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ignoring = Proxy.newProxyInstance(
                    HangUp.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        LOG.info("SIGHUP is ignored: there is nothing to reload; SIGTERM ends the server");
                        return null;
                    });
            Object hangUp = signal.getConstructor(String.class).newInstance("HUP");
            signal.getMethod("handle", signal, handler).invoke(null, hangUp, ignoring);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.debug("SIGHUP is not ignored", e);
        }
    }
}
