package io.bhiv.simulator.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.play.document.Document;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The objects of all people, each collection ordered by start. */
public final class ObjectStore {

    private static final Comparator<StoredObject> BY_START = Comparator.<StoredObject, Instant>comparing(
                    one -> one.document().start())
            .thenComparing(one -> one.document().id());

    private final Map<String, Map<String, StoredObject>> collections = new HashMap<>();

    /** An object as it is shown now. */
    public record Shown(Document document, ObjectNode body) {}

    public synchronized void put(StoredObject object) {
        collection(object.person(), object.document().collection())
                .put(object.document().id(), object);
    }

    /** False where there was none. */
    public synchronized boolean remove(String person, String collection, String id) {
        return collection(person, collection).remove(id) != null;
    }

    /** Whether it is shown or not. */
    public synchronized Optional<StoredObject> stored(String person, String collection, String id) {
        return Optional.ofNullable(collection(person, collection).get(id));
    }

    public synchronized Optional<ObjectNode> find(String person, String collection, String id, Instant now) {
        return stored(person, collection, id)
                .filter(one -> !now.isBefore(one.visibleFrom()))
                .map(one -> one.body(now));
    }

    /** The oldest first. */
    public synchronized List<Shown> list(String person, String collection, Instant now) {
        List<StoredObject> visible =
                new ArrayList<>(collection(person, collection).values());
        visible.removeIf(one -> now.isBefore(one.visibleFrom()));
        visible.sort(BY_START);
        return visible.stream()
                .map(one -> new Shown(one.document(), one.body(now)))
                .toList();
    }

    public synchronized int size() {
        return collections.values().stream().mapToInt(Map::size).sum();
    }

    private Map<String, StoredObject> collection(String person, String name) {
        return collections.computeIfAbsent(person + "/" + name, key -> new HashMap<>());
    }
}
