package io.filetransfer.client.net;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Requests of one connection that are not answered yet: the answers come in their order. Event loop. */
final class Outstanding {
    private final int most;
    private final ArrayDeque<Exchange<?>> exchanges = new ArrayDeque<>();

    /** Those at the end of which nothing has left yet. */
    private int unflushed;

    /** @param most of them at once */
    Outstanding(int most) {
        this.most = most;
    }

    boolean isEmpty() {
        return exchanges.isEmpty();
    }

    int size() {
        return exchanges.size();
    }

    /** Whose answer comes next; null if none is awaited. */
    Exchange<?> head() {
        return exchanges.peekFirst();
    }

    /** What was sent last; null if all is answered. */
    Exchange<?> last() {
        return exchanges.peekLast();
    }

    /** Whether another one may follow those that are there. */
    boolean letFollow(Exchange<?> exchange) {
        // what is sent again may be sent only where an answer has come since
        return !exchange.repeated() && exchanges.size() < most && !head().exclusive() && !last().exclusive();
    }

    /** @return whether it is the first since all that is here has left */
    boolean add(Exchange<?> exchange) {
        exchanges.add(exchange);
        unflushed++;
        return unflushed == 1;
    }

    /** All that is here has left. */
    void flushed() {
        unflushed = 0;
    }

    /** The head's answer is complete. */
    void answered() {
        exchanges.pollFirst();
    }

    /** How many of them may have left. */
    int begun() {
        return exchanges.size() - unflushed;
    }

    /** In their order; none is awaited any more. */
    List<Exchange<?>> takeAll() {
        List<Exchange<?>> all = new ArrayList<>(exchanges);
        exchanges.clear();
        return all;
    }
}
