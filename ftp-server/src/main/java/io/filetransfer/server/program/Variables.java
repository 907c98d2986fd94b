package io.filetransfer.server.program;

import com.beust.jcommander.ParameterException;
import io.filetransfer.codec.Suggestion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Settings as the environment says them. A name that is nearly one of theirs must not be passed over. */
final class Variables {
    /** Of the launcher, and of the commands for users. */
    private static final Set<String> OTHERS = Set.of("FTP_SERVER_OPTS", "FTP_SERVER_CDS", "FTP_SERVER_PASSWORD");

    /** What Kubernetes puts there for services whose names begin with ftp-server. */
    private static final Pattern OF_A_SERVICE = Pattern.compile("FTP_SERVER_([A-Z0-9_]+_)?(SERVICE|PORT)_.+");

    private Variables() {}

    /** By key. */
    static Map<String, Given> read(Settings settings, Map<String, String> environment) {
        Map<String, Given> given = new LinkedHashMap<>();
        for (Settings.Row row : settings.rows()) {
            String value = environment.get(row.variable());
            if (value != null) {
                given.put(row.key(), new Given(value, row.variable()));
            }
        }
        return given;
    }

    /** @throws ParameterException with a sentence for the user, for what is no setting, or is another program's */
    static void check(Settings settings, Map<String, String> environment) {
        List<String> known =
                settings.rows().stream().map(Settings.Row::variable).toList();
        for (String name : new TreeSet<>(environment.keySet())) {
            if (!name.startsWith(Settings.VARIABLES)) {
                continue;
            }
            String value = environment.get(name);
            if (name.equals("FTP_SERVER_PORT") && value.contains("://")) {
                throw new ParameterException(name + ": " + value + " is no port: Kubernetes puts that there for a"
                        + " service with the name ftp-server. Give the service another name, or set enableServiceLinks:"
                        + " false, or FTP_SERVER_PORT to a number");
            }
            if (!known.contains(name) && !isOfAnother(name, value)) {
                throw new ParameterException(name + " in the environment is not known" + suggestion(name, known));
            }
        }
    }

    private static boolean isOfAnother(String name, String value) {
        return OTHERS.contains(name)
                || OF_A_SERVICE.matcher(name).matches()
                || name.endsWith("_PORT") && value.contains("://");
    }

    private static String suggestion(String name, List<String> known) {
        int prefix = Settings.VARIABLES.length();
        String nearest = Suggestion.nearest(
                name.substring(prefix),
                known.stream().map(variable -> variable.substring(prefix)).toList());
        return nearest == null
                ? "; 'ftp-server --help' shows all settings"
                : "; did you mean " + Settings.VARIABLES + nearest + "?";
    }
}
