package io.filetransfer.server.admin;

/**
 * What somebody has asked for and a server has not answered yet, for those who look.
 *
 * @param id by which it can be ended: the connection's and the request's number
 * @param state {@code waiting} for its turn, {@code running}, or {@code finishing}: it takes effect
 * @param size in bytes, or -1
 * @param rate bytes a second, since the last look if that was not long ago
 */
public record TransferRow(
        String id,
        String user,
        String address,
        String agent,
        String dialect,
        String choice,
        String name,
        String state,
        long bytes,
        long size,
        double seconds,
        double rate) {}
