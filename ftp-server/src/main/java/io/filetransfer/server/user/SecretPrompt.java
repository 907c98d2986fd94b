package io.filetransfer.server.user;

/** Asks somebody for a secret. */
public interface SecretPrompt {
    /** @return what was typed without being shown; null if there is no terminal */
    char[] read(String question);
}
