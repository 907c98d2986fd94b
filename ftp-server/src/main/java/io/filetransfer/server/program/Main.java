package io.filetransfer.server.program;

import com.beust.jcommander.ParameterException;
import io.filetransfer.server.FileTransferServer;
import io.filetransfer.server.ServerConfig;
import io.filetransfer.server.user.GroupProgram;
import io.filetransfer.server.user.LinkProgram;
import io.filetransfer.server.user.UserProgram;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.logging.log4j.LogManager;

/** The server program. */
public final class Main {
    private static final int CANNOT_START = 1;
    private static final int USAGE = 2;

    private Main() {}

    public static void main(String[] arguments) {
        String command = arguments.length == 0 ? "" : arguments[0];
        List<String> rest = Arrays.asList(arguments).subList(Math.min(1, arguments.length), arguments.length);
        switch (command) {
            case "scrub" -> scrub(rest);
            case "user" -> {
                configureLog("warn");
                end(UserProgram.run(rest, OperatorSettings::read, System.getenv(), System.in, out(), err(), Main::ask));
            }
            case "group" -> end(GroupProgram.run(rest, OperatorSettings::read, System.getenv(), out(), err()));
            case "link" -> {
                configureLog("warn");
                end(LinkProgram.run(rest, OperatorSettings::read, System.getenv(), System.in, out(), err(), Main::ask));
            }
            case "config" -> {
                configureLog("error");
                end(ConfigProgram.run(rest, System.getenv(), out(), err()));
            }
            case "status", "top", "kick", "log" -> {
                configureLog("error");
                end(OperatorProgram.run(command, rest, System.getenv(), out(), err()));
            }
            case "doctor" -> {
                configureLog("error");
                end(DoctorProgram.run(rest, System.getenv(), out(), err()));
            }
            case "init" -> {
                configureLog("error");
                end(InitProgram.run(rest, out(), err()));
            }
            default -> serve(arguments);
        }
    }

    /** In UTF-8 whatever the locale is: names are. */
    private static PrintStream out() {
        return new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    }

    private static PrintStream err() {
        return new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    }

    private static void end(int status) {
        System.exit(status);
    }

    private static void serve(String[] arguments) {
        ServerOptions options;
        ServerConfig config;
        try {
            options = ServerOptions.parse(arguments, System.getenv());
            if (options.help()) {
                System.out.print(ServerHelp.TEXT);
                return;
            }
            if (options.version()) {
                System.out.println("ftp-server " + version());
                return;
            }
            config = options.config();
        } catch (ParameterException | IllegalArgumentException e) {
            System.err.println("ftp-server: " + e.getMessage() + "\nTry 'ftp-server --help'.");
            System.exit(USAGE);
            return;
        }
        try {
            if (config.audit()) {
                options.audit().open();
            }
            if (options.transferLog() != null) {
                options.transferLog().open();
            }
        } catch (IOException e) {
            System.err.println("ftp-server: " + e.getMessage());
            System.exit(CANNOT_START);
            return;
        }
        System.setProperty("ftp.log.format", options.logFormat());
        configureLog(options.logLevel());
        run(config, options, arguments);
    }

    private static void scrub(List<String> arguments) {
        configureLog("warn");
        // Names of damaged files can be many: not a line at a time.
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        int status = ScrubProgram.run(arguments, System.getenv(), out, err(), ScrubProgram.onTerminal());
        LogManager.shutdown();
        out.flush();
        end(status);
    }

    @SuppressWarnings("SystemConsoleNull") // since Java 22 it is there without a terminal too, and is not asked then
    private static char[] ask(String question) {
        Console console = ScrubProgram.onTerminal() ? System.console() : null;
        return console == null ? null : console.readPassword("%s", question);
    }

    /** Before the first logger is made. An embedding program's own configuration is never touched: only this class sets one. */
    static void configureLog(String level) {
        System.setProperty("ftp.log.level", level);
        if (System.getProperty("log4j2.configurationFile") == null) {
            System.setProperty("log4j2.configurationFile", LogFile.CONFIGURATION);
        }
    }

    private static void run(ServerConfig config, ServerOptions options, String[] arguments) {
        FileTransferServer server;
        try {
            server = FileTransferServer.start(config);
        } catch (IOException e) {
            System.err.println("ftp-server: " + e.getMessage());
            System.exit(CANNOT_START);
            return;
        }
        Reload.start(server, options, arguments, System.getenv());
        // A drained server has done its work: halt, or the JVM would report the signal as the exit status.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            server.close();
                            LogManager.shutdown(); // writes what waits
                            Runtime.getRuntime().halt(0);
                        },
                        "ftp-drain"));
        System.out.println("ftp-server listening on " + text(server.address()));
        System.out.flush();
        waitForSignal();
    }

    /** The threads of the server are daemons. */
    private static void waitForSignal() {
        Object never = new Object();
        synchronized (never) {
            while (true) {
                try {
                    never.wait();
                } catch (InterruptedException e) {
                    return;
                }
            }
        }
    }

    private static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
    }

    private static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "(unpackaged)" : version;
    }
}
