package io.bhiv.automation.engine.read;

import java.util.Collection;
import java.util.Comparator;

/** Suggests the known name that is nearest to a misspelt one. */
public final class Suggestion {

    private Suggestion() {}

    /** {@code "; did you mean 'x'?"}, or nothing where none is near. */
    public static String hint(String word, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt((String one) -> distance(word, one))
                        .thenComparing(one -> one))
                .filter(one -> distance(word, one) <= Math.max(1, one.length() / 3))
                .map(one -> "; did you mean '" + one + "'?")
                .orElse("");
    }

    /** Levenshtein's, of texts short enough for a table row. */
    private static int distance(String one, String other) {
        if (one.length() > 64 || other.length() > 64) {
            return Integer.MAX_VALUE;
        }
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }
}
