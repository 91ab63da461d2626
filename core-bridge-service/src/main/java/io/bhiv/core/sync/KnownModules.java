package io.bhiv.core.sync;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The modules that are counted by name: about the first {@value #LIMIT}. Further ones are counted together as
 * {@code _other}, a name no module can have, so a sender that invents names cannot make the counters grow.
 */
final class KnownModules {

    static final int LIMIT = 1_000;

    private final Set<String> known = ConcurrentHashMap.newKeySet();

    void add(Collection<String> names) {
        known.addAll(names);
    }

    boolean hasRoom() {
        return known.size() < LIMIT;
    }

    String[] names() {
        return known.toArray(String[]::new);
    }
}
