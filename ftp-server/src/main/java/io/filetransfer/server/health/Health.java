package io.filetransfer.server.health;

import io.filetransfer.codec.Printable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Named checks, each with what it says now. Safe for use by many threads once it is complete. */
public final class Health {
    private final String verdict;
    private final Map<String, Supplier<String>> checks = new LinkedHashMap<>();

    /** @param verdict what it means that all is well, as {@code ready} */
    public Health(String verdict) {
        this.verdict = verdict;
    }

    /** @param failure gives at once null, or why this check fails */
    public Health with(String name, Supplier<String> failure) {
        checks.put(name, failure);
        return this;
    }

    /** What fails now, and why; empty if all is well. */
    public Map<String, String> failures() {
        Map<String, String> failures = new LinkedHashMap<>();
        checks.forEach((name, check) -> {
            String failure = check.get();
            if (failure != null) {
                failures.put(name, failure);
            }
        });
        return failures;
    }

    /** All checks as a JSON object. */
    public String json(Map<String, String> failures) {
        StringBuilder out =
                new StringBuilder("{\"").append(verdict).append("\":").append(failures.isEmpty());
        out.append(",\"checks\":{");
        String comma = "";
        for (String name : checks.keySet()) {
            String failure = failures.get(name);
            out.append(comma).append('"').append(name).append("\":{\"ok\":").append(failure == null);
            if (failure != null) {
                out.append(",\"reason\":\"").append(Printable.quoted(failure)).append('"');
            }
            out.append('}');
            comma = ",";
        }
        return out.append("}}\n").toString();
    }
}
