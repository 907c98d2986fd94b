package io.filetransfer.server.admin;

import io.filetransfer.codec.Printable;
import java.util.List;
import java.util.Locale;

/** What a server does at one moment, for programs and for people. Names are escaped. */
public record StatusText(int connections, List<TransferRow> transfers, int leftOut) {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

    /** One JSON object. */
    public String json() {
        StringBuilder out = new StringBuilder("{\"connections\":").append(connections);
        out.append(",\"leftOut\":").append(leftOut).append(",\"transfers\":[");
        String comma = "";
        for (TransferRow each : transfers) {
            out.append(comma).append('{');
            text(out, "id", each.id()).append(',');
            text(out, "user", each.user()).append(',');
            text(out, "address", each.address()).append(',');
            text(out, "agent", each.agent()).append(',');
            text(out, "dialect", each.dialect()).append(',');
            text(out, "choice", each.choice()).append(',');
            text(out, "name", each.name()).append(',');
            text(out, "state", each.state()).append(',');
            out.append("\"bytes\":").append(each.bytes());
            out.append(",\"size\":").append(each.size() < 0 ? "null" : each.size());
            out.append(String.format(Locale.ROOT, ",\"seconds\":%.3f,\"rate\":%.0f}", each.seconds(), each.rate()));
            comma = ",";
        }
        return out.append("]}\n").toString();
    }

    private static StringBuilder text(StringBuilder out, String key, String value) {
        return out.append('"')
                .append(key)
                .append("\":\"")
                .append(Printable.quoted(value))
                .append('"');
    }

    /** A line for each, oldest first. */
    public String table() {
        StringBuilder out = new StringBuilder();
        out.append(connections)
                .append(" connections, ")
                .append(transfers.size() + leftOut)
                .append(" transfers\n");
        if (!transfers.isEmpty()) {
            out.append(String.format(
                    Locale.ROOT,
                    "%-12s %-9s %-7s %5s %9s %11s %7s %-12s %-21s %s%n",
                    "ID",
                    "STATE",
                    "CHOICE",
                    "DONE",
                    "BYTES",
                    "RATE",
                    "AGE",
                    "USER",
                    "ADDRESS",
                    "NAME"));
        }
        for (TransferRow each : transfers) {
            out.append(String.format(
                    Locale.ROOT,
                    "%-12s %-9s %-7s %5s %9s %9s/s %6.0fs %-12s %-21s %s%n",
                    each.id(),
                    each.state(),
                    each.choice(),
                    each.size() > 0 ? Math.min(100, each.bytes() * 100 / each.size()) + "%" : "-",
                    amount((double) each.bytes()),
                    amount(each.rate()),
                    each.seconds(),
                    each.user().isEmpty() ? "-" : Printable.of(each.user()),
                    each.address(),
                    Printable.of(each.name())));
        }
        return leftOut == 0 ? out.toString() : out + "and " + leftOut + " more\n";
    }

    private static String amount(double bytes) {
        int unit = 0;
        double shown = bytes;
        while (shown >= 1000 && unit < UNITS.length - 1) {
            shown /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", shown, UNITS[unit]);
    }
}
