/**
 * The jobs: what is sent for a transfer, what follows when that has ended, and what is compared before content is
 * published; and the exchanges that jobs are made of.
 *
 * <p>Internal. {@link io.filetransfer.client.FileTransferClient} has its jobs made here. An exchange lives on the event
 * loop, but for its preparing, which a disk thread does. A job's state belongs to whichever of its exchanges runs, and passes on with it.
 */
package io.filetransfer.client.transfer;
