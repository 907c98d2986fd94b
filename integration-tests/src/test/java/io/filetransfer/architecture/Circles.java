package io.filetransfer.architecture;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Groups of classes that all reach each other (strongly connected components), by Tarjan's algorithm: "Depth-first search
 * and linear graph algorithms", 1972.
 */
final class Circles {
    private final Map<String, ? extends Set<String>> arrows;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<String, Integer> lowest = new HashMap<>();
    private final Deque<String> open = new ArrayDeque<>();
    private final List<Set<String>> found = new ArrayList<>();

    private Circles(Map<String, ? extends Set<String>> arrows) {
        this.arrows = arrows;
    }

    /** Those of two and more. */
    static List<Set<String>> of(Map<String, ? extends Set<String>> arrows) {
        Circles circles = new Circles(arrows);
        for (String start : arrows.keySet()) {
            if (!circles.numbers.containsKey(start)) {
                circles.visit(start);
            }
        }
        return circles.found;
    }

    private void visit(String at) {
        int number = numbers.size();
        numbers.put(at, number);
        lowest.put(at, number);
        open.push(at);
        for (String next : arrows.get(at)) {
            if (!numbers.containsKey(next)) {
                visit(next);
                lowest.merge(at, lowest.get(next), Math::min);
            } else if (open.contains(next)) {
                lowest.merge(at, numbers.get(next), Math::min);
            }
        }
        if (lowest.get(at) == number) {
            close(at);
        }
    }

    private void close(String first) {
        Set<String> circle = new TreeSet<>();
        String member;
        do {
            member = open.pop();
            circle.add(member);
        } while (!member.equals(first));
        if (circle.size() > 1) {
            found.add(circle);
        }
    }
}
