package io.filetransfer.server.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Notices that files were replaced or written, and has them taken up. What cannot be used is reported once and tried again
 * each time: what failed may pass. Safe for use by many threads.
 */
public final class FileWatch {
    private static final Logger LOG = LogManager.getLogger("server");

    /** Takes the files up as they are now. */
    public interface Taking {
        /** @throws IOException with a sentence for the operator; what was taken up before stays then */
        void take() throws IOException;
    }

    private final List<Path> files;
    private List<Object> taken;
    /** As the log has them as useless. */
    private List<Object> reported;

    /** Files that are taken up as they are, or are about to be. */
    public FileWatch(List<Path> files) {
        this.files = files;
        this.taken = look();
    }

    /**
     * Reads files: not for event loops.
     *
     * @param what the files are, for the log
     */
    public synchronized void refresh(String what, Taking taking) {
        List<Object> now = look();
        if (now.equals(taken)) {
            return;
        }
        try {
            taking.take();
            taken = now;
        } catch (IOException | RuntimeException e) {
            if (!now.equals(reported)) {
                reported = now;
                LOG.error("{} changed and cannot be used, what was read before stays: {}", what, e.getMessage());
            }
        }
    }

    /** As {@link #refresh}, also if nothing seems to have changed: somebody has asked for it. */
    public synchronized void again(String what, Taking taking) {
        taken = null;
        reported = null;
        refresh(what, taking);
    }

    private List<Object> look() {
        return files.stream().map(FileWatch::look).toList();
    }

    /** Identity, size and time of a file; of one that is missing, that. */
    private static Object look(Path file) {
        try {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            return List.of(String.valueOf(found.fileKey()), found.size(), found.lastModifiedTime());
        } catch (IOException e) {
            return "missing";
        }
    }
}
