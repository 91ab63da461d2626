package io.bhiv.kit.intake;

import io.smallrye.mutiny.Uni;
import java.util.List;

/** Where a service keeps the records that it could not take, for a person to look at. {@link ParkedTable} is the usual one. */
public interface ParkedRecords {

    /** Keeps them durably. A record that is parked again stays one. */
    Uni<Void> park(List<ParkedRecord> records);

    /** Writes a little where they are kept, durably: what this does at once, the store has time for. */
    Uni<Void> probe();

    /** How many are kept, of which at most 100,000 are counted. */
    Uni<Long> count();

    /** Removes those that were parked more than {@code days} days ago. */
    Uni<Void> forgetAfter(int days);
}
