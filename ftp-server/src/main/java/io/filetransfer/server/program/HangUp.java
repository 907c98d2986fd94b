package io.filetransfer.server.program;

import java.lang.reflect.Proxy;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * SIGHUP, which would end the program as SIGTERM does: as other servers do, this one reads its files again. It comes by
 * itself when a terminal is closed, and does no harm then.
 */
final class HangUp {
    private static final Logger LOG = LogManager.getLogger("server");

    private HangUp() {}

    /**
     * By reflection, as the compiler warns of the only API for signals that there is.
     *
     * @return false if the process was started with the signal ignored: Java leaves it so
     */
    static boolean handle(Runnable then) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object handling = Proxy.newProxyInstance(
                    HangUp.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        then.run();
                        return null;
                    });
            Object hangUp = signal.getConstructor(String.class).newInstance("HUP");
            Object before = signal.getMethod("handle", signal, handler).invoke(null, hangUp, handling);
            return before != handler.getField("SIG_IGN").get(null);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.debug("SIGHUP ends the server", e);
            return true;
        }
    }
}
