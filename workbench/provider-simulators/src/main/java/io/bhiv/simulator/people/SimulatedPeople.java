package io.bhiv.simulator.people;

import io.bhiv.play.person.Day;
import io.bhiv.play.person.History;
import io.bhiv.play.person.Night;
import io.bhiv.play.person.Population;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Records, corrects and deletes nights and workouts; the provider shows them and sends its notices. */
public final class SimulatedPeople {

    private static final Duration AFTER_WAKING = Duration.ofMinutes(20);
    private static final String WORKOUT = " workout ";

    private final Clock clock;
    private final Wearers wearers;
    private final Recorder recorder;
    private final Set<String> deleted = ConcurrentHashMap.newKeySet();

    public SimulatedPeople(Clock clock, Wearers wearers, Recorder recorder) {
        this.clock = clock;
        this.wearers = wearers;
        this.recorder = recorder;
    }

    /** Gives accounts to people with so many days behind them, the last of which is {@code last}; no notice is sent. */
    public synchronized List<String> prepare(Population population, LocalDate last, int days) {
        List<History> people = population.people();
        people.forEach(history -> prepare(history, last, days));
        return people.stream().map(history -> history.person().name()).toList();
    }

    /** The same for one person. */
    public synchronized void prepare(History history, LocalDate last, int days) {
        Instant now = clock.instant();
        wearers.add(history);
        for (Day day : history.days(last, days)) {
            Instant made = earlier(now, madeAt(history, day));
            recorder.recorded(history, wearers.record(history.person().name(), day.until(now), made), false);
        }
    }

    /** A night that was measured, with its notices. Refused where the person has one of this date, or had one that was deleted. */
    public synchronized RecordedDay newNight(String person, LocalDate date, Change change) {
        History history = history(person);
        RecordedDay before = wearers.days(person).get(date);
        if (before != null && before.day().night() != null) {
            throw new Refused(person + " has a night of " + date + " already; correct it instead");
        }
        if (deleted.contains(person + date)) {
            throw new Refused("The night of " + date + " of " + person + " was deleted");
        }
        Instant now = clock.instant();
        Day measured = history.measuredDay(date);
        // What was recorded of the day before the night came stays.
        Day day = before != null ? before.day().withNight(measured.night()) : measured.until(now);
        RecordedDay recorded = wearers.record(person, changed(day, change), now);
        recorder.recorded(history, recorded, true);
        return recorded;
    }

    /** The newer version of a night that is there, with its notices. */
    public synchronized RecordedDay correctNight(String person, LocalDate date, Change change) {
        History history = history(person);
        RecordedDay before = existing(person, date);
        RecordedDay recorded = wearers.record(person, changed(before.day(), change), clock.instant());
        recorder.recorded(history, recorded, true);
        return recorded;
    }

    /** A notice of the deletion; the objects of the night are 404 from now on. */
    public synchronized void deleteNight(String person, LocalDate date) {
        History history = history(person);
        RecordedDay before = existing(person, date);
        forget(history, before, before.day().withNight(null));
        deleted.add(person + date);
    }

    /** A workout, with its notice, on a day that may have none recorded. */
    public synchronized RecordedDay newWorkout(String person, LocalDate date) {
        History history = history(person);
        RecordedDay before = wearers.days(person).get(date);
        if (deleted.contains(person + WORKOUT + date)) {
            throw new Refused("The workout of " + date + " of " + person + " was deleted");
        }
        if (before != null && before.day().daytime().workout() != null) {
            throw new Refused(person + " has a workout of " + date + " already");
        }
        Instant now = clock.instant();
        Day day = before != null
                ? before.day()
                : history.measuredDay(date).withNight(null).until(now);
        RecordedDay recorded = wearers.record(person, day.withWorkout(history.trainedWorkout(date)), now);
        recorder.recorded(history, recorded, true);
        return recorded;
    }

    /** A notice of the deletion; the workout is 404 from now on. */
    public synchronized void deleteWorkout(String person, LocalDate date) {
        History history = history(person);
        RecordedDay before = wearers.days(person).get(date);
        if (before == null || before.day().daytime().workout() == null) {
            throw new Refused(person + " has no workout of " + date);
        }
        forget(history, before, before.day().withWorkout(null));
        deleted.add(person + WORKOUT + date);
    }

    private void forget(History history, RecordedDay before, Day after) {
        recorder.deleted(history, before, after);
        wearers.record(history.person().name(), after, clock.instant());
    }

    private History history(String person) {
        return wearers.find(person).orElseThrow(() -> new Refused("Nobody is called " + person));
    }

    private RecordedDay existing(String person, LocalDate date) {
        RecordedDay recorded = wearers.days(person).get(date);
        if (recorded == null || recorded.day().night() == null) {
            throw new Refused(person + " has no night of " + date);
        }
        return recorded;
    }

    private static Day changed(Day day, Change change) {
        Day other = change.rmssd().isPresent() ? day.withRmssd(change.rmssd().getAsDouble()) : day;
        return change.earlierBedtime().isZero() ? other : other.withEarlierBedtime(change.earlierBedtime());
    }

    private static Instant madeAt(History history, Day day) {
        Night night = day.night();
        return night != null
                ? night.wake().toInstant().plus(AFTER_WAKING)
                : day.date()
                        .atTime(12, 0)
                        .atZone(history.person().habits().zone())
                        .toInstant();
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
