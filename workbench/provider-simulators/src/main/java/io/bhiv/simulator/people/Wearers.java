package io.bhiv.simulator.people;

import io.bhiv.play.document.Version;
import io.bhiv.play.person.Day;
import io.bhiv.play.person.History;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Who has an account with the provider, and the newest version of each of their days. */
public final class Wearers {

    private final Map<String, History> histories = new ConcurrentHashMap<>();
    private final Map<String, NavigableMap<LocalDate, RecordedDay>> days = new ConcurrentHashMap<>();

    public Optional<History> find(String name) {
        return Optional.ofNullable(histories.get(name));
    }

    public Collection<String> names() {
        List<String> names = new ArrayList<>(histories.keySet());
        names.sort(null);
        return names;
    }

    /** The days of a person by date. */
    public NavigableMap<LocalDate, RecordedDay> days(String name) {
        return days.getOrDefault(name, new TreeMap<>());
    }

    public int dayCount() {
        return days.values().stream().mapToInt(Map::size).sum();
    }

    void add(History history) {
        histories.put(history.person().name(), history);
        days.putIfAbsent(history.person().name(), new ConcurrentSkipListMap<>());
    }

    /** Keeps the day in its first version or in the next one. */
    RecordedDay record(String name, Day day, Instant at) {
        RecordedDay before = days(name).get(day.date());
        Version version = before == null ? Version.first(at) : before.version().next(at);
        RecordedDay recorded = new RecordedDay(day, version);
        days(name).put(day.date(), recorded);
        return recorded;
    }
}
