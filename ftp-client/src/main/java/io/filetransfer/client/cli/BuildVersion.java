package io.filetransfer.client.cli;

/** Which version of the program this is. */
final class BuildVersion {
    private BuildVersion() {}

    /** As the build wrote it into the jar's manifest. */
    static String text() {
        String version = BuildVersion.class.getPackage().getImplementationVersion();
        return version == null ? "(development)" : version;
    }
}
