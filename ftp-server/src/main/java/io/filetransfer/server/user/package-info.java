/**
 * Who may do what: users with their secrets, tokens and rules, the file that they are kept in, and the check of what a
 * client says of itself. A request is served for a {@link io.filetransfer.server.user.Principal}, and for nobody else.
 *
 * <p>Internal. Values are immutable. Secrets are checked on threads of their own, never on event loops.
 */
package io.filetransfer.server.user;
