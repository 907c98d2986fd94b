/**
 * Looks at what a server stands on, before it starts or beside it, and says what to do.
 *
 * <p>Internal. Everything here may wait for disks; nothing is changed but for one small file that is made and removed.
 */
package io.filetransfer.server.doctor;
