package io.bhiv.simulator.whoop;

import io.bhiv.play.document.Document;
import io.bhiv.play.document.ScoreState;
import io.bhiv.play.document.Version;
import io.bhiv.play.document.WhoopRecords;
import io.bhiv.play.person.Day;
import io.bhiv.play.person.History;
import io.bhiv.play.person.Night;
import io.bhiv.play.person.Workout;
import io.bhiv.simulator.people.RecordedDay;
import io.bhiv.simulator.people.Recorder;
import io.bhiv.simulator.people.Wearers;
import io.bhiv.simulator.state.ObjectStore;
import io.bhiv.simulator.state.StoredObject;
import io.bhiv.simulator.state.Switches;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the records of recorded days. A new or corrected night brings notices of its sleep and its recovery, at once and again when a
 * pending score has come. Cycles have no notice.
 */
final class WhoopRecorder implements Recorder {

    /** WHOOP gives scores while it still learns what is usual. */
    private static final int CALIBRATION = 4;

    private final Clock clock;
    private final Wearers wearers;
    private final ObjectStore objects;
    private final WhoopNotices notices;
    private final Switches switches;

    WhoopRecorder(Clock clock, Wearers wearers, ObjectStore objects, WhoopNotices notices, Switches switches) {
        this.clock = clock;
        this.wearers = wearers;
        this.objects = objects;
        this.notices = notices;
        this.switches = switches;
    }

    @Override
    public void recorded(History history, RecordedDay recorded, boolean announced) {
        Night night = recorded.day().night();
        if (night != null) {
            keepNight(history, recorded, night, announced);
            keepCycles(history, recorded.day().date());
        }
        WhoopRecords whoop = new WhoopRecords(history.person());
        Workout workout = recorded.day().daytime().workout();
        if (workout != null) {
            keepOnce(
                    history,
                    whoop.workout(recorded.day(), workout, recorded.version(), ScoreState.SCORED),
                    "workout.updated",
                    announced);
        }
        Night nap = recorded.day().daytime().nap();
        if (nap != null) {
            keepOnce(history, whoop.nap(recorded.day(), nap, recorded.version()), "sleep.updated", announced);
        }
    }

    private void keepNight(History history, RecordedDay recorded, Night night, boolean announced) {
        WhoopRecords whoop = new WhoopRecords(history.person());
        Day day = recorded.day();
        Version version = recorded.version();
        ScoreState state = WhoopRecords.finalState(night);
        boolean calibrating = nightsBefore(history, day.date()) < CALIBRATION;
        Duration pending = announced && state == ScoreState.SCORED ? switches.pending() : Duration.ZERO;
        Instant scored = clock.instant().plus(pending);
        Version last = pending.isZero() ? version : new Version(version.number(), version.created(), scored);
        Document sleep = whoop.sleep(day, night, last, state);
        Document recovery = whoop.recovery(day, night, last, state, calibrating);
        if (pending.isZero()) {
            keep(history, sleep, announced, null);
            keep(history, recovery, announced, null);
        } else {
            Document pendingSleep = whoop.sleep(day, night, version, ScoreState.PENDING_SCORE);
            Document pendingRecovery = whoop.recovery(day, night, version, ScoreState.PENDING_SCORE, calibrating);
            keep(history, sleep, true, new StoredObject.Pending(pendingSleep.body(), scored));
            keep(history, recovery, true, new StoredObject.Pending(pendingRecovery.body(), scored));
        }
        if (announced) {
            announceNight(history, sleep.id(), clock.instant());
            if (!pending.isZero()) {
                announceNight(history, sleep.id(), scored);
            }
        }
    }

    private void announceNight(History history, String sleepId, Instant due) {
        notices.send(history.person(), "sleep.updated", sleepId, due);
        notices.send(history.person(), "recovery.updated", sleepId, due);
    }

    /** What a correction of the night does not concern stays in its first version. */
    private void keepOnce(History history, Document document, String notice, boolean announced) {
        boolean isNew = objects.stored(history.person().name(), document.collection(), document.id())
                .isEmpty();
        if (isNew) {
            keep(history, document, announced, null);
            if (announced) {
                notices.send(history.person(), notice, document.id(), clock.instant());
            }
        }
    }

    /** The cycle of this night, which may end with the next one, and the one before, which ends with this night. */
    private void keepCycles(History history, LocalDate date) {
        NavigableMap<LocalDate, RecordedDay> days =
                wearers.days(history.person().name());
        keepCycle(history, days, date);
        for (RecordedDay before : days.headMap(date, false).descendingMap().values()) {
            if (before.day().night() != null) {
                keepCycle(history, days, before.day().date());
                return;
            }
        }
    }

    private void keepCycle(History history, NavigableMap<LocalDate, RecordedDay> days, LocalDate date) {
        RecordedDay recorded = days.get(date);
        if (recorded == null || recorded.day().night() == null) {
            return;
        }
        Night night = recorded.day().night();
        OffsetDateTime end = nextBedtime(days.tailMap(date, false));
        keep(
                history,
                new WhoopRecords(history.person()).cycle(recorded.day(), night, recorded.version(), end),
                false,
                null);
    }

    private static @Nullable OffsetDateTime nextBedtime(Map<LocalDate, RecordedDay> later) {
        for (RecordedDay next : later.values()) {
            Night night = next.day().night();
            if (night != null) {
                return night.bedtime();
            }
        }
        return null;
    }

    private long nightsBefore(History history, LocalDate date) {
        return wearers.days(history.person().name()).headMap(date, false).values().stream()
                .filter(one -> one.day().night() != null)
                .limit(CALIBRATION)
                .count();
    }

    private void keep(History history, Document document, boolean announced, StoredObject.@Nullable Pending pending) {
        String person = history.person().name();
        Instant visible = objects.stored(person, document.collection(), document.id())
                .map(StoredObject::visibleFrom)
                .orElse(announced ? clock.instant().plus(switches.hidden()) : Instant.MIN);
        objects.put(new StoredObject(person, document, visible, pending));
    }

    /** The recovery goes with its sleep. */
    @Override
    public void deleted(History history, RecordedDay before, Day after) {
        LocalDate date = before.day().date();
        if (before.day().night() != null && after.night() == null) {
            String id = history.person().recordId("whoop-sleep", date).toString();
            forget(history, WhoopRecords.SLEEP, id);
            forget(history, WhoopRecords.RECOVERY, id);
        }
        if (before.day().daytime().workout() != null && after.daytime().workout() == null) {
            forget(
                    history,
                    WhoopRecords.WORKOUT,
                    history.person().recordId("whoop-workout", date).toString());
        }
    }

    private void forget(History history, String collection, String id) {
        if (objects.remove(history.person().name(), collection, id)) {
            notices.send(history.person(), collection + ".deleted", id, clock.instant());
        }
    }
}
