package io.filetransfer.server.program;

import com.beust.jcommander.IStringConverter;
import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParameterException;
import com.beust.jcommander.Parameters;
import com.beust.jcommander.converters.BaseConverter;
import io.filetransfer.codec.Durability;
import io.filetransfer.server.ServerConfig;
import io.filetransfer.server.storage.local.Modes;
import java.util.regex.Pattern;

/** What can be said of how files are stored. */
@Section("Storing")
@Parameters(separators = "=")
final class StorageOptions {
    private static final ServerConfig DEFAULTS = ServerConfig.builder().build();

    @Parameter(names = "--read-only", description = "refuse uploads, deletes and all other changes")
    @Setting(why = "nobody may change anything; the root may then be a read-only mount")
    private boolean readOnly;

    @Parameter(
            names = "--durability",
            converter = DurabilityConverter.class,
            description = "synced: an acknowledged change survives power loss; relaxed: faster, and survives the"
                    + " server's end, not power loss")
    @Setting(
            value = "LEVEL",
            live = true,
            why = "`relaxed` when losing the last seconds at a power cut is worth the speed")
    private Durability durability = DEFAULTS.durability();

    @Parameter(
            names = "--umask",
            converter = ModeConverter.class,
            description = "bits that nothing stored gets, 000 to 077, whatever clients ask for")
    @Setting(value = "OCTAL", absent = "the process's own", example = "027")
    private String umask;

    @Parameter(
            names = "--file-mode",
            converter = ModeConverter.class,
            description = "exactly the bits of each stored file, whatever the client asks for")
    @Setting(value = "OCTAL", absent = "as clients ask", example = "640", why = "for example `640`")
    private String fileMode;

    @Parameter(
            names = "--directory-mode",
            converter = ModeConverter.class,
            description = "the same for each directory made, 700 to 777")
    @Setting(value = "OCTAL", absent = "all that the umask leaves", example = "750")
    private String directoryMode;

    @Parameter(
            names = "--max-file-size",
            converter = SizeConverter.class,
            description = "refuse larger uploads; K, M, G, T multiply by 1024")
    @Setting(value = "BYTES", absent = "no limit", live = true, why = "to keep one upload from filling the disk")
    private long maxFileSize = DEFAULTS.maxFileSize();

    @Parameter(
            names = {"--no-legacy", "--no-seed"},
            description = "refuse clients of the first version of the protocol")
    @Setting(live = true, why = "its uploads have neither length nor digest")
    private boolean noLegacy;

    void apply(ServerConfig.Builder config) {
        config.readOnly(readOnly)
                .durability(durability)
                .modes(new Modes(bits(umask), bits(fileMode), bits(directoryMode)))
                .maxFileSize(maxFileSize)
                .legacyDialect(!noLegacy);
    }

    private static Integer bits(String octal) {
        return octal == null ? null : Integer.valueOf(octal, 8);
    }

    static final class DurabilityConverter implements IStringConverter<Durability> {
        @Override
        public Durability convert(String text) {
            return switch (text) {
                case "synced" -> Durability.SYNCED;
                case "relaxed" -> Durability.RELAXED;
                default -> throw new ParameterException("--durability is synced or relaxed, not " + text);
            };
        }
    }

    /** The text stays, as an octal number is written. */
    static final class ModeConverter extends BaseConverter<String> {
        private static final Pattern OCTAL = Pattern.compile("0?[0-7]{1,3}");

        public ModeConverter(String option) {
            super(option);
        }

        @Override
        public String convert(String text) {
            if (OCTAL.matcher(text).matches()) {
                return text;
            }
            throw new ParameterException(
                    getOptionName() + " is an octal number up to 0777, as 027 or 640, not " + text);
        }
    }
}
