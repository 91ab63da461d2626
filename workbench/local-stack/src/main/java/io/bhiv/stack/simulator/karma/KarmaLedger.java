package io.bhiv.stack.simulator.karma;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts actions, each key once. The last keys are remembered, and no more than a few hundred kinds of action are kept
 * apart, because the sender decides both.
 */
final class KarmaLedger {

    private static final int KEYS = 100_000;
    private static final int KINDS = 200;

    private final Map<String, Boolean> seen = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > KEYS;
        }
    };

    private final Map<String, Long> counts = new TreeMap<>();
    private long repeated;

    /** False where the key was seen before. */
    synchronized boolean note(String key, String action) {
        if (!key.isEmpty() && seen.put(key, true) != null) {
            repeated++;
            return false;
        }
        String kind = counts.containsKey(action) || counts.size() < KINDS ? action : "other";
        counts.merge(kind, 1L, Long::sum);
        return true;
    }

    synchronized Map<String, Long> counts() {
        return new TreeMap<>(counts);
    }

    synchronized long repeated() {
        return repeated;
    }
}
