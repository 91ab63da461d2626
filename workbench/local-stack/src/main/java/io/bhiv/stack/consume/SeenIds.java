package io.bhiv.stack.consume;

import java.util.LinkedHashMap;
import java.util.Map;

/** Which events were handled. Kafka may bring an event again, always under the same id; the ids of the last events are enough. */
final class SeenIds {

    private final Map<String, Boolean> ids;

    SeenIds(int most) {
        ids = new LinkedHashMap<>() {

            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                return size() > most;
            }
        };
    }

    /** True the first time. */
    boolean isNew(String id) {
        return ids.put(id, true) == null;
    }
}
