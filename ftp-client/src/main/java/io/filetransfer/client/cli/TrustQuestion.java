package io.filetransfer.client.cli;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.codec.Printable;
import java.io.IOException;

/** Asks whoever sits at the terminal whether a server is to be trusted, and notes a yes. */
final class TrustQuestion {
    private final Terminal terminal;
    private final ProgressDisplay display;
    private final KnownServers known;

    TrustQuestion(Terminal terminal, ProgressDisplay display, KnownServers known) {
        this.terminal = terminal;
        this.display = display;
        this.known = known;
    }

    boolean canBeAsked() {
        return terminal.isInteractive();
    }

    /**
     * Waits for the answer.
     *
     * @param told who the server is, and why that is not certain
     * @return whether it is known from now on
     */
    boolean isAnsweredYes(String told, String server, String fingerprint) {
        display.pause();
        try {
            terminal.err().line(Printable.of(told));
            terminal.err().line("Whoever runs the server can tell whether that is its key: its log shows it.");
            if (!terminal.ask("Trust it from now on? (yes/no) ").equals("yes")) {
                return false;
            }
            known.store(server, fingerprint);
            return true;
        } catch (IOException e) {
            throw new FileTransferException.LocalFile("The terminal cannot be read: " + e.getMessage(), e);
        } finally {
            display.resume();
        }
    }
}
