/**
 * What answers requests: the dispatcher, which has names checked and permission asked for and makes one exchange for each
 * request; and the queue that keeps their effects and answers in order. What a user may do is decided in {@code Access}.
 *
 * <p>Internal. Exchanges are made, fed and ended on the connection's event loop; what may wait for storage runs on the
 * connection's lane, one task at a time, but for commits and checkpoints, which run beside it on the same disk threads.
 * All comes back by {@link io.filetransfer.server.exchange.ServerExchange#answer}: what a
 * disk thread has for an event loop waits in {@code Arrivals}, and one wake-up takes all of it; {@code AnswerQueue} then
 * writes what is next in the order of the requests. An exchange knows its server and its
 * connection only as {@link io.filetransfer.server.exchange.ExchangeContext}.
 */
package io.filetransfer.server.exchange;
