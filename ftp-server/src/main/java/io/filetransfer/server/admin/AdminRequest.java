package io.filetransfer.server.admin;

import java.util.Map;

/**
 * What an {@link AdminPage} is asked.
 *
 * @param parameters of the query; of one that is there twice, the first
 * @param accept the header of that name; empty if there is none
 */
public record AdminRequest(Map<String, String> parameters, String accept) {
    /** Empty if it is not there. */
    public String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }
}
