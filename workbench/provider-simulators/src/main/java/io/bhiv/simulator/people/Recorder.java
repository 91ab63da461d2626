package io.bhiv.simulator.people;

import io.bhiv.play.person.Day;
import io.bhiv.play.person.History;

/** What a provider does with a person's days. */
public interface Recorder {

    /** A day was recorded or corrected; {@code announced} is false for what was there before anybody was connected. */
    void recorded(History history, RecordedDay day, boolean announced);

    /** A night or a workout is about to be deleted: what {@code after} lacks goes. */
    void deleted(History history, RecordedDay before, Day after);
}
