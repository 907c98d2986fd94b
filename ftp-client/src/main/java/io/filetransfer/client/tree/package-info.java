/**
 * Whole trees to and from a server, on top of {@link io.filetransfer.client.FileTransferClient}: a request in, a handle out,
 * and a listener that hears of each entry.
 *
 * <pre>{@code
 * try (FileTransferClient client = FileTransferClient.open(ClientConfig.builder().host("files.example").build())) {
 *     TreePut.of(Path.of("photos"), "backup/photos").start(client, TreeListener.NONE).join().requireComplete();
 *
 *     TreeTransfer transfer = TreeGet.of("backup/photos", Path.of("copy"))
 *             .filter(FilterRules.NONE.exclude("*.tmp"))
 *             .start(client, new TreeListener() {
 *                 @Override
 *                 public void failed(TreeEntry entry, Throwable cause) {
 *                     System.err.println(entry.path() + ": " + cause.getMessage());
 *                 }
 *             });
 *     System.out.println(transfer.progress());            // at any time, from any thread; transfer.cancel() too
 *     System.out.println(transfer.join().files() + " files");
 * }
 * }</pre>
 *
 * <p>A tree of any size needs little memory: a scan that is ahead of the transfers goes to temporary files in {@code
 * java.io.tmpdir}, and a bounded number of requests is in flight. Each tree has a daemon thread of its own, which scans,
 * submits requests and calls the listener; all other threads are the client's.
 */
package io.filetransfer.client.tree;
