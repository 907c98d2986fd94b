package io.filetransfer.server.storage;

import java.util.List;

/** To be written. */
public record SafePath(List<String> components) {}
