package io.filetransfer.server.storage.local;

import io.filetransfer.codec.ModeRule;

/**
 * Which permission bits files and directories get that are made for clients.
 *
 * @param umask bits of 0077 that none gets, whatever a client asks for; null for what the process has
 * @param file exactly the bits of each file, whatever a client or the process's umask says; null to go by what is asked for
 * @param directory the same of each directory, with all of the owner's bits; null for all that the umask leaves
 */
public record Modes(Integer umask, Integer file, Integer directory) {
    /** As clients ask, but for the umask of the process. */
    public static final Modes OF_PROCESS = new Modes(null, null, null);

    private static final int ALL = 0777;
    private static final int OWNER = 0700;
    /** All but the permission bits, as those that make programs run as somebody else. */
    private static final int OTHER = 07000;

    private static final int USUAL_FILE = 0666;

    /** @throws IllegalArgumentException if a value is out of its range, or one of the modes has bits of the umask */
    public Modes {
        check(umask == null || (umask & ~(ALL & ~OWNER)) == 0, "umask is 0 to 077: the server needs what it stores");
        check(file == null || (file & ~ALL) == 0, "fileMode is 0 to 0777");
        check(
                directory == null || (directory & ~ALL) == 0 && (directory & OWNER) == OWNER,
                "directoryMode is 0700 to 0777: the server needs what it stores");
        check(umask == null || file == null || (umask & file) == 0, "fileMode has bits that umask takes");
        check(
                umask == null || directory == null || (umask & directory) == 0,
                "directoryMode has bits that umask takes");
    }

    private static void check(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }

    /** What becomes of the bits of a file. */
    ModeRule files(int umaskOfProcess) {
        return file == null
                ? new ModeRule(OTHER | umask(umaskOfProcess) & ALL, 0)
                : new ModeRule(OTHER | ALL & ~file, file);
    }

    /** The bits of a file that nobody has asked any for. */
    int ofFile(int umaskOfProcess) {
        return files(umaskOfProcess).apply(USUAL_FILE);
    }

    int ofDirectory(int umaskOfProcess) {
        return directory == null ? ALL & ~umask(umaskOfProcess) : directory;
    }

    private int umask(int ofProcess) {
        return umask == null ? ofProcess : umask;
    }
}
