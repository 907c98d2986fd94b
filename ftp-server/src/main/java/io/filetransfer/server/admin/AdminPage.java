package io.filetransfer.server.admin;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * What can be asked of an {@link AdminListener} under one path.
 *
 * @param changes whether it is asked by POST, as it changes something, and not by GET
 * @param socketOnly whether it shows names, or changes something, and so is for those alone who may use the Unix socket
 * @param work called on the listener's event loop; waits for nothing
 */
public record AdminPage(
        boolean changes, boolean socketOnly, Function<AdminRequest, CompletionStage<AdminAnswer>> work) {}
