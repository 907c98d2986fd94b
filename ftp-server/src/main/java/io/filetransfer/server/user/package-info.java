/**
 * Who may do what: users and groups with their secrets, tokens, rules and quotas, the file that they are kept in and
 * the programs that change it, and the check of what a client says of itself. A request is served for a {@link
 * io.filetransfer.server.user.Principal}, and for nobody else.
 *
 * <p>Internal. Values are immutable. Passwords are compared on threads of their own, never on event loops.
 */
package io.filetransfer.server.user;
