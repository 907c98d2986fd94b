package io.filetransfer.codec;

import java.util.Collection;

/** Finds what somebody may have meant who mistyped a word. */
public final class Suggestion {
    /** Nobody means a short word by a longer one, and the comparison takes time and space by the square. */
    private static final int LONGEST = 40;

    private Suggestion() {}

    /** The word that takes the fewest changes, or null when none is near: one change in three letters, two in more. */
    public static String nearest(String typed, Collection<String> words) {
        if (typed.length() > LONGEST) {
            return null;
        }
        String nearest = null;
        int least = typed.length() <= 3 ? 2 : 3;
        for (String word : words) {
            int distance = distance(typed, word);
            if (distance < least || distance == least && nearest != null && word.compareTo(nearest) < 0) {
                least = distance;
                nearest = word;
            }
        }
        return nearest;
    }

    /** Letters to insert, delete, replace, or swap with their neighbour, to make one word of the other. */
    private static int distance(String from, String to) {
        int[][] cost = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            cost[i][0] = i;
        }
        for (int j = 0; j <= to.length(); j++) {
            cost[0][j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            for (int j = 1; j <= to.length(); j++) {
                int replaced = cost[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                cost[i][j] = Math.min(replaced, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
                if (i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[from.length()][to.length()];
    }
}
