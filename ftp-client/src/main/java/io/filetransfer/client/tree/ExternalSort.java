package io.filetransfer.client.tree;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Puts any number of elements in order in little memory: they are sorted piece by piece, pieces go to temporary files, and
 * these are merged when they are read. What is equal stays in the order in which it came. Filled by one thread, then read by
 * one.
 */
final class ExternalSort<T> implements AutoCloseable {
    /** Bytes of elements that are sorted in memory. */
    static final int PIECE = 8 << 20;

    /** Files that are merged at once; with more, those so far become one. */
    private static final int RUNS = 64;

    private final SpillList.Format<T> format;
    private final Comparator<? super T> order;
    private final int piece;
    private List<SpillList<T>> runs = new ArrayList<>();
    private List<T> memory = new ArrayList<>();
    private int weight;
    private Merge merge;
    private int readAt;

    ExternalSort(SpillList.Format<T> format, Comparator<? super T> order) {
        this(format, order, PIECE);
    }

    ExternalSort(SpillList.Format<T> format, Comparator<? super T> order, int piece) {
        this.format = format;
        this.order = order;
        this.piece = piece;
    }

    void add(T element) {
        memory.add(element);
        weight += format.weight(element);
        if (weight >= piece) {
            store();
        }
    }

    /**
     * The next in order; nothing may be added any more.
     *
     * @return null after the last
     */
    T next() {
        if (runs.isEmpty()) {
            if (readAt == 0) {
                memory.sort(order);
            }
            return readAt < memory.size() ? memory.set(readAt++, null) : null;
        }
        if (merge == null) {
            store();
            merge = new Merge(runs);
        }
        return merge.next();
    }

    private void store() {
        memory.sort(order);
        SpillList<T> run = new SpillList<>(format);
        memory.forEach(run::add);
        memory = new ArrayList<>();
        weight = 0;
        runs.add(run);
        if (runs.size() == RUNS) {
            SpillList<T> all = new SpillList<>(format);
            Merge merging = new Merge(runs);
            for (T next = merging.next(); next != null; next = merging.next()) {
                all.add(next);
            }
            close();
            runs = new ArrayList<>(List.of(all));
        }
    }

    @Override
    public void close() {
        runs.forEach(SpillList::close);
    }

    /** @param run its place among the runs, which are in the order of their elements' coming */
    private record Head<T>(T element, int run) {}

    private final class Merge {
        private final List<SpillList<T>> merged;
        private final PriorityQueue<Head<T>> heads = new PriorityQueue<>(
                Comparator.<Head<T>, T>comparing(Head::element, order).thenComparingInt(Head::run));

        Merge(List<SpillList<T>> merged) {
            this.merged = merged;
            for (int i = 0; i < merged.size(); i++) {
                advance(i);
            }
        }

        T next() {
            Head<T> first = heads.poll();
            if (first == null) {
                return null;
            }
            advance(first.run);
            return first.element;
        }

        private void advance(int run) {
            T element = merged.get(run).next();
            if (element != null) {
                heads.add(new Head<>(element, run));
            }
        }
    }
}
