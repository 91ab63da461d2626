package io.bhiv.kit.count;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Every {@link Latency} of the service. Of one name at most {@value #SUBJECTS} subjects are kept apart; further ones share {@code _other}. */
@ApplicationScoped
public class Latencies {

    /** Name of those from a request to its 2xx; their subject is the intake. */
    public static final String ACKNOWLEDGEMENT = "acknowledgement";

    private static final int SUBJECTS = IntakeParts.Parts.MOST;

    /** No subject of ours has this name. */
    private static final String OTHER = "_other";

    private final Map<String, Map<String, Latency>> byName = new ConcurrentHashMap<>();

    /** The same one for the same name and subject. */
    public Latency of(String name, String subject) {
        Map<String, Latency> subjects = byName.computeIfAbsent(name, any -> new ConcurrentHashMap<>());
        Latency known = subjects.get(subject);
        if (known != null) {
            return known;
        }
        String kept = subjects.size() < SUBJECTS ? subject : OTHER;
        return subjects.computeIfAbsent(kept, one -> new Latency(name, one));
    }

    public List<Latency> all() {
        return byName.values().stream()
                .flatMap(subjects -> subjects.values().stream())
                .toList();
    }
}
