package io.filetransfer.client.cli;

import io.filetransfer.client.work.Work;

/**
 * One piece of a command's work, usually one file: started by the main thread, and reported by it in the order in which the
 * pieces were started.
 *
 * @param <T> what it ends in
 */
abstract class CommandItem<T> extends Work<T> {
    final RemoteName remote;
    /** As the user wrote it. */
    final String name;

    private Report report;

    CommandItem(RemoteName remote) {
        this.remote = remote;
        this.name = remote.text();
    }

    /** Reports the good end. */
    abstract void done(T value, Report report);

    /** Reports another end. */
    void failed(Throwable cause, Report report) {
        report.failed(remote, cause);
    }

    /** Reports the end. Once it has ended. */
    final void tell(Report report) {
        this.report = report;
        tell();
    }

    @Override
    protected final void done(T value) {
        done(value, report);
    }

    @Override
    protected final void failed(Throwable cause) {
        failed(cause, report);
    }
}
