package io.filetransfer.client.cli;

import com.beust.jcommander.Parameter;
import io.filetransfer.client.TransferResult;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.Version;

/** What get, put and cat have in common. */
abstract class TransferCommand extends Command {
    @Parameter(names = "--sha256", description = "Check the content by SHA-256 instead of CRC-32C.")
    boolean sha256;

    @Parameter(
            names = "--if-version",
            placeholder = "VERSION",
            description = "Only if the file on the server has this version, as stat shows it.",
            converter = VersionConverter.class)
    Version ifVersion;

    @Parameter(
            names = {"--legacy", "--seed"},
            description = "Speak the dialect of the first programs: no digest, no options, one file a connection.")
    boolean legacy;

    @Override
    boolean legacyDialect() {
        return legacy;
    }

    @Override
    void prepare() throws UsageException {
        if (legacy && (sha256 || ifVersion != null)) {
            throw new UsageException("--legacy: that dialect has neither digests nor versions");
        }
    }

    DigestAlgorithm digestAlgorithm() {
        return legacy ? DigestAlgorithm.NONE : sha256 ? DigestAlgorithm.SHA256 : DigestAlgorithm.CRC32C;
    }

    /**
     * Tells of a finished transfer.
     *
     * @param name on the server
     */
    static void tell(Report report, String name, String local, String from, String to, TransferResult result) {
        report.succeeded(result.bytes(), result.resumedFrom());
        if (report.json()) {
            report.write(
                    describe(report.result(name).add("local", local), result).add("resumed", result.resumedFrom()));
        } else {
            String resumed = result.resumedFrom() == 0 ? "" : ", resumed at " + Quantity.bytes(result.resumedFrom());
            report.detail(describe(from, to, result) + resumed);
            report.detail(result.detail());
        }
    }

    /** Adds what a finished transfer has to tell. */
    static JsonObject describe(JsonObject json, TransferResult result) {
        json.add("bytes", result.bytes())
                .addSeconds("seconds", result.duration().toNanos())
                .add("digest", ValueText.orNull(result.digest()))
                .add("version", ValueText.orNull(result.version()))
                .add("modified", ValueText.orNull(result.modified()))
                .add("mode", ValueText.mode(result.mode()))
                .add("durability", ValueText.orNull(result.durability()));
        return SpeedText.add(json, result.detail());
    }

    /** The same for a person. */
    static String describe(String from, String to, TransferResult result) {
        return from + " -> " + to + ": " + Quantity.bytes(result.bytes()) + " in "
                + Quantity.duration(result.duration().toNanos()) + ", " + result.digest();
    }
}
